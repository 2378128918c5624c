"""Makes the archive of an `archive_plan.Plan` in PostgreSQL, by COPY, and keeps it for the next time.

It is what runs of the product would have left, but for two things: bodies of captures are shared (512 of them), and no
article was ever edited. Indexes and foreign keys are dropped and made anew around the load, which checks every key.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import zstandard
from psycopg import sql

from db import embedded, migrate, urls
from db.copies import signature
from db.identity.likeness import revision_sha256, text_sha256
from db.ledger import digest_of
from db.urls import page_key
from db.values import Article
from tests.benchmarks import archive_plan
from tests.benchmarks.archive_plan import BLOBS, DAYS, FIRST_DAY, MEETINGS, SLUG, TIMEZONE, Plan
from tests.benchmarks.bulk_load import count_on, fewer_checkpoints, without_indexes

Say = Callable[[str], None]
Connection = psycopg.Connection[Any]
HEADERS = json.dumps({"content-type": "text/html; charset=utf-8", "server": "generated"})
EVIDENCE = json.dumps([{"field": "title", "start": 0, "end": 7, "text": "Meeting", "rule": "generated"}])


def kept(home: Path, plan: Plan, say: Say) -> str:
    """The libpq URI of the plan's archive in the embedded cluster of `home`: made where it is not, or not current."""
    cluster = embedded.ensure(home, say=say)
    name = f"{SLUG}_{plan.pages}"
    url = cluster.url(name)
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        exists = admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if exists and _recorded(url) == _mark(plan):
            migrate.upgrade(url)  # views may have changed, which leaves the rows as they are
            return url
        say(f"making an archive of {plan.pages:,} articles in {home}; it is kept for the next time")
        words = {"name": sql.Identifier(name)}
        admin.execute(sql.SQL("drop database if exists {name} with (force)").format(**words))
        admin.execute(sql.SQL("create database {name} owner congresswatch template template0").format(**words))
        with fewer_checkpoints(admin):
            migrate.upgrade(url)
            fill(url, plan, say)
    return url


def fill(url: str, plan: Plan, say: Say = lambda _: None) -> None:
    """Fill an empty, migrated archive: all of it or nothing."""
    started = time.monotonic()

    def told(what: str) -> None:
        say(f"  {time.monotonic() - started:5.0f} s  {what}")

    with psycopg.connect(url) as connection:
        connection.execute("set local maintenance_work_mem = '512MB'")
        with without_indexes(connection, told):
            _frame(connection, plan)
            _copied(connection, plan, told)
            _derived(connection, told)
            connection.execute("analyze")
        count_on(connection)
        connection.execute("insert into archive_fact values ('generated', %s)", [_mark(plan)])
    with psycopg.connect(url, autocommit=True) as connection:
        # as autovacuum would have left it long ago; else the first reader pays
        connection.execute("vacuum analyze")
    told("done")


def _mark(plan: Plan) -> str:
    """Equal for archives that hold the same: the plan, and the code that makes rows of it."""
    code = [Path(__file__), Path(archive_plan.__file__), Path(urls.__file__), Path(signature.__file__)]
    code += sorted(Path(migrate.__file__).parent.glob("migrations/versions/2*.py"))
    version = hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()
    return json.dumps({"version": version, "pages": plan.pages, "seed": plan.seed, "port": plan.port})


def _recorded(url: str) -> str:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("select value from archive_fact where key = 'generated'").fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    return str(row[0]) if row else ""


def _frame(connection: Connection, plan: Plan) -> None:
    """The source, its runs, the meetings."""
    connection.execute(
        "insert into source (id, slug, name, home_url, language, timezone, is_local, listings, first_seen_at)"
        " overriding system value values (1, %s, 'Generated', %s, 'en', %s, true, %s, %s)",
        [SLUG, plan.home_url, TIMEZONE, json.dumps({"feed": [plan.feed_url]}), plan.at(0)],
    )
    connection.execute(
        "insert into run (id, source_id, flow, started_at, finished_at, state) overriding system value"
        " select n, 1, 'monitor', %(first)s + n * interval '1 day', %(first)s + n * interval '1 day 2 minutes',"
        " 'completed' from generate_series(1, %(days)s) n",
        {"first": plan.at(0), "days": DAYS},
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into congress (id, family, place, label_en, label_zh, opens_on, certainty)"
            " values (%s, 'generated', 'generated', '', '', %s, 'seen')",
            list(MEETINGS.items()),
        )


def _copied(connection: Connection, plan: Plan, told: Say) -> None:
    """What only Python can say: addresses with their keys, texts with their digests."""
    _copy(connection, "blob (sha256, content, byte_count)", _blobs())
    _copy(
        connection,
        "page (id, source_id, url, url_key, url_key_sha256, state, reason, state_at, article_id, way, discovered_at,"
        " discovered_on, discovered_run_id, listed_title, listed_at, listed_on, listed_modified_at, attempt_count,"
        " due_at)",
        _pages(plan),
    )
    told("pages")
    _copy(
        connection,
        "revision (id, article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,"
        " revision_sha256, title, published_at, published_on, date_precision, date_rule, date_candidates, language,"
        " body, images, extractor_version)",
        _revisions(plan),
    )
    told("revisions")
    _copy(
        connection,
        "coverage_tag (id, revision_id, congress_id, level, phase, day_offset, score, evidence, rule_version)",
        (
            (place, number + 1, congress, level, "before" if offset < 0 else "during", offset, 1.0, EVIDENCE, "0")
            for place, (number, congress, level, offset) in enumerate(plan.coverage(), start=1)
        ),
    )
    _copy(
        connection,
        "walk (source_id, run_id, way, root_url, started_at, finished_at, ending, page_count, listed_count, new_count,"
        " known_count, oldest_on, newest_on, covers)",
        _walks(plan),
    )


def _copy(connection: Connection, target: LiteralString, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _blobs() -> Iterator[tuple[Any, ...]]:
    pack = zstandard.ZstdCompressor().compress
    for number in range(BLOBS):
        body = f"<html><title>{number}</title><p>The body of every {BLOBS}th capture.</p></html>".encode()
        yield hashlib.sha256(body).digest(), pack(body), len(body)


def _pages(plan: Plan) -> Iterator[tuple[Any, ...]]:
    archived = ((plan.url(number), plan.at(number), "archived", "") for number in range(plan.pages))
    refused = ((*item, "skipped", "not an article address") for item in plan.refused_urls())
    failed = ((*item, "failed", "http 503") for item in plan.failed_urls())
    for row_id, (url, at, state, reason) in enumerate(chain(archived, refused, failed), start=1):
        key, is_archived = page_key(url), state == "archived"
        # as text, once: COPY would else write each instant anew
        when, day, run_id = at.isoformat(), at.date().isoformat(), (at.date() - FIRST_DAY).days + 1
        tries, due_at = (9, at + timedelta(days=1)) if state == "failed" else (0, None)
        yield (
            *(row_id, 1, url, key, digest_of(key), state, reason, when, row_id if is_archived else None),
            *("sitemap" if row_id % 2 else "feed", when, day, run_id),
            *(plan.title(row_id - 1) if is_archived else "", when, day, when, tries, due_at),
        )


def _revisions(plan: Plan) -> Iterator[tuple[Any, ...]]:
    for number in range(plan.pages):
        at = plan.at(number)
        article = Article("", plan.title(number), plan.body(number), published_on=at.date())
        when = at.isoformat()
        yield (
            *(number + 1, number + 1, 1, True, number + 1, when, when, text_sha256(article), revision_sha256(article)),
            *(article.title, when, when[:10], "second", "generated", "[]", "en", article.body, "[]", "generated"),
        )


def _walks(plan: Plan) -> Iterator[tuple[Any, ...]]:
    a_day = plan.pages // DAYS
    for day, ending, first, beyond in plan.walks():
        run_id = (day - FIRST_DAY).days
        started = plan.at(0) + timedelta(days=run_id, minutes=1)
        covers = f"[{first},{beyond})" if first else None
        known = 0 if ending == "gap" else 10
        counts = (1 + a_day // 20, a_day + known, a_day, known, day - timedelta(days=1), day)
        yield (1, run_id, "feed", plan.feed_url, started, started + timedelta(seconds=9), ending, *counts, covers)


# What follows from the rows there are: each page was found, fetched ten seconds later and processed with that.
_DERIVED: dict[str, LiteralString] = {
    "articles": """
        insert into article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at)
        overriding system value
        select article_id, source_id, url, url_key, url_key_sha256, discovered_at + interval '10 seconds'
          from page where article_id is not null order by id""",
    "captures": """
        insert into capture (id, page_id, run_id, captured_at, url, final_url, status, headers, blob_sha256,
                             processed_at, outcome)
        overriding system value
        select page.id, page.id, discovered_run_id, discovered_at + interval '10 seconds', url, url, 200,
               %(headers)s::jsonb, shared.digests[page.id %% %(blobs)s + 1], discovered_at + interval '20 seconds',
               'new'
          from page, (select array_agg(sha256 order by sha256) as digests from blob) shared
         where article_id is not null order by page.id""",
    "events": """
        insert into page_event (page_id, run_id, at, state, outcome, reason)
        select page.id, discovered_run_id, step.at, step.state, step.outcome, step.reason
          from page, lateral (values
               (discovered_at, 'queued', null, ''),
               (discovered_at + interval '10 seconds', 'fetched', null, ''),
               (discovered_at + interval '20 seconds', page.state,
                case page.state when 'archived' then 'new' else page.state end, reason)
               ) step (at, state, outcome, reason)
         where page.state = 'archived' or step.state = page.state or (page.state = 'failed' and step.state = 'queued')
         order by page.id, step.at""",
    "findings": """
        insert into finding (page_id, way, found_at, run_id)
        select id, step.way, discovered_at + step.after, discovered_run_id
          from page, lateral (values (way, interval '0'),
                                     (case way when 'feed' then 'sitemap' else 'feed' end, interval '1 second')
                             ) step (way, after)
         order by id""",
    "readings": """
        insert into listing_read (source_id, run_id, way, root_url, url, walk_started_at, read_at, listed_count,
                                  known_count, is_end)
        select source_id, run_id, way, root_url, root_url, started_at, finished_at, listed_count, known_count, true
          from walk order by started_at""",
    "stories": """
        insert into story_cluster (id, origin_article_id, is_origin_known) overriding system value
        select id, article_id, true from revision order by id""",
    # as if copies had been looked for: tests/benchmarks/stories_db.py makes real ones
    "texts": """
        insert into story_text (id, text_sha256, story_id, version) overriding system value
        select id, text_sha256, id, %(version)s from revision order by id""",
    "members": """
        insert into story_member (article_id, story_id, text_id) select article_id, id, id from revision order by id""",
}


def _derived(connection: Connection, told: Say) -> None:
    given = {"headers": HEADERS, "blobs": BLOBS, "version": signature.VERSION}
    for what, statement in _DERIVED.items():
        connection.execute(statement, given if "%(" in statement else None)
        told(what)
