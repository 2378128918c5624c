"""Every deployment there is, as a plain description: what runs, when, in which queue, with which form in the UI.

Pure: sources in, descriptions out. flows/register.py makes Prefect's server agree with them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.source import Source

# Schedules are written for a reader in Chongqing, whatever zone the machine is in.
TIMEZONE = "Asia/Shanghai"
POOL = "congresswatch"
OURS = "congresswatch"
"""The tag of every deployment that we made: one of a source that is no longer watched is taken away by it."""
NEWS, LONG = "news", "long"
QUEUES = {NEWS: (1, None), LONG: (10, 2)}
"""Queue -> (priority, runs at once). Two looks back over years must not keep the news of an hour waiting for days."""
LAST = "last: "
"""How the first line of a deployment's description begins once it has run."""

_WINDOW = "Read as the source's local day, and included."
_HELP: Mapping[str, tuple[str, str]] = {
    "source": ("Source", "The source that this deployment is for."),
    "since": ("From day", f"The first day that is meant. {_WINDOW} For example 2022-05-01."),
    "until": ("To day", f"The last day that is meant. {_WINDOW} For example 2022-06-30."),
    "every_page": ("Every page", "Look at all archived pages now, not only at those whose time has come. May be long."),
    "make_current": (
        "Make current",
        "Off: only report what would change. On: report, then change the archive. What was read is not read again.",
    ),
    "congress": ("Meeting", "Its id, e.g. cpc-chongqing-6. Empty: all meetings that articles of two days cover."),
    "days": ("Days", "How many days are looked at, counted back from yesterday."),
}
"""Parameter -> (title, help) in the form of the UI."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One deployment as it shall be. `cron` empty: only a person starts it."""

    flow: str
    entrypoint: str
    name: str
    description: str
    tags: tuple[str, ...]
    queue: str
    cron: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        return f"{self.flow}/{self.name}"


def planned(sources: Iterable[Source]) -> Iterator[Planned]:
    """All deployments of these sources, then those of the whole archive."""
    for source in sources:
        yield from _of_source(source)
    yield _retag()
    yield _maintenance()
    yield _report()


def form(schema: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A flow's parameter schema with titles and help; what names the deployment's source allows only that one."""
    told = deepcopy(dict(schema))
    for name, row in told.get("properties", {}).items():
        title, description = _HELP.get(name, (row.get("title", name), ""))
        row |= {"title": title, "description": description}
        if name == "source" and name in parameters:
            row |= {"enum": [parameters[name]], "default": parameters[name]}
    return told


def described(description: str, last: str) -> str:
    """A deployment's description under the line of its last run; empty: it never ran."""
    return f"{LAST}{last}\n\n{description}" if last else description


def last_told(description: str) -> str:
    """The line of the last run in a description, without its beginning; empty: there is none."""
    first = description.partition("\n")[0]
    return first.removeprefix(LAST) if first.startswith(LAST) else ""


def _of_source(source: Source) -> Iterator[Planned]:
    name = f"[{source.name}]({source.home})"
    yield _one(
        source,
        "monitor",
        f"**What is new on {name}**: its listings are read, new and changed pages fetched, archived and tagged."
        " Runs by its schedule; a run that comes while another is under way ends as cancelled and says so.",
        NEWS,
        source.schedule,
    )
    yield _one(
        source,
        "recheck",
        f"**Was anything on {name} edited or taken down?** Pages of the archive are looked at again, young ones often,"
        " old ones rarely. A run that finds none due ends in a second.",
        NEWS,
        f"{_minute(source.slug)} * * * *",
    )
    yield _one(
        source,
        "backfill",
        f"**The past of {name}**: start it by hand (Run, Custom run) with a first and a last day. Fetches what the"
        " source still tells of those days. Cancel it at any time: started again, it goes on where it was.",
        LONG,
    )
    yield _one(
        source,
        "reprocess",
        f"**Read the archived pages of {name} again** with the present program, without asking the site. Reports what"
        " would change; with Make current it does.",
        LONG,
        make_current=False,
    )

    yield replace(
        _one(
            source,
            "audit",
            f"**Do the books of {name} balance, and was every day read whole?** Looks at the archive only. Runs each"
            " morning; Warned where a day is not whole, Failed where the books do not balance.",
            NEWS,
            f"{_minute(source.slug)} 5 * * *",
            days=14,
        ),
        entrypoint="flows.audit_flow.audit",
    )


def _one(source: Source, flow: str, description: str, queue: str, cron: str = "", **parameters: Any) -> Planned:
    return Planned(
        flow,
        f"flows.{flow}.{flow}",
        source.slug,
        description,
        (flow, source.slug, source.language or "language unknown", OURS),
        queue,
        cron,
        {"source": source.slug, **parameters},
    )


def _retag() -> Planned:
    return Planned(
        "retag",
        "flows.retag.retag",
        "archive",
        "**Tag the whole archive again** after the registry of meetings, people and phrases has changed. Reports what"
        " would move; with Make current it does. Nobody is contacted.",
        ("retag", OURS),
        LONG,
        parameters={"make_current": False},
    )


def _maintenance() -> Planned:
    return Planned(
        "maintenance",
        "flows.maintenance.maintenance",
        "archive",
        "**The archive's night**: closes runs that died, brings counts up to date, sweeps tables, writes the pages of"
        " completeness and of the day's changes.",
        ("maintenance", OURS),
        NEWS,
        "30 4 * * *",
    )


def _report() -> Planned:
    return Planned(
        "report",
        "flows.report_flow.report",
        "archive",
        "**A meeting's coverage as one page**: the curve, who covered it, stories, phrases, people, edits, removals,"
        " what is doubtful. In the run's Artifacts, and as a file under CONGRESSWATCH_HOME/reports. Each morning for"
        " the meetings in the news; by hand for any (Run, Custom run).",
        ("report", OURS),
        NEWS,
        "0 6 * * *",
        {"congress": ""},
    )


def _minute(slug: str) -> int:
    """A minute of the hour, spread over the sources so that not all of them start at once."""
    return zlib.crc32(slug.encode()) % 60
