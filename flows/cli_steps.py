"""`congresswatch extract` and `tag`: the pure steps on files, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from db.settings import Settings
from flows import show


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", default="", help="The address the page came from.")
@click.option("--language", default="", help="What language to expect, e.g. en or zh.")
@click.option(
    "--manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines: id, path, url."
)
@click.option("--explain", is_flag=True, help="Also print what was left out of the body, and by which rule.")
@click.option("--no-memory", is_flag=True, help="Judge each page of a manifest alone, not by what its host repeats.")
def extract(
    files: tuple[Path, ...], url: str, language: str, manifest: Path | None, explain: bool, no_memory: bool
) -> None:
    """The extraction step alone, on files.

    HTML in, one article (a JSON line) per page out. No database.

    \b
    congresswatch extract page.html --url https://www.ichongqing.info/2022/06/02/some-title/
    congresswatch extract --manifest pages.jsonl > articles.jsonl
    """
    from flows.step_commands import extract_files, extract_manifest

    if not files and not manifest:
        raise click.UsageError("give a FILE or --manifest")
    if manifest:
        _print_lines(extract_manifest(manifest, explain, not no_memory))
    else:
        _print_lines(extract_files(files, url, language, explain))


@click.command()
@click.argument("file", type=click.File("rb"))
def tag(file: Any) -> None:
    """The tagger alone, on JSON lines.

    Says which congress each text covers. No database.

    In: id, title, text, date, lang, url, source (all but text may be empty). Out: id, coverage, tags; an
    unreadable line gives a line with "error".

    \b
    echo '{"id": 1, "title": "Sixth Municipal Congress of the CPC opens in Chongqing",
           "text": "...", "date": "2022-05-27"}' | congresswatch tag -
    """
    from flows.step_commands import tag_lines

    _print_lines(tag_lines(file, Settings.from_env()))


def _print_lines(lines: Any) -> None:
    for line in lines:
        click.echo(show.as_line(line))
