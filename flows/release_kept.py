"""What `up` tells the other machines of itself: a variable of the Prefect server, to be seen in its UI as well."""

from __future__ import annotations

from collections.abc import Mapping

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import VariableCreate, VariableUpdate
from prefect.exceptions import ObjectAlreadyExists

from flows.release import Release

VARIABLE = "congresswatch_release"


def keep(client: SyncPrefectClient, release: Release) -> None:
    """Tell it; what an older `up` told is replaced."""
    try:
        client.create_variable(VariableCreate(name=VARIABLE, value=release.as_data()))
    except ObjectAlreadyExists:
        client.update_variable(VariableUpdate(name=VARIABLE, value=release.as_data()))


def kept(client: SyncPrefectClient) -> Mapping[str, str]:
    """What the last `up` told; empty where there was none."""
    found = client.read_variable_by_name(VARIABLE)
    value = found.value if found else None
    return {str(name): str(word) for name, word in value.items()} if isinstance(value, dict) else {}
