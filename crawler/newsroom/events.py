"""What happens to articles after publication: which are edited or removed, how, and when."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.newsroom.assignments import FIRST_CLOCK
from crawler.newsroom.truth import Edit, Removal, RemovalKind, TrueArticle

STAGES = {
    "first": FIRST_CLOCK,
    "edited": FIRST_CLOCK + timedelta(days=1),
    "removed": FIRST_CLOCK + timedelta(days=2),
    "later": FIRST_CLOCK + timedelta(days=4),
}
"""Moments to set the clock to: nothing happened yet; edits shown; articles gone; new articles out."""

_KINDS = ("title", "numbers", "addition", "people", "cut")
_REMOVALS: tuple[RemovalKind, ...] = ("404", "410", "home")
_NUMBER = re.compile(r"(?<![\d.,])([1-9]\d{1,2})(?![\d.,])")
_ADDITIONS = {
    "en": "Editor's note: this report was completed at {clock} after the office in charge answered {count} questions"
    " sent by our reporters.",
    "zh": "本报{clock}补充：有关部门当日就{count}个问题作出了答复，记者将继续关注。",
}
_NOBODY = {"en": "one of those present", "zh": "一位在场者"}


def with_events(rng: random.Random, articles: Sequence[TrueArticle], edits: int, removals: int) -> list[TrueArticle]:
    """The same articles, some with an edit and others with a removal to come. Half of them are among the newest."""
    chosen = _choose(rng, articles, edits + removals)
    changed = {turn: _edited(rng, articles[turn], number) for number, turn in enumerate(chosen[:edits])}
    for number, turn in enumerate(chosen[edits:]):
        at = STAGES["edited"] + timedelta(minutes=rng.randint(10, 1400))
        removal = Removal(at, _REMOVALS[number % len(_REMOVALS)])
        changed[turn] = replace(articles[turn], removal=removal)
    return [changed.get(turn, article) for turn, article in enumerate(articles)]


def _choose(rng: random.Random, articles: Sequence[TrueArticle], count: int) -> list[int]:
    published = [turn for turn, one in enumerate(articles) if one.published_at <= FIRST_CLOCK]
    count = min(count, len(published) // 2)
    young = rng.sample(published[-max(20, count) :], count // 2)
    old = rng.sample([turn for turn in published if turn not in young], count - len(young))
    chosen = [*young, *old]
    return rng.sample(chosen, len(chosen))


def _edited(rng: random.Random, article: TrueArticle, number: int) -> TrueArticle:
    """Try the kinds in turn, from the one whose turn it is, until the text lends itself to one."""
    at = STAGES["first"] + timedelta(minutes=rng.randint(10, 1400))
    for step in range(len(_KINDS)):
        kind = _KINDS[(number + step) % len(_KINDS)]
        outcome = _EDITORS[kind](rng, article, at)
        if outcome is not None:
            first, edit = outcome
            return replace(first, edits=(edit,))
    raise AssertionError("an addition is always possible")


def _edit(article: TrueArticle, at: datetime, kind: str, **changes: object) -> Edit:
    final = replace(article, **changes)  # type: ignore[arg-type]
    return Edit(at, (kind,), final.title, final.authors, final.byline, final.paragraphs)


Outcome = tuple[TrueArticle, Edit] | None


def _title(rng: random.Random, article: TrueArticle, at: datetime) -> Outcome:
    """First published with a slip of the pen in the title; the edit puts it right."""
    title = article.title
    places = [i for i in range(1, len(title) - 2) if title[i : i + 2].isalpha() and title[i] != title[i + 1]]
    if not places:
        return None
    i = rng.choice(places)
    slip = title[:i] + title[i + 1] + title[i] + title[i + 2 :]
    return replace(article, title=slip), _edit(article, at, "title")


def _numbers(rng: random.Random, article: TrueArticle, at: datetime) -> Outcome:
    for turn, paragraph in reversed(list(enumerate(article.paragraphs))):
        if match := _NUMBER.search(paragraph):
            corrected = str(int(match[1]) + rng.randint(1, 9))
            return article, _with_paragraph(
                article, at, "numbers", turn, paragraph[: match.start(1)] + corrected + paragraph[match.end(1) :]
            )
    return None


def _addition(rng: random.Random, article: TrueArticle, at: datetime) -> Outcome:
    text = _ADDITIONS[article.language].format(
        clock=f"{rng.randint(9, 21)}:{rng.randint(10, 59)}", count=rng.randint(3, 12)
    )
    return article, _edit(article, at, "addition", paragraphs=(*article.paragraphs, text))


def _people(rng: random.Random, article: TrueArticle, at: datetime) -> Outcome:
    """A name disappears from the text."""
    for turn, paragraph in enumerate(article.paragraphs):
        for name in article.people:
            if name in paragraph:
                text = paragraph.replace(name, _NOBODY[article.language])
                return article, _with_paragraph(article, at, "people", turn, text)
    return None


def _cut(rng: random.Random, article: TrueArticle, at: datetime) -> Outcome:
    if len(article.paragraphs) < 4:
        return None
    turn = rng.randint(1, len(article.paragraphs) - 1)
    kept = article.paragraphs[:turn] + article.paragraphs[turn + 1 :]
    return article, _edit(article, at, "cut", paragraphs=kept)


def _with_paragraph(article: TrueArticle, at: datetime, kind: str, turn: int, text: str) -> Edit:
    paragraphs = (*article.paragraphs[:turn], text, *article.paragraphs[turn + 1 :])
    return _edit(article, at, kind, paragraphs=paragraphs)


_EDITORS: dict[str, Callable[[random.Random, TrueArticle, datetime], Outcome]] = {
    "title": _title,
    "numbers": _numbers,
    "addition": _addition,
    "people": _people,
    "cut": _cut,
}
