"""`congresswatch label`: topics, people, places and phrases: who said it first, with which meeting, who stopped."""

from __future__ import annotations

import difflib
import sys
from typing import Any

import click

from db.settings import Settings
from flows import show

KINDS = ("topic", "person", "place", "phrase")
_SAMPLES, _BESIDE = 5, 10
json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")


@click.group()
def label() -> None:
    """Topics, people, places and phrases of the articles."""


@label.command("list")
@click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help="Only topic, person, place or phrase.")
@json_option
def label_list(kind: str | None, as_json: bool) -> None:
    """Every label that an article has, the commonest first, with its sources and days.

    \b
    congresswatch label list --kind phrase
    """
    from db import queries_labels
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        found = archive.call(queries_labels.counts, kind or "")
    show.rows(found, as_json, "no article has a label yet: congresswatch run")


@label.command("show")
@click.argument("value")
@click.option(
    "--kind", type=click.Choice(KINDS), metavar="KIND", help="Which, where a topic and a phrase go by one name."
)
@json_option
def label_show(value: str, kind: str | None, as_json: bool) -> None:
    """One label: who had it first and how long the others took, with which meetings it goes, in which words.

    Of a phrase also who stopped: articles and complete days that have passed without it. Where few of the days since
    are complete the silence may be our outage. Of a person also who is named beside. VALUE is a name of `label list`.

    \b
    congresswatch label show two-establishes
    congresswatch label show chen-miner --json
    """
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        told = _told(archive, value, kind)
    if told is None:
        sys.exit(1)
    if as_json:
        click.echo(show.as_line(told))
        return
    click.echo(f"{told['kind']}: {value}")
    for heading, name in (
        ("Who had it first", "sources"),
        ("With which meetings", "congresses"),
        ("Who stopped", "silences"),
        ("Named beside", "beside"),
    ):
        if told[name]:
            click.echo(f"\n{heading}")
            show.rows(told[name], False, "")
    if told["samples"]:
        click.echo("\nIn which words")
    for one in told["samples"]:
        words = " ".join(f"{one['before']}[{one['words']}]{one['after']}".split())
        click.echo(f"  {one['published_on'] or 'undated'}  {one['source']}  {one['title']}\n    … {words} …")


def _told(archive: Any, value: str, kind: str | None) -> dict[str, Any] | None:
    from db import queries_labels as asked

    found = archive.call(asked.kinds, value)
    if not found or (kind and kind not in found):
        every = sorted({row["value"] for row in archive.call(asked.counts, kind or "")})
        near = difflib.get_close_matches(value, every, 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`congresswatch label list` shows those there are"
        show.say(f"congresswatch: no article has the {kind or 'label'} {value!r}; {hint}")
        return None
    kind = kind or found[0]
    return {
        "kind": kind,
        "value": value,
        "sources": archive.call(asked.by_source, kind, value),
        "congresses": archive.call(asked.by_congress, kind, value),
        "silences": archive.call(asked.silences, value) if kind == "phrase" else [],
        "beside": archive.call(asked.beside, value, _BESIDE) if kind == "person" else [],
        "samples": archive.call(asked.samples, kind, value, _SAMPLES),
    }
