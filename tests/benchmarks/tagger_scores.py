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
from flows.steps.tag import Tagger, compile_tagger

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
        read = read_file(path, tagger)
        _tell(path.name, read)
        if asked.misses:
            _misses(read)


def text_of(case: dict[str, Any]) -> TagInput:
    """A labelled text as the tagger takes it."""
    return TagInput(case["title"], case["text"], case["date"], language=case["language"], source=case["source"])


def _read(case: dict[str, Any], coverage: Sequence[CoverageTag]) -> Read:
    first = coverage[0] if coverage else None
    found = (first.congress_id, first.level, first.phase or "-") if first else ("", "", "")
    same = {other.split()[0] for other in case["others"] if other.split()[1] == case["level"]}
    wanted = (case["main"], case["level"], case["phase"])
    return Read(case["name"], case["kind"], wanted, found, frozenset(same | {case["main"]}))


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 of the yes-or-no decisions, F1 of each level, the share of phases that are right."""

    focus: tuple[float, float, float]
    main: tuple[float, float, float]
    levels: dict[str, float]
    phase: float
    phased_count: int
    alike: tuple[int, int]
    """Look-alikes tagged, of how many."""

    @property
    def macro(self) -> float:
        return sum(self.levels.values()) / len(self.levels)


def read_file(path: Path, tagger: Tagger) -> list[Read]:
    """Every labelled text of a file with what the tagger makes of it."""
    cases = tomllib.loads(path.read_text("utf-8"))["case"]
    return [_read(case, tagger.tag(text_of(case)).coverage) for case in cases]


def scores(read: Sequence[Read]) -> Scores:
    phased = [one for one in read if one.wanted[0] and one.is_main_right]
    alike = [one for one in read if one.kind == "look-alike"]
    return Scores(
        focus=_f1([(one.wanted[1] == "focus", one.found[1] == "focus") for one in read]),
        main=_ids(read),
        levels={level: _f1([(one.wanted[1] == level, one.found[1] == level) for one in read])[2] for level in LEVELS},
        phase=_share(one.wanted[2] == one.found[2] for one in phased),
        phased_count=len(phased),
        alike=(sum(bool(one.found[0]) and not one.wanted[0] for one in alike), len(alike)),
    )


def _tell(name: str, read: Sequence[Read]) -> None:
    told = scores(read)
    print(f"{name}: {len(read)} texts")
    for what, (precision, recall, f1) in (("focus or not", told.focus), ("main meeting", told.main)):
        print(f"  {what}      P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    levels = ", ".join(f"{level or 'none'} {score:.2f}" for level, score in told.levels.items())
    print(f"  level             macro-F1 {told.macro:.3f}  {levels}")
    print(f"  phase             accuracy {told.phase:.3f} of {told.phased_count}")
    print(f"  look-alikes       {told.alike[0]} of {told.alike[1]} tagged")


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
