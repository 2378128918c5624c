"""Search finds what LIKE finds: every Chinese substring and every English phrase, read off texts with all that occurs.

The texts are those that were written to be labelled: quotes, hyphens, figures, apostrophes, abbreviations and slips.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from db.embedded import Cluster
from tests.conftest import database

LABELS = Path(__file__).parents[1] / "labels"
COUNT = 500
"""Of each language."""
Connection = psycopg.Connection[Any]
FILL = """
    with source as (insert into source (slug, name, home_url, language, timezone, is_local)
                    values ('paper', 'P', 'https://p.example/', 'en', 'UTC', true) returning id),
         blob as (insert into blob (sha256, content, byte_count) values ('\\x00', '\\x00', 1) returning sha256),
         page as (insert into page
                  (source_id, url, url_key, url_key_sha256, state, reason, way, state_at, discovered_on)
                  select id, 'https://p.example/', 'p', '\\x00', 'queued', '', 'feed', now(), '2022-06-02' from source
                  returning id),
         capture as (insert into capture (page_id, url, final_url, status, headers, blob_sha256, captured_at)
                     select page.id, 'https://p.example/', 'https://p.example/', 200, '{}', sha256, now()
                       from page, blob
                     returning id),
         given as (select * from unnest(%(titles)s::text[], %(bodies)s::text[], %(languages)s::text[])
                     with ordinality each (title, body, language, id)),
         article as (insert into article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at)
                     overriding system value
                     select given.id, source.id, 'https://p.example/' || given.id, 'p/' || given.id,
                            sha256(given.id::text::bytea), now() from given, source)
    insert into revision (article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,
           revision_sha256, title, published_on, date_precision, date_rule, date_candidates, language, body, images,
           extractor_version)
    select given.id, 1, true, capture.id, now(), now(), sha256(given.id::text::bytea), '\\x00', title,
           date '2022-06-01', 'day', 'generated', '[]', language, body, '[]', '1'
      from given, capture
"""


@pytest.fixture(scope="module")
def filled(cluster: Cluster, migrated_template: str) -> Iterator[Connection]:
    """A connection to an archive of the labelled texts; statistics are known."""
    cases = [
        case for path in sorted(LABELS.glob("dev_*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]
    made = database(cluster, migrated_template)
    with psycopg.connect(next(made), autocommit=True) as connection:
        connection.execute(
            FILL,
            {
                "titles": [case["title"] for case in cases],
                "bodies": [case["text"] for case in cases],
                "languages": ["zh" if "zh" in case["language"] else "en" for case in cases],
            },
        )
        connection.execute("analyze")
        yield connection
    next(made, None)


def by_like(connection: Connection, asked: str) -> set[int]:
    query = "select article_id from revision where language = 'zh' and title || ' ' || body ilike %s"
    found = connection.execute(query.encode(), ["%" + re.sub(r"([\\%_])", r"\\\1", asked) + "%"]).fetchall()
    return {row[0] for row in found}


def by_words(connection: Connection, asked: str) -> set[int]:
    """What LIKE finds, but where the phrase ends within a word: "the work" is not in "the workshop".

    Nor in "the work.Thereafter", which PostgreSQL reads as the name of a host: a limit that the README tells.
    """
    query = "select article_id from revision where language <> 'zh' and title || ' ' || body ~* %s"
    ends = [r"\m" if asked[0].isalnum() else "", r"\M(?!\.\w)" if asked[-1].isalnum() else ""]
    return {row[0] for row in connection.execute(query.encode(), [re.escape(asked).join(ends)]).fetchall()}


def by_search(connection: Connection, asked: str, lang: str = "") -> set[int]:
    query = "select article_id from search(%s, %s, 1000)"
    return {row[0] for row in connection.execute(query, [asked, lang]).fetchall()}


def test_every_chinese_substring_is_found_and_nothing_else(filled: Connection) -> None:
    random = Random(3)
    runs = [
        run
        for (body,) in filled.execute("select body from revision where language = 'zh'").fetchall()
        for run in re.findall("[\u4e00-\u9fff]{2,}", body)
    ]
    for _ in range(COUNT):
        run = random.choice(runs)
        start = random.randrange(len(run) - 1)
        asked = run[start : start + random.randint(2, 6)]
        if len(asked) > 1:
            assert by_search(filled, asked) == by_like(filled, asked), asked


def test_every_english_phrase_is_found(filled: Connection) -> None:
    random = Random(5)
    bodies = [body for (body,) in filled.execute("select body from revision where language <> 'zh'").fetchall()]
    tried = 0
    while tried < COUNT:
        words = random.choice(random.choice(bodies).split("\n")).split()
        start = random.randrange(max(1, len(words) - 2))
        asked = " ".join(words[start : start + random.randint(2, 5)]).strip(" .,;:()!?'\u2019\u2018-")
        # a double quote would end the phrase; a phrase of nothing but stop words holds nothing that is indexed
        row = filled.execute("select numnode(phraseto_tsquery('english', %s))", [asked]).fetchone()
        if len(asked.split()) < 2 or set('"\u201c\u201d') & set(asked) or not row or row[0] == 0:
            continue
        tried += 1
        missing = by_words(filled, asked) - by_search(filled, f'"{asked}"', "en")
        assert not missing, asked
