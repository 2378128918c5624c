"""`congresswatch diff`: what was changed in an article after its publication."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import click

from db.settings import Settings
from flows import show


@click.command()
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
def diff(article: str, as_json: bool) -> None:
    """What was changed in an article after its publication?

    ARTICLE is its number (article_id) or any address it was ever seen at. Every text that was seen is compared with
    the one before, word by word; between the two times given the site made the change. In SQL: the view `edit`.
    Exit status 1: no such article.

    \b
    congresswatch diff 1204
    congresswatch diff https://www.ichongqing.info/2022/06/02/some-title/
    """
    from db import queries_edits
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        found = archive.call(queries_edits.article, article)
        if found is None:
            show.say(
                f"congresswatch: no article {article} in the archive; give its number or an address it was seen at"
            )
            sys.exit(1)
        rows = archive.call(queries_edits.texts, found["id"])
    edits = [_edit(older, newer) for older, newer in pairwise(rows)]
    if as_json:
        for edit in edits:
            click.echo(show.as_line({"article_id": found["id"], **edit}))
        return
    title = "".join(letter for letter in rows[-1]["title"] if letter.isprintable())
    click.echo(f"{title}\n{found['canonical_url']} ({found['source']}, article {found['id']})")
    if not edits:
        click.echo(f"one text, seen from {rows[0]['first_seen_at']:%Y-%m-%d %H:%M} UTC to {_until(rows[0])}: no edit")
    for number, (edit, (older, newer)) in enumerate(zip(edits, pairwise(rows), strict=True), start=1):
        click.echo("\n" + "\n".join(_told(f"edit {number}: {', '.join(edit['kinds']) or 'typography'}", older, newer)))


def _edit(older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    from db.edits.of import edit
    from db.queries_edits import said

    told = edit(said(older), said(newer))
    return {
        "from_revision_id": older["revision_id"],
        "to_revision_id": newer["revision_id"],
        "unchanged_until_at": older["last_seen_at"],
        "first_seen_at": newer["first_seen_at"],
        "kinds": list(told.kinds),
        "evidence": told.evidence,
        "diff": told.line,
    }


def _told(edit: str, older: dict[str, Any], newer: dict[str, Any]) -> Iterator[str]:
    from db.edits.of import changed_fields
    from db.edits.shown import terminal
    from db.queries_edits import said

    yield f"{edit}; between {_until(older)} and {newer['first_seen_at']:%Y-%m-%d %H:%M} UTC"
    width = shutil.get_terminal_size().columns
    for field, changes in changed_fields(said(older), said(newer)).items():
        yield f"{field}:"
        yield terminal(changes, width, is_colour=sys.stdout.isatty())


def _until(row: dict[str, Any]) -> str:
    return f"{row['last_seen_at']:%Y-%m-%d %H:%M}"
