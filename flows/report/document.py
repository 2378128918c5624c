"""A report as a value: the same, whatever form it is written in. Pure: the archive's answers in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from db.queries_report import Answer
from flows.report import sections
from flows.report.listings import Listings
from flows.report.values import Document, Meeting


def document(meeting: Meeting, answers: Mapping[str, Answer], labels: Mapping[str, str], made_at: datetime) -> Document:
    """The report of a meeting. `answers`: of db/queries_report.py; `labels`: names by 'phrase ID' and 'person ID'."""
    listings = Listings(meeting.id, answers)
    made = [
        sections.days(meeting, answers, listings),
        sections.sources(answers, listings),
        sections.stories(answers),
        sections.phrases(answers, labels, listings),
        sections.people(answers, labels, listings),
        sections.changes(answers),
        sections.doubtful(answers),
    ]
    rules = ", ".join(row["rule_version"] for row in answers["rules"].rows)
    return Document(meeting, made_at, headline(answers), made, listings.made(), rules)


def headline(answers: Mapping[str, Answer]) -> str:
    """One line: how much of what kind, by whom, from when to when."""
    sources = answers["sources"].rows
    if not sources:
        return "No article of the archive covers it."
    total = {name: sum(row[name] for row in sources) for name in ("article_count", "story_count", "focus_count")}
    days = [row[name] for row in sources for name in ("first_on", "last_on") if row[name]]
    span = f", from {min(days)} to {max(days)}" if days else ""
    told = "source" if len(sources) == 1 else "sources"
    return (
        f"{total['article_count']:,} articles ({total['focus_count']:,} about it) telling {total['story_count']:,} "
        f"stories, by {len(sources)} {told}{span}."
    )
