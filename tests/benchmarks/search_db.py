"""How long does a search take in an archive of a million articles, 15 in 100 of them Chinese?

    python -m tests.benchmarks.search_db [--articles 1000000] [--home FOLDER] [--rounds 100]

Texts of 330 words (600 characters) from made-up vocabularies in which, as in real ones, the nth word is as common as
1/n. Words stand in a million runs of five, so that a phrase comes again, as in real texts. What is asked for is read
off the texts themselves, so that everything has an answer. The archive is a function of the number of articles; it is
kept in the home, made in about twenty minutes, and a second run only measures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

import platformdirs
import psycopg
from psycopg import sql

from db import embedded, migrate
from tests.benchmarks.coverage_db import FRAME, SOURCES, SOURCES_MADE, processor_seconds

WORDS, LENGTH = 60_000, 330
HAN_WORDS, HAN_LENGTH = 20_000, 260
EACH_CHINESE = 7
"""One article in so many is Chinese."""
RUN, RUNS = 5, 1_000_000
DAYS = 3650
Connection = psycopg.Connection[Any]
REVISION = """copy revision (id, article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,
    revision_sha256, title, published_on, date_precision, date_rule, date_candidates, language, body, images,
    extractor_version) from stdin"""
ARTICLE = "copy article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at) from stdin"


class Language:
    """A vocabulary, the commonest word first, and texts of it."""

    def __init__(self, words: list[str], length: int, space: str, stop: str) -> None:
        self.words, self._length, self._space, self._stop = words, length, space, stop
        # the commonest word of a real language that is indexed (no article, no preposition) is in 1 of 100 words
        self._weights = list(accumulate(1 / (10 + rank) for rank in range(len(words))))

    @cached_property
    def _runs(self) -> list[str]:
        random = Random(17)
        drawn = random.choices(self.words, cum_weights=self._weights, k=RUNS * RUN)
        return [self._space.join(drawn[at : at + RUN]) for at in range(0, len(drawn), RUN)]

    def text(self, random: Random, share: float = 1.0) -> str:
        drawn = random.choices(self._runs, k=max(1, int(self._length * share / RUN)))
        lines = (self._space.join(drawn[at : at + 3]) + self._stop for at in range(0, len(drawn), 3))
        return "\n".join(lines)


def languages() -> tuple[Language, Language]:
    """English and Chinese in form; no word means anything."""
    random = Random(7)
    parts = [
        start + end for start in ("br", "cl", "dr", "st", "tr", *"bcdfghlmnprstvw") for end in (*"aeiou", "an", "er")
    ]
    english = sorted({"".join(random.choices(parts, k=random.choice((2, 2, 3)))) for _ in range(2 * WORDS)})
    letters = [chr(0x4E00 + 6 * at) for at in range(3000)]
    weights = [1 / (20 + at) for at in range(len(letters))]
    han = sorted(
        {"".join(random.choices(letters, weights, k=random.choice((1, 2, 2, 2, 3, 4)))) for _ in range(60_000)}
    )
    random.shuffle(english)
    random.shuffle(han)
    return Language(english[:WORDS], LENGTH, " ", "."), Language(han[:HAN_WORDS], HAN_LENGTH, "", "。")


def main() -> None:
    default = Path(platformdirs.user_cache_dir("congresswatch-bench", appauthor=False))
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search_db", description=__doc__)
    parser.add_argument("--articles", "--pages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100, help="questions of each kind")
    parser.add_argument("--home", type=Path, default=default, help="where the archive is kept (%(default)s)")
    parser.add_argument("--port", "--seed", help=argparse.SUPPRESS)  # of the other parts of make bench-1m
    asked = parser.parse_args()
    cluster = embedded.ensure(asked.home)
    try:
        measure(kept(cluster, asked.articles), asked.rounds)
    finally:
        embedded.stop(asked.home)


def kept(cluster: embedded.Cluster, articles: int) -> str:
    """The address of the archive of so many articles: made where it is not there yet, gone on with where it broke."""
    name = f"search_{articles}"
    url = cluster.url(name)
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        if not admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            database = sql.Identifier(name)
            admin.execute(sql.SQL("create database {} owner congresswatch template template0").format(database))
    migrate.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        _fill(connection, articles)
    return url


def _fill(connection: Connection, articles: int) -> None:
    """The texts, then each index: each step is kept when it is done."""
    if _is_done(connection, "generated"):
        return
    if not _is_done(connection, "texts"):
        with connection.transaction():
            connection.execute(
                "insert into archive_fact select indexname, indexdef from pg_indexes"
                " where indexname like 'revision_search_%'"
            )
            for (name,) in connection.execute("select key from archive_fact where key like 'revision_search_%'"):
                connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
            connection.execute("truncate source, article restart identity cascade")
            connection.execute(SOURCES_MADE, {"sources": SOURCES})
            connection.execute(FRAME.encode())
            _said(f"{articles:,} texts made", lambda: _copy(connection, articles))
            _done(connection, "texts")
    connection.execute("set maintenance_work_mem = '2GB'")
    indexes = connection.execute("select key, value from archive_fact where key like 'revision_search_%'").fetchall()
    for name, definition in indexes:
        if not _size(connection, name):
            _said(f"{name} made", lambda definition=definition: connection.execute(definition))
    _said("vacuum analyze", lambda: connection.execute("vacuum analyze"))
    _done(connection, "generated")
    for name, _ in indexes:
        print(f"{name}: {_size(connection, name)}", flush=True)


def _is_done(connection: Connection, step: str) -> bool:
    return connection.execute("select 1 from archive_fact where key = %s", [step]).fetchone() is not None


def _done(connection: Connection, step: str) -> None:
    connection.execute("insert into archive_fact values (%s, 'search')", [step])


def _size(connection: Connection, index: str) -> str | None:
    """None where there is none."""
    found = connection.execute("select pg_size_pretty(pg_relation_size(to_regclass(%s)))", [index]).fetchone()
    assert found
    return str(found[0]) if found[0] else None


def _copy(connection: Connection, articles: int) -> None:
    with connection.cursor().copy(ARTICLE) as copy:
        for at in range(1, articles + 1):
            copy.write_row((at, at % SOURCES + 1, f"https://x.example/{at}", f"x/{at}", at.to_bytes(32), "2026-01-01Z"))
    with connection.cursor().copy(REVISION) as copy:
        for row in _revisions(articles):
            copy.write_row(row)


def _revisions(articles: int) -> Iterator[tuple[Any, ...]]:
    english, chinese = languages()
    random = Random(11)
    for at in range(1, articles + 1):
        is_chinese = at % EACH_CHINESE == 0
        language = chinese if is_chinese else english
        title, body = language.text(random, 0.03), language.text(random, random.uniform(0.3, 1.7))
        day = f"{2016 + at * 7919 % DAYS // 365}-{1 + at * 7919 % 12:02}-{1 + at * 104_729 % 28:02}"
        yield (
            at, at, 1, True, 1, "2026-01-01Z", "2026-01-01Z", at.to_bytes(32), at.to_bytes(32), title, day, "day",
            "generated", "[]", "zh" if is_chinese else "en", body, "[]", "1",
        )  # fmt: skip


def measure(url: str, rounds: int) -> None:
    """Tell what each kind of question takes."""
    english, _chinese = languages()
    random = Random(13)
    with psycopg.connect(url, autocommit=True) as connection:
        texts = connection.execute(
            "select language, body from revision tablesample system (0.5) repeatable (5) where is_current"
        ).fetchall()
        of = {
            "en": [body for name, body in texts if name == "en"],
            "zh": [body for name, body in texts if name == "zh"],
        }
        ranks = {word: rank for rank, word in enumerate(english.words)}

        def words(least: int, most: int, count: int) -> str:
            while True:
                fit = [word for word in set(random.choice(of["en"]).replace(".", " ").split())
                       if least <= ranks.get(word, -1) < most]  # fmt: skip
                if len(fit) >= count:
                    return " ".join(random.sample(fit, count))

        def row(count: int) -> str:
            line = random.choice(of["en"]).split("\n")[0].rstrip(".").split()
            start = random.randrange(len(line) - count)
            return f'"{" ".join(line[start : start + count])}"'

        def han(count: int) -> str:
            line = random.choice(of["zh"]).split("。")[0]
            start = random.randrange(len(line) - count)
            return line[start : start + count]

        kinds: dict[str, tuple[Callable[[], str], str]] = {
            "two rare words, newest 20": (lambda: words(3000, WORDS, 2), ", newest_first => true"),
            "two rare words, ranked 20": (lambda: words(3000, WORDS, 2), ""),
            "two middling words, ranked 20": (lambda: words(200, 3000, 2), ""),
            "a phrase of two words": (lambda: row(2), ", newest_first => true"),
            "a phrase of three words": (lambda: row(3), ", newest_first => true"),
            "a phrase of three words, ranked": (lambda: row(3), ""),
            "two Chinese characters, newest 20": (lambda: han(2), ", newest_first => true"),
            "two Chinese characters, ranked 20": (lambda: han(2), ""),
            "four Chinese characters": (lambda: han(4), ""),
            "one of the ten commonest words, ranked 20": (lambda: random.choice(english.words[:10]), ""),
            "one of the ten commonest words, newest 20": (
                lambda: random.choice(english.words[:10]), ", newest_first => true"),
        }  # fmt: skip
        for what, (question, how) in kinds.items():
            ask = f"select count(*) from search(%s{how})".encode()
            asked = [question() for _ in range(rounds)]
            taken, used, counts = [], [], []
            for query in asked:
                begun, before = time.perf_counter(), processor_seconds(connection)
                found = connection.execute(ask, [query]).fetchone()
                taken.append(time.perf_counter() - begun)
                used.append(processor_seconds(connection) - before)
                counts.append(found[0] if found else 0)
            cut, cut_used = (quantiles(values, n=100, method="inclusive") for values in (taken, used))
            print(
                f"{what}: p50 {1000 * cut[49]:.1f} ms, p95 {1000 * cut[94]:.1f} ms, most {1000 * max(taken):.0f} ms;"
                f" of the processor p50 {1000 * cut_used[49]:.1f} ms, p95 {1000 * cut_used[94]:.1f} ms;"
                f" {sum(counts) / rounds:.1f} found, {counts.count(0)} of {rounds} without any",
                flush=True,
            )


def _said(what: str, step: Callable[[], object]) -> None:
    begun = time.perf_counter()
    step()
    print(f"{what}: {time.perf_counter() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main()
