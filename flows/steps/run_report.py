"""What a run did, as a page a person wants to read. Pure: rows in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

OUTCOMES = ("new", "revised", "unchanged", "duplicate", "skipped", "failed")
HEADLINE = {"completed": "Completed", "warning": "Completed with warnings", "failed": "Failed"}
MAX_ROWS = 50
Rows = Sequence[Mapping[str, Any]]


def summary(outcomes: Mapping[str, int]) -> str:
    """One line: '12 new, 1 revised' or 'nothing new'."""
    parts = [f"{outcomes[name]} {name}" for name in OUTCOMES if outcomes.get(name)]
    return ", ".join(parts) or "nothing new"


def report(
    source: str,
    state: str,
    reasons: Sequence[str],
    outcomes: Mapping[str, int],
    articles: Mapping[str, Rows],
    refused: Rows,
    listings: Rows,
    crawl: Mapping[str, Any],
    edits: Rows = (),
    vanished: Rows = (),
) -> str:
    """The whole report. `articles`: rows by outcome (title, url, published_on, congresses); `edits`: what changed in
    the revised ones (title, url, kinds, diff); `vanished`: title, url, state, kind, first_missing_at."""
    parts = [f"## {source}: {summary(outcomes)}", f"**{HEADLINE.get(state, state)}.** {_sentences(reasons)}".strip()]
    parts.append(_table(OUTCOMES, [[str(outcomes.get(name, 0)) for name in OUTCOMES]]))
    for outcome, rows in articles.items():
        parts.append(_articles(outcome, rows, outcomes.get(outcome, 0)))
    if edits:
        parts.append("### What was edited\n\n" + _edits(edits))
    if vanished:
        parts.append("### What vanished or came back\n\n" + _vanished(vanished))
    if refused:
        parts.append("### Skipped and failed\n\n" + _refused(refused))
    parts.append("### What was read\n\n" + _listings(listings) + "\n\n" + _requests(crawl))
    return "\n\n".join(part for part in parts if part)


def _sentences(reasons: Sequence[str]) -> str:
    return "; ".join(_cell(reason) for reason in reasons)


def _articles(outcome: str, rows: Rows, total: int) -> str:
    if not rows:
        return ""
    body = _table(
        ("published", "article", "covers"),
        [
            [str(row["published_on"] or "?"), _link(row["title"] or row["url"], row["url"]), _congresses(row)]
            for row in rows
        ],
    )
    more = f"\n\n… and {total - len(rows)} more." if total > len(rows) else ""
    return f"### {outcome.capitalize()} ({total})\n\n{body}{more}"


def _congresses(row: Mapping[str, Any]) -> str:
    # an empty column is not shown at all by the UI
    return ", ".join(row["congresses"]) or "–"


def _edits(rows: Rows) -> str:
    return _table(
        ("article", "kinds", "change"),
        [
            [
                _link(row["title"] or row["url"], row["url"]),
                ", ".join(row["kinds"] or ["typography"]),
                _cell(row["diff"]),
            ]
            for row in rows
        ],
    )


def _vanished(rows: Rows) -> str:
    words = {"missing": "missing, not yet confirmed", "gone": "removed", "archived": "there again"}
    return _table(
        ("article", "now", "kind", "first missed, UTC"),
        [
            [
                _link(row["title"] or row["url"], row["url"]),
                words[row["state"]],
                row["kind"] or "–",
                f"{row['first_missing_at']:%Y-%m-%d %H:%M}" if row["first_missing_at"] else "–",
            ]
            for row in rows
        ],
    )


def _refused(rows: Rows) -> str:
    return _table(
        ("outcome", "reason", "pages", "for example"),
        [
            [row["outcome"], _cell(row["reason"]), str(row["page_count"]), _link("page", row["example_url"])]
            for row in rows
        ],
    )


def _listings(rows: Rows) -> str:
    table = _table(
        ("way", "listing", "pages read", "addresses", "known before", "ended", "problem"),
        [
            [
                row["way"],
                _link(row["root_url"], row["root_url"]),
                str(row["page_count"]),
                str(row["listed_count"]),
                str(row["known_count"]),
                row["ending"],
                _cell(row["problem"]),
            ]
            for row in rows[:MAX_ROWS]
        ],
    )
    return table + (f"\n\n… and {len(rows) - MAX_ROWS} more." if len(rows) > MAX_ROWS else "")


def _requests(crawl: Mapping[str, Any]) -> str:
    requests = crawl.get("downloader/request_count", 0)
    seconds = crawl.get("elapsed_time_seconds", 0)
    return f"{requests} requests, {crawl.get('downloader/response_bytes', 0) / 1e6:.1f} MB, {seconds:.0f} s."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _link(text: str, url: str) -> str:
    return f"[{_cell(text)}](<{url.replace('>', '%3E').replace('<', '%3C')}>)"


def _cell(text: str) -> str:
    """Text that stays in its cell and is shown, not run, whatever a page put into its title."""
    flat = " ".join(str(text).split())
    for mark in ("\\", "|", "[", "]", "<", ">", "`", "*", "_"):
        flat = flat.replace(mark, {"<": "&lt;", ">": "&gt;"}.get(mark, "\\" + mark))
    return flat
