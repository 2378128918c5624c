"""`congresswatch reprocess`: everything derived again from the stored captures, told first, then made current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from flows import show, show_sections

if TYPE_CHECKING:
    from flows.reprocess_now import Office
    from flows.steps.reprocess_report import Found

NOT_ASKED = 3
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_WELL = ("completed", "warning")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Only articles published on or after this day.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="... and up to this day.")
@click.option("--dry-run", is_flag=True, help="Only read and report; always reads afresh.")
@click.option("--yes", is_flag=True, help="Make it current without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
def reprocess(
    sources: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Derive everything again from the stored captures.

    For a new version of the extractor, new rules of the tagger, new facts on congresses, a changed source file. Each
    capture that shows a text of an article is read again, and each that was refused. Then you are told what would
    change and where, with the words, before anything does; on a terminal you are asked whether it shall be made
    current. Nobody is contacted, CONGRESSWATCH_CONTACT is not needed. Without names: every source in the archive.

    It makes no edits: the site changed nothing. What the extractor refuses now stays as it is. Interrupted or killed,
    the same command goes on where it was; a running monitor may go on meanwhile, and what it changes after it was
    read is left as it is. The report is in the Prefect UI, too.

    \b
    congresswatch reprocess --dry-run                  what would change?
    congresswatch reprocess ichongqing                 the same, then ask
    congresswatch reprocess --yes --since 2022-05-01 --until 2022-06-30

    Exit status: 0 all went well; 1 a source failed; 2 it could not start; 3 something would change, and neither
    --yes nor --dry-run was given, nor was there a terminal to ask on; 130 it was interrupted.
    """
    window = _window(since, until)
    from flows.endings import stop_in_order
    from flows.reprocess_now import office

    stop_in_order()
    with office(sources, window) as opened:
        status = _reprocess(opened, dry_run, yes, as_json)
    sys.exit(status)


def _window(since: datetime | None, until: datetime | None) -> tuple[date, date]:
    first, last = since.date() if since else date.min, until.date() if until else date.max
    if last < first:
        raise click.BadParameter(f"{last} is before --since {first}", param_hint="--until")
    return first, last


def _reprocess(office: Office, is_dry: bool, is_agreed: bool, as_json: bool) -> int:
    read = office.read(is_afresh=is_dry)
    broken = [row for row in read if row["state"] not in _WELL]
    found = [each for each in office.found() if each.summary["source"] not in {row["source"] for row in broken}]
    for each in found:
        for line in _objects(each) if as_json else _told(each):
            click.echo(show.as_line(line) if as_json else line)
    if broken:
        show.rows(broken, as_json, "")
        return 1
    changing = [each.summary["source"] for each in found if _is_left(each)]
    if is_dry or not changing:
        return 0
    if not is_agreed and not sys.stdin.isatty():
        show.say("congresswatch: nothing was changed; --yes makes it current, and does not read again what was read")
        return NOT_ASKED
    if not is_agreed and not _agrees():
        show.say("congresswatch: nothing was changed")
        return 0
    done = office.make_current(changing)
    show.rows([{"what": "made current", **row} for row in done] if as_json else done, as_json, "")
    return 1 if any(row["state"] not in _WELL for row in done) else 0


def _is_left(found: Found) -> bool:
    # what is refused now stays as it is
    can_change = found.summary["staged_count"] > found.summary["vanishing_count"]
    return bool(can_change or found.summary["stage"] == "applying")


def _agrees() -> bool:
    try:
        return click.confirm("Make it current?", default=False, err=True)
    except click.Abort:
        raise KeyboardInterrupt from None


def _objects(found: Found) -> Iterator[dict[str, Any]]:
    """A line of numbers, then one for each row of the report."""
    from flows.steps.reprocess_report import KINDS, numbers, sections

    source = found.summary["source"]
    yield {
        "source": source,
        "what": "summary",
        **numbers(found.summary),
        "kinds": {row["kind"]: row["count"] for row in found.kinds},
    }
    for section in sections(found):
        if section.title != KINDS:
            yield from ({"source": source, "what": section.title, **row} for row in section.rows)


def _told(found: Found) -> Iterator[str]:
    from flows.steps.reprocess_report import headline, sections

    return show_sections.told(f"{found.summary['source']}: {headline(found.summary)}", sections(found))
