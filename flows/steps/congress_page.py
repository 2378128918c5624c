"""How a meeting was covered, as a page: the curve, who covered it, day by day. Pure: rows in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.steps.curve import span
from flows.steps.markdown import cell, link, on, table

Rows = Sequence[Mapping[str, Any]]
_MAX_BAR = 10
_HATCHED = "Hatched days were not read whole at some source: a low bar there may be no silence."


def headline(sources: Rows) -> str:
    """One line: '120 articles, 80 stories, 4 sources'."""
    articles = sum(row["article_count"] for row in sources)
    stories = sum(row["story_count"] for row in sources)
    return f"{articles:,} articles, {stories:,} stories, {len(sources)} source{'s' if len(sources) != 1 else ''}"


def page(meeting: Mapping[str, Any], days: Rows, picture: str, sources: Rows, phases: Rows, articles: Rows) -> str:
    """The page. `meeting`: label_en, label_zh, opens_on, closes_on; `picture`: of the days, in Markdown; the others as
    db/queries_coverage.py gives them."""
    name = cell(meeting["label_en"])
    near = near_days(days)
    parts = [
        f"## {name}: {headline(sources)}",
        f"{cell(meeting['label_zh'])}. {_when(meeting)}",
        picture,
        _HATCHED if any(map(_warning, near)) else "",
        "### Who covered it\n\n" + _sources(sources),
        "### Before, during, after\n\n" + _phases(phases) if phases else "",
        "### Day by day\n\n" + _days(near, articles) if near else "",
    ]
    return "\n\n".join(part for part in parts if part)


def near_days(days: Rows) -> list[Mapping[str, Any]]:
    """The days that are shown: from the first with an article near the meeting to the last."""
    near = span((row["day_offset"], row["article_count"]) for row in days)
    return [row for row in days if row["day_offset"] in near]


def _when(meeting: Mapping[str, Any]) -> str:
    if not meeting["opens_on"]:
        return "Its opening day is not known."
    end = f"to {meeting['closes_on']}" if meeting["closes_on"] else "on; its last day is not known"
    return f"From {meeting['opens_on']} {end}."


def _sources(rows: Rows) -> str:
    return table(
        ("source", "articles", "told first", "about it", "occasioned by it", "mention it", "first", "last"),
        [
            [
                cell(row["source"]),
                *(str(row[f"{name}_count"]) for name in ("article", "story", "focus", "substantive", "anchor")),
                on(row["first_on"]),
                on(row["last_on"]),
            ]
            for row in rows
        ],
    )


def _phases(rows: Rows) -> str:
    return table(
        ("phase", "articles", "stories", "about it"),
        [[row["phase"], str(row["article_count"]), str(row["story_count"]), str(row["focus_count"])] for row in rows],
    )


def _days(near: Rows, articles: Rows) -> str:
    most = max([1, *(row["article_count"] for row in near)])
    titles: dict[Any, list[str]] = {}
    for row in articles:
        titles.setdefault(row["published_on"], []).append(link(row["title"] or row["url"], row["url"]))
    return table(
        ("day", "date", "articles", "read whole", "among them"),
        [
            [
                f"{row['day_offset']:+d}",
                on(row["published_on"]),
                f"{'█' * -(-_MAX_BAR * row['article_count'] // most)} {row['article_count']}".strip(),
                f"{row['complete_count']}/{row['source_count']}{_warning(row)}",
                "; ".join(titles.get(row["published_on"], [])) or "–",
            ]
            for row in near
            if row["article_count"] or _warning(row)
        ],
    )


def _warning(row: Mapping[str, Any]) -> str:
    return "" if row["complete_count"] == row["source_count"] else " ⚠"
