"""The level of a meeting in a text from all that speaks for each: the traits' weights are added up, the most wins.

The ordered rules of `coverage` are one voice among the traits, the strongest. They were written from texts; the weights
were learned from texts (tests/benchmarks/level_weights.py), and are numbers to be read in `weights`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from db.values import Level
from flows.steps.weights import WEIGHTS

LEVELS: tuple[Level, ...] = ("focus", "substantive", "anchor")
_NONE = (0.0, 0.0, 0.0)
_TOLD = 3


class Weighed(NamedTuple):
    level: Level
    share: float
    """Of the belief that is this level's, 0.34 to 1."""
    reasons: tuple[str, ...]
    """The traits that speak most for it against the second."""


def weigh(traits: Mapping[str, float]) -> Weighed:
    """`traits`: name -> figure, as `traits.traits` gives them; an unknown one weighs nothing."""
    parts = {name: [value * weight for weight in WEIGHTS.get(name, _NONE)] for name, value in traits.items()}
    sums = [sum(column) for column in zip(WEIGHTS["always"], *parts.values(), strict=True)]
    best, second = sorted(range(len(LEVELS)), key=lambda at: -sums[at])[:2]
    most = max(sums)
    share = 1 / sum(math.exp(each - most) for each in sums)
    speak = {name: part[best] - part[second] for name, part in parts.items()}
    reasons = sorted((name for name in speak if speak[name] > 0), key=lambda name: -speak[name])
    return Weighed(LEVELS[best], round(share, 2), tuple(reasons[:_TOLD]))
