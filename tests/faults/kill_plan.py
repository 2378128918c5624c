"""Which process is killed when: drawn from a seed, kept in a file until the last kill is done, told as a table."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice, product
from pathlib import Path

SPIDER, FLOW, POSTGRESQL = "spider", "flow", "postgresql"
VICTIMS = (SPIDER, FLOW, POSTGRESQL)
EMPTY, SEASONED = "empty", "seasoned"
STARTS = (EMPTY, SEASONED)
"""Archives to start from: none yet, or one that knows what the site published until some months ago."""
PHASES = ("start-up", "listings", "fetching", "storing")
AT_WORK = 0.8
"""Share of the kills that wait for the work to begin."""


@dataclass(frozen=True, slots=True)
class Kill:
    number: int
    """1, 2, ..."""
    victim: str
    start: str
    share: float
    """When: as a share of how long the victim lives in a run that nobody disturbs, or of how long it works."""
    pause: float
    """Seconds after which the next run is started, whatever is still on its way out."""
    is_at_work: bool = False
    """The share is of its life after the first listing was read. On a busy machine most of a life is start-up."""


@dataclass(frozen=True, slots=True)
class Result:
    kill: Kill
    moment: float
    """Seconds after the run's start at which it was killed."""
    held: dict[str, int]
    """What the run had added by then: rows by table."""
    seconds: float
    """All the kill took, start to verdict."""
    wrong: tuple[str, ...] = ()
    """What differs from an undisturbed run; empty: nothing."""

    @property
    def phase(self) -> str:
        """How far the run had come."""
        reached = [bool(self.held.get(table)) for table in ("page", "capture", "article")]
        return PHASES[sum(reached)]

    def line(self) -> str:
        held = ", ".join(f"{count} {table}s" for table, count in self.held.items() if count) or "nothing"
        verdict = "same rows" if not self.wrong else f"DIFFERS ({len(self.wrong)})"
        return (
            f"{self.kill.number:3}  {self.kill.victim:10}  {self.kill.start:8}  at {self.moment:5.2f} s  {self.phase:8}"
            f"  {self.seconds:5.1f} s  {verdict}  (added {held})"
        )


def drawn(seed: int, count: int, only: str = "") -> list[Kill]:
    """`count` kills, the same for the same arguments: as many of each victim and start as can be, in random order."""
    rng = random.Random(f"{seed}:{count}:{only}")
    kinds = product(STARTS, [only] if only else VICTIMS)
    drawn = list(islice(cycle(kinds), count))
    rng.shuffle(drawn)
    return [
        Kill(number, victim, start, round(rng.random(), 4), round(rng.uniform(0, 3), 2), rng.random() < AT_WORK)
        for number, (start, victim) in enumerate(drawn, start=1)
    ]


@dataclass(slots=True)
class Series:
    """A series of kills under way, as its file keeps it."""

    seed: int
    count: int
    only: str = ""
    results: list[Result] = field(default_factory=list)

    def left(self) -> list[Kill]:
        done = {result.kill.number for result in self.results}
        return [kill for kill in drawn(self.seed, self.count, self.only) if kill.number not in done]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)), "utf-8")
        part.replace(path)


def begun(path: Path, seed: int | None, count: int, only: str) -> Series:
    """The series that was interrupted, if it is the one that is asked for; else a new one."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        results = [
            Result(Kill(**each["kill"]), each["moment"], each["held"], each["seconds"], tuple(each["wrong"]))
            for each in kept["results"]
        ]
        found = Series(kept["seed"], kept["count"], kept["only"], results)
    except (OSError, ValueError, KeyError, TypeError):
        found = None
    if found and (found.count, found.only) == (count, only) and seed in (None, found.seed):
        return found
    return Series(secrets.randbelow(1_000_000) if seed is None else seed, count, only)


def table(results: Sequence[Result]) -> str:
    """Markdown: a row per victim."""
    lines = ["| killed | times | at start-up | listings | fetching | storing | seconds each | differ |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for victim in VICTIMS:
        its = [result for result in results if result.kill.victim == victim]
        if its:
            phases = [
                sum(result.phase == phase for result in its)
                for phase in ("start-up", "listings", "fetching", "storing")
            ]
            mean = sum(result.seconds for result in its) / len(its)
            cells = [victim, len(its), *phases, f"{mean:.0f}", sum(bool(result.wrong) for result in its)]
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)
