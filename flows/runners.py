"""Where captures are read again: in processes of the run's own, or on a Dask or Ray cluster that one setting names."""

from __future__ import annotations

from importlib import import_module
from typing import Any

SETTING = "CONGRESSWATCH_RUNNER"


class RunnerProblemError(Exception):
    """The setting names no cluster that can be used; the message says what to do."""


def chosen(setting: str) -> Any:
    """Prefect's task runner as the setting says: `dask`, `ray` (a cluster on this machine for the time of the run), or
    one that runs, `dask:tcp://host:8786`, `ray:ray://host:10001`. None where it is empty."""
    kind, _, address = setting.strip().partition(":")
    if not kind:
        return None
    if kind == "dask":
        # as many processes as processors, one page at a time in each: reading is all computing
        return _made("prefect_dask", "DaskTaskRunner", "dask", **_at(address, cluster_kwargs={"threads_per_worker": 1}))
    if kind == "ray":
        return _made("prefect_ray", "RayTaskRunner", "ray", **_at(address))
    raise RunnerProblemError(f"{SETTING}={setting}: expected dask, ray, dask:ADDRESS or ray:ADDRESS, or nothing")


def _at(address: str, **otherwise: Any) -> dict[str, Any]:
    return {"address": address} if address else otherwise


def _made(module: str, name: str, extra: str, **options: Any) -> Any:
    try:
        found = import_module(module)
    except ImportError as error:
        raise RunnerProblemError(
            f"{SETTING}: {module} is not installed ({error}): uv pip install -e '.[{extra}]'"
        ) from error
    return getattr(found, name)(**options)
