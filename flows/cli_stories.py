"""`congresswatch story`: who told a story first, who copied it, how soon, and how much of it."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import click

from db.settings import Settings
from flows import show

MAX_COPIES = 50


@click.group()
def story() -> None:
    """Look at the copies of one text across sources."""


@story.command("show")
@click.argument("story")
@click.option("--all", "is_all", is_flag=True, help=f"Every copy, not the first {MAX_COPIES}.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: the story, then each copy.")
def show_story(story: str, is_all: bool, as_json: bool) -> None:
    """One story: its origin and why that one, and each copy with its lag and what it keeps of the origin.

    STORY is a number of the view story, or an article: its address, or its number with an 'a' before it. The number
    of a story that turned out to be part of another leads to that one. Exit status 1: no such story.

    \b
    congresswatch story show 1204
    congresswatch story show a731
    congresswatch story show https://www.ichongqing.info/2022/06/02/some-title/
    """
    from db import queries_stories
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        found = archive.call(_story_id, story)
        facts = archive.call(queries_stories.facts, found) if found is not None else None
        if facts is None or found is None:
            show.say(
                f"congresswatch: no story {story} in the archive; give its number, or an article (address or a731)"
            )
            sys.exit(1)
        copies = archive.call(queries_stories.copies, found, None if is_all else MAX_COPIES)
    if as_json:
        for row in [{"kind": "story", **facts}, *({"kind": "copy", "story_id": found, **row} for row in copies)]:
            click.echo(show.as_line({name: _seconds(value) for name, value in row.items()}))
        return
    _tell(facts, copies)


def _story_id(connection: Any, asked: str) -> int | None:
    from db import queries_edits, queries_stories

    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        return queries_stories.story_id(connection, int(asked))
    number = asked[1:] if asked[:1] in "aA" and asked[1:].isascii() and asked[1:].isdecimal() else asked
    article = queries_edits.article(connection, number)
    return queries_stories.story_of(connection, article["id"]) if article else None


def _seconds(value: Any) -> Any:
    return value.total_seconds() if isinstance(value, timedelta) else value


def _tell(facts: dict[str, Any], copies: list[dict[str, Any]]) -> None:
    click.echo(f"story {facts['story_id']}: {_line(facts['title'])}")
    known = "told first by" if facts["is_origin_known"] else "not by any of these; earliest copy:"
    click.echo(f"{known} {facts['origin_source']}, article {facts['origin_article_id']}: {facts['origin_url']}")
    click.echo(f"because: {_line(facts['origin_reason'])}")
    if not copies:
        click.echo("no copy of it is known")
        return
    texts = "all the same text" if facts["text_count"] == 1 else f"{facts['text_count']} different texts"
    click.echo(f"{facts['article_count']} articles, sources: {facts['source_count']}, {texts}\n")
    rows = [
        {
            "copied by": row["source"],
            "published": row["published_on"],
            "lag": _lag(row),
            "kept": "?" if row["share_kept"] is None else f"{row['share_kept']:.0%}",
            "says": _line(row["stated_origin"]),
            "article": row["article_id"],
            "title": _line(row["title"]),
        }
        for row in copies
    ]
    click.echo(show.table(rows))
    left = facts["article_count"] - 1 - len(copies)
    if left > 0:
        click.echo(f"... and {left} more: --all shows them")


def _line(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def _lag(row: dict[str, Any]) -> str:
    lag: timedelta | None = row["lag"]
    if lag is None:
        return "?"
    if not row["is_lag_exact"] or abs(lag) >= timedelta(days=2):
        return f"{lag / timedelta(days=1):.0f} d"
    return f"{lag / timedelta(hours=1):.1f} h"
