"""Did a page vanish? At the end of a run its looks become evidence: of removals, or of a source that is unwell.

The thinking is in db/checks/. Promise: what is told of a page is a function of all looks at it and of its source's
doubts, told anew after each run; a run that died before it was asked is asked by the next one. No text is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import dropwhile
from typing import Any

from sqlalchemy import Connection, Row, insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from db import reasons
from db.checks.finding import ABSENT, MOVED, SEEN, Check, Finding, finding_of
from db.checks.removal import Absence, Evidence, absences, standing
from db.checks.unwell import Doubt, Look, doubts, is_open
from db.models import Absence as AbsenceRow
from db.models import Doubt as DoubtRow
from db.models import PageEvent, Run

FLOWS = ("monitor", "backfill", "recheck")
"""Those whose looks see the site as it is at that moment; what a web archive holds is older."""
_SOONEST = timedelta(hours=1)


def judge(connection: Connection, source_id: int, run_id: int, evidence: Evidence) -> None:
    """Let this run's looks speak, and those of runs that ended before anybody asked."""
    connection.execute(_ONE_AT_A_TIME, {"source": source_id})
    asked = {"source": source_id, "run": run_id, "flows": list(FLOWS)}
    for run in connection.scalars(_UNJUDGED, asked).all():
        _judge_run(connection, source_id, run, evidence)


# two runs of a source may end side by side
_ONE_AT_A_TIME = text("select id from source where id = :source for no key update")
_UNJUDGED = text("""
    select id from run where source_id = :source and judged_at is null and flow = any(:flows)
       and (id = :run or state <> 'running') order by id
""")


def _judge_run(connection: Connection, source_id: int, run_id: int, evidence: Evidence) -> None:
    looks = _looks(connection, run_id)
    since_at = _tell_doubts(connection, source_id, run_id, looks)
    asked = {
        "source": source_id,
        "run": run_id,
        "since": since_at,
        "telling": [look.page_id for look in looks if look.finding in ABSENT or look.finding == MOVED],
    }
    _tell_absences(connection, source_id, run_id, connection.scalars(_TOUCHED, asked).all(), evidence)
    soon = max(_SOONEST, evidence.over / max(1, evidence.checks - 1))
    unseen = [look.page_id for look in looks if not _is_seen(look.finding)]
    connection.execute(_LOOK_SOON, {"pages": unseen, "soon": soon})
    connection.execute(update(Run).where(Run.id == run_id).values(judged_at=text("clock_timestamp()")))


_TOUCHED = text("""
    select unnest(cast(:telling as bigint[])) union
    select absence.page_id from absence join page on page.id = absence.page_id and page.source_id = :source
     where absence.reappeared_at is null
       and exists (select from page_event where page_id = page.id and run_id = :run and outcome is not null)
        or coalesce(absence.reappeared_at, now()) >= cast(:since as timestamptz)
""")
# what did not show itself is looked at again in time for the evidence, however old it is
_LOOK_SOON = text("""
    update page set check_at = least(check_at, now() + cast(:soon as interval))
     where id = any(:pages) and state in ('archived', 'missing')
""")


def _looks(connection: Connection, run_id: int) -> list[Look]:
    rows = connection.execute(_LOOKS, {"run": run_id, "moved": reasons.MOVED}).all()
    return [Look(row.page_id, row.at, finding_of(row.outcome, row.reason), row.was_seen) for row in rows]


# An article's own page, that is; a further address of it may well end. Of several looks in one run the last speaks.
_LOOKS = text("""
    select distinct on (event.page_id) event.page_id, event.at, event.outcome, event.reason,
           coalesce((select before.outcome in ('new', 'revised', 'unchanged', 'duplicate') from page_event before
              where before.page_id = event.page_id and before.run_id <> event.run_id and before.at <= event.at
                and before.outcome is not null
              order by before.at desc, before.id desc limit 1), false) as was_seen
      from page_event event join page on page.id = event.page_id and page.article_id is not null
     where event.run_id = :run and event.outcome is not null
       and (page.state in ('archived', 'missing', 'gone') or event.reason = :moved)
     order by event.page_id, event.at desc, event.id desc
""")


def _is_seen(finding: Finding) -> bool:
    return finding in SEEN or finding == MOVED


def _tell_doubts(connection: Connection, source_id: int, run_id: int, looks: Sequence[Look]) -> datetime | None:
    """Keep the doubts that the run raised or went on with; since when, None: there were none."""
    former = connection.execute(_OPEN, {"source": source_id}).first()
    if not looks or (former is None and all(_is_seen(look.finding) for look in looks)):
        return None
    known = Doubt(*former[1:]) if former else None
    seen_at = connection.scalar(_SEEN, {"source": source_id, "run": run_id})
    found = doubts(looks, known, seen_at)
    last_at = max(look.at for look in looks)
    if former:
        connection.execute(_END, {"id": former.id})
    for doubt in found:
        values = {**asdict(doubt), "is_open": is_open(doubt, last_at)}
        if former and known and doubt.since_at == known.since_at:
            connection.execute(update(DoubtRow).where(DoubtRow.id == former.id).values(**values))
        else:
            connection.execute(insert(DoubtRow).values(source_id=source_id, run_id=run_id, **values))
    return min((doubt.since_at for doubt in found), default=None)


_OPEN = text("""
    select id, since_at, until_at, kind, absent_count, checked_count from doubt where source_id = :source and is_open
""")
_END = text("update doubt set is_open = false where id = :id")
_SEEN = text("""
    select max(event.at) from run join page_event event on event.run_id = run.id
     where run.source_id = :source and run.id < :run and event.outcome in ('new', 'revised', 'unchanged')
       and run.started_at > (select started_at from run where id = :run) - interval '3 days'
""")


def _tell_absences(
    connection: Connection, source_id: int, run_id: int, page_ids: Sequence[int], evidence: Evidence
) -> None:
    if not page_ids:
        return
    unwell = [Doubt(*row[1:]) for row in connection.execute(_DOUBTS, {"source": source_id})]
    histories = defaultdict[int, list[Check]](list)
    for row in connection.execute(_HISTORY, {"pages": list(page_ids), "flows": list(FLOWS)}):
        histories[row.page_id].append(Check(row.at, finding_of(row.outcome, row.reason)))
    for page in connection.execute(_PAGES, {"pages": list(page_ids)}).all():
        # what is sent on from its first look never stood at this address
        checks = list(dropwhile(lambda check: check.finding == MOVED, histories[page.id]))
        _keep(connection, page, absences(checks, evidence, unwell))
        if page.is_own:
            stands = standing(checks, evidence, unwell)
            state = {"present": "archived", "missing": "missing", "removed": "gone"}[stands.state]
            if page.state != state:
                _move(connection, run_id, page.id, state, stands.kind or "")


_DOUBTS = text("""
    select id, since_at, until_at, kind, absent_count, checked_count from doubt where source_id = :source
""")
_HISTORY = text("""
    select event.page_id, event.at, event.outcome, event.reason
      from page_event event join run on run.id = event.run_id and run.flow = any(:flows)
     -- a look that lies ahead was dated by a clock that was wrong: between it and others are no days
     where event.page_id = any(:pages) and event.outcome is not null and event.at <= clock_timestamp()
     order by event.page_id, event.at, event.id
""")
_PAGES = text("""
    select page.id, page.state, page.article_id,
           page.url_key_sha256 = article.url_key_sha256 and page.state in ('archived', 'missing', 'gone') as is_own
      from page join article on article.id = page.article_id
     where page.id = any(:pages) order by page.id for update of page
""")


def _keep(connection: Connection, page: Row[Any], found: Iterable[Absence]) -> None:
    """Exactly these are the page's absences."""
    rows = [
        {
            "page_id": page.id,
            "article_id": page.article_id,
            "kind": one.kind,
            "first_missing_at": one.first_missing_at,
            "confirmed_at": one.confirmed_at,
            "reappeared_at": one.reappeared_at,
            "check_count": len(one.evidence),
            "evidence": [{"at": look.at.isoformat(), "finding": look.finding} for look in one.evidence],
        }
        for one in found
    ]
    connection.execute(_FORGET, {"page": page.id, "times": [row["first_missing_at"] for row in rows]})
    if rows:
        statement = upsert(AbsenceRow)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in ("page_id", "first_missing_at")}
        told = statement.on_conflict_do_update(index_elements=["page_id", "first_missing_at"], set_=changed)
        connection.execute(told, rows)


_FORGET = text("delete from absence where page_id = :page and first_missing_at <> all(cast(:times as timestamptz[]))")


def _move(connection: Connection, run_id: int, page_id: int, state: str, reason: str) -> None:
    connection.execute(_MOVE, {"page": page_id, "state": state, "reason": reason})
    connection.execute(insert(PageEvent).values(page_id=page_id, run_id=run_id, state=state, reason=reason))


# what is gone is asked rarely, by its age (db/rechecks.py)
_MOVE = text("""
    update page set state = :state, reason = :reason, state_at = now(), attempt_count = 0,
           due_at = case when :state = 'gone' then null else due_at end
     where id = :page
""")
