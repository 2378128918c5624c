"""An archive that has seen something: the bundled newsroom, watched while it edits and withdraws what it published."""

from __future__ import annotations

from datetime import timedelta

from crawler.newsroom import Newsroom, serve, source_toml
from db.archive import Archive
from tests.support.ageing import age
from tests.support.workplace import Workplace

SLUGS = ("newsroom", "newsroom-daily")
# with one look a day a removal takes three looks: see [removal]
STAGES = ("removed", "later", "later")


def grow(workplace: Workplace, size: float) -> None:
    """Two outlets of the newsroom, run once, then looked at again on each of the next days."""
    with serve(Newsroom.build(size=size), dict.fromkeys(SLUGS, 0)) as site:
        for slug in SLUGS:
            workplace.add_source(slug, source_toml(slug, site.base_urls[slug]))
        workplace.command("run", *SLUGS)
        archive = Archive(workplace.reachable_url())
        try:
            for stage in STAGES:
                site.advance(stage)
                archive.call(age, timedelta(days=1))
                workplace.command("recheck", "--all")
        finally:
            archive.close()
