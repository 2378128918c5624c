"""The benchmark of retag on a few articles; and what it leaves out of account is nothing: all texts again move none."""

from __future__ import annotations

import psycopg

from db.archive import Archive
from tests.benchmarks.retag import changes, fill, measured, timed
from tests.db.test_store import rows

ARTICLES = 120


def test_only_what_can_have_changed_is_tagged_and_that_is_all_there_is(archive: Archive) -> None:
    fill(archive.url, ARTICLES, seed=3)
    whole, *some = measured(archive.url)
    assert (whole.looked, whole.tagged) == (ARTICLES, ARTICLES)
    assert all(0 < one.tagged < ARTICLES == one.looked for one in some[:-1])
    assert (some[-1].looked, some[-1].moved) == (0, 0)
    assert len(rows(archive, "select rule_version from coverage_tag union select rule_version from tag")) == 1

    with psycopg.connect(archive.url) as connection:
        connection.execute("delete from archive_fact where key = 'tag_rules'")
    *_, (what, registry) = changes()
    again = timed(archive, what, registry)
    assert (again.tagged, again.moved) == (ARTICLES, 0)
