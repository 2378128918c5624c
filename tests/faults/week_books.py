"""Was a simulated week kept well? Runs, alarms, articles of the archive against the plan and the sites' own truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.rows import dict_row

from tests.faults.week_crew import Job
from tests.faults.week_plan import Spell

Rows = list[dict[str, Any]]


def rows(url: str, statement: str, **values: Any) -> Rows:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(statement.encode(), values).fetchall()


def runs_between(url: str, since: datetime, until: datetime) -> Rows:
    """Runs that began then: slug, flow, state, flow_run_id, crawl's peak of memory in bytes."""
    return rows(
        url,
        "select slug, flow, state, flow_run_id, coalesce((crawl ->> 'memusage/max')::float, 0) as peak"
        " from run join source on source.id = run.source_id where started_at >= %(since)s and started_at < %(until)s",
        since=since,
        until=until,
    )


def wrong_runs(asked: Iterable[Job], found: Rows) -> list[str]:
    """Of one turn: what was asked (each once) against what the archive has.

    A run that was broken off by Ctrl-C is no run: it is asked again.
    """
    got = Counter(Job(row["flow"], row["slug"]) for row in found if row["state"] != "cancelled")
    wanted = Counter(asked)
    lost = [f"lost: {flow} of {slug}" for flow, slug in (wanted - got).elements()]
    doubled = [f"doubled: {flow} of {slug}" for flow, slug in (got - wanted).elements()]
    odd = [f"{row['state']}: {row['flow']} of {row['slug']}" for row in found if row["state"] in ("running", "crashed")]
    return lost + doubled + odd


def lost_in_prefect(prefect_url: str, found: Rows) -> list[str]:
    """Runs of the archive that the Prefect server does not know as ended."""
    ended = rows(
        prefect_url,
        "select id::text from flow_run where id::text = any(%(ids)s)"
        " and state_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')",
        ids=[row["flow_run_id"] for row in found],
    )
    known = {row["id"] for row in ended}
    return [f"not ended in Prefect: {r['flow']} of {r['slug']}" for r in found if r["flow_run_id"] not in known]


def alarms(url: str) -> Rows:
    return rows(url, "select * from alarm_history order by opened_at")


def weighed(outages: Sequence[Spell], told: Rows, hour: Callable[[int], datetime]) -> tuple[list[list[Any]], list[str]]:
    """A line per outage (what happened, when, what was told), and what is wrong with the alarms of the week.

    `hour`: when a turn began; an outage is over at the hour after its last turn.
    """
    left, lines, wrong = list(told), list[list[Any]](), list[str]()
    for one in sorted(outages, key=lambda each: (each.first, each.source)):
        slug = "" if one.source < 0 else f"paper{one.source:02}"
        begin, end = hour(one.first), hour(one.last + 1)
        mine = [row for row in left if row["source"] == slug and begin <= row["opened_at"] < end]
        right = [row for row in mine if row["cause"] == one.cause]
        left = [row for row in left if row not in right[:1]]
        trouble = _trouble(right, end)
        if trouble:
            wrong.append(f"{slug or 'all sources'}, {one.what[0]}: {trouble}")
        lines.append(
            [slug or "all", one.what[0], one.first, one.last, one.cause, *_told(right, hour), trouble or "right"]
        )
    wrong += [
        f"false or doubled: {row['source'] or 'all'} {row['cause']} at turn {_turn(row['opened_at'], hour)}:"
        f" {row['sentence'][:160]}"
        for row in left
    ]
    return lines, wrong


def _trouble(right: Rows, end: datetime) -> str:
    if not right:
        return "MISSED"
    if right[0]["is_flapping"]:
        return "FLAPPED"
    if right[0]["cleared_at"] is None:
        return "NOT CLEARED"
    return "CLEARED TOO EARLY" if right[0]["cleared_at"] < end else ""


def _told(right: Rows, hour: Callable[[int], datetime]) -> tuple[str, str]:
    """The turns at which it was told and cleared."""
    if not right:
        return "", ""
    return _turn(right[0]["opened_at"], hour), _turn(right[0]["cleared_at"], hour)


def _turn(at: datetime | None, hour: Callable[[int], datetime]) -> str:
    return "" if at is None else str(int((at - hour(0)) / (hour(1) - hour(0))))


def wrong_articles(url: str, slug: str, known: set[str], shown: set[str]) -> list[str]:
    """Articles that a site showed and the archive lacks, has twice, or made up; paths."""
    found = rows(
        url,
        "select page.url, page.article_id from page join source on source.id = page.source_id"
        " where slug = %(slug)s and page.article_id is not null",
        slug=slug,
    )
    by_path: dict[str, set[int]] = {}
    for row in found:
        by_path.setdefault(_path(row["url"]), set()).add(row["article_id"])
    articles = {one for ids in by_path.values() for one in ids}
    named = {one: {path for path, ids in by_path.items() if one in ids and path in known} for one in articles}
    missing = [path for path in shown if path not in by_path]
    doubled = [path for path, ids in by_path.items() if len(ids) > 1]
    merged = [sorted(paths) for paths in named.values() if len(paths) > 1]
    strange = [one for one, paths in named.items() if not paths]
    return [
        f"{slug}: {len(which)} articles {how}, e.g. {which[0]}"
        for which, how in ((missing, "missing"), (doubled, "doubled"), (merged, "merged"), (strange, "made up"))
        if which
    ]


def _path(url: str) -> str:
    return unquote(urlsplit(url).path).removesuffix("amp/").rstrip("/") + ("" if url.endswith(".htm") else "/")


def table(heads: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """Markdown."""
    shown = ["| " + " | ".join(map(str, line)) + " |" for line in [heads, *lines]]
    return "\n".join([shown[0], "|---" * len(heads) + "|", *shown[1:]])
