"""Which texts can be tagged otherwise after a change of the registry: told from their words, before they are tagged.

Promise: a text that is let go has the same tags before and after, evidence and all (tests/flows/test_affected.py
tries it on changes of every kind). The other way round nothing is promised: a text that is kept may come to the same.
It costs one pass over the folded text, a thirtieth of tagging it.

Why it holds. A label is told only from words that the text has, so an entry that changed matters where one of its names
stands. A meeting is told from a word that can stand for one ('congress', 全会, 'delegation'), and from no registered
meeting of another place than those the text names, the source's home, and the country; so a meeting that changed
matters where such a word stands, and its place is one of these; and where one of its days is named. A place that
changed can matter anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import ahocorasick

from flows.steps import literal_names, outgoing, stated_days
from flows.steps.congress import COUNTRY, Lookalikes, Registry
from flows.steps.context import Homes
from flows.steps.fold import fold
from flows.steps.implied import STEMS
from flows.steps.lexicon import lexicon, spellings
from flows.steps.registry_change import Change, Data, changes
from flows.steps.rules import code_of

NAME, MEETING, TAGGED, ALL, OTHER = (
    "hold a name that changed",
    "may name a meeting of a place where one changed",
    "are tagged with what changed",
    "other rules: every text",
    "were tagged by yet other rules",
)
HEADS = frozenset("KQHFSWI")
"""Of `tokens.KINDS`: no structure makes a name without one of them."""
# what the tagger never reads: a person's words, shown beside an entry
_SHOWN = {
    "congresses": {"facts", "source", "certainty"},
    "topics": {"label"},
    "people": {"label"},
    "phrases": {"label", "source", "certainty", "since"},
}
_LONGEST_DAYS = 20
"""No meeting has sat longer in this century."""
_RESOLVED = {"family", "place", "ordinal", "term", "opens", "closes", "held", "aliases"}
# of other entries: texts that are no names
_UNNAMED = {"id", "label", "within", "kind", "since", "until", "certainty", "source", "sources", "congress", "level"}


@dataclass
class Reach:
    """Which texts a change can touch."""

    words: set[str] = field(default_factory=set)
    """Folded spellings: a text that holds one."""
    places: set[str] = field(default_factory=set)
    """Ids: a text that may name a meeting of the place."""
    ids: set[str] = field(default_factory=set)
    """Meetings and labels: a text that is tagged so."""
    everything: str = ""
    """Why every text is touched; '' where not."""


def reach(old_version: str, old: Data | None, new_version: str, new: Data) -> Reach:
    """What changed between two rules; `old` None: which registry it was is not known any more."""
    if old is None:
        return Reach(everything="it is not known by which registry the archive was tagged")
    if code_of(old_version) != code_of(new_version):
        return Reach(everything=f"the rules are version {code_of(new_version)} now, and were {code_of(old_version)}")
    found = Reach()
    for change in changes(old, new):
        _add(found, change)
    return found


def _add(found: Reach, change: Change) -> None:
    differing = set(change.fields) - _SHOWN.get(change.table, set())
    if not differing:
        return
    found.ids.add(change.id)
    if change.table == "congresses":
        _add_meeting(found, change, differing)
    elif change.table == "places":
        found.everything = f"the place {change.id} was {change.what}"
    elif change.table == "lookalikes":
        found.words |= _spelt(_names(change.before) ^ _names(change.after))
    else:
        found.words |= _spelt(_names(change.before) | _names(change.after))


def _add_meeting(found: Reach, change: Change, differing: set[str]) -> None:
    if unknown := differing - _RESOLVED:
        found.everything = f"{change.id}: {', '.join(sorted(unknown))} can stand anywhere"
    for entry in (change.before, change.after):
        found.words |= _spelt(entry.get("aliases") or [])
        found.places |= {str(entry["place"])} if entry.get("place") else set()
        found.words |= {spelling for on in _days(entry) for spelling in stated_days.spellings(on)}


def _days(entry: Mapping[str, Any]) -> Iterator[date]:
    """Those on which the meeting may have sat: a text may name it by one of them (see `told_by_day`)."""
    known = [date.fromisoformat(told["on"]) for name in ("opens", "closes") if (told := entry.get(name))]
    if not known:
        return
    margin = timedelta(days=_LONGEST_DAYS if len(known) == 1 else 0)
    first, last = min(known) - margin, max(known) + margin
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def _names(entry: Mapping[str, Any]) -> set[str]:
    return {name for key, value in entry.items() if key not in _UNNAMED for name in _texts(value)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (name for key, one in value.items() if key not in _UNNAMED for name in _texts(one))
    elif isinstance(value, list | tuple):
        yield from (name for one in value for name in _texts(one))


def _spelt(names: Iterable[str]) -> set[str]:
    return {spelling for name in names for spelling in spellings(fold(name).text) if spelling.strip()}


class Sieve:
    """Says of a text why it must be tagged again, if it must. Can be pickled; safe to share."""

    def __init__(self, reaches: Iterable[Reach], datas: Iterable[Data], registry: Registry) -> None:
        """`reaches` of all rules that texts may have been tagged by, `datas` of their registries and of the new one."""
        self._reaches, known = tuple(reaches), tuple(datas)
        self._ids = frozenset(f'"{name}"' for one in self._reaches for name in one.ids if name)
        places = set[str]().union(*(one.places for one in self._reaches))
        self._places, self._homes = frozenset(places), Homes(registry.places)
        self._anywhere = COUNTRY in places
        self._automaton = _automaton(
            set[str]().union(*(one.words for one in self._reaches)),
            _heads(registry) if places else set(),
            set() if self._anywhere else _place_words(known, places),
        )

    @property
    def everything(self) -> str:
        """Why every text must be tagged again; '' where not."""
        return next((one.everything for one in self._reaches if one.everything), "")

    @property
    def is_empty(self) -> bool:
        """Whether no text must."""
        return not self.everything and self._automaton is None and not self._ids

    def why(self, title: str, body: str, url: str, source: str, tags: str = "") -> str:
        """One of the reasons above, '' for a text that cannot have changed. `tags`: those it has, as JSON."""
        if self.everything:
            return ALL
        if self._automaton is not None:
            is_near = self._anywhere or self._homes.home_of(source, url) in self._places
            is_headed = False
            for folded in (fold(title).text, fold(body).text):
                for _, (is_name, is_head, is_place) in self._automaton.iter(folded):
                    if is_name:
                        return NAME
                    is_headed, is_near = is_headed or is_head, is_near or is_place
            if is_headed and is_near:
                return MEETING
        return TAGGED if tags and any(name in tags for name in self._ids) else ""


def _automaton(names: set[str], heads: set[str], places: set[str]) -> Any:
    if not names and not heads:
        return None
    automaton = ahocorasick.Automaton()
    for word in names | heads | places:
        automaton.add_word(word, (word in names, word in heads, word in places))
    automaton.make_automaton()
    return automaton


def _heads(registry: Registry) -> set[str]:
    words = lexicon((), Lookalikes((), ()))
    heads = {word for word, tokens in words.items() if any(token.kind in HEADS for token in tokens)}
    return (
        heads
        | _spelt(STEMS)
        | _spelt(literal_names.STEMS)
        | _spelt(outgoing.STEMS)
        | _spelt(alias for one in registry.congresses for alias in one.aliases)
    )


def _place_words(datas: Iterable[Data], places: set[str]) -> set[str]:
    """Every name of the places, of who leads them, and of their meetings that go by a name without it."""
    return _spelt(
        name
        for data in datas
        for name in [
            *(
                name
                for place, entry in data.get("places", {}).items()
                if place in places or entry.get("within") in places
                for name in _names(entry)
            ),
            *(
                alias
                for one in data.get("congresses", {}).values()
                if one["place"] in places
                for alias in one.get("aliases", ())
            ),
            *(
                name
                for leader in data.get("people", {}).values()
                if _leads(leader, data, places)
                for name in _names(leader)
            ),
        ]
    )


def _leads(leader: Mapping[str, Any], data: Data, places: set[str]) -> bool:
    """Whether a text tells one of the places by this person, as one of Chen Min'er is of Chongqing."""
    called = [entry["en"][0] for place, entry in data.get("places", {}).items() if place in places]
    return any(name in office["title"] for office in leader.get("offices", ()) for name in called)
