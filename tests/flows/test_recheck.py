"""Looking again at the newsroom: every edit is found with its kind, none is invented, nothing fetched for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from tests.support.commands import until
from tests.support.final_rows import imbalances
from tests.support.victims import awaited, kill
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

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
    assert workplace.paths("select canonical_url from edit") == set(true)
    edits = workplace.rows("select canonical_url, kinds, diff from edit")
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


@pytest.mark.parametrize("victim", ["crawler.crawl", "flows.recheck"])
def test_a_recheck_that_was_killed_changes_nothing_of_what_is_found(
    workplace: Workplace, newsroom: Newsroom, site: Site, victim: str
) -> None:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    workplace.run_all(SLUG)
    everything = site.listed(SLUG)
    site.advance("removed")
    site.faults["article"] = faults.delayed(0.25)
    run = workplace.start("-m", "flows.recheck", SLUG, "--all")
    crawl = awaited(run, "crawler.crawl")
    until(lambda: workplace.rows("select from page_event where run_id = 2 and outcome is not null offset 5"), 90)
    assert kill(run.pid if victim == "flows.recheck" else crawl.pid)
    del site.faults["article"]
    run.communicate(timeout=120)
    psutil.wait_procs([crawl], timeout=60)

    workplace.rows_of("recheck", SLUG, "--all")
    assert workplace.paths("select canonical_url from edit") == {
        one.path for one in everything if one.edits and one.edits[0].at <= site.clock
    }
    assert workplace.paths("select canonical_url from missing") == {
        one.path for one in everything if one.is_removed(site.clock)
    }
    assert not imbalances(workplace.reachable_url())
