"""`congresswatch source list|check|furniture`: who is watched, does a source deliver what its TOML says?"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.discovery.address_pattern import article_pattern
from crawler.source import Source, load_sources
from db import reasons
from db.settings import Settings
from db.values import Article, Capture
from flows import show
from flows.step_commands import default_tagger, tagged_as
from flows.steps.source_advice import advice, mend
from flows.watchlist import chosen_source, contact_refusal

CHECK_SECONDS = 300
_WORD = re.compile(r"[㐀-鿿]|[^\W㐀-鿿]+(?:['’-][^\W㐀-鿿]+)*")
"""A word, or a Chinese character."""


@dataclass(frozen=True, slots=True)
class Check:
    listings: list[dict[str, Any]]
    samples: list[dict[str, Any]]
    warnings: list[str]


def listed(settings: Settings) -> tuple[list[dict[str, Any]], list[str]]:
    """A row per source, and a line per broken file."""
    loaded = load_sources(settings.config)
    return [_row(source, settings.contact) for source in loaded.sources], [str(p) for p in loaded.problems]


def _row(source: Source, contact: str) -> dict[str, Any]:
    ways = {
        "feed": source.discover.feeds,
        "sitemap": source.discover.sitemaps,
        "section": source.discover.sections,
        "wp-json": source.discover.wp_json,
    }
    return {
        "source": source.slug,
        "name": source.name,
        "language": source.language,
        "schedule": source.schedule,
        "found by": [way for way, value in ways.items() if value],
        "contacted": "no: CONGRESSWATCH_CONTACT is not set" if contact_refusal(source, contact) else "yes",
    }


def furniture(slug: str, settings: Settings) -> list[dict[str, Any]]:
    """The lines that repeat across the source's pages, as the archive learned them. Raises NotMonitoredError."""
    from db import furniture as learned
    from flows.status_commands import reading

    source = chosen_source(slug, settings)
    with reading(settings) as archive:
        return archive.call(learned.told, source.slug)


def checked(slug: str, max_pages: int, settings: Settings) -> Check:
    """A dry run of the source, its pages extracted and tagged. Raises NotMonitoredError."""
    source = chosen_source(slug, settings)
    show.say(f"reading {source.home} ...")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawler.dry_run", slug, "--pages", str(max_pages)],
            capture_output=True,
            timeout=CHECK_SECONDS,
            check=True,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return Check([], [], [f"it took longer than {CHECK_SECONDS} s: try fewer --pages"])
    except subprocess.CalledProcessError as error:
        # what it says on its way is in the report; only of one that broke off it is all there is
        show.say(error.stderr.rstrip())
        return Check([], [], ["the dry run broke off; its words are above"])
    seen = json.loads(done.stdout)
    samples = [_sample(source, _capture(row), settings) for row in seen["captures"]]
    others = seen["refused"].get(reasons.NOT_ARTICLE, [])
    warnings = advice(seen["listings"], seen["refused"], samples, article_pattern(others), source.home)
    listings = [{name: row[name] for name in ("way", "url", "listed_count", "problem")} for row in seen["listings"]]
    return Check(listings, samples, [*warnings, *_failures(seen["failures"])])


def _capture(row: dict[str, Any]) -> Capture:
    captured_at = datetime.fromisoformat(row.pop("captured_at"))
    return Capture(**{**row, "body": base64.b64decode(row["body"]), "captured_at": captured_at})


def _sample(source: Source, capture: Capture, settings: Settings) -> dict[str, Any]:
    from flows.steps.extract import extract  # half a second that `source list` need not wait

    result = extract(capture, source.hints()) if 200 <= capture.status < 300 else None
    if not isinstance(result, Article):
        reason = result.reason if result else f"http {capture.status}"
        return {"url": capture.url, "title": "", "published_on": "", "authors": [], "words": 0, "covers": reason}
    tags = tagged_as(default_tagger(settings), result, source.slug)
    return {
        "url": result.canonical_url,
        "title": result.title,
        "published_on": result.published_on,
        "authors": result.authors,
        "words": len(_WORD.findall(result.body)),
        "covers": [f"{tag.congress_id} {tag.level}" for tag in tags.coverage],
    }


def _failures(failures: list[dict[str, Any]]) -> list[str]:
    return [f"{row['url']}: {row['reason']}; {mend(row['reason'])}" for row in failures]
