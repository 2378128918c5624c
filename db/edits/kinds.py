"""What kind of change lies between two revisions, and which words decided it?

Each changed word is told under the closest kind: a day under `date`, a quantity under `numbers`, a name under `people`,
and only what is none of these under `correction`; so '9 May' -> '12 May' is `date` alone. A headline's or caption's
other words are `title` and `captions`. A sentence that stands elsewhere is a `correction` of the order, a list of names
in another order is `people`. Typography alone (case, quotes, width, punctuation, 一百二十 for 120) is no kind at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from db.edits.forms import shortened
from db.edits.reading import People, named, people, read, read_plain, tidy
from db.edits.runs import Budget
from db.edits.sentences import Compared, Stayed, compare
from db.edits.wording import Found, judged
from db.identity.likeness import normalised

Name = Literal["title", "correction", "addition", "cut", "people", "numbers", "date", "byline", "captions"]
NAMES: tuple[Name, ...] = (
    "title", "correction", "addition", "cut", "people", "numbers", "date", "byline", "captions",
)  # fmt: skip
_MIRRORED: dict[Name, Name] = {"addition": "cut", "cut": "addition"}
LONGEST = 300
"""Characters of evidence: enough to find the place in the text."""
MOST = 20
"""Pieces of evidence of one kind: who rewrites a text leaves more than an analyst reads here."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a revision says."""

    title: str
    body: str
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    published_on: date | None = None
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change and the words that decided it, '' where there were none."""

    name: Name
    old: str
    new: str


def kinds(old: Text, new: Text, budget: Budget | None = None) -> tuple[Kind, ...]:
    """The kinds in the order of `NAMES`, each with its evidence, one entry for each place; () for typography alone.

    Of swapped texts they are the same, mirrored: an edit undone reads as the edit did.
    """
    # where two answers are as good, the search takes the one it meets first: so it always goes one way
    if _order(new) < _order(old):
        return _sorted([_mirrored(kind) for kind in _found(new, old, budget or Budget())])
    return _sorted(_found(old, new, budget or Budget()))


def _order(text: Text) -> tuple[str, ...]:
    return (text.body, text.title, *text.captions)


def _mirrored(kind: Kind) -> Kind:
    return Kind(_MIRRORED.get(kind.name, kind.name), kind.new, kind.old)


def _found(old: Text, new: Text, budget: Budget) -> list[Kind]:
    found = [*_days(old, new), *_byline(old, new)]
    fields = [field for field in _fields(old, new) if normalised(field[1]) != normalised(field[2])]
    if fields:
        known = people((*_texts(old), *_texts(new)))
        for own, one, other in fields:
            found += _field(own, tidy(one), tidy(other), known, budget)
        found += _persons(old, new, known, found)
    return found


def names(found: Iterable[Kind]) -> list[Name]:
    """The kinds as the view lists them: each once, in the order of `NAMES`."""
    present = {kind.name for kind in found}
    return [name for name in NAMES if name in present]


def _texts(text: Text) -> tuple[str, str, str]:
    return text.title, text.body, "\n".join(text.captions)


def _fields(old: Text, new: Text) -> list[tuple[Name | None, str, str]]:
    own: tuple[Name | None, ...] = ("title", None, "captions")
    return list(zip(own, _texts(old), _texts(new), strict=True))


def _field(own: Name | None, old: str, new: str, known: People, budget: Budget) -> list[Kind]:
    """`own`: the kind that stands for correction, addition and cut in this field; None in the body."""
    # of a headline the old wording and the new one are one sentence, however little is left of it
    told = Compared([], [], [], [Stayed(old, new)]) if own == "title" else compare(old, new, budget)
    found = [Found("people" if _is_entry(text, known) else "cut", text, "") for text in told.cut]
    found += [Found("people" if _is_entry(text, known) else "addition", "", text) for text in told.added]
    for pair in told.stayed:
        found += judged(pair.old, pair.new, known, budget)
    for pair in told.moved:
        found.append(Found("people" if _is_name_line(pair, known) else "correction", pair.old, pair.new))
    if own and any(each.name in ("correction", "addition", "cut") for each in found):
        found = [each for each in found if each.name not in ("correction", "addition", "cut")]
        return [Kind(own, old, new), *(_kind(each) for each in found)]
    # the words that changed in a headline are its own even where they are names, days or figures
    return ([Kind(own, old, new)] if own and found else []) + [_kind(each) for each in found]


def _kind(found: Found) -> Kind:
    return Kind(found.name, found.old, found.new)


def _is_entry(line: str, known: People) -> bool:
    """A line with nothing but names: in a list of those present it is one."""
    return all(item.what == "person" for item in read(line, known))


def _is_name_line(pair: Stayed, known: People) -> bool:
    """A line of a list of those present: a name, and no full stop."""
    return not pair.new.endswith((".", "。", "!", "！", "?", "？", "；")) and bool(named(pair.new, known))


def _persons(old: Text, new: Text, known: People, found: Sequence[Kind]) -> list[Kind]:
    """Those whom only one of the texts names at all, and whom no sentence's change has told."""
    told = {key for kind in found if kind.name == "people" for key in _named((kind.old, kind.new), known)}
    was, now = _named(_texts(old), known), _named(_texts(new), known)
    gone = [name for key, name in was.items() if key not in now and key not in told]
    come = [name for key, name in now.items() if key not in was and key not in told]
    return [Kind("people", ", ".join(gone), ", ".join(come))] if gone or come else []


def _named(texts: Iterable[str], known: People) -> dict[str, str]:
    """Key -> name as first written."""
    found: dict[str, str] = {}
    for part in map(tidy, texts):
        for key, start, end in named(part, known):
            found.setdefault(key, part[start:end])
    return found


def _days(old: Text, new: Text) -> list[Kind]:
    days = [str(text.published_on or "") for text in (old, new)]
    return [Kind("date", days[0], days[1])] if days[0] != days[1] else []


def _byline(old: Text, new: Text) -> list[Kind]:
    pairs = ((old.authors, new.authors), (old.editors, new.editors))
    return [Kind("byline", ", ".join(one), ", ".join(other)) for one, other in pairs if _keys(one) != _keys(other)]


def _keys(people: Iterable[str]) -> list[list[str]]:
    return [[item.key for item in read_plain(name)] for name in people]


def _sorted(found: Sequence[Kind]) -> tuple[Kind, ...]:
    return tuple(
        Kind(name, shortened(kind.old, LONGEST), shortened(kind.new, LONGEST))
        for name in NAMES
        for kind in [kind for kind in dict.fromkeys(found) if kind.name == name][:MOST]
    )
