"""What the archive of a source comes to in the end, however its runs were disturbed: its rows, and its books.

Left out on purpose is the history of how it got there: events, numbers of rows, instants, which run did what, and
that a link named a page which a listing names as well: links of pages fetched already are not looked for again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

Rows = list[dict[str, Any]]

ROWS = """
    select page.url, page.state, page.reason, page.hop_count, page.attempt_count, page.due_at is not null as is_due,
           page.listed_on, array(select way from finding where finding.page_id = page.id and way <> 'link' order by 1)
           as ways,
           exists (select from capture where capture.page_id = page.id) as is_captured,
           (select count(*) from capture where capture.page_id = page.id and processed_at is null) as unprocessed,
           article.canonical_url, revision.sequence, revision.is_current, title, body, captions, authors, published_at,
           published_on, date_precision, revision.language, section,
           array(select concat_ws(' ', congress_id, level, phase, day_offset) from coverage_tag
                  where coverage_tag.revision_id = revision.id order by 1) as congresses,
           array(select kind || ':' || value from tag where tag.revision_id = revision.id order by 1) as tags,
           origin.canonical_url as story_origin,
           (select count(*) from story_member twin where twin.story_id = story.id) as story_size
      from page
      left join article on article.id = page.article_id
      left join revision on revision.article_id = article.id
      left join story_member on story_member.article_id = article.id
      left join story_cluster story on story.id = story_member.story_id
      left join article origin on origin.id = story.origin_article_id
     order by page.url, revision.sequence
"""

# Each finds what must never be there: rows that name the offender.
BOOKS: Mapping[str, str] = {
    "a run is still said to run": "select id::text from run where state = 'running'",
    "a capture waits to be processed": "select url from capture where processed_at is null",
    "a page waits to be processed": "select url from page where state = 'fetched'",
    "a capture's bytes are missing": "select url from capture where not exists"
    " (select from blob where blob.sha256 = capture.blob_sha256)",
    "an article has not exactly one current text": "select canonical_url from article where (select count(*)"
    " from revision where revision.article_id = article.id and is_current) <> 1",
    "the texts of an article are not numbered from 1 on": "select canonical_url from article where (select"
    " array_agg(sequence order by sequence) <> array(select generate_series(1, max(sequence))) from revision"
    " where revision.article_id = article.id)",
    "an article is in no story": "select canonical_url from article where not exists"
    " (select from story_member where story_member.article_id = article.id)",
    "an article was archived at none of its addresses": "select canonical_url from article where not exists"
    " (select from page where page.article_id = article.id and page.state in ('archived', 'missing', 'gone'))",
    "a line is known as furniture and not yet taken out of all texts": "select sample from furniture"
    " where applied_at is null",
    "a page's last event is not its state": "select url from page where state is distinct from (select state"
    " from page_event where page_event.page_id = page.id order by page_event.id desc limit 1)",
    "the ledger's sum is not what was discovered": "select 'pages' from (select count(*) as discovered from page) a,"
    " (select coalesce(sum(page_count), 0) as counted from ledger_daily) b where discovered <> counted",
}


def final_rows(archive_url: str) -> Rows:
    """A row per page and text, without anything that may differ between two runs to the same end."""
    with psycopg.connect(archive_url, row_factory=dict_row, connect_timeout=10) as connection:
        return connection.execute(ROWS).fetchall()  # type: ignore[arg-type]


def imbalances(archive_url: str) -> list[str]:
    """What in the archive's books does not balance, in words: empty for a sound archive."""
    found = []
    with psycopg.connect(archive_url, connect_timeout=10) as connection:
        for what, sql in BOOKS.items():
            offenders = [str(row[0]) for row in connection.execute(sql).fetchall()]  # type: ignore[arg-type]
            if offenders:
                found.append(f"{what}: {len(offenders)}, e.g. {offenders[0]}")
    return found


def differences(expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Line by line what `found` lacks, has beside, or has otherwise; empty where the rows are equal."""
    wanted, got = ({(row["url"], row["sequence"]): row for row in rows} for rows in (expected, found))
    lines = [f"missing: {url} ({wanted[url, sequence]['state']})" for url, sequence in wanted.keys() - got.keys()]
    lines += [f"too much: {url} ({got[url, sequence]['state']})" for url, sequence in got.keys() - wanted.keys()]
    for key in wanted.keys() & got.keys():
        lines += [
            f"{key[0]}: {name} is {got[key][name]!r}, not {value!r}"
            for name, value in wanted[key].items()
            if got[key][name] != value
        ]
    if len(got) != len(found):
        lines.append(f"{len(found) - len(got)} rows are there twice")
    return sorted(lines)
