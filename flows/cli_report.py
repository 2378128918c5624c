"""`congresswatch report`: a meeting's coverage as one document."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from db.settings import Settings
from flows import show

FORMS = ("html", "md", "json", "csv", "png")  # flows.report.forms would load the charts for --help


@click.command()
@click.argument("congress")
@click.option(
    "--format", "form", type=click.Choice(FORMS), metavar="FORM", help="html (the default), md, json, csv or png."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The file; default: CONGRESS.FORM in this folder; - for stdout.",
)
def report(congress: str, form: str | None, output: Path | None) -> None:
    """Write a meeting's coverage as one page that opens without a network.

    The curve on the day-0 axis with the days that were not read whole, who covered it, the stories copied most, set
    phrases, people, edits, removals, and what is doubtful; each figure leads to its articles and its SQL. Without
    --format the file's name decides. md is the same for a wiki, json every answer with its SQL, csv a row a day, png
    the curve.

    \b
    congresswatch report cpc-chongqing-6
    congresswatch report cpc-chongqing-6 --output curve.png
    """
    from flows.congress_commands import QuestionError
    from flows.report.making import keep_fonts, made
    from flows.status_commands import reading

    suffix = output.suffix.removeprefix(".") if output else ""
    form = form or (suffix if suffix in FORMS else "html")
    settings = Settings.from_env()
    keep_fonts(settings)  # before what draws is loaded
    from flows.report.forms import FORMS as WRITERS
    from flows.report.forms import NothingToDrawError

    try:
        with reading(settings) as archive:
            document = WRITERS[form](made(archive, settings, congress))
    except QuestionError as error:
        raise click.UsageError(str(error)) from None
    except NothingToDrawError as error:
        raise click.ClickException(str(error)) from None
    if output and str(output) == "-":
        sys.stdout.buffer.write(document)
        return
    file = output or Path(f"{congress}.{form}")
    file.write_bytes(document)
    show.say(f"{file} ({len(document) / 1000:,.0f} kB)")
