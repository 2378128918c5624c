"""A simulated week under way, as its file keeps it: what was asked for, how far it came, what was seen."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    days: int
    sources: int
    runs: int
    """Of each source a day."""
    history: int
    """Days before the week, a run each."""
    seed: int


@dataclass
class Week:
    asked: Asked
    ports: list[int] = field(default_factory=list)
    """Of the sites: an archive knows its pages by them."""
    done: int = 0
    """Turns that are over, those before the week included."""
    seconds: float = 0.0
    run_count: int = 0
    refused_count: int = 0
    """Runs that were asked for while the same ran already."""
    told_count: int = 0
    """Openings and ends of alarms that the Prefect server took."""
    wrong: list[str] = field(default_factory=list)
    samples: list[dict[str, float]] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=dict)
    """By source: the paths of articles that it has shown."""

    @property
    def turns(self) -> int:
        return self.asked.history + self.asked.days * self.asked.runs

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)), "utf-8")
        part.replace(path)


def begun(path: Path, asked: Asked, *, is_new: bool = False) -> Week:
    """The week that was interrupted, if it is the one that is asked for; else a new one, in an empty folder."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        found = Week(**{**kept, "asked": Asked(*kept["asked"])})
    except (OSError, ValueError, TypeError, KeyError):
        found = None
    if found and not is_new and found.asked == asked and found.done < found.turns:
        return found
    if path.parent.exists():
        # never another's folder
        if not (path.parent / _MARK).exists() and any(path.parent.iterdir()):
            raise SystemExit(f"{path.parent} is not empty and no week of ours: name another folder with --home")
        shutil.rmtree(path.parent)
    path.parent.mkdir(parents=True)
    (path.parent / _MARK).touch()
    return Week(asked)


_MARK = ".simulated-week"
