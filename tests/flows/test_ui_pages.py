"""What a person sees in the Prefect UI, in a real browser: which run failed and why, and a run's report at one click.

Also the recipe for looking oneself: `congresswatch demo`, then these pages at 1440x900.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.server import Server
from tests.support.browser import Page, browser, installed
from tests.support.pages_site import serving, source_toml
from tests.support.workplace import Workplace

pytestmark = pytest.mark.skipif(not installed(), reason="no Chromium is installed")

TITLE = "Delegates Discuss Work Report at Sixth Chongqing Municipal Party Congress"
PAGES = {
    f"story-{number}": f"<html><head><title>{TITLE}</title><meta property='article:published_time'"
    f" content='2022-05-2{number}T08:00:00+08:00'></head><body><article><h1>{TITLE}</h1><p>CHONGQING -- Group {number}"
    " of the 6th CPC Chongqing Municipal Congress discussed the report on Saturday.</p>"
    f"<p>{'The river port handled more containers than in any month before, its operator said. ' * number}</p>"
    "</article></body></html>".encode()
    for number in range(7, 9)
}


@pytest.fixture
def runs(workplace: Workplace) -> dict[str, str]:
    """A run of a source that is well, and one of a source whose only listing is gone: Prefect's ids by source."""
    with serving(PAGES) as url:
        workplace.add_source("paper", source_toml(url))
        workplace.add_source("broken", source_toml(url).replace("/sitemap.xml", "/sitemap-gone.xml"))
        workplace.command("run", "paper", "broken", check=1)
    found = workplace.rows("select slug, flow_run_id from run join source on source.id = run.source_id")
    return {row["slug"]: row["flow_run_id"] for row in found}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with browser(tmp_path / "browser") as opened:
        yield opened


def test_a_person_finds_what_came_and_what_broke(runs: dict[str, str], page: Page, prefect: Server) -> None:
    page.open(prefect.ui_url)
    page.shows("Dashboard", "Flow Runs")
    assert page.js("location.pathname") == "/dashboard"

    page.open(f"{prefect.ui_url}/runs/flow-run/{runs['broken']}")
    shown = page.shows("broken: failed: no listing gave a single address: http 404", "Finished in state Failed")
    assert "ERROR" in shown
    assert "Traceback" not in shown

    page.open(f"{prefect.ui_url}/runs/flow-run/{runs['paper']}")
    page.shows("paper: 2 new")
    page.click("Artifacts")
    page.shows("monitor-paper", "start-here", "This run: 2 new")
    cards = page.links("/artifacts/artifact/")
    named = {name: href for text, href in cards.items() for name in ("start-here", "monitor-paper") if name in text}

    page.open(named["monitor-paper"])
    page.shows("New (2)", "Delegates Discuss Work Report", "cpc-chongqing-6 focus", "What was read")
    page.open(named["start-here"])
    page.shows("Did it work?", "What is new on the meetings?", "6th CPC Chongqing Municipal Congress")

    assert page.errors == []
    assert page.asked == {urlsplit(prefect.ui_url).netloc}
