"""A report as Markdown: what stands in a Prefect run's Artifacts, and in a file for a wiki."""

from __future__ import annotations

from collections.abc import Iterator

from flows.report.html import safe_link
from flows.report.values import Cell, Document, Section, Table
from flows.steps.markdown import cell, link, table
from flows.steps.markdown import picture as shown_picture

MOST_ROWS = 40


def text(document: Document) -> str:
    """The whole report; pictures inside as data, figures without their lists."""
    meeting = document.meeting
    facts = " · ".join(filter(None, (meeting.id, cell(meeting.name_zh), meeting.dates, meeting.certainty)))
    parts = [f"# {cell(meeting.name)}", facts, document.headline]
    for section in document.sections:
        parts += _section(section)
    return "\n\n".join([*parts, f"Made {document.made_at:%Y-%m-%d %H:%M} UTC."]) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.title}"
    yield section.says
    for picture in section.pictures:
        yield shown_picture(picture.svg, picture.says)
    for one in section.tables:
        if one.title:
            yield f"### {one.title}"
        yield _grid(one)


def _grid(shown: Table) -> str:
    rows = [[_cell(one) for one in row] for row in shown.rows[:MOST_ROWS]]
    more = f"\n\n… and {len(shown.rows) - MOST_ROWS} more." if len(shown.rows) > MOST_ROWS else ""
    return table(shown.heads, rows) + more


def _cell(one: Cell) -> str:
    return (
        link(one.text or one.href, safe_link(one.href)) if one.href and not one.href.startswith("#") else cell(one.text)
    )
