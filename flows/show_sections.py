"""A report that is told before it is made current, on a terminal: a headline, then sections, short ones as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from flows import show

if TYPE_CHECKING:
    from flows.steps.reprocess_report import Section


def told(headline: str, sections: Iterable[Section]) -> Iterator[str]:
    """Line by line."""
    yield click.style(headline, bold=True)
    for section in sections:
        yield f"\n{section.title}"
        yield from [show.table(section.rows)] if section.is_table else _blocks(section)
        yield from [f"… and {section.more_count} more"] if section.more_count > 0 else []
        yield from [section.note] if section.note else []
    yield ""


def _blocks(section: Section) -> Iterator[str]:
    for row in section.rows:
        rest = [f"  {name}: {value}" for name, value in row.items() if name not in ("article", "url")]
        yield "\n".join([row["article"], f"  {row['url']}", *rest])
