"""On a site that lies in every way we know each edit and each removal is found with its kind, and none is invented."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Site, serve, source_toml
from crawler.newsroom.lies import all_lies
from db.archive import Archive
from tests.support.crawling import Desk

pytestmark = pytest.mark.lives

SLUG = "newsroom"
DAY = timedelta(days=1)
KINDS = {"404": "gone", "410": "gone", "home": "redirected home"}


@pytest.fixture
def desk(archive: Archive, tmp_path: Path) -> Desk:
    return Desk(archive, tmp_path, SLUG)


def paths(desk: Desk, sql: str) -> dict[str, str]:
    """Path of the article -> the other column."""
    return {urlsplit(row["canonical_url"]).path: row["said"] for row in desk.rows(sql)}


def archive_all(desk: Desk, site: Site) -> None:
    for _ in range(4):
        desk.run()
        desk.wait()
    found = set(paths(desk, "select canonical_url, title as said from article_current"))
    assert found == {one.path for one in site.listed(SLUG)}


@pytest.mark.parametrize("is_lying", [False, True])
def test_every_edit_and_removal_is_found_and_none_is_invented(desk: Desk, *, is_lying: bool) -> None:
    newsroom = Newsroom.build(size=0.15)
    with serve(newsroom, {SLUG: 0}) as site:
        desk.write(source_toml(SLUG, site.base_urls[SLUG]))
        if is_lying:
            all_lies(site, without=["padded sitemap"])
        archive_all(desk, site)
        everything = site.listed(SLUG)
        site.advance("removed")
        for _ in range(5):
            desk.age(DAY)
            desk.recheck()
        edited = {one.path: one.edits[0] for one in everything if one.edits and one.edits[0].at <= site.clock}
        removed = {
            one.path: KINDS[one.removal.kind] for one in everything if one.removal and one.is_removed(site.clock)
        }
        assert edited
        assert removed
        found = paths(desk, "select canonical_url, array_to_string(kinds, ' ') as said from edit")
        assert set(found) == set(edited)
        assert all(edited[path].kinds[0] in kinds.split() for path, kinds in found.items()), found
        assert paths(desk, "select canonical_url, kind as said from removal where reappeared_at is null") == removed
        assert desk.rows("select * from missing") == []
        assert desk.rows("select * from removal where reappeared_at is not null") == []
