"""`congresswatch congress check`: the registry's files, read and judged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from db.settings import Settings
from flows import show

_SHOWN = 8


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--names", "with_names", is_flag=True, help="List every name that each meeting is understood by.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; of a broken registry {problems: [...]}.")
def check(folder: Path | None, with_names: bool, as_json: bool) -> None:
    """Read the registry's files and say what they hold.

    FOLDER: where your own files lie, as registry/*.toml or *.toml; without it the one that CONGRESSWATCH_CONFIG names.
    They add to what is shipped, or replace an entry by its id. A meeting is a few lines:

    \b
    [[congress]]
    id = "cpc-hubei-12"
    family = "party-congress"          # plenum, people-congress and cppcc need a `term` too
    place = "hubei"
    ordinal = 12
    opens = { on = 2022-06-18, certainty = "seen" }
    certainty = "seen"                 # seen, derived, general or unknown
    source = "where that can be read"
    aliases = ["a name that its numbers do not give"]
    patterns = ['(?:great|grand) gathering of 20\\d\\d']

    Two meetings that claim one name, days that overlap, an unknown place, a regular expression that cannot be used,
    a key that nobody knows: each is told with file, key and both claims, and the exit status is 2. Runs go on
    with the last registry that was good, and say so, until it is mended. Warnings change nothing. After a change:
    congresswatch retag.

    \b
    congresswatch congress check
    congresswatch congress check ~/my-config --names
    """
    from flows.registry import RegistryError
    from flows.registry_check import checked

    try:
        told = checked(folder or Settings.from_env().config, folder is not None, with_names)
    except RegistryError as error:
        if not as_json:
            raise
        click.echo(show.as_line({"problems": error.problems}))
        sys.exit(2)
    if as_json:
        click.echo(show.as_line(told))
    else:
        _tell(told)


def _tell(told: dict[str, Any]) -> None:
    for path in told["files"]:
        click.echo(f"read {path}")
    click.echo(", ".join(f"{count} {name}" for name, count in told["entries"].items()))
    click.echo("\nHow sure the opening days are")
    show.rows(told["families"], False, "")
    _ids("\nwithout any day", told["without_days"])
    for one in told["warnings"]:
        _ids(f"warning: {one['warning']}", one["meetings"])
    for name, names in told.get("names", {}).items():
        click.echo(f"\n{name}\n  " + "\n  ".join(names))


def _ids(what: str, ids: list[str]) -> None:
    if ids:
        more = f" and {len(ids) - _SHOWN} more (--json has all)" if len(ids) > _SHOWN else ""
        click.echo(f"{what}: {', '.join(ids[:_SHOWN])}{more}")
