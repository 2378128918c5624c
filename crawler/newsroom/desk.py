"""The two desks: drafts become articles with an address, a number, a signature and a time of publication."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from crawler.newsroom import bylines
from crawler.newsroom.assignments import FIRST_CLOCK, Assignment
from crawler.newsroom.bylines import Signature
from crawler.newsroom.drafts import Draft, compose
from crawler.newsroom.english import English
from crawler.newsroom.truth import LOCAL, Photo, TrueArticle
from crawler.newsroom.voice import Voice

_DROPPED = re.compile(r"['’,]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_FIRST_POST = 60_000
_FIRST_CONTENT = 1_000_000


def newsroom_articles(
    seed: str, assignments: Sequence[Assignment], known: Sequence[TrueArticle] = ()
) -> list[TrueArticle]:
    """The English outlet's articles in order of publication. Assignments must be sorted by day.

    Numbers go on after those of the `known` articles, whose addresses are taken.
    """
    english, articles, taken = English(), list[TrueArticle](), {one.path for one in known}
    number = max((one.id for one in known), default=_FIRST_POST)
    for at, rng, draft in _written(f"{seed}:newsroom", assignments, english):
        number += rng.randint(1, 9)
        day = at.astimezone(LOCAL).date()
        signature = bylines.sign_english(rng, day)
        path = _permalink(day, draft.title, number, taken)
        article = _article(draft, "newsroom", "en", at, signature)
        aliases = (f"/?p={number}", f"{path}amp/", path.rstrip("/"))
        photos = _photos(rng, number, draft, "/wp-content/uploads")
        articles.append(replace(article, id=number, path=path, aliases=aliases, photos=photos))
    return articles


def daily_articles(
    seed: str,
    assignments: Sequence[Assignment],
    voice: Voice,
    reprinted: Sequence[TrueArticle],
    known_count: int = 0,
) -> list[TrueArticle]:
    """The daily's own articles and its reprints, in order of publication; numbered after `known_count` others."""
    own = [_daily_article(at, rng, draft) for at, rng, draft in _written(f"{seed}:daily", assignments, voice)]
    copies = [_reprint(random.Random(f"{seed}:reprint:{one.id}"), one) for one in reprinted]
    return list(_numbered(sorted([*own, *copies], key=lambda one: one.published_at), known_count))


def _written(
    seed: str, assignments: Sequence[Assignment], voice: Voice
) -> Iterator[tuple[datetime, random.Random, Draft]]:
    """Drafts with distinct bodies, in order of publication, each with a generator of its own."""
    rngs = [random.Random(f"{seed}:{turn}") for turn in range(len(assignments))]
    times = [_publication(rng, assignment) for rng, assignment in zip(rngs, assignments, strict=True)]
    seen = set[tuple[str, ...]]()
    for at, turn in sorted(zip(times, range(len(assignments)), strict=True)):
        draft = compose(assignments[turn], voice, rngs[turn])
        while draft.paragraphs in seen:
            draft = compose(assignments[turn], voice, rngs[turn])
        seen.add(draft.paragraphs)
        yield at, rngs[turn], draft


def _publication(rng: random.Random, assignment: Assignment) -> datetime:
    """A minute of the local day: mostly office hours, one in eight before eight, when UTC has yesterday's date."""
    first, last = (0, 7) if rng.random() < 0.125 else (8, 22)
    if assignment.stage in ("opening", "closing"):
        first, last = 11, 22
    if assignment.day > FIRST_CLOCK.date():
        first, last = 1, 12
    clock = time(rng.randint(first, last), rng.randint(0, 59), rng.randint(0, 59))
    return datetime.combine(assignment.day, clock, LOCAL).astimezone(UTC)


def _article(draft: Draft, outlet: str, language: str, at: datetime, signature: Signature) -> TrueArticle:
    """The draft as an article that has no address yet."""
    return TrueArticle(
        outlet=outlet,
        id=0,
        path="",
        aliases=(),
        title=draft.title,
        authors=signature.authors,
        byline=signature.byline,
        published_at=at,
        language=language,
        section=draft.section,
        paragraphs=draft.paragraphs,
        coverage=draft.coverage,
        subject=draft.subject,
        people=draft.people,
    )


def _permalink(day: date, title: str, number: int, taken: set[str]) -> str:
    slug = "-".join(_NOT_SLUG.sub(" ", _DROPPED.sub("", title.lower())).split()[:10]) or str(number)
    if number % 23 == 0:
        slug += quote("丨two-rivers").lower()
    path = f"/{day:%Y/%m/%d}/{slug}/"
    copy = 2
    while path in taken:
        path, copy = f"/{day:%Y/%m/%d}/{slug}-{copy}/", copy + 1
    taken.add(path)
    return path


def _photos(rng: random.Random, number: int, draft: Draft, folder: str) -> tuple[Photo, ...]:
    """Captions in page order; now and then the first stands above the dateline."""
    places = sorted(rng.sample(range(len(draft.paragraphs)), min(len(draft.captions), len(draft.paragraphs))))
    return tuple(
        Photo(f"{folder}/{number}-{turn}.png", caption, place)
        for turn, (caption, place) in enumerate(zip(draft.captions, places, strict=False), 1)
    )


def _daily_article(at: datetime, rng: random.Random, draft: Draft) -> TrueArticle:
    first, signature = bylines.inline_chinese(draft.paragraphs[0], bylines.sign_chinese(rng))
    photos = _photos(rng, rng.randint(10_000, 99_999), draft, "/images")
    article = _article(draft, "newsroom-daily", "zh", at, signature)
    return replace(article, paragraphs=(first, *draft.paragraphs[1:]), photos=photos)


def _reprint(rng: random.Random, origin: TrueArticle) -> TrueArticle:
    """Word for word, unsigned, without pictures, hours to two days later."""
    lag = timedelta(seconds=rng.randint(1800, 44 * 3600))
    return replace(
        origin,
        outlet="newsroom-daily",
        aliases=(),
        authors=(),
        byline="",
        published_at=min(origin.published_at + lag, FIRST_CLOCK - timedelta(minutes=1)),
        section="English",
        photos=(),
        reprint_of=(origin.outlet, origin.id),
        edits=(),
        removal=None,
    )


def _numbered(articles: Sequence[TrueArticle], first_turn: int) -> Iterator[TrueArticle]:
    for turn, article in enumerate(articles, first_turn):
        number = _FIRST_CONTENT + 7 * turn + turn % 5
        day = article.published_on
        yield replace(article, id=number, path=f"/html/{day:%Y-%m}/{day:%d}/content_{number}.htm")
