"""Copies found and false ones, per transform and hard case, and what an article costs: `db/copies` without a database.

    python -m tests.benchmarks.stories SEED...

Texts arrive in a shuffled order and are looked up, compared and linked as the archive does it, with its bounds.
Thresholds were chosen with seed 1 (and 1 alone). Times are CPU of this process.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean, median

from db.copies.clusters import clusters
from db.copies.signature import PER_BAND, are_alike, shingled, signature
from db.copies.verdict import Candidate, in_common, links, worth_comparing
from tests.benchmarks.copies import TRANSFORMS, Text, corpus


@dataclass
class Archive:
    """The texts so far: lists of ids by band, as a table would have them, and the pairs that were linked."""

    texts: dict[int, str] = field(default_factory=dict)
    signed: dict[int, tuple[int, ...]] = field(default_factory=dict)
    bands: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    pairs: list[tuple[int, int]] = field(default_factory=list)
    stories: dict[int, int] = field(default_factory=dict)
    compared: list[int] = field(default_factory=list)

    def add(self, key: int, body: str) -> None:
        """Look up, compare, link."""
        bands = signature(body).bands
        lists = [self.bands[band][-PER_BAND:] for band in bands]
        alike = [other for other in in_common(lists, len(bands)) if are_alike(bands, self.signed[other])]
        wanted = worth_comparing(lists, len(bands), {other: self.stories[other] for other in alike})
        self.compared.append(len(wanted))
        candidates = [Candidate(other, self.stories[other], self.texts[other]) for other in wanted]
        joined = [candidate for candidate, _ in links(body, candidates)]
        self.pairs += [(key, one.text_id) for one in joined]
        merged = {one.story_id for one in joined}
        story = min([key, *merged])
        for other, known in self.stories.items():
            if known in merged:
                self.stories[other] = story
        self.stories[key], self.texts[key], self.signed[key] = story, body, bands
        for band in bands:
            self.bands[band].append(key)


def found(texts: Sequence[Text], order: random.Random) -> tuple[dict[int, int], Archive]:
    """The stories (key -> story) after all texts arrived in some order."""
    archive = Archive()
    for one in order.sample(texts, len(texts)):
        archive.add(one.key, one.body)
    return dict(clusters(archive.texts, archive.pairs)), archive


def quality(pairs: Iterable[tuple[Text, Text]], stories: dict[int, int]) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 of the pairs given."""
    counts = Counter((one.story == other.story, stories[one.key] == stories[other.key]) for one, other in pairs)
    right, false, missed = counts[True, True], counts[False, True], counts[True, False]
    precision = right / (right + false) if right + false else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def report(seed: int) -> None:
    texts = corpus(seed)
    stories, archive = found(texts, random.Random(seed))
    print(f"\nseed {seed}: {len(texts)} texts, compared per text {fmean(archive.compared):.1f}")
    print(f"{'pairs of an original and':28}     P      R     F1")
    for kind in TRANSFORMS:
        of_kind = [one for one in texts if one.kind in ("original", kind)]
        some = [pair for pair in combinations(of_kind, 2) if {one.kind for one in pair} == {"original", kind}]
        print(f"{kind:28} " + " ".join(f"{value:.4f}" for value in quality(some, stories)))
    for language in ("en", "zh"):
        some = list(combinations([one for one in texts if one.language == language], 2))
        print(f"{'all, ' + language:28} " + " ".join(f"{value:.4f}" for value in quality(some, stories)))
    print(f"{'all':28} " + " ".join(f"{value:.4f}" for value in quality(combinations(texts, 2), stories)))
    wrong = Counter(hard for pair in archive.pairs if (hard := _false(texts[pair[0]], texts[pair[1]])))
    hard = Counter(one.kind for one in texts if one.kind not in TRANSFORMS and one.kind != "original")
    print("false links: " + ", ".join(f"{kind} {wrong[kind]} (of {count} texts)" for kind, count in hard.items()))
    print(f"false links among others: {sum(wrong.values()) - sum(wrong[kind] for kind in hard)}")


def _false(one: Text, other: Text) -> str:
    if one.story == other.story:
        return ""
    return next((text.kind for text in (one, other) if text.kind not in {*TRANSFORMS, "original"}), "others")


def costs(seed: int) -> None:
    """Milliseconds of a signature and of all an article costs, nothing remembered of the texts it is compared with."""
    for language in ("en", "zh"):
        texts = [one for one in corpus(seed, originals=48) if one.language == language]
        archive, signing, adding = Archive(), list[float](), list[float]()
        for one in random.Random(seed).sample(texts, len(texts)):
            signing.append(_spent(signature, one.body))
            adding.append(_spent(archive.add, one.key, one.body))
        print(
            f"{language}: {fmean(len(one.body) for one in texts):.0f} characters, signature {median(signing):.2f} ms, "
            f"with {fmean(archive.compared):.1f} texts worth comparing {median(adding):.2f} ms (medians)"
        )


def _spent(work: Callable[..., object], *arguments: object) -> float:
    shingled.cache_clear()
    started = time.process_time()
    work(*arguments)
    return 1e3 * (time.process_time() - started)


if __name__ == "__main__":
    for number in sys.argv[1:] or ["1"]:
        report(int(number))
    costs(1)
