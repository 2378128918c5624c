"""The meetings the newsroom reports on: their names, days and figures, as public record has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from crawler.newsroom.words import load_meetings
from db.values import Phase

Words = Mapping[str, tuple[str, ...]]
"""Language code -> wordings, the fullest first."""

PHASES: Mapping[str, Phase] = {
    "before": "before",
    "opening": "during",
    "sitting": "during",
    "closing": "after",
    "study": "after",
}
"""Stage of the reporting -> phase relative to the meeting."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting, or the two sessions of one year told together (then `ids` has two entries)."""

    ids: tuple[str, ...]
    names: Words
    short: Words
    attendees: Mapping[str, str]
    attendee: Mapping[str, str]
    document: Mapping[str, str]
    city: str
    opens: date
    closes: date | None
    last_sitting: date
    """The last day on which it is certain that nothing has closed yet; of a pair, neither of the two."""
    weight: float
    facts: Words

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages worth a report: no sitting on a one-day meeting, nothing after an uncertain close.

        Two sessions open and close on days of their own, so there is no common opening or closing.
        """
        if len(self.ids) > 1:
            return ("sitting", "before", "study") if self.closes else ("sitting", "before")
        if self.closes is None:
            return ("opening", "sitting", "before")
        if self.closes == self.opens:
            return ("closing", "before", "study")
        return ("opening", "sitting", "closing", "before", "study")


def _single(raw: dict[str, Any], table: dict[str, Any]) -> Meeting:
    style = table["names"][raw["names"]]
    family = table["family"][style["family"]]
    fields = {**raw, "Session": raw["session"].capitalize()}
    return Meeting(
        ids=(raw["id"],),
        names={code: tuple(name.format(**fields) for name in style[code]) for code in ("en", "zh")},
        short={code: tuple(style["short"][code]) for code in ("en", "zh")},
        attendees=family["attendees"],
        attendee=family["attendee"],
        document=family["document"],
        city=style["city"],
        opens=raw["opens"],
        closes=raw.get("closes"),
        last_sitting=_last_sitting(raw["opens"], raw.get("closes")),
        weight=raw["weight"],
        facts={"en": tuple(raw["facts_en"]), "zh": tuple(raw["facts_zh"])},
    )


def _last_sitting(opens: date, closes: date | None) -> date:
    """Sessions last four days at least, so three more after the opening are safe."""
    return opens + timedelta(days=3) if closes is None else max(opens, closes - timedelta(days=1))


def _pair(raw: dict[str, Any], first: Meeting, second: Meeting) -> Meeting:
    return Meeting(
        ids=(*first.ids, *second.ids),
        names={"en": (raw["en"],), "zh": (raw["zh"],)},
        short={"en": ("the Two Sessions",), "zh": ("两会",)},
        attendees={"en": "deputies and members", "zh": "代表委员"},
        attendee={"en": "participant", "zh": "与会者"},
        document={"en": "the work reports", "zh": "工作报告"},
        city=first.city,
        opens=first.opens,
        closes=second.closes,
        last_sitting=min(first.last_sitting, second.last_sitting),
        weight=raw["weight"],
        facts={"en": (), "zh": ()},
    )


@cache
def meetings() -> tuple[Meeting, ...]:
    """Every meeting, then every pair of sessions."""
    table = load_meetings()
    singles = {raw["id"]: _single(raw, table) for raw in table["meeting"]}
    pairs = [_pair(raw, singles[raw["ids"][0]], singles[raw["ids"][1]]) for raw in table["both"]]
    return (*singles.values(), *pairs)
