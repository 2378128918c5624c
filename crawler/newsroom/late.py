"""Articles of the days after the first clock, in any number: what a reader who was away has missed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from crawler.newsroom.assignments import plan_days
from crawler.newsroom.chinese import Chinese
from crawler.newsroom.desk import daily_articles, newsroom_articles
from crawler.newsroom.english import English
from crawler.newsroom.truth import TrueArticle


def late_newsroom_articles(seed: str, total: int, days: int, known: Sequence[TrueArticle]) -> list[TrueArticle]:
    """`total` articles of the English outlet over so many days, none under an address of the `known`."""
    planned = plan_days(random.Random(f"{seed}:newsroom:late"), English().words, total, days)
    return newsroom_articles(f"{seed}:late", planned, known)


def late_daily_articles(seed: str, total: int, days: int, known: Sequence[TrueArticle]) -> list[TrueArticle]:
    """`total` articles of the daily over so many days, numbered after the `known`."""
    voice = Chinese()
    planned = plan_days(random.Random(f"{seed}:daily:late"), voice.words, total, days)
    return daily_articles(f"{seed}:late", planned, voice, (), len(known))
