"""Markdown for the Prefect UI, made of what pages wrote: shown, never run."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def link(text: str, url: str) -> str:
    """A link that shows the text."""
    return f"[{cell(text)}](<{url.replace('>', '%3E').replace('<', '%3C')}>)"


def picture(svg: str, says: str) -> str:
    """A picture inside its address, the one kind that the Prefect UI shows; `says` is what a screen reader says."""
    return f"![{cell(says)}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def on(day: Any) -> str:
    """A day; no day: a question mark."""
    # a date that is broken over two lines is hard to read: these hyphens do not break
    return str(day or "?").replace("-", "\u2011")


def cell(text: str) -> str:
    """Text that stays in its cell and is shown, not run, whatever a page put into its title."""
    flat = " ".join(str(text).split())
    for mark in ("\\", "&", "|", "[", "]", "<", ">", "`", "*", "_", "~"):
        flat = flat.replace(mark, {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(mark, "\\" + mark))
    return flat
