"""The stories of `make bench-1m`, small: the archive is what finding copies would have left, and new ones are found.

Only correctness here: the benchmark measures the same on a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from db import migrate, stories
from db.archive import Archive
from db.embedded import Cluster
from tests.benchmarks.stories_archive import fill, portions_in
from tests.benchmarks.stories_db import TABLES, measure, sizes
from tests.benchmarks.stories_texts import SEEDS, portion
from tests.conftest import database
from tests.db.test_store import rows
from tests.db.test_stories import Press

ARTICLES = 2_000


@pytest.fixture(scope="module")
def filled(cluster: Cluster, migrated_template: str) -> Iterator[str]:
    for url in database(cluster, migrated_template):
        fill(url, ARTICLES, 1, map(portion, count(SEEDS)))
        yield url


def test_copies_of_new_articles_are_found_and_the_archive_says_how_far_it_goes(filled: str) -> None:
    archive = Archive(filled)
    assert Press(archive).is_sound()
    assert archive.call(stories.link) == 0
    done = portions_in(filled, 1)
    assert portions_in(filled, 2) == 0
    measured = measure(filled, 1, done, map(portion, count(SEEDS + done)), new=1)
    assert measured.copies > 40
    assert measured.found >= measured.copies - 1
    assert measured.false == 0
    assert portions_in(filled, 1) == done + 2
    assert Press(archive).is_sound()
    assert rows(archive, "select count(*) as n from story_member")[0]["n"] >= ARTICLES + len(measured.linked)
    archive.close()


def test_the_archive_s_schema_is_the_migrations(filled: str) -> None:
    migrate.check(filled)
    assert sizes(filled).keys() == set(TABLES)
