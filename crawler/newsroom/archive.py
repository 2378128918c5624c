"""The whole newsroom: two outlets and everything they ever publish, built from a seed.

The same seed and size give the same articles, byte for byte, on any machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.newsroom.assignments import FIRST_CLOCK, plan, plan_late
from crawler.newsroom.chinese import Chinese
from crawler.newsroom.desk import daily_articles, newsroom_articles
from crawler.newsroom.english import English
from crawler.newsroom.events import with_events
from crawler.newsroom.late import late_daily_articles, late_newsroom_articles
from crawler.newsroom.truth import OUTLETS, Outlet, TrueArticle

_NEWSROOM_SIZE, _DAILY_SIZE, _REPRINTS = 320, 100, 40


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Outlets and their articles, those still to be published included; each outlet's in order of publication."""

    outlets: tuple[Outlet, ...]
    articles: tuple[TrueArticle, ...]

    @classmethod
    def build(cls, seed: int = 20220527, size: float = 1.0, *, late: int = 0, later: int = 4) -> Newsroom:
        """About 320 * size articles in the newsroom and 140 * size in the daily, a few more yet to come.

        `late` adds so many to each outlet, spread evenly over the `later` local days that follow that of `FIRST_CLOCK`;
        the others stay as they are. Raises ValueError for less than one such day.
        """
        newsroom = _newsroom(str(seed), size)
        daily = _daily(str(seed), size, newsroom)
        if late:
            newsroom = _with_late(newsroom, late_newsroom_articles(str(seed), late, later, newsroom))
            daily = _with_late(daily, late_daily_articles(str(seed), late, later, daily))
        return cls(OUTLETS, (*newsroom, *daily))

    def of(self, outlet: str) -> tuple[TrueArticle, ...]:
        """Every article of one outlet, whatever its time."""
        return tuple(one for one in self.articles if one.outlet == outlet)

    def listed(self, outlet: str, moment: datetime = FIRST_CLOCK) -> tuple[TrueArticle, ...]:
        """What a reader can find on the outlet at that moment (aware), oldest first."""
        return tuple(one for one in self.of(outlet) if one.is_listed(moment))

    def outlet(self, slug: str) -> Outlet:
        """Raises KeyError for a slug that is no outlet's."""
        return {one.slug: one for one in self.outlets}[slug]


def _with_late(articles: Sequence[TrueArticle], late: Sequence[TrueArticle]) -> list[TrueArticle]:
    return sorted([*articles, *late], key=lambda one: (one.published_at, one.id))


def _scaled(count: int, size: float) -> int:
    return max(1, round(count * size))


def _share(size: float) -> float:
    """How much meetings are written about: a large archive is large by its city news."""
    return min(size, math.sqrt(size))


def _newsroom(seed: str, size: float) -> list[TrueArticle]:
    rng, words = random.Random(f"{seed}:newsroom:plan"), English().words
    planned = plan(rng, words, _scaled(_NEWSROOM_SIZE, size), 0.75 * _share(size))
    planned += plan_late(rng, words, _scaled(8, size))
    articles = newsroom_articles(seed, planned)
    return with_events(rng, articles, _scaled(14, size), _scaled(9, size))


def _daily(seed: str, size: float, newsroom: Sequence[TrueArticle]) -> list[TrueArticle]:
    rng, voice = random.Random(f"{seed}:daily:plan"), Chinese()
    planned = plan(rng, voice.words, _scaled(_DAILY_SIZE, size), 0.25 * _share(size))
    planned += plan_late(rng, voice.words, _scaled(3, size))
    published = [one for one in newsroom if one.published_at < FIRST_CLOCK]
    reprinted = rng.sample(published, min(_scaled(_REPRINTS, size), len(published)))
    articles = daily_articles(seed, planned, voice, reprinted)
    return with_events(rng, articles, _scaled(5, size), _scaled(3, size))
