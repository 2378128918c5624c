"""How often must a line repeat, and where, before it is furniture? The numbers, one place.

Promise: nothing a journalist wrote is lost. A set phrase, a column's opening, a bulletin's form repeat too, but in a
few articles, or as sentences, or in the midst of the text; furniture is short, stands at an end, and is everywhere.
In three labelled sets a line that two or three pages of a host share was the article's five times in six amid the
text ("Pros:", headings of a form) and three times in four at an end: so few sightings prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from db.values import Place
from flows.steps.container import weigh

# not "!": an invitation to follow or to share ends so, news hardly ever
_ENDS = (".", "?", "。", "？", "…", "”", '"', "」", ";", "；")
_LONGEST_LABEL = 300
"""Weighed characters from which a text without a full stop counts as a sentence all the same."""
_SHORTEST_HEADLINE = 24
"""Weighed characters: shorter lines are section names as often as an article's headline."""
_SHORTEST_AMID = 20
"""Shorter lines in the midst of texts name parts of them: 'Pros', 'Ingredients'."""


@dataclass(frozen=True)
class Block:
    """A paragraph of a body, with what it is compared by."""

    text: str
    kind: str
    """Its letter in `Article.structure`."""
    folded: str
    key: bytes

    @cached_property
    def weight(self) -> int:
        return weigh(self.text)

    @cached_property
    def is_sentence(self) -> bool:
        return self.text.endswith(_ENDS) or self.weight > _LONGEST_LABEL


@dataclass
class Evidence:
    """On how many distinct articles a line was seen, and how often in the run of repeated lines at their ends."""

    sample: Block
    page_count: int = 0
    top_count: int = 0
    tail_count: int = 0
    is_headline: bool = False
    """Another article of the source has it as its headline."""


class _Need(NamedTuple):
    """So many articles, and at least this share of all."""

    least: int
    share: float

    def is_met(self, count: int, of_count: int) -> bool:
        return count >= self.least and count >= self.share * of_count


# a sentence that ends each report of a week is a journalist's: only far more of them are none
# a section's or a writer's own notice: on few of all pages, but on many
_TAIL_LABEL, _TAIL_LABEL_OF_SOME, _TAIL_SENTENCE = _Need(3, 0.34), _Need(12, 0.06), _Need(15, 0.7)
# a weekly column opens with the same words, and may be half of what a small source writes
_TOP_LABEL, _TOP_SENTENCE = _Need(3, 0.6), _Need(12, 0.8)
_AMID_LABEL, _AMID_SENTENCE = _Need(10, 0.8), _Need(20, 0.9)
# cells and quotations belong together: one row of a table is never taken lightly
_TABLED = _Need(12, 0.8)
_HEADLINES = _Need(2, 0.0)


def places(evidence: Evidence, of_count: int) -> Iterator[Place]:
    """Where the line is furniture: at the top, at the tail, anywhere."""
    if _is_anywhere(evidence, of_count):
        yield "any"
    if any(need.is_met(evidence.top_count, of_count) for need in _at_top(evidence.sample)):
        yield "top"
    if any(need.is_met(evidence.tail_count, of_count) for need in _at_tail(evidence.sample)):
        yield "tail"


def _is_anywhere(evidence: Evidence, of_count: int) -> bool:
    block = evidence.sample
    # a brief's headline may be its sentence, and another article's too
    if evidence.is_headline and block.weight >= _SHORTEST_HEADLINE and block.kind != "q" and not block.is_sentence:
        return _HEADLINES.is_met(evidence.page_count, of_count)
    if block.kind not in "pi" or block.weight < _SHORTEST_AMID or block.text.endswith((":", "：")):
        return False
    return (_AMID_SENTENCE if block.is_sentence else _AMID_LABEL).is_met(evidence.page_count, of_count)


def _at_top(block: Block) -> tuple[_Need, ...]:
    if block.kind in "rq":
        return (_TABLED,)
    return (_TOP_SENTENCE,) if block.is_sentence else (_TOP_LABEL,)


def _at_tail(block: Block) -> tuple[_Need, ...]:
    if block.kind in "rq":
        return (_TABLED,)
    return (_TAIL_SENTENCE,) if block.is_sentence else (_TAIL_LABEL, _TAIL_LABEL_OF_SOME)
