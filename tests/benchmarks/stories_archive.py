"""An archive of articles with the stories that are true of them, by COPY, kept for the next time.

Promise: rows are what `db.stories` would have left, had it found every copy and nothing else. Keys and indexes are made
behind the load, that of the bands as loose as it grows one article at a time; those of the search, which stories never
read, are left out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from db import embedded, migrate
from db.copies.signature import VERSION
from db.identity.likeness import revision_sha256
from db.ledger import digest_of
from db.values import Article
from tests.benchmarks.bulk_load import count_on, fewer_checkpoints, without_indexes
from tests.benchmarks.stories_texts import Made

Say = Callable[[str], None]
Connection = psycopg.Connection[Any]
MADE = 1
"""To be raised when the rows are made otherwise: an archive made before is made anew."""
AT = datetime(2022, 6, 2, tzinfo=UTC)
ARTICLE: LiteralString = "article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at)"
REVISION: LiteralString = (
    "revision (id, article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,"
    " revision_sha256, title, published_at, published_on, date_precision, date_rule, date_candidates, language, body,"
    " images, extractor_version)"
)
COLUMNS: dict[str, LiteralString] = {
    "article": ARTICLE,
    "revision": REVISION,
    "story_cluster": "story_cluster (id, origin_article_id, origin_reason, is_origin_known)",
    "story_text": "story_text (id, text_sha256, story_id, version, bands)",
    "story_link": "story_link (text_id, other_text_id, similarity, containment, share_kept)",
    "story_member": "story_member (article_id, story_id, text_id)",
}


def kept(home: Path, articles: int, seed: int, made: Iterator[list[Made]], say: Say) -> str:
    """The libpq URI of the archive of so many articles in the embedded cluster of `home`: made where it is not."""
    cluster = embedded.ensure(home, say=say)
    name = f"stories_{articles}"
    url = cluster.url(name)
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        exists = admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if exists and portions_in(url, seed):
            migrate.upgrade(url)
            return url
        say(f"making an archive of {articles:,} articles and their stories in {home}; it is kept for the next time")
        words = {"name": sql.Identifier(name)}
        admin.execute(sql.SQL("drop database if exists {name} with (force)").format(**words))
        admin.execute(sql.SQL("create database {name} owner congresswatch template template0").format(**words))
        with fewer_checkpoints(admin):
            migrate.upgrade(url)
            fill(url, articles, seed, made, say)
    return url


def portions_in(url: str, seed: int) -> int:
    """How many portions of this seed the archive holds, those of measurements included; 0: none, or made otherwise."""
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("select value from archive_fact where key = 'generated'").fetchone()
    except psycopg.errors.UndefinedTable:
        return 0
    known = json.loads(row[0]) if row else {}
    same = known.get("made") == MADE and known.get("signature") == VERSION and known.get("seed") == seed
    return int(known["portions"]) if same else 0


def note(connection: Connection, seed: int, portions: int) -> None:
    """Say how many portions there are, in the transaction that adds one."""
    value = json.dumps({"made": MADE, "signature": VERSION, "seed": seed, "portions": portions})
    connection.execute(
        "insert into archive_fact values ('generated', %s) on conflict (key) do update set value = excluded.value",
        [value],
    )


def fill(url: str, articles: int, seed: int, made: Iterator[list[Made]], say: Say = lambda _: None) -> None:
    """Fill an empty, migrated archive with so many articles, or a few more: all of it or nothing."""
    started = time.monotonic()

    def told(what: str) -> None:
        say(f"  {time.monotonic() - started:5.0f} s  {what}")

    with psycopg.connect(url) as connection:
        connection.execute("set local maintenance_work_mem = '512MB'")
        for statement in WITHOUT:
            connection.execute(statement)
        with without_indexes(connection, told):
            connection.execute(FRAME)
            loading, portions = Loading(connection), 0
            while loading.articles < articles:
                before = loading.articles
                loading.add(next(made))
                portions += 1
                if loading.articles * 10 // articles > before * 10 // articles:
                    told(f"{loading.articles:,} articles")
            connection.execute(BANDS)
        told("bands")
        connection.execute(BANDS_KEY)
        count_on(connection)
        note(connection, seed, portions)
    with psycopg.connect(url, autocommit=True) as connection:
        # as autovacuum would have left it long ago; else the first reader pays
        connection.execute("vacuum analyze")
    told("done")


WITHOUT: Sequence[LiteralString] = (
    "drop index revision_search_en_idx",
    "drop index revision_search_zh_idx",
    "alter table story_band drop constraint story_band_pkey",
)
BANDS: LiteralString = """
    insert into story_band (version, hash, text_id)
    select version, hash, id from story_text cross join unnest(bands) as hash
"""
# pages of a tree that grew by random keys are two thirds full
BANDS_KEY: LiteralString = """
    alter table story_band add constraint story_band_pkey primary key (version, hash, text_id) with (fillfactor = 68);
    alter index story_band_pkey reset (fillfactor)
"""
FRAME: LiteralString = """
    insert into source (id, slug, name, home_url, language, timezone, is_local, first_seen_at) overriding system value
    values (1, 'paper', 'Paper', 'https://paper.example/', 'en', 'UTC', true, now());
    insert into blob (sha256, content, byte_count) values ('\\x00', '\\x00', 1);
    insert into page (id, source_id, url, url_key, url_key_sha256, state, reason, way, state_at, discovered_on)
    overriding system value values (1, 1, 'x', 'x', '\\x00', 'fetched', '', 'feed', now(), current_date);
    insert into capture (id, page_id, captured_at, url, final_url, status, headers, blob_sha256)
    overriding system value values (1, 1, now(), 'x', 'x', 200, '{}', '\\x00')
"""


@dataclass
class Loading:
    """What is written of one portion after the other, with the numbers given so far."""

    connection: Connection
    articles: int = 0
    texts: int = 0
    digests: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    """First bytes of a text's digest -> its number and its story's, which is the number of the story's first text."""

    def add(self, made: Sequence[Made]) -> None:
        stories: dict[int, int] = {}
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        for at, one in enumerate(made):
            self.articles += 1
            rows["article"].append(_article_row(self.articles))
            rows["revision"].append(_revision_row(self.articles, one))
            known = self.digests.get(one.digest[:12])
            text_id, story_id = known or self._added(rows, one, stories.get(one.of))
            self.digests[one.digest[:12]] = text_id, story_id
            stories.setdefault(at, story_id)
            rows["story_member"].append((self.articles, story_id, text_id))
        for table, columns in COLUMNS.items():
            _copy(self.connection, columns, rows[table])

    def _added(self, rows: dict[str, list[tuple[Any, ...]]], one: Made, of_story: int | None) -> tuple[int, int]:
        """A text that is new, in the story of what it was made from or one of its own."""
        self.texts += 1
        story_id = of_story or self.texts
        rows["story_text"].append((self.texts, one.digest, story_id, VERSION, list(one.bands)))
        if of_story:
            rows["story_link"].append((of_story, self.texts, 0.8, 0.9, 0.8))
        else:
            rows["story_cluster"].append((story_id, self.articles, "published on 2022-06-02", True))
        return self.texts, story_id


def store(connection: Connection, made: Sequence[Made]) -> list[int]:
    """Articles without a story yet, as they are just after they were read; their numbers."""
    row = connection.execute("select coalesce(max(id), 0) from article").fetchone()
    last = int(row[0]) if row else 0
    numbers = list(range(last + 1, last + 1 + len(made)))
    _copy(connection, ARTICLE, [_article_row(number) for number in numbers])
    _copy(connection, REVISION, [_revision_row(number, one) for number, one in zip(numbers, made, strict=True)])
    return numbers


def _article_row(number: int) -> tuple[Any, ...]:
    url = f"https://paper.example/{number}/"
    return number, 1, url, url, digest_of(url), AT


def _revision_row(number: int, one: Made) -> tuple[Any, ...]:
    digest = revision_sha256(Article("", str(number), one.body))
    facts = (str(number), AT, AT.date(), "second", "made", "[]", one.language, one.body, "[]", "made")
    return (number, number, 1, True, 1, AT, AT, one.digest, digest, *facts)


def _copy(connection: Connection, target: LiteralString, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
