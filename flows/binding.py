"""Where the Prefect server listens and who may use it: this machine alone, unless a password is set.

Its API starts runs and reads everything: open to a network without a password it would be open to all of it.
"""

from __future__ import annotations

import ipaddress
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from db.settings import secret

PORT = 4200
_FILE = "CONGRESSWATCH_AUTH_FILE"
_REMEDY = f"put user:password into a file that only you may read (chmod 600) and name it by {_FILE}"


class ServerProblemError(Exception):
    """The Prefect server did not come up, or may not; the message says what to do or where its log is."""


@dataclass(frozen=True, slots=True)
class Binding:
    host: str = "127.0.0.1"
    port: int = PORT
    auth: str = field(default="", repr=False)
    """user:password; empty: nobody is asked."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Binding:
        """As CONGRESSWATCH_HOST, _PORT and _AUTH_FILE say. Raises ServerProblemError for what would not be safe."""
        made = cls(env.get("CONGRESSWATCH_HOST") or "127.0.0.1", _port(env.get("CONGRESSWATCH_PORT", "")), auth(env))
        if not _is_loopback(made.host) and not made.auth:
            raise ServerProblemError(f"host {made.host}: others than this machine need a password: {_REMEDY}")
        return made

    @property
    def local_api_url(self) -> str:
        """The API's address for processes of this machine."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{everywhere.get(self.host, host)}:{self.port}/api"


def auth(env: Mapping[str, str] = os.environ) -> str:
    """The server's user:password; empty where there is none. Raises ServerProblemError."""
    file = env.get(_FILE, "")
    if file.strip():
        mode = Path(file.strip()).expanduser().stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ServerProblemError(f"{_FILE}: others may read {file}: chmod 600 it")
    found = secret(env.get("PREFECT_SERVER_API_AUTH_STRING", ""), file)
    if found and not all(found.partition(":")[::2]):
        raise ServerProblemError(f"the password of the Prefect server has no user: {_REMEDY}")
    return found


def _port(said: str) -> int:
    if not said.strip():
        return PORT
    if said.strip().isdecimal() and 0 < int(said) < 65536:
        return int(said)
    raise ServerProblemError(f"CONGRESSWATCH_PORT: {said} is no port: a number from 1 to 65535")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
