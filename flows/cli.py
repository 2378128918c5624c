"""The `congresswatch` command. Imports wait until a command needs them: --help, tag, extract and db url stay light."""

from __future__ import annotations

import os
import sys
import warnings
from datetime import date, datetime

import click

from db.settings import Settings
from flows import show
from flows.cli_alarm import alarm
from flows.cli_audit import audit
from flows.cli_congress import congress
from flows.cli_db import db
from flows.cli_edits import diff
from flows.cli_export import export
from flows.cli_feed import feed
from flows.cli_import import import_warc
from flows.cli_labels import label
from flows.cli_report import report
from flows.cli_reprocess import reprocess
from flows.cli_retag import retag
from flows.cli_search import search
from flows.cli_steps import extract, tag
from flows.cli_stories import story
from flows.cli_worker import worker
from flows.endings import Commands, stop_in_order

DAY = click.DateTime(formats=["%Y-%m-%d"])
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="congresswatch")
def main() -> None:
    """Keep every article of the news portals you watch, and tie each to the political meeting it covers.

    \b
    congresswatch demo                     see it all happen on a small site of its own
    congresswatch up ichongqing            watch a source on its schedule, with the Prefect UI
    congresswatch run ichongqing           once, now
    congresswatch search "municipal congress"
    psql "$(congresswatch db url)"         the archive is plain SQL: start at the view coverage

    Settings come from the environment (.env.example explains them): DATABASE_URL, CONGRESSWATCH_HOME,
    CONGRESSWATCH_CONFIG, CONGRESSWATCH_CONTACT, PREFECT_API_URL.
    """
    # a library's warning is for its maintainers; ours are printed as such
    warnings.simplefilter("ignore")


main.add_command(alarm)
main.add_command(audit)
main.add_command(congress)
main.add_command(db)
main.add_command(diff)
main.add_command(export)
main.add_command(feed)
main.add_command(import_warc)
main.add_command(label)
main.add_command(report)
main.add_command(reprocess)
main.add_command(retag)
main.add_command(search)
main.add_command(story)
main.add_command(extract)
main.add_command(tag)
main.add_command(worker)


@main.command()
@click.option("--once", is_flag=True, help="Stop everything and exit when the first run is through.")
def demo(once: bool) -> None:
    """See it all happen on the bundled newsroom.

    A site, a crawl, the archive, the Prefect UI. Needs no web and no settings. Unless CONGRESSWATCH_HOME is set
    it works in a home of its own, so that its invented articles never stand among real ones. Ctrl-C stops
    everything. Exit status 1: a run on the newsroom went wrong.
    """
    from flows.demo import run_demo

    stop_in_order()
    sys.exit(0 if run_demo(once=once) else 1)


@main.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--host",
    default="",
    help="Where the UI listens (default 127.0.0.1, or CONGRESSWATCH_HOST). Any but this machine needs a password:"
    " user:password in a file of mode 600, named by CONGRESSWATCH_AUTH_FILE.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Of the UI (default 4200, or CONGRESSWATCH_PORT).")
def up(sources: tuple[str, ...], host: str, port: int | None) -> None:
    """Watch sources on their schedules, until Ctrl-C.

    Starts database, Prefect server with its UI, and the schedules. Without names: every source that may be
    contacted, but for the bundled newsroom, which only `demo` serves. Each finished run is one line here and a
    report in the UI. A part that dies is started again, and said with its cause. Logs: CONGRESSWATCH_HOME/logs.
    """
    for name, value in (("CONGRESSWATCH_HOST", host), ("CONGRESSWATCH_PORT", port)):
        if value:
            os.environ[name] = str(value)
    from flows.up import run_up

    stop_in_order()
    run_up(sources)


@main.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@json_option
def run(sources: tuple[str, ...], as_json: bool) -> None:
    """Monitor sources once, now.

    Waits for the result. Uses the Prefect server of `up` where one runs, else one of its own for as long as it
    takes. Without names: the sources that `up` would watch. Running it again stores nothing twice. Exit status:
    0 all went well, 1 a source failed, 2 it could not start, 130 it was interrupted (what was fetched is kept).
    """
    from flows.run_now import run_now

    stop_in_order()
    results = run_now(sources)
    show.rows(results, as_json, "no source was run")
    sys.exit(1 if any(row["state"] not in ("completed", "warning") for row in results) else 0)


@main.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "is_all", is_flag=True, help="Every archived page now, whatever its age.")
@json_option
def recheck(sources: tuple[str, ...], is_all: bool, as_json: bool) -> None:
    """Look at archived pages again: what was edited?

    A page is looked at again within hours of its publication, then ever more rarely; around the days of a congress
    more often. A run takes those whose time has come, the most overdue first, up to a budget, and asks each only
    whether it changed where the site can say so. Read the answers in SQL: the view `edit`. Safe beside a running
    monitor; `up` does it every hour. Exit status: as for `run`.

    \b
    congresswatch recheck ichongqing
    congresswatch recheck ichongqing --all
    """
    from flows.run_now import run_now

    stop_in_order()
    results = run_now(sources, "recheck", ["--all"] if is_all else [])
    show.rows(results, as_json, "no source was looked at")
    sys.exit(1 if any(row["state"] not in ("completed", "warning") for row in results) else 0)


@main.command()
@click.argument("source")
@click.option("--since", type=DAY, required=True, metavar="YYYY-MM-DD", help="The first day.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="The last day; default: today.")
@json_option
def backfill(source: str, since: datetime, until: datetime | None, as_json: bool) -> None:
    """Look back at some days of a source, and fetch what is missing.

    Reads everything that still tells of these days: WordPress's REST interface, date archives, sitemaps; where a
    source has none of them, its sections and feeds as far back as they go. Days are the source's local days.
    Resumable: interrupted, the same command goes on; safe beside a running monitor; as polite as that one. Ask
    `congresswatch audit` afterwards what is still missing. Exit status: as for `run`.

    \b
    congresswatch backfill ichongqing --since 2022-05-01 --until 2022-06-30
    """
    from flows.backfill_now import backfill_now

    # a person's today; the source's own is at most a day away
    first, last = since.date(), until.date() if until else date.today()  # noqa: DTZ011
    if last < first:
        raise click.BadParameter(f"{last} is before --since {first}", param_hint="--until")
    stop_in_order()
    row = backfill_now(source, first, last)
    show.rows([row], as_json, "nothing was run")
    sys.exit(1 if row["state"] not in ("completed", "warning") else 0)


@main.group()
def source() -> None:
    """The outlets we watch.

    One TOML file each (README, "Add a source").
    """


@source.command("list")
@json_option
def source_list(as_json: bool) -> None:
    """Every source: its schedule, how its pages are found, whether it may be contacted now."""
    from flows.source_commands import listed

    found, problems = listed(Settings.from_env())
    show.rows(found, as_json, "no sources")
    for problem in problems:
        show.say(f"congresswatch: {problem}")
    sys.exit(1 if problems else 0)


@source.command("add")
@click.argument("url")
@click.option("--slug", default="", help="Its short name; default: from the host.")
@click.option(
    "--pages", type=click.IntRange(0, 100), default=5, show_default=True, help="How many articles to show as samples."
)
@click.option("--dry-run", is_flag=True, help="Show the file, write nothing.")
@click.option("--force", is_flag=True, help="Replace a file of that name.")
def source_add(url: str, slug: str, pages: int, dry_run: bool, force: bool) -> None:
    """Look at a site and write its source file: feeds, sitemaps, lists, WordPress's interface, language, addresses.

    Some forty requests at most, politely. Then articles are fetched and shown as they would be stored, as by `source
    check`. What is guessed is marked as a guess: read the file before you rely on it.

    \b
    congresswatch source add https://www.ichongqing.info/ --dry-run
    """
    from flows.source_added import added
    from flows.source_commands import checked

    settings = Settings.from_env()
    new = added(url, slug, settings, is_dry=dry_run, is_forced=force)
    click.echo(new.proposed.toml)
    for doubt in new.proposed.doubts:
        show.say(f"congresswatch: {new.slug}: {doubt}")
    if not new.file:
        return
    show.say(str(new.file))
    if pages:
        report = checked(new.slug, pages, settings)
        show.rows(report.samples, False, "no article was fetched")
        for warning in report.warnings:
            show.say(f"congresswatch: {new.slug}: {warning}")
        sys.exit(1 if report.warnings else 0)


@source.command("check")
@click.argument("slug")
@click.option(
    "--pages", type=click.IntRange(1, 100), default=5, show_default=True, help="How many articles to fetch as samples."
)
@json_option
def source_check(slug: str, pages: int, as_json: bool) -> None:
    """A dry run: read the first page of each listing, fetch some articles, show what would be stored.

    Nothing is written to the archive. Exit status 1 when a listing or a page gave trouble.
    """
    from flows.source_commands import checked

    report = checked(slug, pages, Settings.from_env())
    show.rows(report.listings, as_json, "no listing was read")
    show.rows(report.samples, as_json, "no article was fetched")
    for warning in report.warnings:
        show.say(f"congresswatch: {slug}: {warning}")
    sys.exit(1 if report.warnings else 0)


@source.command("furniture")
@click.argument("slug")
@json_option
def source_furniture(slug: str, as_json: bool) -> None:
    """What repeats across the pages of a source, and is therefore in none of its texts.

    Learned at the end of each run: each line with its place, on how many articles of how many it was seen, since when.
    """
    from flows.source_commands import furniture

    show.rows(furniture(slug, Settings.from_env()), as_json, "nothing was learned yet")


@main.command()
@json_option
def health(as_json: bool) -> None:
    """How the sources are.

    Their last run, open alarms with since when, what is archived, queued and failed, the newest article; and whether
    the registry changed since the archive was tagged. Exit status 1: a last run failed, or an alarm is open
    (`congresswatch alarm list` says what to do).
    """
    from flows.status_commands import health_rows

    rows, alarms, api_url, standing = health_rows(Settings.from_env())
    if as_json:
        said = {"prefect_api_url": api_url, "tags": standing or "current", "sources": rows, "alarms": alarms}
        click.echo(show.as_line(said))
    else:
        show.rows(rows, False, "no source has run yet: congresswatch run")
        click.echo(f"Prefect UI: {api_url.removesuffix('/api') if api_url else 'not running (congresswatch up)'}")
        if standing:
            click.echo(f"Tags: {standing}")
        for one in alarms:
            click.echo(
                f"Alarm: {one['source'] or 'all'}: {one['sentence']} (since {one['opened_at']:%Y-%m-%d %H:%M} UTC)"
            )
    sys.exit(1 if alarms or any(row["last_run"] in ("failed", "crashed") for row in rows) else 0)


@main.command()
@click.option("--source", default="", help="Only this source.")
@json_option
def ledger(source: str, as_json: bool) -> None:
    """Each discovered address, counted once.

    By source, state (queued, fetched, archived, alias, skipped, failed, missing, gone) and reason.
    """
    from db import queries
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        show.rows(archive.call(queries.ledger, source), as_json, "the ledger is empty: congresswatch run")
