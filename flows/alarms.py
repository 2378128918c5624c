"""After each run: what is wrong is found, becomes an alarm or clears one. The thinking is in flows/steps/alarm.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.source import Source
from db import alarms, clock, queries, queries_alarms
from db.alarms import Seen
from db.archive import Archive
from db.reasons import failure_class
from flows.steps import alarm
from flows.steps.alarm import Facts, Listing
from flows.steps.alarm_rhythm import Arrival


def weigh(
    archive: Archive, source: Source, source_id: int, run_id: int, flow: str, now: datetime | None = None
) -> tuple[alarm.Finding, ...]:
    """Weigh a run that was judged and is closed; what was found. Done again it changes nothing."""
    facts = read(archive, source, source_id, run_id, flow, now or clock.now())
    found = alarm.findings(facts)
    seen = [Seen(one.code, f"{one.sentence}; what to do: {one.todo}", one.is_hard) for one in found]
    archive.call(alarms.weigh, source_id, run_id, seen, alarm.judged(facts), facts.at)
    return found


def read(archive: Archive, source: Source, source_id: int, run_id: int, flow: str, now: datetime) -> Facts:
    """The facts of a run, from the archive."""
    call = archive.call
    crawl, fill = call(queries.run_row, run_id)["crawl"], call(queries.run_fill, run_id)
    today = now.astimezone(ZoneInfo(source.timezone)).date()
    texts = call(queries_alarms.of_run, run_id, today)
    seconds, earlier_seconds = call(queries_alarms.seconds_each, source_id, run_id)
    is_for_news = flow == "monitor"
    earlier = call(queries_alarms.arrivals, source_id, now) if is_for_news else []
    reasons = call(queries.run_reasons, run_id)
    return Facts(
        at=now,
        is_for_news=is_for_news,
        finish_reason=crawl.get("finish_reason"),
        listings=tuple(_listing(row) for row in call(queries.run_listings, run_id)),
        outcomes=call(queries.run_outcomes, run_id),
        failures=_failures(reasons),
        unreached_count=sum(
            row["page_count"]
            for row in reasons
            if row["outcome"] == "failed" and alarm.is_of_host(row["reason"], failure_class(row["reason"]))
        ),
        fill=fill,
        article_count=fill["article_count"],
        future_count=texts["future_count"],
        body_length=texts["body_length"],
        seconds_each=seconds if is_for_news else None,
        earlier=tuple(Arrival(row["started_at"], row["new_count"], row["late_count"]) for row in earlier),
        earlier_lengths=tuple(call(queries_alarms.lengths, source_id, run_id, _drifts_since(archive, source_id, now))),
        earlier_seconds=tuple(earlier_seconds),
        expected_fill=source.expect.fill,
        expected_per_day=source.expect.articles_per_day,
    )


def _drifts_since(archive: Archive, source_id: int, now: datetime) -> datetime | None:
    """While texts are short they are compared with those of before, or they would soon count as the usual ones.

    What has lasted for weeks is the usual.
    """
    since = archive.call(alarms.since, source_id, "body_drift")
    return since if since and now - since < alarm.DRIFT_LASTS else None


def _listing(row: Mapping[str, Any]) -> Listing:
    problem = row["problem"]
    kind = failure_class(problem) if problem else ""
    return Listing(row["root_url"], row["listed_count"], problem, kind, row["ending"] == "unchanged")


def _failures(reasons: Sequence[Mapping[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in reasons:
        if row["outcome"] in ("failed", "skipped"):
            found[failure_class(row["reason"])] += row["page_count"]
    return found
