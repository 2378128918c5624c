"""What a run did, as a page a person wants to read. Pure: rows in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.steps.markdown import cell, link, on, table

OUTCOMES = ("new", "revised", "unchanged", "duplicate", "skipped", "failed")
HEADLINE = {"completed": "Completed", "warning": "Completed with warnings", "failed": "Failed"}
MAX_ROWS = 50
Rows = Sequence[Mapping[str, Any]]


def summary(outcomes: Mapping[str, int]) -> str:
    """One line: '12 new, 1 revised' or 'nothing new'."""
    parts = [f"{outcomes[name]} {name}" for name in OUTCOMES if outcomes.get(name)]
    return ", ".join(parts) or "nothing new"


def headline(state: str, reasons: Sequence[str], outcomes: Mapping[str, int]) -> str:
    """The line a list of runs shows: what came, or why the run failed, or both and what it warns of."""
    if not reasons or state not in ("failed", "warning"):
        return summary(outcomes)
    first = reasons[0] + (f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else "")
    if state == "failed":
        return f"failed: {first}" + (f"; {summary(outcomes)}" if any(outcomes.values()) else "")
    return f"{summary(outcomes)}, but: {first}"


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
    note: str = "",
) -> str:
    """The whole report. `articles`: rows by outcome (title, url, published_on, congresses); `edits`: what changed in
    the revised ones (title, url, kinds, diff); `vanished`: title, url, state, kind, first_missing_at;
    `note`: what concerns the whole archive."""
    came = "failed" if state == "failed" and not any(outcomes.values()) else summary(outcomes)
    parts = [f"## {source}: {came}", f"**{HEADLINE.get(state, state)}.** {_sentences(reasons)}".strip()]
    parts += [cell(note[:1].upper() + note[1:] + ".")] if note else []
    parts.append(table(OUTCOMES, [[str(outcomes.get(name, 0)) for name in OUTCOMES]]))
    for outcome, rows in articles.items():
        parts.append(_articles(outcome, rows, outcomes.get(outcome, 0)))
    if edits:
        parts.append("### What was edited\n\n" + _edits(edits))
    if vanished:
        parts.append("### What vanished or came back\n\n" + _vanished(vanished))
    if refused:
        parts.append("### Skipped and failed\n\n" + _refused(refused))
    # a second look at pages reads no listing
    parts.append("### What was read\n\n" + (f"{_listings(listings)}\n\n" if listings else "") + _requests(crawl))
    return "\n\n".join(part for part in parts if part)


def _sentences(reasons: Sequence[str]) -> str:
    return "; ".join(cell(reason) for reason in reasons)


def _articles(outcome: str, rows: Rows, total: int) -> str:
    if not rows:
        return ""
    body = table(
        # what is long stands last: the UI does not break lines in a table, and what comes after would be out of sight
        ("published", "covers", "article"),
        [[on(row["published_on"]), _congresses(row), link(row["title"] or row["url"], row["url"])] for row in rows],
    )
    more = f"\n\n… and {total - len(rows)} more." if total > len(rows) else ""
    return f"### {outcome.capitalize()} ({total})\n\n{body}{more}"


def _congresses(row: Mapping[str, Any]) -> str:
    # an empty column is not shown at all by the UI
    return ", ".join(row["congresses"]) or "–"


def _edits(rows: Rows) -> str:
    return "\n".join(
        f"- {link(row['title'] or row['url'], row['url'])}, {', '.join(row['kinds'] or ['typography'])}:"
        f" {cell(row['diff'])}"
        for row in rows
    )


def _vanished(rows: Rows) -> str:
    words = {"missing": "missing, not yet confirmed", "gone": "removed", "archived": "there again"}
    return table(
        ("now", "kind", "first missed, UTC", "article"),
        [
            [
                words[row["state"]],
                row["kind"] or "–",
                f"{row['first_missing_at']:%Y-%m-%d %H:%M}" if row["first_missing_at"] else "–",
                link(row["title"] or row["url"], row["url"]),
            ]
            for row in rows
        ],
    )


def _refused(rows: Rows) -> str:
    return table(
        ("outcome", "reason", "pages", "for example"),
        [
            [row["outcome"], cell(row["reason"]), str(row["page_count"]), link("page", row["example_url"])]
            for row in rows
        ],
    )


def _listings(rows: Rows) -> str:
    read = table(
        ("way", "pages read", "addresses", "known before", "ended", "problem", "listing"),
        [
            [
                row["way"],
                str(row["page_count"]),
                str(row["listed_count"]),
                str(row["known_count"]),
                row["ending"],
                cell(row["problem"]) or "–",
                link(row["root_url"], row["root_url"]),
            ]
            for row in rows[:MAX_ROWS]
        ],
    )
    return read + (f"\n\n… and {len(rows) - MAX_ROWS} more." if len(rows) > MAX_ROWS else "")


def _requests(crawl: Mapping[str, Any]) -> str:
    requests = crawl.get("downloader/request_count", 0)
    seconds = crawl.get("elapsed_time_seconds", 0)
    return f"{requests} requests, {crawl.get('downloader/response_bytes', 0) / 1e6:.1f} MB, {seconds:.0f} s."
