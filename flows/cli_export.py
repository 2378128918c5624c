"""`congresswatch export`: whole views as files."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from db.settings import Settings
from flows import show

WHAT = ("articles", "coverage", "coverage-daily", "stories", "copies", "edits", "removals", "labels")
FORMS = ("csv", "jsonl", "parquet")
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("what", type=click.Choice(WHAT))
@click.option("--format", "form", type=click.Choice(FORMS), metavar="FORM", help="csv, jsonl or parquet; default: csv.")
@click.option("--source", default="", help="Only of this source.")
@click.option("--since", type=DAY, metavar="DAY", help="Only of this day or later, YYYY-MM-DD.")
@click.option("--until", type=DAY, metavar="DAY", help="Only of this day or before.")
@click.option("--congress", default="", help="Only of this meeting (coverage and coverage-daily).")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A file; without it: stdout."
)
def export(what: str, form: str | None, output: Path | None, congress: str, source: str, **days: Any) -> None:
    """Write a whole view: CSV, JSON Lines or Parquet, some rows at a time, however many there are.

    Without --format the file's name decides (.jsonl, .parquet, else CSV). The columns are those of the view:
    congresswatch db describe. A file gets its name only when it is whole; a note beside it says whose the texts are.

    \b
    congresswatch export coverage --congress cpc-chongqing-6 --output cpc-chongqing-6.csv
    congresswatch export articles --source ichongqing --since 2022-05-01 --format jsonl | jq .title
    """
    from db import engine, exports
    from db.archive import Archive
    from flows.export_forms import WRITERS
    from flows.offered import refuse_unknown
    from flows.steps import written

    suffix = output.suffix.removeprefix(".") if output else ""
    form = form or (suffix if suffix in FORMS else "csv")
    if form == "parquet" and output is None:
        raise click.UsageError("a Parquet file is no stream: name it with --output FILE")
    since, until = (_day(days[name]) for name in ("since", "until"))
    asked = exports.Asked(source, since, until, congress)
    url = engine.readable(Settings.from_env(), show.say)
    write = WRITERS[form]
    with contextlib.closing(Archive(url)) as archive:
        refuse_unknown(archive, {"source": source, "congress": congress})
    try:
        with exports.streamed(url, exports.EXPORTS[what], asked) as (columns, rows), _opened(output, form) as file:
            count = write(columns, rows, file)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if output:
        output.with_name(output.name + ".NOTICE.txt").write_text(written.NOTICE + "\n", "utf-8")
    show.say(f"{count:,} rows. {written.NOTICE}")


def _day(given: datetime | None) -> Any:
    return given.date() if given else None


@contextlib.contextmanager
def _opened(output: Path | None, form: str) -> Iterator[IO[Any]]:
    if output is None:
        yield sys.stdout
        return
    partial = output.with_name(output.name + ".partial")
    try:
        how: dict[str, Any] = {"mode": "wb"} if form == "parquet" else {"mode": "w", "encoding": "utf-8", "newline": ""}
        with partial.open(**how) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(output)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
