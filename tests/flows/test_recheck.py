"""Looking again at the newsroom: every edit is found with its kind, none is invented, nothing fetched for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Site, serve, source_toml
from tests.support.workplace import Workplace

SLUG = "newsroom"


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.15)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom, {SLUG: 0}) as opened:
        yield opened


def test_every_edit_is_found_and_none_is_invented(workplace: Workplace, newsroom: Newsroom, site: Site) -> None:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    workplace.run_all(SLUG)
    archived = len(site.listed(SLUG))
    site.advance("edited")
    true = {one.path: one for one in site.listed(SLUG) if one.edits and one.edits[0].at <= site.clock}
    assert true

    [row] = workplace.rows_of("recheck", SLUG, "--all")
    assert (row["state"], row["revised"], row["new"], row["failed"]) == ("completed", len(true), 0, 0), row
    assert row["revised"] + row["unchanged"] == archived
    edits = workplace.rows("select canonical_url, kinds, diff from edit")
    assert {urlsplit(edit["canonical_url"]).path for edit in edits} == set(true)
    for edit in edits:
        assert true[urlsplit(edit["canonical_url"]).path].edits[0].kinds[0] in edit["kinds"], edit
    said = workplace.command("diff", edits[0]["canonical_url"]).stdout
    assert "edit 1: " in said

    [again] = workplace.rows_of("recheck", SLUG, "--all")
    assert (again["revised"], again["unchanged"]) == (0, archived)
    assert sum(seen.status == 304 for seen in site.requests) >= archived

    # a moment after a look no page's time has come
    [none] = workplace.rows_of("recheck", SLUG)
    assert (none["state"], none["unchanged"], none["requests"]) == ("completed", 0, 0)
