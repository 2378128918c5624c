"""The pages that a run leaves in its Artifacts tab, each under a key that stays: health-SOURCE, congress-ID, ..."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect.artifacts import create_markdown_artifact

from db import alarms, clock, queries_coverage, queries_pages
from db.archive import Archive
from db.settings import Settings
from flows.deployments import TIMEZONE
from flows.pages.told import harmless
from flows.steps import atom, changes_page, completeness_page, congress_page, health_page, markdown, start_page

DAYS = 14
HOURS = 24
MAX_ROWS = 200
MAX_LISTINGS = 50
MAX_MEETINGS = 5
"""Pages of meetings that one run writes: a look back over years touches them all, and `maintenance` writes the rest."""
MAX_NIGHTLY = 50
MAX_EACH_RUN = 100
"""Sources up to which each run writes the page to start with."""
MAX_SOURCES = 2000
ARTICLES_A_DAY = 3
FED = 50
"""Articles of a feed."""
# a key may have lower-case letters, digits and dashes only; above 1.5 MB the server refuses the event of an artifact
_MAX_BYTES = 1_000_000


def health(archive: Archive, source_id: int, slug: str, name: str) -> None:
    """How the source has been for two weeks."""
    with harmless("write the health page"):
        call = archive.call
        trouble = call(queries_pages.trouble, source_id)
        text = health_page.page(
            name,
            trouble,
            call(queries_pages.days, source_id, DAYS),
            call(queries_pages.completeness, DAYS, slug),
            call(queries_pages.listings, source_id, DAYS, MAX_LISTINGS),
            call(queries_pages.fill, source_id, DAYS),
            call(queries_pages.backlog, source_id),
        )
        _keep(f"health-{slug}", text, f"{slug}, last {DAYS} days: {health_page.headline(trouble)}")


def start(archive: Archive, most: int = MAX_EACH_RUN) -> None:
    """The page to look at first; of more than `most` sources only the night writes it, since it costs with each."""
    with harmless("write the page to start with"):
        sources = archive.call(queries_pages.sources_lately, HOURS, most + 1)
        if len(sources) > most:
            return
        lasting = archive.call(alarms.open_alarms)
        meetings = archive.call(queries_pages.meetings_in_news, HOURS, MAX_NIGHTLY)
        text = start_page.page(sources, lasting[:MAX_ROWS], meetings, HOURS, ZoneInfo(TIMEZONE))
        _keep("start-here", text, start_page.headline(sources, meetings))


def completeness(archive: Archive) -> None:
    """The last two weeks of every source."""
    with harmless("write the completeness page"):
        rows = archive.call(queries_pages.completeness, DAYS)
        today = clock.now().astimezone(ZoneInfo(TIMEZONE)).date()
        _keep("completeness", completeness_page.page(rows, today), completeness_page.headline(rows, today))


def changes(archive: Archive) -> None:
    """The edits and removals of the last day, all sources."""
    with harmless("write the page of changes"):
        edits = archive.call(queries_pages.edits, HOURS, MAX_ROWS)
        removals = archive.call(queries_pages.removals, HOURS, MAX_ROWS)
        said = changes_page.headline(edits, removals)
        _keep("changes", changes_page.page(edits, removals, HOURS), f"last {HOURS} hours: {said}")


def congresses(archive: Archive, run_id: int) -> None:
    """The coverage of the meetings that articles of this run cover, and their feeds."""
    with harmless("write the pages of meetings"):
        for meeting in archive.call(queries_pages.meetings, run_id, MAX_MEETINGS):
            _congress(archive, meeting)
            _feed(archive, meeting)


def congresses_lately(archive: Archive) -> None:
    """The coverage of the meetings that articles of the last day cover."""
    with harmless("write the pages of meetings"):
        for meeting in archive.call(queries_pages.meetings_lately, HOURS, MAX_NIGHTLY):
            _congress(archive, meeting)


def report(congress_id: str, text: str, headline: str) -> None:
    """A meeting's report, as it is in the file."""
    with harmless("keep this run's report"):
        _keep(f"report-{congress_id}", text, headline)


def _congress(archive: Archive, meeting: Mapping[str, Any]) -> None:
    # here: it takes a second to load, and most runs write no such page
    from flows.report import charts

    sources = archive.call(queries_coverage.sources, meeting["id"])
    days = archive.call(queries_coverage.days, meeting["id"])
    near = congress_page.near_days(days)
    says = f"Articles a day on {meeting['label_en']}"
    text = congress_page.page(
        meeting,
        days,
        markdown.picture(charts.svg(charts.curve(near, says), says), says) if near else "",
        sources,
        archive.call(queries_coverage.phases, meeting["id"]),
        archive.call(queries_pages.articles_of_days, meeting["id"], ARTICLES_A_DAY),
    )
    _keep(f"congress-{meeting['id']}", text, f"{congress_page.headline(sources)}: {meeting['label_en']}")


def _feed(archive: Archive, meeting: Mapping[str, Any]) -> None:
    """The newest articles about a meeting, in a file that readers can be pointed to."""
    folder = Settings.from_env().home / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    articles = archive.call(queries_coverage.newest, meeting["id"], FED)
    replace(folder / f"{meeting['id']}.atom", atom.feed(meeting["id"], meeting["label_en"], articles, clock.now()))


def replace(file: Path, content: bytes) -> None:
    """Write a file whole, or not at all: somebody may read it meanwhile."""
    partial = file.with_name(file.name + ".partial")
    partial.write_bytes(content)
    partial.replace(file)


def _keep(key: str, text: str, description: str) -> None:
    while len(text.encode()) > _MAX_BYTES:
        text = text[: int(len(text) * _MAX_BYTES / len(text.encode()) * 0.9)].rpartition("\n")[0] + "\n\n… and more."
    create_markdown_artifact(text, key=key, description=description)
