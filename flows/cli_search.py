"""`congresswatch search`: titles and bodies by their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from db.settings import Settings
from flows import show

LEVELS = ("focus", "substantive", "anchor")
KINDS = ("topic", "person", "place", "phrase")
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("query")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), metavar="LANG", help="en or zh; without it: by the letters of the query."
)
@click.option("--source", default="", help="Only of this source.")
@click.option("--since", type=DAY, metavar="DAY", help="Only published on this day or later, YYYY-MM-DD.")
@click.option("--until", type=DAY, metavar="DAY", help="Only published on this day or before.")
@click.option("--congress", default="", help="Only what covers this meeting: congresswatch congress list.")
@click.option(
    "--level", type=click.Choice(LEVELS), metavar="LEVEL", help="How it covers it: focus, substantive or anchor."
)
@click.option("--topic", default="", help="Only with this topic: congresswatch label list.")
@click.option("--person", default="", help="Only where this person is named.")
@click.option("--place", default="", help="Only where this place is named.")
@click.option("--phrase", default="", help="Only with this set phrase of the registry.")
@click.option("--newest", is_flag=True, help="The newest first, not the best.")
@click.option("--limit", type=click.IntRange(1, 1000), metavar="N", default=10, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def search(query: str, newest: bool, limit: int, as_json: bool, **filters: Any) -> None:
    """Search titles and bodies, the best first, with the words found.

    English is stemmed and takes "phrases", or, -not; Chinese is exact, two characters and up. Of what very many texts
    have, only the newest are looked at, and it says so: narrow the search by days, a source or a meeting. Words with
    Chinese characters are looked for in Chinese texts: --lang en finds those of an English text, as they stand there.

    \b
    congresswatch search '"municipal congress" -youth'
    congresswatch search 双城经济圈 --since 2022-05-27 --until 2022-06-10 --newest
    congresswatch search bridge --congress cpc-chongqing-6 --level focus
    """
    from db import queries_search
    from flows.offered import refuse_unknown
    from flows.status_commands import reading

    wanted = queries_search.Wanted(
        query,
        filters["lang"] or "",
        limit,
        filters["source"],
        _day(filters["since"]),
        _day(filters["until"]),
        filters["congress"],
        filters["level"] or "",
        [f"{kind}:{filters[kind]}" for kind in KINDS if filters[kind]],
        newest_first=newest,
    )
    with reading(Settings.from_env()) as archive:
        refuse_unknown(archive, {name: filters[name] for name in ("source", "congress", *KINDS)})
        found, notices = archive.call(queries_search.search, wanted)
    for notice in notices:
        show.say(f"congresswatch: {notice}")
    if as_json or not found:
        show.rows(found, as_json, "nothing found: try other words, or `congresswatch run` first")
    for row in [] if as_json else found:
        click.secho(f"{row['published_on'] or '?'}  {row['source']}  {row['title']}", bold=True)
        click.echo(f"  {row['url']}\n  {' '.join(row['highlight'].split())}\n")


def _day(given: datetime | None) -> Any:
    return given.date() if given else None
