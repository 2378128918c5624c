"""How long a retag takes: `python -m tests.benchmarks.retag [--articles N]`, on an archive made by COPY.

The archive is first tagged whole, as after a new version of the rules; then after changes of the registry, small and
large, of which only what can have changed is tagged again. Two of five texts hold one of the labelled texts of the
tests among paragraphs of other news; the rest is other news. What is made is a function of the seed.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from db import embedded, migrate, queries_retag, retagging, runs
from db.archive import Archive
from db.identity.likeness import revision_sha256, text_sha256
from db.ledger import digest_of
from db.values import Article
from flows.desk import congress_row
from flows.registry import load_registry
from flows.retag import Looking, Retag, steps
from flows.rules_in_force import Rules
from flows.steps.congress import Day, Person, Registry
from tests.benchmarks.archive_plan import Plan
from tests.benchmarks.bulk_load import count_on, fewer_checkpoints, without_indexes

TESTS = Path(__file__).parent.parent
SOURCES = ("ichongqing", "paper", "daily", "sichuan-daily", "herald", "evening", "morning", "review")
FIRST_DAY, DAYS = date(2021, 7, 1), 1000
PARAGRAPHS = 6
"""Of other news in a text: with them one has about 2,000 characters, as news has."""


@dataclass(frozen=True)
class Told:
    """One retag: how many texts were looked at, tagged again and made current, and how long it took."""

    what: str
    looked: int
    tagged: int
    moved: int
    look_seconds: float
    apply_seconds: float

    def row(self) -> str:
        whole = self.look_seconds + self.apply_seconds
        return (
            f"| {self.what} | {self.looked:,} | {self.tagged:,} | {self.moved:,} | {self.look_seconds:.1f} s |"
            f" {self.apply_seconds:.1f} s | {self.looked / whole:,.0f} |"
        )


HEAD = (
    "| change | texts looked at | tagged again | changed | looking | making current | texts a second |\n"
    + "|---" * 7
    + "|"
)


@cache
def cases() -> list[tuple[str, str]]:
    """Titles and texts with labels, as tests have them."""
    return [
        (str(case["title"]), str(case["text"]))
        for path in ("flows/tag_cases.toml", "labels/scored_zh.toml")
        for case in tomllib.loads((TESTS / path).read_text("utf-8"))["case"]
    ]


def article(number: int, seed: int) -> Article:
    """The text of that number."""
    rng, plan = random.Random(f"{seed}:{number}"), Plan()
    others = [plan.body(rng.randrange(10**7)) for _ in range(rng.randrange(2, 2 * PARAGRAPHS - 1))]
    title = plan.title(number)
    if rng.random() < 0.4:
        title, text = rng.choice(cases())
        others.insert(rng.choice((0, len(others) // 2)), text)
    day = FIRST_DAY + timedelta(days=number * 7919 % DAYS)
    return Article("", title, "\n\n".join(others), published_on=day, date_precision="day")


def fill(url: str, articles: int, seed: int) -> None:
    """Fill an empty, migrated archive with so many articles."""
    with psycopg.connect(url) as connection, without_indexes(connection, lambda _: None):
        for at, slug in enumerate(SOURCES, 1):
            connection.execute(_SOURCE, [at, slug, slug, f"https://{slug}.example/"])
        connection.execute(_FRAME)
        _copy(
            connection,
            "article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at)",
            (
                (number, number % len(SOURCES) + 1, f"https://x.example/{number}/", key, digest_of(key), "2022-06-02")
                for number in range(1, articles + 1)
                for key in [f"x.example/{number}"]
            ),
        )
        _copy(connection, _REVISION, _revisions(articles, seed))
        count_on(connection)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


_SOURCE: LiteralString = (
    "insert into source (id, slug, name, home_url, language, timezone, is_local) overriding system value"
    " values (%s, %s, %s, %s, 'en', 'Asia/Shanghai', true)"
)
_FRAME: LiteralString = """
    insert into blob (sha256, content, byte_count) values ('\\x00', '\\x00', 1);
    insert into page (id, source_id, url, url_key, url_key_sha256, state, reason, way, state_at, discovered_on)
    overriding system value
    values (1, 1, 'https://x.example/', 'x.example', '\\x00', 'queued', '', 'feed', now(), '2022-06-02');
    insert into capture (id, page_id, url, final_url, status, headers, blob_sha256, captured_at)
    overriding system value
    values (1, 1, 'https://x.example/', 'https://x.example/', 200, '{}', '\\x00', now());
"""
_REVISION: LiteralString = (
    "revision (id, article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,"
    " revision_sha256, title, published_at, published_on, date_precision, date_rule, date_candidates, language, body,"
    " images, extractor_version)"
)


def _revisions(articles: int, seed: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, articles + 1):
        made = article(number, seed)
        day = str(made.published_on)
        yield (
            *(number, number, 1, True, 1, day, day, text_sha256(made), revision_sha256(made), made.title, day, day),
            *("day", "generated", "[]", "en", made.body, "[]", "generated"),
        )


def _copy(connection: psycopg.Connection[Any], target: LiteralString, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def timed(archive: Archive, what: str, registry: Registry) -> Told:
    """Look, then make current, as the flow does."""
    rules = Rules(registry)
    one = Retag(archive, rules, archive.call(runs.open_run, None, "retag", ""))
    started = time.monotonic()
    one.begin(is_afresh=True)
    with Looking(one) as looking:
        while looking.step():
            pass
    archive.call(retagging.reach, one.id, "looked")
    looked_at = time.monotonic()
    archive.call(retagging.reach, one.id, "applying")
    for _, step in steps(one):
        while step():
            pass
    archive.call(retagging.finish, one.id, [congress_row(each) for each in registry.congresses])
    row = archive.call(queries_retag.summary, one.id)
    counts = (row["looked_count"], row["tagged_count"], row["current_count"])
    return Told(what, *counts, looked_at - started, time.monotonic() - looked_at)


def moved(registry: Registry, congress_id: str) -> Registry:
    """The registry with another opening day of the meeting."""
    return replace(
        registry,
        congresses=tuple(
            replace(one, opens=Day(one.opens.on - timedelta(days=1), "seen")) if one.id == congress_id and one.opens
            else one
            for one in registry.congresses
        ),
    )  # fmt: skip


def changes() -> Iterator[tuple[str, Registry]]:
    """Registries, each with what it changes of the one before."""
    registry = load_registry()
    yield "every text (new rules)", registry
    registry = replace(registry, people=(*registry.people, Person("clerk", "Clerk", ("two teachers said",))))
    yield "a person, in many texts", registry
    registry = moved(registry, "cpc-chongqing-6")
    yield "the opening day of Chongqing's 6th congress", registry
    registry = moved(registry, "cpc-national-20")
    yield "the opening day of the 20th national congress", registry
    yield (
        "a fact for readers",
        replace(registry, congresses=tuple(replace(one, facts=()) for one in registry.congresses)),
    )


def measured(url: str) -> list[Told]:
    archive = Archive(url)
    try:
        return [timed(archive, what, registry) for what, registry in changes()]
    finally:
        archive.close()


def run(home: Path, articles: int, seed: int, say: Callable[[str], None]) -> list[Told]:
    """Make the archive in the embedded cluster of `home`, and measure."""
    cluster = embedded.ensure(home, say=say)
    try:
        url = cluster.url()
        migrate.upgrade(url)
        started = time.monotonic()
        with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin, fewer_checkpoints(admin):
            fill(url, articles, seed)
        say(f"{articles:,} articles made in {time.monotonic() - started:.0f} s")
        return measured(url)
    finally:
        embedded.stop(home)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.retag", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cw-") as folder:
        told = run(Path(folder), asked.articles, asked.seed, print)
    print(
        f"{asked.articles:,} articles, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end\n\n{HEAD}"
    )
    for one in told:
        print(one.row())


if __name__ == "__main__":
    main()
