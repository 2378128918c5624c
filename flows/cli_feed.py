"""`congresswatch feed`: new articles about a meeting, for a feed reader."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from db.settings import Settings
from flows import show


@click.command()
@click.argument("congress")
@click.option("--count", type=click.IntRange(1, 1000), default=50, show_default=True, help="The newest so many.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A file; without it: stdout."
)
def feed(congress: str, count: int, output: Path | None) -> None:
    """Write an Atom feed of the newest articles about a meeting, in the order in which they came into the archive.

    The scheduled runs keep one for each meeting in the news, under CONGRESSWATCH_HOME/reports.

    \b
    congresswatch feed cpc-chongqing-6 --output cpc-chongqing-6.atom
    """
    from db import queries_coverage
    from flows.congress_commands import QuestionError, named
    from flows.registry_in_force import registry_in_force
    from flows.status_commands import reading
    from flows.steps import atom

    settings = Settings.from_env()
    registry = registry_in_force(settings).registry
    with reading(settings) as archive:
        articles = archive.call(queries_coverage.newest, congress, count)
    try:
        # one that only the archive knows has no other name
        known = registry.congress(congress) if articles else named(registry, congress)
    except QuestionError as error:
        raise click.UsageError(str(error)) from None
    document = atom.feed(congress, known.label_en if known else congress, articles, datetime.now(UTC))
    if output is None:
        sys.stdout.buffer.write(document)
        return
    output.write_bytes(document)
    show.say(f"{output}: {len(articles)} articles")
