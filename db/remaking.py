"""What captures read again came to (db/reprocessing.py), made current: a batch of articles at a time.

Promise: what a run has changed since it was read stays as that run left it; what is refused now stays as it is. No
edit comes of it: the site changed nothing. Killed anywhere, the rows that are left are made current by the next call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, text, update

from db import edit_history, rederived
from db.identity.aliases import serialise
from db.identity.revisions import save_tags
from db.identity.rewriting import rewrite
from db.models import CoverageTag, Rederived, Revision, Tag
from db.rederived import Retagged

ARTICLES = 50
"""Articles whose texts are made current in one transaction; each takes some milliseconds."""
EQUAL = 1000
"""Texts that were only read by another version, in one statement."""


def make_current(connection: Connection, source_id: int, run_id: int) -> int:
    """Make the next of what was read current; how many rows that took, 0: none is left."""
    serialise(connection, source_id)
    return (
        _set_versions(connection, source_id)
        or _rewrite_next(connection, source_id)
        or _put_back(connection, source_id, run_id)
    )


def _count(connection: Connection, source_id: int, current: int, skipped: int) -> int:
    connection.execute(_ADD, {"source": source_id, "current": current, "skipped": skipped})
    return current + skipped


_ADD = text("""
    update reprocessing set current_count = current_count + :current, skipped_count = skipped_count + :skipped
     where source_id = :source
""")


def _set_versions(connection: Connection, source_id: int) -> int:
    row = connection.execute(_EQUAL, {"source": source_id, "count": EQUAL}).one()
    return _count(connection, source_id, row.same, row.taken - row.same) if row.taken else 0


_EQUAL = text("""
    with by as materialized (
        select extractor_version, rule_version from reprocessing where source_id = :source
    ), taken as (
        delete from rederived where id = any(array(select id from rederived
                where source_id = :source and kinds = '{}' order by id limit :count))
        returning revision_id, capture_id, was_sha256
    ), same as (
        update revision set extractor_version = by.extractor_version from taken, by
         where revision.id = taken.revision_id and revision.capture_id = taken.capture_id
           and revision.revision_sha256 = taken.was_sha256
        returning revision.id
    ), coverage as (
        update coverage_tag set rule_version = by.rule_version from same, by
         where revision_id = same.id and coverage_tag.rule_version <> by.rule_version
    ), labels as (
        update tag set rule_version = by.rule_version from same, by
         where revision_id = same.id and tag.rule_version <> by.rule_version
    )
    select (select count(*) from taken) as taken, (select count(*) from same) as same
""")


def _rewrite_next(connection: Connection, source_id: int) -> int:
    rows = connection.execute(_CHANGED, {"source": source_id, "count": ARTICLES}).all()
    if not rows:
        return 0
    connection.execute(delete(Rederived).where(Rederived.id.in_([row.id for row in rows])))
    by_article = defaultdict[int, list[Row[Any]]](list)
    # what is refused now stays as it is
    fitting = [row for row in rows if row.becomes is not None and row.now_of is not None]
    for row in fitting:
        by_article[row.now_of].append(row)
    for article_id, changed in by_article.items():
        _rewrite(connection, article_id, changed)
    return _count(connection, source_id, len(fitting), sum(row.becomes is not None for row in rows) - len(fitting)) or (
        len(rows)
    )


# an article's texts together, so that it is told anew once; now_of: the article that has the text as it was read
_CHANGED = text("""
    select rederived.id, rederived.revision_id, becomes, tagging, revision.article_id as now_of
      from rederived
      left join revision on revision.id = rederived.revision_id and revision.capture_id = rederived.capture_id
       and revision.revision_sha256 = rederived.was_sha256
     where source_id = :source and kinds <> '{}' and rederived.article_id = any(array(
           select distinct article_id from rederived where source_id = :source and kinds <> '{}'
              and article_id is not null order by article_id limit :count))
     order by rederived.article_id, rederived.id
""")


def _rewrite(connection: Connection, article_id: int, rows: Iterable[Row[Any]]) -> None:
    """The columns and tags that were read; the history and the story only where they may be others."""
    texts: dict[int, tuple[dict[str, Any], Retagged]] = {}
    for row in rows:
        columns, tagged = rederived.unpacked(row.becomes), rederived.unpacked_tags(row.tagging)
        if rederived.TELLING & columns.keys():
            texts[row.revision_id] = columns, tagged
        else:
            _replace(connection, row.revision_id, columns, tagged)
    if texts:
        rewrite(connection, article_id, texts)


def _replace(connection: Connection, revision_id: int, columns: Mapping[str, Any], tagged: Retagged) -> None:
    if columns:
        edit_history.forget(connection, [revision_id])
        connection.execute(update(Revision).where(Revision.id == revision_id).values(**columns))
    for table in (CoverageTag, Tag):
        connection.execute(delete(table).where(table.revision_id == revision_id))
    save_tags(connection, [(revision_id, tagged)])


def _put_back(connection: Connection, source_id: int, run_id: int) -> int:
    row = connection.execute(_BACK, {"source": source_id, "run": run_id, "count": EQUAL}).one()
    return _count(connection, source_id, row.back, row.taken - row.back) if row.taken else 0


# As if the page had been fetched just now. A capture of a page that another of them has made an article meanwhile
# finds its place in that one's history.
_BACK = text("""
    with taken as (
        delete from rederived where id = any(array(select id from rederived
                where source_id = :source and kinds <> '{}' and article_id is null order by id limit :count))
        returning capture_id
    ), back as (
        update capture set processed_at = null, outcome = null, waits_for_page_id = null from taken, page
         where capture.id = taken.capture_id and page.id = capture.page_id
           and capture.outcome in ('skipped', 'failed')
           and page.state in ('skipped', 'failed', 'fetched', 'archived', 'alias')
        returning capture.page_id
    ), moved as (
        update page set state = 'fetched', reason = '', state_at = now(), attempt_count = 0, due_at = null
         where id in (select page_id from back) and article_id is null and state in ('skipped', 'failed')
        returning id
    ), told as (
        insert into page_event (page_id, run_id, state) select id, :run, 'fetched' from moved
    )
    select (select count(*) from taken) as taken, (select count(*) from back) as back
""")


def forget_lines_of_reading(connection: Connection, source_id: int) -> None:
    """Lines learned since the reading began may be in what it read: they are to be taken out of all texts again."""
    connection.execute(_UNAPPLY, {"source": source_id})


_UNAPPLY = text("""
    update furniture set applied_at = null from reprocessing
     where furniture.source_id = :source and reprocessing.source_id = :source and learned_at >= begun_at
""")
