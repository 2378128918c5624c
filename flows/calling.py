"""Alarms leave the archive: each opening and each end is an event on the Prefect server, where an automation sends it.

Told once: what the server has taken is marked in the archive; what it did not take waits. Plain HTTP, so that the
process that looks after everything need not load Prefect.
"""

from __future__ import annotations

import base64
import json
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db import alarms, clock
from db.archive import Archive

OPENED, CLEARED = "congresswatch.alarm.opened", "congresswatch.alarm.cleared"
EVENTS = "congresswatch.alarm.*"
RESOURCE = "congresswatch.alarm."
_EVENT = {"opened": OPENED, "cleared": CLEARED}
_SPACE = uuid.UUID("8d3f6c1e-52a4-4f0b-9a2e-0d1b7c54c0aa")
"""Of our own making: with it an alarm's opening has the same number however often it is sent."""


def hand_on(archive: Archive, api_url: str, auth: str = "", now: datetime | None = None) -> int:
    """Send every opening and end that is untold; how many. Raises OSError where the server does not take one."""
    said = archive.call(alarms.untold)
    for row in said:
        _post(f"{api_url}/events", [event(row)], auth)
        archive.call(alarms.mark_told, row["alarm_id"], row["kind"], now or clock.now())
    return len(said)


def event(row: Mapping[str, Any]) -> dict[str, Any]:
    """An opening or end (db/alarms.py, `untold`) as Prefect's event, its subject and body ready to be sent."""
    about = row["source"] or "Congresswatch"
    at = row["cleared_at"] if row["kind"] == "cleared" else row["opened_at"]
    run = row.get("flow_run_id") or ""
    related = [{"prefect.resource.id": f"prefect.flow-run.{run}", "prefect.resource.role": "flow-run"}] if run else []
    return {
        "id": str(uuid.uuid5(_SPACE, f"{row['alarm_id']} {row['kind']} {at.isoformat()}")),
        "occurred": at.isoformat(),
        "event": _EVENT[row["kind"]],
        "resource": {
            "prefect.resource.id": f"{RESOURCE}{row['alarm_id']}",
            "prefect.resource.name": f"{about}: {row['cause']}",
            "congresswatch.source": row["source"],
            "congresswatch.cause": row["cause"],
        },
        "related": related,
        "payload": {"subject": _subject(row, about), "body": _body(row), "sentence": row["sentence"]},
    }


def _subject(row: Mapping[str, Any], about: str) -> str:
    cause = str(row["cause"]).replace("_", " ")
    if row["kind"] == "cleared":
        return f"{about}: over: {cause}"
    return f"{about}: {cause}" + (" (comes and goes)" if row["is_flapping"] else "")


def _body(row: Mapping[str, Any]) -> str:
    if row["kind"] == "cleared":
        return (
            f"Over since {row['cleared_at']:%Y-%m-%d %H:%M} UTC, open since {row['opened_at']:%Y-%m-%d %H:%M} UTC."
            f" It was: {row['sentence']}."
        )
    runs = f", seen by {row['seen_count']} run{'s' if row['seen_count'] != 1 else ''}" if row["run_id"] else ""
    flapping = " It came and went more than three times in a day: it is told as over after a whole good day."
    return (
        f"{row['sentence']}. Since {row['opened_at']:%Y-%m-%d %H:%M} UTC{runs}."
        + (flapping if row["is_flapping"] else "")
        + " All alarms: congresswatch alarm list."
    )


def _post(url: str, said: Any, auth: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - our own address
        url, data=json.dumps(said).encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    if auth:
        request.add_header("Authorization", f"Basic {base64.b64encode(auth.encode()).decode()}")
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        answer.read()
