"""How well does the tagger read? Precision, recall and F1 per decision on labelled texts, with the misses.

    python -m tests.benchmarks.tagger_scores [tests/labels/scored_zh.toml ...] [--misses]

The texts of `tests/labels/scored_*.toml` were written and labelled by a reader who knew the definitions of coverage
alone, and are only ever scored: no rule is made for one of them. A text's main meeting is the tagger's first.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.values import CoverageTag, TagInput
from flows.registry import load_registry
from flows.steps.tag import compile_tagger

LABELS = Path(__file__).parent.parent / "labels"
LEVELS = ("focus", "substantive", "anchor", "")


@dataclass(frozen=True, slots=True)
class Read:
    """A labelled text and what the tagger made of it."""

    name: str
    kind: str
    wanted: tuple[str, str, str]
    """Main meeting, level, phase; '' for none."""
    found: tuple[str, str, str]
    equals: frozenset[str]
    """Meetings labelled with the main one's level: any of them may be called the main one."""

    @property
    def is_main_right(self) -> bool:
        return self.found[0] in self.equals if self.wanted[0] else not self.found[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tagger_scores", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(LABELS.glob("scored_*.toml")))
    parser.add_argument("--misses", action="store_true", help="name each text that was read otherwise")
    asked = parser.parse_args()
    tagger = compile_tagger(load_registry())
    for path in asked.files:
        cases = tomllib.loads(path.read_text("utf-8"))["case"]
        read = [_read(case, tagger.tag(_input(case)).coverage) for case in cases]
        _tell(path.name, read)
        if asked.misses:
            _misses(read)


def _input(case: dict[str, Any]) -> TagInput:
    return TagInput(case["title"], case["text"], case["date"], language=case["language"], source=case["source"])


def _read(case: dict[str, Any], coverage: Sequence[CoverageTag]) -> Read:
    first = coverage[0] if coverage else None
    found = (first.congress_id, first.level, first.phase or "-") if first else ("", "", "")
    same = {other.split()[0] for other in case["others"] if other.split()[1] == case["level"]}
    wanted = (case["main"], case["level"], case["phase"])
    return Read(case["name"], case["kind"], wanted, found, frozenset(same | {case["main"]}))


def _tell(name: str, read: Sequence[Read]) -> None:
    focus = _f1([(one.wanted[1] == "focus", one.found[1] == "focus") for one in read])
    ids = _ids(read)
    levels = [_f1([(one.wanted[1] == level, one.found[1] == level) for one in read])[2] for level in LEVELS]
    phased = [one for one in read if one.wanted[0] and one.is_main_right]
    phases = _share(one.wanted[2] == one.found[2] for one in phased)
    alike = [one for one in read if one.kind == "look-alike"]
    print(f"{name}: {len(read)} texts")
    print(f"  focus or not      P {focus[0]:.3f}  R {focus[1]:.3f}  F1 {focus[2]:.3f}")
    print(f"  main meeting      P {ids[0]:.3f}  R {ids[1]:.3f}  F1 {ids[2]:.3f}")
    print(f"  level             macro-F1 {sum(levels) / len(levels):.3f}  ", end="")
    print(", ".join(f"{level or 'none'} {score:.2f}" for level, score in zip(LEVELS, levels, strict=True)))
    print(f"  phase             accuracy {phases:.3f} of {len(phased)}")
    print(f"  look-alikes       {sum(bool(one.found[0]) for one in alike)} of {len(alike)} tagged")


def _ids(read: Sequence[Read]) -> tuple[float, float, float]:
    right = sum(bool(one.wanted[0]) and one.is_main_right for one in read)
    return _rates(right, sum(bool(one.found[0]) for one in read), sum(bool(one.wanted[0]) for one in read))


def _f1(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Of (wanted, found): precision, recall, F1."""
    right = sum(wanted and found for wanted, found in pairs)
    return _rates(right, sum(found for _, found in pairs), sum(wanted for wanted, _ in pairs))


def _rates(right: int, found: int, wanted: int) -> tuple[float, float, float]:
    precision = right / found if found else 1.0
    recall = right / wanted if wanted else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(those: Iterable[bool]) -> float:
    known = list(those)
    return sum(known) / len(known) if known else 1.0


def _misses(read: Sequence[Read]) -> None:
    for one in read:
        if not one.is_main_right or one.wanted[1:] != one.found[1:]:
            wanted, found = (" ".join(filter(None, each)) or "none" for each in (one.wanted, one.found))
            print(f"  {one.name} ({one.kind}): {wanted} | {found}")


if __name__ == "__main__":
    main()
