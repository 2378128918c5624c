"""The maker of copies (tests/benchmarks/copies.py) keeps its promises: by seed alone, both languages, a tenth hard."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.benchmarks.copies import TRANSFORMS, corpus, cut, dateline, new_lead, reordered, sentences

NEWS = """Chongqing - Two hundred people walked over the new bridge on Monday. Officials said the toll, 3 yuan, will
stay. “We waited for nine years,” said Lan Meiyu, a courier. The ferry keeps its timetable until March."""
CHINESE = "昨天，两百人走过新桥。区里表示，过桥费3元不变。“我们等了九年。”快递员蓝美玉说。渡船的时刻表用到三月。"


def test_the_same_seed_makes_the_same_texts_and_another_seed_others() -> None:
    assert corpus(7, originals=8) == corpus(7, originals=8)
    assert {one.body for one in corpus(7, originals=8)}.isdisjoint(one.body for one in corpus(8, originals=8))


def test_a_tenth_of_the_texts_are_hard_and_each_is_a_story_of_its_own() -> None:
    texts = corpus(7, originals=24)
    sizes = Counter(one.story for one in texts)
    hard = [one for one in texts if sizes[one.story] == 1]
    assert len(hard) / len(texts) == pytest.approx(0.1, abs=0.01)
    assert {one.kind for one in hard}.isdisjoint(TRANSFORMS)
    assert {one.language for one in hard} == {"en", "zh"}
    assert len({one.body for one in hard}) == len(hard)


def test_every_original_has_one_copy_by_each_transform() -> None:
    texts = corpus(7, originals=8)
    for original in (one for one in texts if one.kind == "original"):
        kinds = [one.kind for one in texts if one.story == original.story]
        assert sorted(kinds) == sorted(["original", *TRANSFORMS])


@pytest.mark.parametrize(("text", "language"), [(NEWS, "en"), (CHINESE, "zh")])
def test_transforms_change_what_they_say_they_change(text: str, language: str) -> None:
    rng, parts = random.Random(1), sentences(text, language)
    assert len(parts) in (4, 5)
    assert sentences(cut(rng, text, language), language) == parts[:2]
    assert sorted(sentences(reordered(rng, text, language), language)) == sorted(parts)
    assert sentences(new_lead(rng, text, language), language)[2:] == parts[2:]
    assert parts[-1] in dateline(rng, text, language)
