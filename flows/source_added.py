"""`congresswatch source add`: a site is looked at, and becomes a source's file with what it rests on."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from crawler.source import SourceProblem, read_source
from crawler.source_text import Proposed, proposed, slug_of
from crawler.survey import source_for
from db.settings import Settings
from flows import show
from flows.watchlist import NotMonitoredError, contact_refusal

SURVEY_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Added:
    slug: str
    file: Path | None
    """None: it was only shown."""
    proposed: Proposed


def added(url: str, slug: str, settings: Settings, *, is_dry: bool, is_forced: bool) -> Added:
    """Look at the site and write its file. Raises NotMonitoredError where that cannot be, with what to do."""
    url = url if "://" in url else f"https://{url}"
    try:
        source = source_for(url)
    except ValueError as error:
        raise NotMonitoredError(str(error)) from None
    slug = slug or slug_of(url)
    if refusal := contact_refusal(source, settings.contact):
        raise NotMonitoredError(refusal.replace("survey:", f"{slug}:", 1))
    file = None if is_dry else _file(slug, settings, is_forced=is_forced)
    show.say(f"looking at {url} ...")
    seen = _surveyed(url)
    if seen["problem"]:
        raise NotMonitoredError(f"{url}: {seen['problem']}")
    try:
        found = proposed(seen, source.domains[0], source.local)
    except ValueError as error:
        raise NotMonitoredError(f"{url}: {error}") from None
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found.toml, "utf-8")
        problems: list[SourceProblem] = []
        read_source(file, problems)
        assert not problems, problems
    return Added(slug, file, found)


def _file(slug: str, settings: Settings, *, is_forced: bool) -> Path:
    if settings.config is None:
        raise NotMonitoredError(
            "set CONGRESSWATCH_CONFIG to a folder for your own sources, or see the file alone with --dry-run"
        )
    file = settings.config / "sources" / f"{slug}.toml"
    if file.exists() and not is_forced:
        raise NotMonitoredError(f"{file} is there already: --force replaces it, --slug takes another name")
    return file


def _surveyed(url: str) -> dict[str, object]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawler.survey", url],
            capture_output=True,
            timeout=SURVEY_SECONDS,
            check=True,
            text=True,
        )
    except subprocess.TimeoutExpired:
        raise NotMonitoredError(f"{url}: it took longer than {SURVEY_SECONDS} s") from None
    except subprocess.CalledProcessError as error:
        show.say(error.stderr.rstrip())
        raise NotMonitoredError(f"{url}: the look at it broke off; its words are above") from None
    seen: dict[str, object] = json.loads(done.stdout)
    return seen
