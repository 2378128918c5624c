"""Who do we watch? A source is one TOML file; this loads and validates them all.

A broken file never stops the others: it becomes problems that name file and key, and its source does not run.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import cssselect
from cronsim import CronSim, CronSimError

from crawler.discovery.date_template import template_fault
from crawler.guard import PRIVATE, refusal
from crawler.source_shape import Discover, Expect, Extract, Recheck, Removal, Source, Sources
from crawler.toml_check import SourceProblem, Table, count, flag, number, shown, text, texts
from db.urls import main_url, same_site, site_of

__all__ = [
    "Discover",
    "Expect",
    "Extract",
    "Recheck",
    "Removal",
    "Source",
    "SourceProblem",
    "Sources",
    "load_sources",
    "user_agent",
]

SHIPPED = Path(__file__).parent / "sources"
FILLABLE = ("title", "body", "published_on", "author")
"""Fields of an article that a source may promise: those that each run measures."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SPAN = re.compile(r"(\d{1,4})([mhdw])", re.ASCII)
_NONE: tuple[str, ...] = ()
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def load_sources(user_folder: Path | None = None) -> Sources:
    """The shipped sources and those in `user_folder`/sources; a user's file replaces a shipped one of its name.

    `user_folder` is Settings.config. A broken replacement leaves no source: the shipped one is not what was wanted.
    """
    problems: list[SourceProblem] = []
    files = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    if user_folder and not user_folder.is_dir():
        problems.append(SourceProblem(user_folder, "", "a folder (CONGRESSWATCH_CONFIG)", "none there"))
    elif user_folder:
        files |= {path.stem: path for path in sorted((user_folder / "sources").glob("*.toml"))}
    read = [read_source(path, problems) for _, path in sorted(files.items())]
    return Sources(tuple(source for source in read if source), tuple(problems))


def read_source(path: Path, problems: list[SourceProblem]) -> Source | None:
    """One file's source; None where it is not usable, its faults then added to `problems`."""
    if not _SLUG.fullmatch(path.stem):
        problems.append(SourceProblem(path, "", "a file name of a-z, 0-9 and single hyphens", path.name))
        return None
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(SourceProblem(path, "", "TOML in UTF-8", str(error)))
        return None
    except OSError as error:
        problems.append(SourceProblem(path, "", "a readable file", error.strerror or str(error)))
        return None
    faults: list[SourceProblem] = []
    source = _source(path, Table(path, data, faults))
    problems.extend(faults)
    return None if faults else source


def user_agent(contact: str) -> str:
    """How we identify ourselves: name, version, and where to complain. Empty contact: only for local sources."""
    version = ".".join(importlib.metadata.version("congresswatch").split(".")[:2])
    # A header holds printable ASCII; anything else in the setting could end the line and start another header.
    where = re.sub(r"[^\x20-\x7e]", "", contact).strip()
    return f"congresswatch/{version} (+{where})" if where else f"congresswatch/{version}"


def _source(path: Path, table: Table) -> Source:
    """The source as far as the table can be understood; only a table without faults makes a usable one."""
    domains = table.require("domains", 'a list of hosts, without scheme or path ("x.cn", "x.cn:8080")', _domains, _NONE)
    home = table.require("home", "an http(s) address", _address, "")
    source = Source(
        slug=path.stem,
        path=path,
        name=table.require("name", "a text", text, ""),
        home=home,
        domains=domains,
        article_url=table.require("article_url", "a regular expression", _pattern, ""),
        language=table.take("language", 'a language code ("en", "zh")', _language, ""),
        timezone=table.take("timezone", 'a time zone ("Asia/Shanghai")', _zone, "Asia/Shanghai"),
        schedule=table.take("schedule", 'five cron fields ("*/30 * * * *")', _schedule, "*/30 * * * *"),
        local=table.take("local", "true or false", flag, False),
        delay=table.take("delay", "seconds, 0 to 3600", number(0, 3600), 1.0),
        discover=_discover(table.table("discover"), home),
        extract=_extract(table.table("extract")),
        expect=_expect(table.table("expect")),
        recheck=_recheck(table.table("recheck")),
        removal=_removal(table.table("removal")),
    )
    _check_places(table, source)
    table.close()
    return source


def _check_places(table: Table, source: Source) -> None:
    """What only shows when keys are seen together: where the source lives, and how politely it is read."""
    if source.delay == 0 and not source.local:
        table.fault("delay", "more than 0 (0 is for local sources)", "0")
    if not source.domains:
        return
    if source.home and not same_site(source.home, source.domains):
        table.fault("home", f"an address in {', '.join(source.domains)}", shown(source.home))
    if refusal(source.home, source.domains, source.local) == PRIVATE:
        table.fault("local", "true for a source on a loopback or private address", "false")
    for key in ("feeds", "sitemaps", "sections", "date_archives"):
        for url in getattr(source.discover, key):
            if source.home and not same_site(url, source.domains):
                table.fault(f"discover.{key}", f"addresses in {', '.join(source.domains)}", shown(url))


def _discover(table: Table, home: str) -> Discover:
    def addresses(key: str) -> tuple[str, ...]:
        given = table.take(key, "a list of addresses, relative to home or whole", texts, _NONE)
        return tuple(main_url(urljoin(home, each)) for each in given)

    found = Discover(
        addresses("feeds"),
        addresses("sitemaps"),
        addresses("sections"),
        table.take("wp_json", "true or false", flag, False),
        _date_archives(table, home),
    )
    if not any((found.feeds, found.sitemaps, found.sections, found.wp_json, found.date_archives)):
        table.fault("feeds", "at least one of feeds, sitemaps, sections, wp_json, date_archives", "none of them")
    table.close()
    return found


def _date_archives(table: Table, home: str) -> tuple[str, ...]:
    """Templates stay templates, so they are joined to home but not encoded."""
    given = table.take("date_archives", 'a list of address templates ("/{year}/{month}/{day}/")', texts, _NONE)
    for template in given:
        if fault := template_fault(template):
            table.fault(
                "date_archives",
                "addresses with {year}, and {month} and {day} if they have them",
                f"{template!r}: {fault}",
            )
    return tuple(urljoin(home, each) for each in given)


def _extract(table: Table) -> Extract:
    drop = table.take("drop", "a list of CSS selectors", _selectors, _NONE)
    table.close()
    return Extract(drop)


def _expect(table: Table) -> Expect:
    is_bounded = table.has("articles_per_day")
    bounds = table.table("articles_per_day")
    least = bounds.take("min", "a number, 0 or more", number(0, 1e6), 0.0)
    most = bounds.take("max", "a number, at least min", number(least, 1e6), 1e6)
    bounds.close()
    shares = table.table("fill")
    fill = {key: shares.take(key, "a share from 0 to 1", number(0, 1), 0.0) for key in FILLABLE if shares.has(key)}
    shares.know(FILLABLE)
    shares.close()
    table.close()
    return Expect((least, most) if is_bounded else None, fill)


def _recheck(table: Table) -> Recheck:
    budget = table.take("budget", "a whole number, 1 to 100000", count(1, 100_000), Recheck().budget)
    table.close()
    return Recheck(budget)


def _removal(table: Table) -> Removal:
    default = Removal()
    checks = table.take("checks", "a whole number, 1 to 100", count(1, 100), default.checks)
    over = table.take("over", 'a span ("36h", "2d", "1w")', _span, default.over)
    table.close()
    return Removal(checks, over)


def _address(value: Any) -> str | None:
    return main_url(value) if text(value) and site_of(value) else None


def _domains(value: Any) -> tuple[str, ...] | None:
    hosts = texts(value)
    are_hosts = hosts and all(not re.search(r"[/?#@\s*]", host) and site_of(f"http://{host}") for host in hosts)
    return tuple(host.lower() for host in hosts) if hosts and are_hosts else None


def _pattern(value: Any) -> str | None:
    try:
        return value if text(value) and re.compile(value) else None
    except re.error:
        return None


def _language(value: Any) -> str | None:
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def _zone(value: Any) -> str | None:
    try:
        return ZoneInfo(value).key if text(value) else None
    except (KeyError, OSError, ValueError):  # unknown names, names of folders, names that leave the database
        return None


def _schedule(value: Any) -> str | None:
    fields = value.split() if isinstance(value, str) else []
    try:
        next(CronSim(" ".join(fields), datetime(2024, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration):  # StopIteration: a day that never comes, like 30 February
        return None
    return " ".join(fields) if len(fields) == 5 else None


def _selectors(value: Any) -> tuple[str, ...] | None:
    selectors = texts(value)
    try:
        return selectors if selectors is not None and all(cssselect.parse(each) for each in selectors) else None
    except cssselect.SelectorError:
        return None


def _span(value: Any) -> timedelta | None:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match and int(match[1]) else None
