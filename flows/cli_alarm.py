"""`congresswatch alarm`: what is wrong with what we watch, and was."""

from __future__ import annotations

import sys

import click

from db.settings import Settings
from flows import show


@click.group()
def alarm() -> None:
    """What is wrong with what we watch: told once when it is certain, and once when it is over."""


@alarm.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those that are over too, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
def list_alarms(is_all: bool, as_json: bool) -> None:
    """Open alarms: source, cause, since when, and what to do.

    An alarm opens when two runs in a row see its cause, a grave one (the crawl died, robots.txt refuses, no listing
    gives an address) at once; it is over after two good runs. One that came and went more than three times in a day is
    flapping: it stays open until a whole day is good. Where three sources or more and all that ran within the hour are
    out of reach, it is one alarm, `ours`, of no source. In SQL: the views alarm_open and alarm_history. Exit status 0;
    `congresswatch health` exits with 1 while an alarm is open.

    \b
    congresswatch alarm list
    congresswatch alarm list --all --json
    """
    from db import alarms
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        found = archive.call(alarms.history if is_all else alarms.open_alarms)
    show.rows(found, as_json, "no alarm was ever told" if is_all else "no alarm is open")


@alarm.command("test")
def test_receivers() -> None:
    """Call everybody whom CONGRESSWATCH_ALARM_URLS names, with a message that says it is a test.

    Exit status 0: all were reached, 1: some were not, 2: none is named, or an address is none that can be used.

    \b
    CONGRESSWATCH_ALARM_URLS='mailtos://user:password@smtp.example.org?to=desk@example.org' congresswatch alarm test
    """
    from flows import receivers

    urls = receivers.receivers()
    if not urls:
        show.say(f"congresswatch: nobody to call: {receivers.URLS} is empty; {receivers.REMEDY}")
        sys.exit(2)
    reached = [receivers.call(url, "Congresswatch: a test", "Alarms will come to this address.") for url in urls]
    for url, is_reached in zip(urls, reached, strict=True):
        click.echo(f"{'reached' if is_reached else 'NOT REACHED'}  {receivers.shown(url)}")
    sys.exit(0 if all(reached) else 1)
