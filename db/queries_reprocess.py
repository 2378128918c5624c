"""What reprocessing reads: which captures come next, how far it is, and what it found.

Texts are read in the order of their articles, then the captures that pages without an article were refused by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import zstandard
from sqlalchemy import Connection, Row, text

from db.edits.of import edit
from db.identity.part_captures import pending_of, with_parts
from db.queries_edits import said
from db.rederived import APPEARS, CONGRESS, VANISHES, unpacked
from db.values import Pending

Rows = list[dict[str, Any]]
_SAID = ("title", "body", "authors", "editors", "published_on", "captions")


class Cursor(NamedTuple):
    """Up to where it has been read: the last text (article, place in it), then the last refused capture."""

    article_id: int
    sequence: int
    capture_id: int


@dataclass(frozen=True, slots=True)
class Portion:
    """Captures to be read next. One that shows a text of an article names it (`revision_id`)."""

    pendings: tuple[Pending, ...]
    before: Cursor
    after: Cursor


def state(connection: Connection, source_id: int) -> dict[str, Any] | None:
    """The row of `reprocessing` of the source."""
    row = connection.execute(_STATE, {"source": source_id}).mappings().first()
    return dict(row) if row else None


_STATE = text("select * from reprocessing where source_id = :source")


def source_id(connection: Connection, slug: str) -> int:
    """The archive's number of the source; 0: it is not known yet."""
    return int(connection.scalar(text("select id from source where slug = :slug"), {"slug": slug}) or 0)


def total(connection: Connection, source_id: int, since: date, until: date) -> int:
    """How many texts and refused captures of these days there are to be read."""
    return int(connection.scalar(_TOTAL, {"source": source_id, "since": since, "until": until}) or 0)


# An article's day, as `completeness` has it: that of its newest text; of a page, the one it was listed under.
_ARTICLE_DAY = """coalesce(
    (select published_on from revision where revision.article_id = article.id and is_current),
    (select min(coalesce(listed_on, discovered_on)) from page where page.article_id = article.id),
    (first_captured_at at time zone 'UTC')::date) between :since and :until"""
_REFUSED = """page.source_id = :source and page.article_id is null and page.state in ('skipped', 'failed')
       and coalesce(page.listed_on, page.discovered_on) between :since and :until
       and capture.status between 200 and 299 and capture.outcome in ('skipped', 'failed')"""
_TOTAL = text(f"""
    select (select count(*) from article join revision on revision.article_id = article.id
             where source_id = :source and {_ARTICLE_DAY})
         + (select count(*) from page join capture on capture.page_id = page.id where {_REFUSED})
""")  # noqa: S608 - our own text


def next_portion(connection: Connection, source_id: int, max_count: int, after: Cursor | None = None) -> Portion | None:
    """The captures to be read next, after those that were kept or after a portion that is still being read; None: none
    is left."""
    row = connection.execute(_STATE, {"source": source_id}).one()
    at = after or Cursor(row.article_id, row.sequence, row.capture_id)
    asked = {"source": source_id, "since": row.since, "until": row.until, "count": max_count, **at._asdict()}
    texts = connection.execute(_TEXTS, asked).all()
    if texts:
        pendings = _pendings(connection, source_id, texts)
        shown = tuple(replace(one, revision_id=of.revision_id) for one, of in zip(pendings, texts, strict=True))
        return Portion(shown, at, at._replace(article_id=texts[-1].of_article, sequence=texts[-1].at_sequence))
    refused = connection.execute(_CAPTURES, asked).all()
    if not refused:
        return None
    return Portion(tuple(_pendings(connection, source_id, refused)), at, at._replace(capture_id=refused[-1].id))


def _pendings(connection: Connection, source_id: int, rows: Sequence[Row[Any]]) -> list[Pending]:
    unpack = zstandard.ZstdDecompressor().decompress
    return with_parts(connection, source_id, rows, [pending_of(row, unpack(row.content)) for row in rows])


_OF_PAGE = "page.url as page_url, page.url_key_sha256, page.part_of_sha256, page.article_id, page.listed_at, listed_on"
# by articles first: their own index serves, and one with thousands of texts is read in several portions all the same
_TEXTS = text(f"""
    select shown.id as revision_id, shown.article_id as of_article, shown.sequence as at_sequence, capture.*,
           {_OF_PAGE}, blob.content
      from (select revision.id, revision.article_id, sequence, revision.capture_id
              from (select id from article where source_id = :source and id >= :article_id and {_ARTICLE_DAY}
                     order by id limit cast(:count as bigint) + 1) next
              join revision on revision.article_id = next.id
             where (revision.article_id, sequence) > (:article_id, :sequence)
             order by revision.article_id, sequence limit :count) shown
      join capture on capture.id = shown.capture_id
      join page on page.id = capture.page_id
      join blob on blob.sha256 = capture.blob_sha256
     order by shown.article_id, shown.sequence
""")  # noqa: S608 - our own text
_CAPTURES = text(f"""
    select capture.*, {_OF_PAGE}, blob.content
      from page join capture on capture.page_id = page.id join blob on blob.sha256 = capture.blob_sha256
     where {_REFUSED} and capture.id > :capture_id
     order by capture.id limit :count
""")  # noqa: S608 - our own text


def progress(connection: Connection, slugs: Sequence[str]) -> Rows:
    """How far each source is: source, stage, read (of total), left (rows that are to be made current)."""
    return _all(connection, _PROGRESS, slugs=list(slugs))


_PROGRESS = """
    select slug as source, stage, text_count + refused_count as read, total_count as total, current_count, skipped_count
      from reprocessing join source on source.id = source_id where slug = any(:slugs) order by slug
"""


def summary(connection: Connection, slug: str) -> dict[str, Any] | None:
    """What reading the source again came to so far, in numbers; None: it was never asked for."""
    rows = _all(connection, _SUMMARY, slug=slug, vanishes=VANISHES, appears=APPEARS)
    return rows[0] if rows else None


_SUMMARY = """
    select slug as source, reprocessing.stage, since, until, extractor_version, rule_version, text_count, refused_count,
           still_refused_count, current_count, skipped_count, staged.*
      from source join reprocessing on reprocessing.source_id = source.id
     cross join lateral (
            select count(*) as staged_count,
                   count(*) filter (where kinds <> '{}' and becomes is not null) as changed_count,
                   count(*) filter (where kinds = '{}') as version_count,
                   count(*) filter (where :vanishes = any(kinds)) as vanishing_count,
                   count(*) filter (where :appears = any(kinds)) as appearing_count
              from rederived where rederived.source_id = source.id) staged
     where slug = :slug
"""


def kinds(connection: Connection, slug: str) -> Rows:
    """What would change: kind, count, example_url; the most frequent first."""
    return _all(connection, _KINDS, slug=slug)


_KINDS = """
    select kind, found.count, coalesce(article.canonical_url, page.url) as example_url
      from (select kind, count(*) as count, min(rederived.id) as id
              from rederived join source on source.id = source_id, unnest(kinds) kind where slug = :slug
             group by kind) found
      join rederived on rederived.id = found.id
      join capture on capture.id = rederived.capture_id
      join page on page.id = capture.page_id
      left join article on article.id = rederived.article_id
     order by found.count desc, kind
"""


def largest(connection: Connection, slug: str, max_count: int) -> Rows:
    """The texts of which the most words would change: title, url, kinds, changed_count, diff."""
    found = _all(connection, _LARGEST, slug=slug, max_count=max_count)
    return [
        {name: row[name] for name in ("title", "url", "kinds", "changed_count")} | {"diff": _diff(row)} for row in found
    ]


def _diff(row: dict[str, Any]) -> str:
    becomes = {name: value for name, value in unpacked(row["becomes"]).items() if name in _SAID}
    return edit(said(row), said({**row, **becomes})).line


_LARGEST = """
    select article.canonical_url as url, kinds, changed_count, becomes, revision.title, body, authors, editors,
           published_on, captions
      from (select rederived.* from rederived join source on source.id = source_id
             where slug = :slug and becomes is not null and changed_count > 0
             order by changed_count desc, rederived.id limit :max_count) changed
      join revision on revision.id = changed.revision_id
      join article on article.id = revision.article_id
     order by changed_count desc, changed.id
"""


def congress_changes(connection: Connection, slug: str, max_count: int) -> Rows:
    """Articles whose newest text would be tied to other meetings, or otherwise: title, url, before, after (lists)."""
    return _all(connection, _CONGRESSES, slug=slug, kind=CONGRESS, max_count=max_count)


# said alike of what is stored and of what would be
_TIE = "concat_ws(', ', {0}congress_id, {0}level, {0}phase, 'day ' || {0}day_offset)"
_CONGRESSES = f"""
    select revision.title, canonical_url as url,
           array(select {_TIE.format("tag.")} from coverage_tag tag where tag.revision_id = revision.id order by 1)
           as before,
           array(select {_TIE.format("tag.")}
                   from jsonb_to_recordset(tagging -> 'coverage')
                     as tag(congress_id text, level text, phase text, day_offset int) order by 1) as after
      from rederived
      join source on source.id = rederived.source_id
      join revision on revision.id = revision_id and is_current
      join article on article.id = revision.article_id
     where slug = :slug and :kind = any(kinds)
     order by article.id limit :max_count
"""  # noqa: S608 - our own text


def vanishing(connection: Connection, slug: str, max_count: int) -> Rows:
    """Texts that the extractor refuses now: title, url, reason, published_on; the longest first."""
    return _all(connection, _VANISHING, slug=slug, kind=VANISHES, max_count=max_count)


_VANISHING = """
    select revision.title, canonical_url as url, rederived.reason, published_on
      from rederived
      join source on source.id = rederived.source_id
      join revision on revision.id = revision_id
      join article on article.id = revision.article_id
     where slug = :slug and :kind = any(kinds)
     order by changed_count desc, revision.id limit :max_count
"""


def appearing(connection: Connection, slug: str, max_count: int) -> Rows:
    """Captures that were refused and are articles now: title, url, reason (why they had been), captured_at."""
    return _all(connection, _APPEARING, slug=slug, kind=APPEARS, max_count=max_count)


_APPEARING = """
    select rederived.title, page.url, rederived.reason, captured_at
      from rederived
      join source on source.id = rederived.source_id
      join capture on capture.id = capture_id
      join page on page.id = capture.page_id
     where slug = :slug and :kind = any(kinds)
     order by changed_count desc, rederived.id limit :max_count
"""


def has_put_back(connection: Connection, source_id: int) -> bool:
    """Whether captures from before the reading wait to be processed: those that had been refused, put back."""
    return bool(connection.scalar(_HAS_PUT_BACK, {"source": source_id}))


_HAS_PUT_BACK = text("""
    select exists (select from reprocessing join page on page.source_id = reprocessing.source_id
                     join capture on capture.page_id = page.id and processed_at is null and captured_at < begun_at
                    where reprocessing.source_id = :source)
""")


def known_slugs(connection: Connection) -> set[str]:
    """The sources that have a capture."""
    return {row["slug"] for row in _all(connection, _KNOWN)}


_KNOWN = """
    select slug from source
     where exists (select from page join capture on capture.page_id = page.id where page.source_id = source.id)
"""


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]
