"""The texts of an archive of stories, without end: the newsroom's by one seed after the other, and copies among them.

Promise: a portion depends on its seed alone, so an archive of any size is made again, or made longer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from typing import NamedTuple

from crawler.newsroom.archive import Newsroom
from db.copies.signature import signature
from db.identity.likeness import text_sha256
from db.values import Article
from tests.benchmarks.copies import TRANSFORMS, long_text

COPIES = 0.15
"""Share of the texts that are copies, by any of the transforms."""
LONG = 40
"""Long texts of either language for a newsroom of about 240 articles: an eighth of the originals, as in copies.py."""
SEEDS = 1_000_000
"""Portions of one seed: those of the next have other texts."""


class Made(NamedTuple):
    """A text, and by which number of its portion it is the text it was made from; its own: an original."""

    of: int
    language: str
    body: str
    digest: bytes
    bands: tuple[int, ...]


def portion(seed: int) -> list[Made]:
    """The texts of one newsroom, some long ones, and behind them the copies of some."""
    rng = random.Random(f"stories:{seed}")
    newsroom = Newsroom.build(seed=seed, size=0.5)
    outlets = (("newsroom", "en"), ("newsroom-daily", "zh"))
    first = [(code, one.body) for slug, code in outlets for one in newsroom.of(slug) if one.reprint_of is None]
    first += [(code, long_text(rng, code)) for code in ("en", "zh") for _ in range(LONG)]
    rng.shuffle(first)
    texts = [(at, *one) for at, one in enumerate(first)]
    for at in rng.sample(range(len(first)), round(len(first) * COPIES / (1 - COPIES))):
        code, body = first[at]
        texts.append((at, code, TRANSFORMS[rng.choice(list(TRANSFORMS))](rng, body, code)))
    return [Made(*each, text_sha256(Article("", "", each[2])), signature(each[2]).bands) for each in texts]


def portions(seed: int, done: int, pool: ProcessPoolExecutor) -> Iterator[list[Made]]:
    """From the portion behind the first `done` on, a few made ahead: what is not yet loaded is small."""
    seeds = count(seed * SEEDS + done)
    ahead = [pool.submit(portion, each) for each in islice(seeds, 8)]
    while True:
        ahead.append(pool.submit(portion, next(seeds)))
        yield ahead.pop(0).result()
