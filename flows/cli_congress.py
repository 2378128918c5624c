"""`congresswatch congress`: the meetings we know, how one was covered, and how several compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from db.settings import Settings
from flows import show
from flows.cli_registry import check

_SHOWN_GAPS = 12
json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
by_option = click.option(
    "--by",
    type=click.Choice(["article", "story"]),
    default="article",
    help="Count every article, or each story once, where it was told first.",
)


@click.group()
def congress() -> None:
    """The meetings we know.

    Party congresses, plenums, people's congress and CPPCC sessions.
    """


congress.add_command(check)


@congress.command("list")
@click.option("--family", default="", help="Only party-congress, plenum, people-congress or cppcc.")
@click.option("--place", default="", help="Only those of a place: chongqing, china (the national ones), sichuan ...")
@click.option(
    "--year", type=click.IntRange(1949, 2049), help="Only those that were or may have been held in that year."
)
@json_option
def congress_list(family: str, place: str, year: int | None, as_json: bool) -> None:
    """Every meeting of the registry, with its days and how sure they are.

    A day without a word behind it was seen in a source; (derived) follows from seen facts by a rule; (general) is
    general knowledge, from which no day offset is counted. `certainty` is that of the meeting and its number.

    \b
    congresswatch congress list --place chongqing --year 2022
    congresswatch congress list --family plenum --json
    """
    from flows.congress_commands import listed

    show.rows(listed(Settings.from_env(), family, place, year), as_json, "no meeting is known of that kind")


@congress.command("show")
@click.argument("congress_id")
@by_option
@json_option
def congress_show(congress_id: str, by: str, as_json: bool) -> None:
    """One meeting: its days and names, who covered it, how much, day by day, and which days cannot be read.

    Under the curve a day is marked · where some source, ? where no source was read whole: there a low bar, or none,
    may be our own outage. Day 0 is the opening day.

    \b
    congresswatch congress show cpc-chongqing-6
    congresswatch congress show cpc-chongqing-6 --by story
    congresswatch congress show cpc-chongqing-6 --json | jq .gaps
    """
    from flows.congress_commands import shown

    told = shown(congress_id, Settings.from_env())
    if as_json:
        click.echo(show.as_line(told))
        return
    _facts(told)
    if not told["sources"]:
        click.echo("no coverage in the archive yet", err=True)
        return
    _part("Coverage by phase", told["phases"])
    _part("Coverage by source", told["sources"])
    _curve(told["days"], by)
    _part("Top articles, those most copied first", _without(told["top_articles"], "url"))
    _part("Top phrases", told["top_phrases"])
    _gaps(told["gaps"])


@congress.command("compare")
@click.argument("congress_ids", nargs=-1, required=True, metavar="CONGRESS CONGRESS...")
@by_option
@json_option
def congress_compare(congress_ids: Sequence[str], by: str, as_json: bool) -> None:
    """Two meetings or more side by side: levels, phases, sources, and their curves on one day-0 axis.

    What is not comparable is said: days nobody read whole, sources that were watched for one of them only, meetings
    whose opening day is not known.

    \b
    congresswatch congress compare cpc-chongqing-5 cpc-chongqing-6
    congresswatch congress compare chongqing-npc-2024 chongqing-npc-2025 chongqing-npc-2026 --by story
    """
    from flows.congress_compare import compared

    if len(set(congress_ids)) < 2:
        raise click.UsageError("name two meetings or more: congresswatch congress list")
    told = compared(list(dict.fromkeys(congress_ids)), by, Settings.from_env())
    if as_json:
        click.echo(show.as_line(told))
        return
    show.rows(told["meetings"], False, "")
    for line in told["curves"]:
        click.echo(line)
    _part(f"{by.capitalize()} counts by source", told["sources"])
    for doubt in told["not_comparable"]:
        click.echo(f"not comparable: {doubt}")


def _facts(told: dict[str, Any]) -> None:
    for name in ("congress", "name", "中文", "family", "dates", "certainty", "source", "also named"):
        value = told.get(name)
        if value:
            click.echo(f"{name + ':':12} {', '.join(value) if isinstance(value, list) else value}")
    for fact in told.get("facts", []):
        click.echo(f"{'':12} {fact}")


def _part(heading: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        click.echo(f"\n{heading}")
        show.rows(rows, False, "")


def _without(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != name} for row in rows]


def _curve(days: list[dict[str, Any]], by: str) -> None:
    from flows.congress_commands import curve
    from flows.steps.curve import drawing

    lines = drawing(curve(days, f"{by}_count"))
    if lines:
        click.echo(f"\n{'Articles' if by == 'article' else 'Stories'} a day (0: opening; ·, ?: not read whole)")
        click.echo("\n".join(lines))


def _gaps(found: list[dict[str, Any]]) -> None:
    if not found:
        return
    click.echo("\nDays near the meeting that were not read whole")
    for gap in found[:_SHOWN_GAPS]:
        span = f"{gap['first_on']}" if gap["first_on"] == gap["last_on"] else f"{gap['first_on']} to {gap['last_on']}"
        click.echo(f"  {gap['source']}: {span}: {gap['state']}: {gap['reason']}")
    if len(found) > _SHOWN_GAPS:
        click.echo(f"  ... and {len(found) - _SHOWN_GAPS} more: --json has all, `congresswatch audit` says what to do")
