"""An alarm reaches people: by a real Prefect server's automation, at a real web hook and a real mail server."""

from __future__ import annotations

import email
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from db import alarms, runs
from db.alarms import Seen
from db.archive import Archive
from flows import automations
from flows.calling import event, hand_on
from flows.receivers import ReceiverProblemError, receivers, shown
from flows.server import Server
from tests.db.test_store import SOURCE
from tests.support.commands import until
from tests.support.workplace import Workplace

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Box:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, str]]:
    """A mailbox and the address that leads to it."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Box()
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield found, f"mailto://127.0.0.1:{port}?from=watch@example.org&to=desk@example.org"
    finally:
        server.stop()


@pytest.fixture
def hook() -> Iterator[tuple[list[dict[str, Any]], str]]:
    """What a web hook was told, and its address."""
    told: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield told, f"json://127.0.0.1:{server.server_port}/alarms"
        finally:
            server.shutdown()


def _broken(archive: Archive, now: datetime) -> None:
    """A run of `paper` whose crawl died."""
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    archive.call(alarms.weigh, source_id, run_id, [Seen("crawl_died", "the crawl died", True)], {"crawl_died"}, now)


def _good(archive: Archive, now: datetime) -> None:
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    archive.call(alarms.weigh, source_id, run_id, [], {"crawl_died"}, now)


def test_an_alarm_and_its_end_reach_the_mailbox_and_the_hook_once(
    archive: Archive, prefect: Server, box: tuple[Box, str], hook: tuple[list[dict[str, Any]], str]
) -> None:
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as client:
        automations.agree(client, receivers({"CONGRESSWATCH_ALARM_URLS": f"{box[1]} {hook[1]}"}))
        try:
            _broken(archive, NOW)
            assert hand_on(archive, prefect.api_url) == 1
            assert hand_on(archive, prefect.api_url) == 0
            until(lambda: len(hook[0]) == 1 and len(box[0].mails) == 1, 60, lambda: (hook[0], box[0].mails))
            assert hook[0][0]["title"] == "paper: crawl died"
            assert "Since 2026-06-10 12:00 UTC, seen by 1 run" in hook[0][0]["message"]
            mail = box[0].mails[0]
            assert mail["Subject"] == "paper: crawl died"
            assert mail["To"] == "desk@example.org"

            for hours in (1, 2):
                _good(archive, NOW + hours * HOUR)
            assert hand_on(archive, prefect.api_url) == 1
            until(lambda: len(hook[0]) == 2 and len(box[0].mails) == 2, 60, lambda: (hook[0], box[0].mails))
            assert hook[0][1]["title"] == "paper: over: crawl died"
        finally:
            automations.agree(client, ())
        assert not client.read_automations_by_name(automations.ALARMS)


def test_a_start_keeps_what_a_person_switched_off_and_makes_nothing_twice(prefect: Server) -> None:
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as client:
        url = ["json://127.0.0.1:9/x"]
        automations.agree(client, url)
        (found,) = client.read_automations_by_name(automations.ALARMS)
        client.pause_automation(found.id)
        automations.agree(client, url)
        (kept,) = client.read_automations_by_name(automations.ALARMS)
        assert (kept.id, kept.enabled) == (found.id, False)
        automations.agree(client, ())


def test_what_the_server_does_not_take_waits(archive: Archive) -> None:
    _broken(archive, NOW)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    with pytest.raises(OSError, match="refused"):
        hand_on(archive, nobody)
    assert len(archive.call(alarms.untold)) == 1


def test_a_person_can_try_the_addresses(tmp_path: Path, hook: tuple[list[dict[str, Any]], str]) -> None:
    def tried(urls: str, status: int) -> str:
        place = Workplace(tmp_path / "home", tmp_path / "config", "", {"CONGRESSWATCH_ALARM_URLS": urls})
        done = place.command("alarm", "test", check=status)
        return done.stdout + done.stderr

    assert "NOT REACHED" not in tried(hook[1], 0)
    assert hook[0][0]["title"] == "Congresswatch: a test"
    assert "NOT REACHED" in tried(f"{hook[1]} json://127.0.0.1:9/x", 1)
    assert "CONGRESSWATCH_ALARM_URLS is empty" in tried("", 2)


def test_an_opening_has_the_same_number_however_often_it_is_sent(archive: Archive) -> None:
    _broken(archive, NOW)
    (row,) = archive.call(alarms.untold)
    assert event(row)["id"] == event(row)["id"]


def test_a_standstill_is_told_once_and_over_with_the_next_run(archive: Archive) -> None:
    def look(at: datetime) -> list[str]:
        archive.call(alarms.weigh_standstill, NOW, at, 2 * HOUR)
        return [row["cause"] for row in archive.call(alarms.open_alarms)]

    assert look(NOW + HOUR) == []
    assert look(NOW + 3 * HOUR) == ["standstill"]
    assert look(NOW + 4 * HOUR) == ["standstill"]
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    archive.call(runs.finish_run, run_id, "completed", "")
    _end(archive, run_id, NOW + 4.5 * HOUR)
    assert look(NOW + 5 * HOUR) == []
    (row,) = archive.call(alarms.history)
    assert (row["source"], row["cleared_at"]) == ("", NOW + 5 * HOUR)


def test_a_standstill_is_seen_though_a_run_ended_in_days_that_never_were(archive: Archive) -> None:
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    archive.call(runs.finish_run, run_id, "completed", "")
    _end(archive, run_id, NOW + 400 * 24 * HOUR)
    archive.call(alarms.weigh_standstill, NOW, NOW + 3 * HOUR, 2 * HOUR)
    assert [row["cause"] for row in archive.call(alarms.open_alarms)] == ["standstill"]


def _end(archive: Archive, run_id: int, at: datetime) -> None:
    with psycopg.connect(archive.url) as connection:
        connection.execute("update run set finished_at = %s where id = %s", (at, run_id))


def test_an_address_that_nobody_knows_is_refused_without_its_password() -> None:
    with pytest.raises(ReceiverProblemError) as refused:
        receivers({"CONGRESSWATCH_ALARM_URLS": "json://127.0.0.1:9/x bogus://user:secret@host.example"})
    assert "address 2, bogus://host.example" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert shown("tgram://123456:TOKEN/chat") == "tgram://..."
    assert receivers({}) == ()
