"""`congresswatch retag`: the archive tagged again by the registry of today, told first, then made current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from flows import show, show_sections

if TYPE_CHECKING:
    from flows.retag_now import Office
    from flows.steps.retag_report import Found

NOT_ASKED = 3


@click.command()
@click.option("--dry-run", is_flag=True, help="Only look and report; always looks afresh.")
@click.option("--yes", is_flag=True, help="Make it current without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
def retag(dry_run: bool, yes: bool, as_json: bool) -> None:
    """Tag the archive again, after a change of the registry.

    For a meeting that was added, a day that was corrected, another name of a person or topic, or a new version of the
    tagger's rules; `congresswatch health` says when there is need. Only texts that can have changed are tagged again.
    Then you are told what would move, per congress and level, with examples and the words that say so, before
    anything does; on a terminal you are asked whether it shall be made current. Texts are taken as they are stored:
    for a newer extractor there is `congresswatch reprocess`. Nobody is contacted.

    Interrupted or killed, the same command goes on where it was, and each tag's rule_version says by which rules it
    was made. A running monitor may go on meanwhile. The report is in the Prefect UI, too.

    \b
    congresswatch retag --dry-run       what would move?
    congresswatch retag                 the same, then ask
    congresswatch retag --yes

    Exit status: 0 all went well, or nothing had changed; 1 it failed; 2 it could not start (a mistake in the
    registry); 3 something would change, and neither --yes nor --dry-run was given, nor was there a terminal to ask
    on; 130 it was interrupted.
    """
    from flows.endings import stop_in_order
    from flows.retag_now import office

    stop_in_order()
    with office() as opened:
        status = _retag(opened, dry_run, yes, as_json)
    sys.exit(status)


def _retag(office: Office, is_dry: bool, is_agreed: bool, as_json: bool) -> int:
    standing = office.standing()
    if standing.is_current and not standing.other_count and not office.is_looked_at():
        _say_nothing_changed(office.rules.version, as_json)
        return 0
    if is_dry or not office.is_looked_at():
        ended = office.look()
        if ended["state"] != "completed":
            show.rows([ended], as_json, "")
            return 1
    found = office.found()
    for line in _objects(found) if as_json else _told(found):
        click.echo(show.as_line(line) if as_json else line)
    if is_dry:
        return 0
    # where nothing moves there is nothing to be asked: the archive only learns that it is of the new rules
    is_agreed = is_agreed or not found.summary["staged_count"]
    if not is_agreed and not sys.stdin.isatty():
        show.say("congresswatch: nothing was changed; --yes makes it current, and does not look again at what it saw")
        return NOT_ASKED
    if not is_agreed and not _agrees():
        show.say("congresswatch: nothing was changed")
        return 0
    done = office.make_current()
    show.rows([{"what": "made current", **done} if as_json else done], as_json, "")
    return 0 if done["state"] == "completed" else 1


def _say_nothing_changed(rule_version: str, as_json: bool) -> None:
    if as_json:
        click.echo(show.as_line({"what": "summary", "rule_version": rule_version, "stage": "current"}))
    else:
        click.echo(f"every text was tagged by the rules of today ({rule_version}): there is nothing to do")


def _agrees() -> bool:
    try:
        return click.confirm("Make it current?", default=False, err=True)
    except click.Abort:
        raise KeyboardInterrupt from None


def _objects(found: Found) -> Iterator[dict[str, Any]]:
    """A line of numbers, then one for each row of the report."""
    from dataclasses import asdict

    from flows.steps.retag_report import numbers

    yield {"what": "summary", **numbers(found)}
    for one in found.changes:
        yield {**asdict(one), "change": one.what, "fields": one.fields, "what": "registry"}
    yield from ({"what": "level", **row} for row in found.levels)
    yield from ({"what": "label", **row} for row in found.labels)
    for kind, rows in found.samples.items():
        yield from ({"what": "sample", "kind": kind, **row} for row in rows)


def _told(found: Found) -> Iterator[str]:
    from flows.steps.retag_report import headline, sections

    return show_sections.told(headline(found.summary), sections(found))
