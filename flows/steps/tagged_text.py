"""One text while it is tagged: folded, scanned and cut into paragraphs and sentences once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from db.values import Evidence, TagInput
from flows.steps.business import business, parts_with
from flows.steps.congress import Family
from flows.steps.coverage import Paragraphs, is_chinese, paragraphs
from flows.steps.first_published import dateline, first_published
from flows.steps.fold import Folded, fold
from flows.steps.line import Line, line_of
from flows.steps.mention import Field, Mention
from flows.steps.page_subjects import page_subjects
from flows.steps.prose import without_links
from flows.steps.published import Days, days_of
from flows.steps.scan import Found, Scanner
from flows.steps.traits import About, Use

FIELDS: tuple[Field, ...] = ("title", "body")
TOO_EARLY = 400
"""Days before a meeting on which no page can report its events."""
_COMMA = re.compile("[,;，；]")
_SENTENCE = re.compile(r"[^\n.!?。！？]+(?:[.!?](?=\S)[^\n.!?。！？]+)*")
"""Roughly: 3.5 does not end one."""
_STOPS = (". ", "。", "\n", "! ", "? ")


class Text:
    """One tagging's title and body, folded and scanned once."""

    def __init__(self, given: TagInput, scanner: Scanner) -> None:
        self.given = {"title": given.title or "", "body": without_links(given.text or "")}
        self.folded: dict[str, Folded] = {name: fold(text) for name, text in self.given.items()}
        self.found: dict[Field, Found] = {name: scanner.scan(self.folded[name].text) for name in FIELDS}
        self.lines: dict[Field, Line] = {
            name: line_of(self.folded[name].text, self.found[name].words) for name in FIELDS
        }
        self.days = day_of(self.folded["body"].text, days_of(given.date or ""))
        self.paragraphs: Paragraphs = paragraphs(self.folded["body"].text)
        self._told: dict[Family, list[int]] = {}

    def about(self, family: Family, owned: frozenset[int], uses: Sequence[Use], elsewhere: int) -> About:
        """What goes on about a meeting of that family, of the paragraphs that may be about this one."""
        body, title = self.folded["body"].text, self.folded["title"].text
        places = self._business(family)
        goes_on = parts_with(places, self.paragraphs.spans)
        named = frozenset(use.paragraph for use in uses)
        told = [*places, *(one.mention.start for one in uses if one.mention.field == "body" and one.role != "person")]
        return About(
            len(self.paragraphs.spans),
            goes_on & owned,
            bool(goes_on - named),
            bool(business(title, family)),
            len(parts_with(told, self._sentences)) / (len(self._sentences) or 1),
            len(self._sentences),
            elsewhere,
            self._other_body(),
            is_chinese(body or title),
            self._subjects,
        )

    @cached_property
    def _subjects(self) -> frozenset[str]:
        return page_subjects(self.folded["title"].text, self.folded["body"].text)

    def _business(self, family: Family) -> list[int]:
        if family not in self._told:
            self._told[family] = business(self.folded["body"].text, family)
        return self._told[family]

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return [match.span() for match in _SENTENCE.finditer(self.folded["body"].text)]

    def _other_body(self) -> float:
        if any(token.kind == "X" and not token.value for word in self.found["title"].words for token in word.tokens):
            return 1.0
        lead = (word for word in self.found["body"].words if word.start < self.paragraphs.lead_end)
        return 0.5 if any(token.kind == "X" and not token.value for word in lead for token in word.tokens) else 0.0

    def evidence(self, field: Field, start: int, end: int, rule: str) -> Evidence:
        first, last = self.folded[field].span(start, end)
        return Evidence(field, first, last, self.given[field][first:last], rule)

    def clause(self, mention: Mention) -> str:
        """The part of the sentence between commas."""
        folded = self.folded[mention.field].text
        before, after = around(folded, mention.start, mention.end)
        return _COMMA.split(before)[-1] + folded[mention.start : mention.end] + _COMMA.split(after)[0]

    def sentence(self, mention: Mention) -> str:
        folded = self.folded[mention.field].text
        before, after = around(folded, mention.start, mention.end)
        return before + folded[mention.start : mention.end] + after


def day_of(folded: str, given: Days | None) -> Days | None:
    """The page's day, unless the text says that it is older, or its dateline is of quite another year."""
    stated = dateline(folded)
    if stated and (given is None or abs((given.first - stated.first).days) > TOO_EARLY):
        return stated
    return first_published(folded) or given


def around(folded: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a span, up to the nearest sentence ends, at most 200 characters to each side."""
    first = max(folded.rfind(stop, max(0, start - 200), start) for stop in _STOPS)
    stops = [folded.find(stop, end, end + 200) for stop in _STOPS]
    last = min((stop for stop in stops if stop >= 0), default=end + 200)
    return folded[max(first + 1, start - 200) : start], folded[end:last]
