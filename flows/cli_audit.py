"""`congresswatch audit`: do the books balance, and which days are complete?"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from db import clock
from db.settings import Settings
from flows import show

if TYPE_CHECKING:
    from flows.audit import Audit

DEFAULT_SPAN = timedelta(days=30)
# a source's own today may be tomorrow here
AHEAD = timedelta(days=1)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="The first day; default: 30 days ago.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="The last day; default: today.")
@click.option("--source", "sources", multiple=True, metavar="SOURCE", help="Only this one; may be repeated.")
@click.option("--all", "is_all", is_flag=True, help="Every missing address, not the first 20 of each stretch of days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: each broken check, then each day.")
def audit(
    since: datetime | None, until: datetime | None, sources: tuple[str, ...], is_all: bool, as_json: bool
) -> None:
    """Is anything missing?

    First the ledger's books: that every address is in one counted state with its history, that every article has
    its text, every capture its bytes. Then each day of the span, in the source's local time, as the view
    `completeness` has it:

    \b
    complete    a listing was read back past the day after it was over, and every page of it ended well:
                no articles on that day means that there were none
    partial     something is known of it, but pages are missing, or no listing proves that these are all
    not looked  nobody looked: no articles on that day means nothing

    What is missing is named. `congresswatch backfill SOURCE --since D --until D` closes what can be closed. With
    --since, days before the first that the archive knows count as not looked. Nothing is changed, and a crawl
    may go on meanwhile. Exit status: 0 the books balance and every day is complete (today does not count), 1 not
    so, 2 it could not be found out.

    \b
    congresswatch audit
    congresswatch audit --source ichongqing --since 2022-05-01 --until 2022-06-30
    """
    first, last = _span(since, until)
    from flows import audit as auditing
    from flows.endings import stop_in_order
    from flows.status_commands import reading

    stop_in_order()
    progress = show.Progress()
    max_shown = None if is_all else auditing.MAX_SHOWN
    with reading(Settings.from_env()) as archive:
        try:
            chosen = auditing.known_sources(archive, sources)
        except auditing.UnknownSourceError as error:
            raise click.BadParameter(str(error), param_hint="--source") from None
        found = auditing.audit(archive, chosen, first, last, since is not None, max_shown, progress.update)
    progress.clear()
    if as_json:
        show.rows(list(auditing.objects(found)), True, "no day is known: congresswatch run")
    else:
        for line in auditing.told_books(found.broken):
            click.echo(line)
        show.rows(auditing.told_days(found.stretches), False, _all_well(found))
        for line in [*auditing.told_missing(found.stretches, max_shown), *auditing.told_summary(found.days)]:
            click.echo(line)
    sys.exit(0 if found.is_whole else 1)


def _span(since: datetime | None, until: datetime | None) -> tuple[date, date]:
    today = clock.now().date()
    last = until.date() if until else today + AHEAD
    first = since.date() if since else min(last, today) - DEFAULT_SPAN
    if last < first:
        raise click.BadParameter(f"{last} is before --since {first}", param_hint="--until")
    return first, last


def _all_well(found: Audit) -> str:
    return "every day is complete" if found.days else "no day is known: congresswatch run"
