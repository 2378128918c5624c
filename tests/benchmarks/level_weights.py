"""Learns how much each trait of a text weighs for its level, and writes flows/steps/weights.py.

    python -m tests.benchmarks.level_weights

Learns from tests/labels/dev_*.toml and tests/flows/tag_cases.toml alone; what the weights are worth is told by
tagger_scores on the texts that are only scored, and here by leaving out a tenth of the texts at a time. Needs
scikit-learn (`uv pip install -e '.[bench]'`); the program itself only adds up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from db.values import TagInput
from flows.registry import load_registry
from flows.steps import coverage
from flows.steps.tag import Tagger, compile_tagger
from flows.steps.weighing import LEVELS
from tests.benchmarks.tagger_scores import LABELS, text_of

SHORT = Path(__file__).parents[1] / "flows" / "tag_cases.toml"
"""Texts of a sentence or two, which the rules were written from."""
FILE = Path(__file__).parents[2] / "flows" / "steps" / "weights.py"
HEAD = '''"""How much each trait weighs for each level. Written by `python -m tests.benchmarks.level_weights` alone."""

from __future__ import annotations

# trait -> (focus, substantive, anchor)
WEIGHTS: dict[str, tuple[float, float, float]] = {
'''
# of 0.05 to 1.5 tried by leaving out: the main ones' levels are right in .86 to .87 with all, the others' with more
STRENGTH = 0.6
# a further meeting of a text is labelled with less care than the main one
FURTHER = 0.5


class Sample(NamedTuple):
    text: str
    level: str
    traits: dict[str, float]
    is_main: bool


def samples(tagger: Tagger) -> Iterator[Sample]:
    """Each labelled meeting that the tagger finds in a text for development, with its traits."""
    for path in sorted(LABELS.glob("dev_*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            wanted = {other.split()[0]: other.split()[1] for other in case["others"]}
            if case["main"]:
                wanted[case["main"]] = case["level"]
            for congress_id, traits in _found(tagger, text_of(case)):
                if wanted.get(congress_id) in LEVELS:
                    yield Sample(case["name"], wanted[congress_id], traits, congress_id == case["main"])
    for number, case in enumerate(tomllib.loads(SHORT.read_text("utf-8"))["case"]):
        wanted = {name: level for name, level, *_ in (each.split() for each in case["coverage"])}
        given = TagInput(
            **{name: case.get(name, "") for name in ("title", "text", "date", "language", "source", "url")}
        )
        for congress_id, traits in _found(tagger, given):
            if wanted.get(congress_id) in LEVELS:
                yield Sample(f"short {number}", wanted[congress_id], traits, is_main=True)


def _found(tagger: Tagger, given: TagInput) -> list[tuple[str, dict[str, float]]]:
    seen: list[dict[str, float]] = []
    weigh = coverage.weigh

    def listen(traits: dict[str, float]) -> Any:
        seen.append(traits)
        return weigh(traits)

    coverage.weigh = listen
    try:
        tags = tagger.tagged(given)
    finally:
        coverage.weigh = weigh
    return [(tag.congress_id, traits) for tag, traits in zip(tags, seen, strict=True)]


def main() -> None:
    found = list(samples(compile_tagger(load_registry())))
    level = np.array([LEVELS.index(one.level) for one in found])
    weight = np.array([1.0 if one.is_main else FURTHER for one in found])
    left_out = np.zeros(len(found), int)
    for learn, ask in GroupKFold(10).split(found, level, [one.text for one in found]):
        names, model = _fit([found[at] for at in learn], level[learn], weight[learn])
        left_out[ask] = model.predict(names.transform([found[at].traits for at in ask]))
    main_ones = np.array([one.is_main for one in found])
    for what, those in (("main meetings", main_ones), ("further ones", ~main_ones)):
        right = float(np.mean(left_out[those] == level[those]))
        macro = f1_score(level[those], left_out[those], average="macro")
        print(f"{what}, each judged by what the others taught: {those.sum()}, right {right:.3f}, macro-F1 {macro:.3f}")
    names, model = _fit(found, level, weight)
    _write(names, model)
    print(f"{FILE.name}: {len(names.feature_names_)} traits, from {len(found)} meetings")


def _fit(found: list[Sample], level: Any, weight: Any) -> tuple[DictVectorizer, LogisticRegression]:
    names = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(names.fit_transform([one.traits for one in found]), level, sample_weight=weight)
    return names, model


def _write(names: DictVectorizer, model: LogisticRegression) -> None:
    rows = [("always", *model.intercept_), *zip(names.feature_names_, *model.coef_, strict=True)]
    body = "".join(
        f'    "{name}": ({", ".join(f"{value:.2f}" for value in values)}),\n'
        for name, *values in rows
        if max(map(abs, values)) >= 0.005
    )
    FILE.write_text(f"{HEAD}{body}}}\n", "utf-8")


if __name__ == "__main__":
    main()
