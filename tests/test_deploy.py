"""The files of deploy/ agree with the program and with each other; what they run is in test_several_machines.py."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.compose import services

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
OURS = ("database", "watch", "worker")
SETTINGS = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))


def manifests() -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted((DEPLOY / "k8s").iterdir())]
    return [one for text in texts for one in yaml.safe_load_all(text)]


def deployments() -> dict[str, Any]:
    return {one["metadata"]["name"]: one["spec"] for one in manifests() if one["kind"] == "Deployment"}


def containers() -> Iterator[dict[str, Any]]:
    for spec in deployments().values():
        pod = spec["template"]["spec"]
        yield from (*pod.get("initContainers", ()), *pod["containers"])


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What make-secrets.sh writes; run again it changes nothing."""
    folder = tmp_path_factory.mktemp("deploy") / "secrets"
    written = []
    for _ in range(2):
        subprocess.run([DEPLOY / "make-secrets.sh", folder], check=True, capture_output=True)
        written.append({path.name: path.read_text("utf-8") for path in folder.iterdir()})
    assert written[0] == written[1]
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    return written[1]


def test_the_services_name_settings_and_secrets_that_there_are(secrets: dict[str, str]) -> None:
    assert set(COMPOSE["secrets"]) == set(secrets)
    for name, service in services().items():
        assert {one for one in service.get("environment", {}) if not one.startswith("POSTGRES_")} <= SETTINGS
        files = re.findall(r"/run/secrets/(\w+)", str(service.get("environment", {})))
        assert set(files) <= set(service["secrets"]), name


def test_only_what_makes_the_database_knows_its_administrator() -> None:
    knowing = [name for name, one in services().items() if "admin_url" in one["secrets"]]
    assert knowing == ["database"]
    for name in OURS:
        service = services()[name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
    published = [port for one in services().values() for port in one.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_image_runs_without_rights_and_copies_all_packages() -> None:
    said = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.findall(r"^USER (\S+)$", said, re.M) == ["10001:10001"]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    for name in ("crawler", "db", "flows", "requirements.lock", "pyproject.toml"):
        assert re.search(rf"^COPY .*\b{re.escape(name)}\b", said, re.M)
        assert f"\n!{name}\n" in ignored


def test_kubernetes_runs_what_compose_runs() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert version
    by_name = {one["name"]: one for one in containers()}
    assert set(by_name) == set(OURS)
    assert {one["image"] for one in by_name.values()} == {f"congresswatch:{version[1]}"}
    for name in ("watch", "worker"):
        assert by_name[name]["args"] == services()[name]["command"]
        assert {one["name"] for one in by_name[name]["env"]} <= SETTINGS
    assert by_name["database"]["command"][:-1] == services()["database"]["entrypoint"][:-1]
    assert deployments()["watch"]["replicas"] == 1


def test_kubernetes_names_what_there_is(secrets: dict[str, str]) -> None:
    kinds = {(one["kind"], one["metadata"]["name"]): one for one in manifests()}
    template = set(kinds["Secret", "congresswatch"]["stringData"])
    assert template == set(secrets) - {"postgres_password"}
    for spec in deployments().values():
        labels = spec["template"]["metadata"]["labels"]
        assert spec["selector"]["matchLabels"] == labels
        pod = spec["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        volumes = {one["name"]: one for one in pod["volumes"]}
        mounted = {one["name"] for each in containers_of(pod) for one in each["volumeMounts"]}
        assert mounted == set(volumes)
        keys = {item["key"] for one in volumes.values() for item in one.get("secret", {}).get("items", ())}
        assert keys <= template
    service = kinds["Service", "watch"]["spec"]["selector"]
    assert service == deployments()["watch"]["template"]["metadata"]["labels"]


def containers_of(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod.get("initContainers", ()), *pod["containers"]]


def test_the_units_start_commands_of_ours() -> None:
    for path in (DEPLOY / "systemd").glob("*.service"):
        found = re.search(
            r"^ExecStart=/opt/congresswatch/\.venv/bin/congresswatch (\w+)$", path.read_text("utf-8"), re.M
        )
        assert found
        assert found[1] in ("up", "worker")


def test_the_sums_of_the_runbook_are_those_of_the_program() -> None:
    done = subprocess.run([sys.executable, DEPLOY / "sums.py"], check=True, capture_output=True, text=True)
    assert done.stdout in (DEPLOY / "README.md").read_text("utf-8")
