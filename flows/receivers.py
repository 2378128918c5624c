"""Whom an alarm calls: the addresses of one setting, as Apprise writes them (mail, web hooks, chats, a hundred more).

They hold passwords: never shown, only their kind and host.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from db.settings import secret

URLS = "CONGRESSWATCH_ALARM_URLS"
REMEDY = (
    "write it as Apprise does, e.g. mailtos://user:password@smtp.example.org?to=desk@example.org or"
    " jsons://hooks.example.org/alarms"
)


class ReceiverProblemError(Exception):
    """An address of the setting cannot be used; the message names its kind, never its password."""


def receivers(env: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The addresses, checked; none where the setting is empty. Raises ReceiverProblemError, OSError for the file."""
    said = secret(env.get("CONGRESSWATCH_ALARM_URLS", ""), env.get("CONGRESSWATCH_ALARM_FILE", ""))
    if not said:
        return ()
    from apprise import Apprise  # 0.3 s, and only where somebody is to be called

    urls = tuple(said.split())
    for number, url in enumerate(urls, 1):
        if Apprise.instantiate(url, suppress_exceptions=True) is None:
            raise ReceiverProblemError(f"{URLS}: address {number}, {shown(url)}, is none that can be used: {REMEDY}")
    return urls


def shown(url: str) -> str:
    """An address without what is secret in it: its kind, and its host where that is a name."""
    parts = urlsplit(url)
    host = parts.hostname if parts.hostname and "." in parts.hostname else ""
    return f"{parts.scheme or '?'}://{host or '...'}"


def call(url: str, subject: str, body: str) -> bool:
    """Send a message to one address, now; whether it was taken."""
    from apprise import Apprise

    caller = Apprise()
    caller.add(url)
    return bool(caller.notify(title=subject, body=body))
