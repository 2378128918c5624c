"""Stories in a real archive: what finding the copies of a new article costs as the archive grows, and what it stores.

    python -m tests.benchmarks.stories_db [TEXTS] [--new N]

Texts are the newsroom's by one seed after the other, every seventh a copy made by a transform of `copies`; all of them
go through the code of the store (`db.stories`), in batches; the last ones one by one, each timed from its arrival to
its story. Merges that the generator did not make are counted as false. The database is dropped at the end.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

import platformdirs
import psycopg
from psycopg import sql
from sqlalchemy import Engine, create_engine

from crawler.newsroom import Newsroom
from db import embedded, migrate, stories
from db.connect import driver_url
from db.identity.likeness import text_sha256
from db.values import Article
from tests.benchmarks.copies import TRANSFORMS

TABLES = ("story_cluster", "story_text", "story_band", "story_link", "story_merge", "story_member")
CHUNK = 1000


class Made(NamedTuple):
    body: str
    language: str
    story: int
    """Copies have that of what they were made from."""


def texts() -> Iterator[Made]:
    """Without end."""
    rng = random.Random("stories in a database")
    story = 0
    for seed in count(1):
        bodies = {one.body: one.language for one in Newsroom.build(seed=seed).articles}
        for body, language in bodies.items():
            story += 1
            yield Made(body, language, story)
            if rng.random() < 0.15 / 0.85:
                yield Made(rng.choice(list(TRANSFORMS.values()))(rng, body, language), language, story)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.stories_db", description=__doc__)
    parser.add_argument("texts", nargs="?", type=int, default=20_000)
    parser.add_argument("--new", type=int, default=2000, help="so many of them one by one, timed (default: 2000)")
    asked = parser.parse_args()
    cluster = embedded.ensure(Path(platformdirs.user_cache_dir("congresswatch-bench")))
    name = f"stories_{asked.texts}"
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        admin.execute(drop)
        admin.execute(sql.SQL("create database {} owner congresswatch").format(sql.Identifier(name)))
        try:
            migrate.upgrade(cluster.url(name))
            _measure(cluster.url(name), asked.texts, asked.new)
        finally:
            admin.execute(drop)


def _measure(url: str, total: int, new: int) -> None:
    engine = create_engine(driver_url(url))
    made = texts()
    stored = 0
    with psycopg.connect(url) as connection:
        capture = _capture(connection)
        while stored < total - new:
            some = list(islice(made, min(CHUNK, total - new - stored)))
            began = time.perf_counter()
            _store(connection, engine, capture, stored, some)
            while _link(engine, stories.linking.BATCH):
                pass
            stored += len(some)
            if stored % (10 * CHUNK) == 0:
                each = (time.perf_counter() - began) / len(some) * 1000
                print(f"{stored:,} texts: {each:.1f} ms each in batches, peak {_peak_mb():.0f} MB", flush=True)
        _one_by_one(connection, engine, capture, stored, list(islice(made, new)))
        _tell(connection, total)
    engine.dispose()


def _one_by_one(
    connection: psycopg.Connection[tuple[object, ...]], engine: Engine, capture: int, stored: int, new: Sequence[Made]
) -> None:
    spent = []
    connection.execute("analyze")
    connection.commit()
    for number, one in enumerate(new):
        _store(connection, engine, capture, stored + number, [one])
        began = time.perf_counter()
        _link(engine, 1)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    p50, p99 = spent[len(spent) // 2], spent[len(spent) * 99 // 100]
    print(f"{len(new):,} new ones, one transaction each: p50 {p50:.1f} ms, p99 {p99:.1f} ms, most {spent[-1]:.0f} ms")


def _link(engine: Engine, max_count: int) -> int:
    with engine.begin() as connection:
        return stories.link(connection, max_count)


def _capture(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    """One capture that all texts are said to be from."""
    connection.execute(
        "insert into source (slug, name, home_url, language, timezone, is_local, listings)"
        " values ('bench', 'Bench', 'http://127.0.0.1/', '', 'UTC', true, '{}')"
    )
    connection.execute("insert into blob values ('\\x00', '\\x00', 1)")
    connection.execute(
        "insert into page (source_id, url, url_key, url_key_sha256, state, discovered_on, way)"
        " values (1, 'http://127.0.0.1/', 'k', '\\x00', 'fetched', '2022-06-02', 'feed')"
    )
    row = connection.execute(
        "insert into capture (page_id, captured_at, url, final_url, status, headers, blob_sha256)"
        " values (1, now(), '', '', 200, '{}', '\\x00') returning id"
    ).fetchone()
    connection.commit()
    assert row
    return int(str(row[0]))


def _store(
    connection: psycopg.Connection[tuple[object, ...]], engine: Engine, capture: int, first: int, some: Sequence[Made]
) -> None:
    digests = {}
    with connection.cursor() as cursor:
        for number, one in enumerate(some, start=first):
            digest = text_sha256(Article("", "", one.body))
            key = hashlib.sha256(str(number).encode()).digest()
            cursor.execute(
                "insert into article (source_id, canonical_url, url_key, url_key_sha256, first_captured_at)"
                " values (1, %s, %s, %s, now()) returning id",
                [f"http://127.0.0.1/{one.story}", str(number), key],
            )
            [article_id] = cursor.fetchone() or [0]
            cursor.execute(_REVISION, [article_id, capture, digest, key, one.language, one.body])
            digests[int(str(article_id))] = digest
    connection.commit()
    with engine.begin() as ours:
        stories.join(ours, digests)


_REVISION = """
    insert into revision (article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,
                          revision_sha256, title, published_on, date_precision, language, body, extractor_version,
                          date_candidates, images)
    values (%s, 1, true, %s, now(), now(), %s, %s, 'A title', '2022-06-02', 'day', %s, %s, '1', '[]', '[]')
"""


def _tell(connection: psycopg.Connection[tuple[object, ...]], total: int) -> None:
    sizes = {}
    for table in TABLES:
        row = connection.execute("select pg_total_relation_size(%s::regclass)", [table]).fetchone()
        sizes[table] = int(str(row[0])) if row else 0
    found = connection.execute(_QUALITY).fetchone() or ()
    bands = sizes["story_band"] / total
    print(f"stored per article: {sum(sizes.values()) / total:,.0f} bytes, {bands:,.0f} of them bands")
    right, copied, false, told = found
    print(f"whole stories found {right} of {copied}; that hold texts of several {false} of {told}")
    print(f"peak {_peak_mb():.0f} MB")


# the number of the story that the generator meant is the article's address
_QUALITY = """
    with member as (select story_id, canonical_url as meant from story_member join article on article.id = article_id),
         story as (select story_id, count(distinct meant) as meant, count(*) as members from member group by 1),
         meant as (select meant, count(*) as members, count(distinct story_id) as stories from member group by 1)
    select (select count(*) from meant where members > 1 and stories = 1),
           (select count(*) from meant where members > 1),
           (select count(*) from story where meant > 1),
           (select count(*) from story)
"""


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
