"""Topics, people, places and phrases of a text, each with the words that say so.

Promises: a name inside a longer one is not found (新重庆 in 现代化新重庆, 荣昌 in 繁荣昌盛), nor is a short Chinese
name that runs on into another (李强 in 李强生); a name that is also a word (汪洋), or that of many, counts only where
the text treats it as this person's; a phrase of ordinary words only beside what it belongs to. The evidence of a person
tells the office held on the day of publication, where one is known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from db.values import Evidence, Tag
from flows.steps.congress import COUNTRY, Registry
from flows.steps.fold import fold
from flows.steps.mention import Field
from flows.steps.offices import offices_on
from flows.steps.scan import Found, Label

MOST_EVIDENCE = 20
HEADLINE, OPENING, THROUGHOUT = 0.5, 0.2, 0.3
"""What a score is made of: the headline, the first paragraph, and the share of the paragraphs that name it."""
_LEAST_SCORE = 0.01
_LEAST_HAN = 2
_GOES_ON = frozenset(
    "，。、；：！？“”（）《》·同书主总市代副省部委局说在指强调会作到出听主对向将与和等表率的是为及参当宣要任于致介发就也还则又已带"
)
"""What follows a person's name in Chinese prose; anything else may be the rest of a longer name."""
_COMMON, _BESIDE, _ORDINARY, _NOT = "common person", "beside", "ordinary phrase", "not "
"""Kinds the scanner is given besides those of tags: see `names`."""
_KINDS = {_COMMON: "person", _ORDINARY: "phrase"}
_NEAR_EN, _NEAR_ZH = 80, 14
"""Characters in which an office stands beside the name it is of: an English sentence's half, a Chinese apposition."""
_OFFICE_EN = re.compile(
    r"\b(?:secretary|mayor|chair(?:man|woman|person)?|spokes\w+|vice|deputy|minister|governor|president|premier"
    r"|director|party chief|head of|official|leader|member of|mr|ms|comrade)\b"
)
_OFFICE_ZH = re.compile(
    r"(?:书记|主席|主任|市长|省长|总理|部长|常委|委员|发言人|秘书长|局长|会长|同志|代表|领导人?|[、和与])[\s“\"'(（]*$"
)
_ACTS_ZH = re.compile(
    r"^[)）\s]*(?:同志|书记|主席|主任|市长|副|部长|先生|女士|等|说|指出|强调|表示|主持|出席|当选|介绍|宣布|要求|讲话"
    r"|在|作|就|为|向|会见|率|调研|致辞|参加|任)"
)

Prove = Callable[[Field, int, int, str], Evidence]
"""(field, start, end, rule) to the evidence, in the text as it was given."""


class _Hit(NamedTuple):
    field: Field
    label: Label


def names(registry: Registry) -> list[tuple[str, str, str]]:
    """What the scanner looks for, as (folded name, kind, id): names, and the words that make or unmake them."""
    found = [(name, "topic", one.id) for one in registry.topics for name in one.names]
    for person in registry.people:
        found += [(name, _COMMON if person.is_common else "person", person.id) for name in person.names]
    for phrase in registry.phrases:
        found += [(name, _ORDINARY if phrase.beside else "phrase", phrase.id) for name in phrase.names]
        found += [(name, _BESIDE, phrase.id) for name in phrase.beside]
        found += [(name, f"{_NOT}phrase", phrase.id) for name in phrase.not_in]
    for place in registry.places:
        if place.id != COUNTRY:
            found += [(name, "place", place.id) for name in place.en + place.zh]
            found += [(name, f"{_NOT}place", place.id) for name in place.not_in]
    return [(fold(name).text, kind, value) for name, kind, value in found]


def labels(
    found: Mapping[Field, Found], folded: Mapping[Field, str], prove: Prove, offices: Mapping[str, str]
) -> list[Tag]:
    """The labels of a text by kind and name, in the order they are first found; title before body.

    `found` may hold every name that was hit, or the longest ones alone. `offices`: person id -> what he or she was on
    the day, where known. The score tells how much of the text is about it: 1 where headline, first paragraph and every
    other name it.
    """
    grouped: dict[tuple[str, str], list[_Hit]] = defaultdict(list)
    beside: set[str] = set()
    for field, scanned in found.items():
        for label in _outermost(scanned.labels):
            if label.kind == _BESIDE:
                beside.add(label.value)
            elif not label.kind.startswith(_NOT) and not _runs_on(label, folded[field]):
                grouped[label.kind, label.value].append(_Hit(field, label))
    parts = _Parts(folded)
    return [
        _tag(_KINDS.get(kind, kind), value, hits, parts.score(hits), prove, offices)
        for (kind, value), hits in grouped.items()
        if (kind != _ORDINARY or value in beside)
        and (kind != _COMMON or any(_is_person(hit, folded[hit.field]) for hit in hits))
    ]


def _outermost(labels: Sequence[Label]) -> list[Label]:
    """Without the names inside longer ones; a topic is only inside another topic's name: what it is about stays."""
    ordered = sorted(labels, key=lambda one: (one.start, -one.end))
    kept: list[Label] = []
    around: list[Label] = []
    for label in ordered:
        around = [one for one in around if one.end > label.start]
        if not any(_hides(one, label) for one in around):
            kept.append(label)
        around.append(label)
    return kept


def _hides(outer: Label, label: Label) -> bool:
    if (outer.start, outer.end) == (label.start, label.end) or outer.kind == _BESIDE or label.kind == _BESIDE:
        return False
    if outer.kind.startswith(_NOT):
        return outer.end >= label.end and outer.value == label.value
    if label.kind == "topic" or outer.kind == label.kind:
        # of one kind the leftmost, whatever overlaps it: 上海南京路 is not 海南's
        return outer.kind == label.kind
    return outer.end >= label.end and outer.kind != "topic"


def _runs_on(label: Label, folded: str) -> bool:
    name = folded[label.start : label.end]
    if _KINDS.get(label.kind, label.kind) != "person" or len(name) > _LEAST_HAN or name.isascii():
        return False
    after = folded[label.end : label.end + 1]
    return "\u4e00" <= after <= "\u9fff" and after not in _GOES_ON


def _is_person(hit: _Hit, folded: str) -> bool:
    """Whether an office, a form of address or what only a person does stands beside the name."""
    start, end = hit.label.start, hit.label.end
    if folded[start] < "\u2e80":
        return _OFFICE_EN.search(folded[max(0, start - _NEAR_EN) : end + _NEAR_EN]) is not None
    before, after = folded[max(0, start - _NEAR_ZH) : start], folded[end : end + _NEAR_ZH]
    return _OFFICE_ZH.search(before) is not None or _ACTS_ZH.search(after) is not None


class _Parts:
    """Headline and paragraphs of a text, to tell how much of it names something."""

    def __init__(self, folded: Mapping[Field, str]) -> None:
        self._has_title = bool(folded.get("title", "").strip())
        body = folded.get("body", "")
        self._starts = [match.start() for match in re.finditer(r"[^\n]*\S[^\n]*", body)]

    def score(self, hits: Sequence[_Hit]) -> float:
        """0.01 to 1: the parts that the text has share the whole."""
        named = {bisect_right(self._starts, hit.label.start) - 1 if hit.field == "body" else -1 for hit in hits}
        count = len(self._starts)
        parts = [(HEADLINE, float(-1 in named))] if self._has_title else []
        if count:
            parts += [(OPENING, float(0 in named)), (THROUGHOUT, len(named - {-1}) / count)]
        whole = sum(weight for weight, _ in parts)
        return round(max(_LEAST_SCORE, sum(weight * share for weight, share in parts) / whole), 2)


def _tag(kind: str, value: str, hits: Sequence[_Hit], score: float, prove: Prove, offices: Mapping[str, str]) -> Tag:
    rule = f"name of a {kind}"
    if kind == "person" and value in offices:
        rule = f"{rule}; {offices[value]}"
    proofs = tuple(prove(field, label.start, label.end, rule) for field, label in hits[:MOST_EVIDENCE])
    return Tag(kind=kind, value=value, score=score, evidence=proofs)


__all__ = ["HEADLINE", "MOST_EVIDENCE", "OPENING", "THROUGHOUT", "labels", "names", "offices_on"]
