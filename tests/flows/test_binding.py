"""The server is this machine's alone, unless a password is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.binding import PORT, Binding, ServerProblemError, auth


def password_file(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    path = folder / "password"
    path.write_text(text)
    path.chmod(mode)
    return {"CONGRESSWATCH_AUTH_FILE": str(path)}


def test_unasked_it_listens_on_loopback() -> None:
    assert Binding.from_env({}) == Binding("127.0.0.1", PORT, "")
    assert Binding.from_env({"CONGRESSWATCH_HOST": "::1"}).local_api_url == "http://[::1]:4200/api"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "archive.example"])
def test_a_network_needs_a_password(host: str, tmp_path: Path) -> None:
    with pytest.raises(ServerProblemError, match="CONGRESSWATCH_AUTH_FILE"):
        Binding.from_env({"CONGRESSWATCH_HOST": host})
    env = {"CONGRESSWATCH_HOST": host, **password_file(tmp_path, "reader:a long secret\n")}
    assert Binding.from_env(env).auth == "reader:a long secret"
    assert "secret" not in repr(Binding.from_env(env))


def test_processes_here_find_a_server_that_listens_everywhere() -> None:
    env = {"CONGRESSWATCH_HOST": "0.0.0.0", "CONGRESSWATCH_PORT": "4321", "PREFECT_SERVER_API_AUTH_STRING": "a:b"}
    assert Binding.from_env(env).local_api_url == "http://127.0.0.1:4321/api"


def test_a_password_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServerProblemError, match="chmod 600"):
        auth(password_file(tmp_path, "a:b", 0o644))


@pytest.mark.parametrize("said", ["password", ":password", "user:"])
def test_a_password_without_its_user_is_refused(said: str, tmp_path: Path) -> None:
    with pytest.raises(ServerProblemError, match="user"):
        auth(password_file(tmp_path, said))


@pytest.mark.parametrize("said", ["0", "65536", "-1", "http"])
def test_what_is_no_port_is_refused(said: str) -> None:
    with pytest.raises(ServerProblemError, match="is no port"):
        Binding.from_env({"CONGRESSWATCH_PORT": said})
