"""Which sources an import takes captures for: all that have a usable file; nobody is contacted, so none is left out."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.source import Source, load_sources
from db.settings import Settings
from flows.watchlist import NotMonitoredError


def taken_sources(only: str, settings: Settings) -> tuple[Sequence[Source], list[str]]:
    """Every usable source, and a line for each file that is not; raises NotMonitoredError where `only` is none of them.

    With `only`, too, all of them: an address of a more specific source is not this one's.
    """
    loaded = load_sources(settings.config)
    lines = [str(problem) for problem in loaded.problems]
    slugs = [source.slug for source in loaded.sources]
    if only and only not in slugs:
        raise NotMonitoredError(
            "\n".join([*lines, f"no usable source is called {only!r}; there are: {', '.join(slugs)}"])
        )
    if not slugs:
        raise NotMonitoredError("\n".join([*lines, "there is no usable source to import for"]))
    return loaded.sources, lines
