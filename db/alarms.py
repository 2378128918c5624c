"""Alarms over time: what runs find becomes an alarm, lasts, and is over. The clock is the caller's.

Damped: told when two runs in a row see it, a grave one at once; over after two good runs. One that came and went more
than three times in a day stays open until a whole day is good. A repeated close of a run changes nothing. What is told
to people waits in the table (`opening_told_at`, `clearing_told_at`), so that nothing is lost while Prefect is away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

UNREACHABLE, OURS, STANDSTILL = "unreachable", "ours", "standstill"
RUNS_TO_OPEN = RUNS_TO_CLEAR = 2
# told so often within a day, a cause is no news any more
MOST_A_DAY = 3
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# two sites may well be down at once, on one host; of more it is rather us
LEAST_SOURCES = 3
_STANDS_STILL = "are the schedules paused in the UI? look at logs/worker.log, and whether a run hangs"
Rows = list[dict[str, Any]]
_LOCK = 0x616C61726D


@dataclass(frozen=True, slots=True)
class Seen:
    """A cause that a run found: a short code, its sentence, whether it is told at the first sight."""

    cause: str
    sentence: str
    is_hard: bool = False


def weigh(
    connection: Connection, source_id: int, run_id: int, seen: Collection[Seen], judged: Collection[str], now: datetime
) -> bool:
    """What the run found, and what it could have found (`judged`), become alarms; False: it was weighed before."""
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    marked = connection.execute(
        text("update run set weighed_at = :now where id = :run and weighed_at is null"), {"now": now, "run": run_id}
    )
    if not marked.rowcount:
        return False
    lasting = {row["cause"]: row for row in _lasting(connection, source_id)}
    for one in seen:
        _see(connection, source_id, run_id, one, lasting.get(one.cause), now)
    found = {one.cause for one in seen}
    for cause in set(judged) - found:
        if cause in lasting:
            _miss(connection, lasting[cause], now)
    if UNREACHABLE in judged:
        _weigh_ours(connection, run_id, UNREACHABLE not in found, now)
    if UNREACHABLE in found and not _is_ours(connection):
        _open_if_sure(connection, source_id, UNREACHABLE, run_id, now)
    return True


def weigh_standstill(connection: Connection, since: datetime, now: datetime, longest: timedelta) -> None:
    """Whether no run of any source has ended for so long; `since`: when whoever asks began to look.

    Told at once, and over with the next run that ends: there is nothing to be damped.
    """
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    known = next((row for row in _lasting(connection, None) if row["cause"] == STANDSTILL), None)
    last = connection.execute(
        # one that ended in what is yet to come was dated by a clock that was wrong
        text("select max(finished_at) from run where state <> 'crashed' and finished_at <= :now"),
        {"now": now},
    ).scalar()
    still = now - max(since, last or since)
    if still < longest:
        if known and last and last > known["first_seen_at"]:
            connection.execute(
                text("update alarm set cleared_at = :now, good_count = good_count + 1 where id = :id"),
                {"now": now, "id": known["id"]},
            )
        return
    ended = f"since {max(since, last or since):%Y-%m-%d %H:%M} UTC"
    if known:
        connection.execute(text("update alarm set last_seen_at = :now where id = :id"), {"now": now, "id": known["id"]})
    else:
        sentence = f"no run has ended {ended}; what to do: {_STANDS_STILL}"
        _see(connection, None, None, Seen(STANDSTILL, sentence, True), None, now)


def untold(connection: Connection) -> Rows:
    """Openings and ends that nobody was told of yet, oldest first: alarm_id, kind (opened, cleared), and the alarm."""
    return _all(
        connection,
        """
        select told.kind, history.*, run.flow_run_id
          from alarm
          join alarm_history history on history.alarm_id = alarm.id
          left join run on run.id = alarm.opened_run_id
         cross join lateral (values ('opened', alarm.opened_at, alarm.opening_told_at),
                                    ('cleared', alarm.cleared_at, alarm.clearing_told_at)) told (kind, at, told_at)
         where told.at is not null and told.told_at is null
         order by told.at, alarm.id
        """,
    )


def mark_told(connection: Connection, alarm_id: int, kind: str, now: datetime) -> None:
    """The opening or the end of the alarm was handed on."""
    column = {"opened": "opening_told_at", "cleared": "clearing_told_at"}[kind]
    connection.execute(
        text(f"update alarm set {column} = :now where id = :id"),  # noqa: S608 - one of two words of ours
        {"now": now, "id": alarm_id},
    )


def since(connection: Connection, source_id: int, cause: str) -> datetime | None:
    """When the run began that first saw a cause that lasts, told already or not; None where it does not last."""
    rows = _all(
        connection,
        """
        select coalesce(min(run.started_at), min(alarm.first_seen_at)) as at
          from alarm left join run on run.source_id = alarm.source_id and run.weighed_at = alarm.first_seen_at
         where alarm.source_id = :source and alarm.cause = :cause and alarm.cleared_at is null
        """,
        source=source_id,
        cause=cause,
    )
    at: datetime | None = rows[0]["at"]
    return at


def open_alarms(connection: Connection) -> Rows:
    """The view alarm_open, the longest lasting first."""
    return _all(connection, "select * from alarm_open order by opened_at, source, cause")


def history(connection: Connection) -> Rows:
    """The view alarm_history, the newest first."""
    return _all(connection, "select * from alarm_history order by opened_at desc, alarm_id desc")


def _lasting(connection: Connection, source_id: int | None) -> Rows:
    return _all(
        connection,
        "select * from alarm where source_id is not distinct from :source and cleared_at is null",
        source=source_id,
    )


def _see(
    connection: Connection,
    source_id: int | None,
    run_id: int | None,
    one: Seen,
    known: Mapping[str, Any] | None,
    now: datetime,
) -> None:
    values = {"source": source_id, "cause": one.cause, "sentence": one.sentence, "now": now}
    if known is None:
        connection.execute(
            text(
                "insert into alarm (source_id, cause, sentence, first_seen_at, last_seen_at)"
                " values (:source, :cause, :sentence, :now, :now)"
            ),
            values,
        )
    else:
        connection.execute(
            text(
                "update alarm set sentence = :sentence, last_seen_at = :now, seen_count = seen_count + 1,"
                " good_count = 0 where id = :id"
            ),
            {**values, "id": known["id"]},
        )
    if one.cause != UNREACHABLE:
        _open_if_sure(connection, source_id, one.cause, run_id, now, least=1 if one.is_hard else RUNS_TO_OPEN)


def _open_if_sure(
    connection: Connection,
    source_id: int | None,
    cause: str,
    run_id: int | None,
    now: datetime,
    least: int = RUNS_TO_OPEN,
) -> None:
    """Told from now on, if it was seen often enough; whoever was told so thrice today hears that it flaps."""
    connection.execute(
        text("""
            update alarm set opened_at = :now, opened_run_id = :run,
                   is_flapping = (select count(*) from alarm former
                                   where former.source_id is not distinct from :source and former.cause = :cause
                                     and former.opened_at > :since) >= :most
             where source_id is not distinct from :source and cause = :cause
               and cleared_at is null and opened_at is null and seen_count >= :least
        """),
        {
            "now": now,
            "run": run_id,
            "source": source_id,
            "cause": cause,
            "since": now - DAY,
            "most": MOST_A_DAY,
            "least": least,
        },
    )


def _miss(connection: Connection, known: Mapping[str, Any], now: datetime) -> None:
    """A good run: what was seen once and never told is forgotten, what was told is over with the second."""
    if known["opened_at"] is None:
        connection.execute(text("delete from alarm where id = :id"), {"id": known["id"]})
        return
    is_over = known["good_count"] + 1 >= RUNS_TO_CLEAR and (
        not known["is_flapping"] or now - known["last_seen_at"] >= DAY
    )
    connection.execute(
        text(
            "update alarm set good_count = good_count + 1, cleared_at = case when :over then cast(:now as timestamptz)"
            " end where id = :id"
        ),
        {"over": is_over, "now": now, "id": known["id"]},
    )


def _is_ours(connection: Connection) -> bool:
    return any(row["cause"] == OURS for row in _lasting(connection, None))


def _weigh_ours(connection: Connection, run_id: int, is_reached: bool, now: datetime) -> None:
    """One outage of ours is one alarm: all that ran within the hour were out of reach, and none was reached since."""
    known = next((row for row in _lasting(connection, None) if row["cause"] == OURS), None)
    if is_reached:
        if known:
            _miss(connection, known, now)
        return
    away = _all(
        connection,
        "select source.slug, alarm.opened_at from alarm join source on source.id = alarm.source_id"
        " where alarm.cause = :cause and alarm.cleared_at is null and alarm.good_count = 0"
        "   and alarm.last_seen_at > :since order by 1",
        cause=UNREACHABLE,
        since=now - HOUR,
    )
    if known or (len(away) >= LEAST_SOURCES and not _reached_since_the_first(connection, now)):
        names = ", ".join(row["slug"] for row in away)
        _see(connection, None, run_id, Seen(OURS, f"nothing can be reached: {names}", True), known, now)


def _reached_since_the_first(connection: Connection, now: datetime) -> bool:
    """Whether a run since the first of these failures, in this hour, was not out of reach."""
    return bool(
        _all(
            connection,
            """
            select 1
              from run
             where weighed_at > :since
               and weighed_at >= (select min(first_seen_at) from alarm
                                   where cause = :cause and cleared_at is null and opened_at is null
                                     and first_seen_at > :since)
               and source_id not in (select source_id from alarm
                                      where cause = :cause and cleared_at is null and good_count = 0
                                        and last_seen_at > :since)
             limit 1
            """,
            since=now - HOUR,
            cause=UNREACHABLE,
        )
    )


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]
