"""Which sources may be contacted, and which are asked for; errors that say what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from crawler.source import SHIPPED, Source, Sources, load_sources
from db.settings import Settings

NO_CONTACT = (
    "not contacted, because a live site must be able to reach whoever asks it:"
    " set CONGRESSWATCH_CONTACT to an e-mail address or a page about you"
)


class NotMonitoredError(Exception):
    """The source cannot be monitored; the message says why and what to do."""


def chosen_source(slug: str, settings: Settings) -> Source:
    """The source of that name, if it may be contacted."""
    loaded = load_sources(settings.config)
    found = {source.slug: source for source in loaded.sources}.get(slug)
    if found is None:
        raise NotMonitoredError(_unknown(slug, loaded))
    if refusal := contact_refusal(found, settings.contact):
        raise NotMonitoredError(refusal)
    return found


def chosen_sources(slugs: Iterable[str], settings: Settings) -> tuple[list[Source], list[str]]:
    """The sources asked for (none: all but the bundled newsroom), and a line for each that is left out, and why.

    Raises NotMonitoredError for a name that is nobody's, and where no source is left.
    """
    loaded = load_sources(settings.config)
    by_slug = {source.slug: source for source in loaded.sources}
    asked = list(dict.fromkeys(slugs)) or [slug for slug, source in sorted(by_slug.items()) if not _is_demo(source)]
    for slug in asked:
        if slug not in by_slug:
            raise NotMonitoredError(_unknown(slug, loaded))
    refused = [slug for slug in asked if contact_refusal(by_slug[slug], settings.contact)]
    left_out = [f"{', '.join(refused)}: {NO_CONTACT}"] if refused else []
    left_out += [str(problem) for problem in loaded.problems]
    allowed = [by_slug[slug] for slug in asked if slug not in refused]
    if not allowed:
        raise NotMonitoredError("\n".join([*left_out, "no source is left to contact"]))
    return allowed, left_out


def _is_demo(source: Source) -> bool:
    """Whether it is a shipped source on loopback: a site that is there only while `demo` serves it."""
    return source.local and source.path.parent == SHIPPED


def contact_refusal(source: Source, contact: str) -> str:
    """Why the source may not be contacted now; empty where it may."""
    if source.local or contact:
        return ""
    return f"{source.slug}: {NO_CONTACT}"


def _unknown(slug: str, loaded: Sources) -> str:
    broken = [str(problem) for problem in loaded.problems if problem.file.stem == slug]
    if broken:
        return "\n".join(broken)
    names = sorted(source.slug for source in loaded.sources)
    near = difflib.get_close_matches(slug, names, 1)
    hint = f"did you mean {near[0]}?" if near else "sources: " + ", ".join(names)
    return f"no source is called {slug!r}; {hint}"
