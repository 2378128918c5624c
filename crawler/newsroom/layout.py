"""Which of its habits a page of the newsroom follows: a template lives for years and is never used one way only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Layout:
    """The variable parts of an article page."""

    metadata: Literal["none", "open graph", "json-ld"] = "open graph"
    """What machines can read in the head; "json-ld" has the open graph too."""
    has_figures: bool = False
    """Captions in figcaption, or in a paragraph below the picture."""
    has_time_element: bool = False
    has_motto: bool = True
    charset: Literal["utf-8", "gbk"] = "utf-8"
    """The daily's older pages are in GBK and say so in a meta element."""


def layout_of(number: int) -> Layout:
    """The layout of the article with that number: always the same one."""
    metadata: tuple[Literal["json-ld", "open graph", "none"], ...] = ("json-ld", "open graph", "none")
    return Layout(
        metadata=metadata[number % 3],
        has_figures=number % 2 == 0,
        has_time_element=number % 5 == 0,
        has_motto=number % 4 != 1,
        charset="gbk" if number % 5 in (1, 3) else "utf-8",
    )
