"""The sections of a report, each from the answers to its questions. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from db.queries_report import Answer
from flows.report import charts
from flows.report.listings import MOST_LISTED_SOURCES, Listings
from flows.report.values import LEVELS, Cell, Meeting, Picture, Row, Section, Table, cells, linked, number, shown
from flows.steps.curve import span

Answers = Mapping[str, Answer]
Labels = Mapping[str, str]
_COUNTED = ("articles", "told first", *LEVELS)


def days(meeting: Meeting, answers: Answers, listings: Listings) -> Section:
    """The curve on the day-0 axis, all sources together and each alone; days that were not read whole are marked."""
    near = near_days(answers["days"].rows, "article_count")
    table = Table(
        ("day", "date", *_COUNTED, "sources read whole"),
        [_day(row, listings) for row in near],
        answers["days"].sql,
        is_long=True,
        title="The days as a table",
    )
    says = _how_read(near) if near else "No article of the archive is of a day near it."
    return Section("days", "Day by day", says, [*_curves(meeting, near, answers)], [table] if near else ())


def near_days(rows: Sequence[Row], count: str) -> list[Row]:
    """The days that are shown: from the first with an article near the meeting to the last."""
    shown_days = span((row["day_offset"], row[count]) for row in rows)
    return [row for row in rows if row["day_offset"] in shown_days]


def _how_read(near: Sequence[Row]) -> str:
    unread_count = sum(row["complete_count"] < row["source_count"] for row in near)
    if not unread_count:
        return f"All of these {len(near)} days were read whole at every source: where there is nothing, it was silent."
    return (
        f"{unread_count} of these {len(near)} days were not read whole at some source. They stand on a hatched ground: "
        "little there may be our gap, not silence."
    )


def _curves(meeting: Meeting, near: Sequence[Row], answers: Answers) -> Iterable[Picture]:
    if not near:
        return
    first, last = near[0]["day_offset"], near[-1]["day_offset"]
    says = f"Articles a day on {meeting.name}, day {first} to day {last}"
    yield Picture(charts.svg(charts.curve(near, "Articles a day, by how much they are about it"), says), says)
    rows = [row for row in answers["source_days"].rows if first <= row["day_offset"] <= last]
    if len({row["source"] for row in rows}) > 1:
        says = f"The same, source by source, on {meeting.name}"
        yield Picture(charts.svg(charts.by_source(rows, "Articles a day, source by source"), says), says)


def _day(row: Row, listings: Listings) -> list[Cell]:
    offset, day = row["day_offset"], row["published_on"]
    figures = listings.figures(
        charts.day_id(offset),
        f"Day {offset:+d}, {day}",
        row,
        f"published_on = '{day}'",
        lambda one: bool(one["published_on"] == day),
    )
    return cells(offset, day, *figures, Cell(f"{row['complete_count']} of {row['source_count']}", is_number=True))


def sources(answers: Answers, listings: Listings) -> Section:
    """Who covered it, how much and how; before, during and after."""
    told = [
        cells(row["source"], *_figures("source", row, listings, place), row["first_on"], row["last_on"])
        for place, row in enumerate(answers["sources"].rows)
    ]
    phases = [cells(row["phase"], *_figures("phase", row, listings, 0)) for row in answers["phases"].rows]
    return Section(
        "sources",
        "Who covered it",
        "focus: the meeting is what the article is about; substantive: its occasion or source; anchor: a set phrase or"
        " a mark in time. Told first: reprints left out.",
        tables=[
            Table(("source", *_COUNTED, "first", "last"), told, answers["sources"].sql),
            Table(("phase", *_COUNTED), phases, answers["phases"].sql, title="Before, during, after"),
        ]
        if told
        else (),
    )


def _figures(column: str, row: Row, listings: Listings, place: int) -> list[Cell]:
    value = row[column]
    if place >= MOST_LISTED_SOURCES:
        return [number(row[f"{name}_count"]) for name in ("article", "story", *LEVELS)]
    where = f"{column} = '{value}'" if value != "-" else f"{column} is null"
    return listings.figures(f"{column}-{value}", value, row, where, lambda one: bool(one[column] == value))


def stories(answers: Answers) -> Section:
    """The texts that were copied most, where they came from, how soon and how much of them others kept."""
    rows = [
        cells(
            Cell(shown(row["title"]), row["origin_url"]),
            row["origin_source"] if row["is_origin_known"] else f"{row['origin_source']} (earliest copy)",
            row["first_published_on"],
            row["article_count"],
            row["source_count"],
            row["median_days_later"],
            row["origin_reason"],
        )
        for row in answers["stories"].rows
    ]
    title = "Which stories were copied most"
    if not rows:
        return Section("stories", title, "No text about the meeting was carried by more than one article.")
    heads = ("story", "told first by", "on", "articles", "sources", "days later, in the middle", "why this origin")
    copied = ("copy of", "on", "headline", "days later", "share of the text kept")
    return Section(
        "stories",
        title,
        "Articles about the meeting that carry one text, whole, cut, reordered or reworded.",
        tables=[
            Table(heads, rows, answers["stories"].sql),
            Table(copied, _copies(answers), answers["copies"].sql, is_long=True, title="Their copies"),
        ],
    )


def _copies(answers: Answers) -> list[list[Cell]]:
    of_story = defaultdict(list)
    for row in answers["copies"].rows:
        of_story[row["story_id"]].append(row)
    return [
        cells(row["source"], row["published_on"], linked(row), row["days_later"], row["share_kept"])
        for story in answers["stories"].rows
        for row in of_story[story["story_id"]]
    ]


def phrases(answers: Answers, labels: Labels, listings: Listings) -> Section:
    """Set phrases, and on which days they were said."""
    rows = [_label("phrase", row, answers, labels, listings) for row in answers["phrases"].rows]
    title = "Which words"
    if not rows:
        return Section("phrases", title, "No set phrase that we know is in them.")
    known = {row["phrase"] for row in answers["phrases"].rows}
    near = [
        {**row, "phrase": labels.get(f"phrase {row['phrase']}", row["phrase"])}
        for row in near_days(answers["phrase_days"].rows, "article_count")
        if row["phrase"] in known
    ]
    says = "When set phrases were said: articles a day"
    return Section(
        "phrases",
        title,
        "Set phrases in the articles that cover it more than in passing.",
        [Picture(charts.svg(charts.phrases(near, says), says), says)] if near else (),
        [Table(("phrase", "articles", "told first", "sources", "first", "last"), rows, answers["phrases"].sql)],
    )


def people(answers: Answers, labels: Labels, listings: Listings) -> Section:
    """Who is named in what is more than a passing word on it."""
    rows = [cells(*_label("person", row, answers, labels, listings), row["named_as"]) for row in answers["people"].rows]
    heads = ("person", "articles", "told first", "sources", "first", "last", "for example as")
    says = "People of the registry in the articles that cover it more than in passing."
    return Section(
        "people",
        "Who is named",
        says if rows else "Nobody whom we know is named.",
        tables=[Table(heads, rows, answers["people"].sql)] if rows else (),
    )


def _label(kind: str, row: Row, answers: Answers, labels: Labels, listings: Listings) -> list[Cell]:
    value = row[kind]
    name = labels.get(f"{kind} {value}", value)
    ids = [one["article_id"] for one in answers["label_articles"].rows if (one["kind"], one["value"]) == (kind, value)]
    counted = listings.label(kind, value, name, row["article_count"], ids)
    return cells(name, counted, row["story_count"], row["source_count"], row["first_on"], row["last_on"])


def changes(answers: Answers) -> Section:
    """What was edited after its publication, and what disappeared."""
    edits = [
        cells(row["source"], linked(row), row["level"], row["kinds"], row["diff"], row["first_seen_at"])
        for row in answers["edits"].rows
    ]
    removals = [
        cells(
            row["source"],
            linked(row),
            *(row[name] for name in ("level", "kind", "first_missing_at", "confirmed_at", "reappeared_at")),
        )
        for row in answers["removals"].rows
    ]
    changed = ("source", "article", "level", "kinds", "what", "seen (UTC)")
    gone = ("source", "article", "level", "how", "first missing (UTC)", "confirmed (UTC)", "back (UTC)")
    return Section(
        "changes",
        "What was changed, what disappeared",
        f"Edits: {len(edits)}; removals: {len(removals)}, of the articles that cover it.",
        tables=[
            *([Table(changed, edits, answers["edits"].sql, title="Edits")] if edits else ()),
            *([Table(gone, removals, answers["removals"].sql, title="Removals")] if removals else ()),
        ],
    )


def doubtful(answers: Answers) -> Section:
    """Days and dates that the figures rest on and that are not certain."""
    unread = [
        cells(*(row[name] for name in ("source", "completeness", "reason", "day_count", "first_on", "last_on")))
        for row in answers["doubtful_days"].rows
    ]
    guessed = [
        cells(row["source"], row["stated"], row["published_on"], row["level"], linked(row))
        for row in answers["doubtful_dates"].rows
    ]
    read = ("source", "state", "why", "days", "first", "last")
    dated = ("source", "the page states", "taken as", "level", "article")
    says = "Days and dates that these figures rest on and that are not certain."
    return Section(
        "doubtful",
        "What is doubtful",
        says if unread or guessed else "Every day was read whole, and every date is exact.",
        tables=[
            *([Table(read, unread, answers["doubtful_days"].sql, title="Days not read whole")] if unread else ()),
            *([Table(dated, guessed, answers["doubtful_dates"].sql, title="Doubtful days")] if guessed else ()),
        ],
    )
