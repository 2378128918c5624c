"""`make faults`: `kill -9` of the spider, of the flow process and of PostgreSQL, at random moments.

After each kill one `congresswatch run` must give the rows of a run that nobody disturbed; the exit status is 1 where
one does not. An interrupted call is taken up where it stopped. The seed is printed: it gives the same kills again.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import platformdirs

from tests.faults.kill_plan import VICTIMS, Kill, Result, Series, begun, table
from tests.faults.stage import MissedError, Stage, stage

SHOWN = 20
# a machine may be quicker than when the lives were measured
ATTEMPTS = 6


def main(argv: list[str] | None = None) -> int:
    asked = _arguments(argv)
    if asked.again:
        asked.state.unlink(missing_ok=True)
    series = begun(asked.state, asked.seed, asked.kills, asked.only)
    print(f"seed {series.seed}: {len(series.results)} of {series.count} kills are done", flush=True)
    started = time.monotonic()
    try:
        with stage(asked.size, asked.delay) as place:
            _go_on(series, place, asked.state)
    except KeyboardInterrupt:
        print(f"\nstopped after {len(series.results)} kills; the same call goes on with the next", flush=True)
        return 130
    # done: the next call begins a new series
    asked.state.unlink(missing_ok=True)
    return _told(series, time.monotonic() - started)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    default = Path(platformdirs.user_cache_dir("congresswatch-faults", appauthor=False)) / "kills.json"
    parser.add_argument("--seed", type=int, help="the same kills again; default: drawn")
    parser.add_argument("--kills", type=int, default=30, help="how many, shared among the victims (%(default)s)")
    parser.add_argument("--only", choices=VICTIMS, default="", help="kill nothing else")
    parser.add_argument("--state", type=Path, default=default, help="keeps what is done (%(default)s)")
    parser.add_argument("--again", action="store_true", help="start over, whatever is done")
    parser.add_argument("--size", type=float, default=0.5, help="of the newsroom; 1: 320 articles (%(default)s)")
    parser.add_argument("--delay", type=float, default=0.25, help="seconds the site answers late (%(default)s)")
    return parser.parse_args(argv)


def _go_on(series: Series, place: Stage, state: Path) -> None:
    place.make_starts()
    for start, rows in place.rows.items():
        lives = ", ".join(
            f"{victim} {place.lives[start, victim]:.1f} s ({place.works[start, victim]:.1f} at work)"
            for victim in VICTIMS
        )
        print(f"undisturbed from an archive that is {start}: {len(rows)} rows; alive: {lives}", flush=True)
    for planned in series.left():
        result = _killed(place, planned)
        series.results.append(result)
        series.save(state)
        print(result.line(), flush=True)
        for line in result.wrong[:SHOWN]:
            print(f"       {line}", flush=True)


def _killed(place: Stage, planned: Kill) -> Result:
    for attempt in range(ATTEMPTS):
        try:
            return place.kill(replace(planned, share=planned.share * 0.85**attempt))
        except MissedError:
            print(f"{planned.number:3}  {planned.victim:10}  had ended before its moment: once more", flush=True)
    raise RuntimeError(f"the {planned.victim} always ended before its moment")


def _told(series: Series, seconds: float) -> int:
    differing = [result for result in series.results if result.wrong]
    print(f"\n{table(series.results)}\n\nseed {series.seed}, {seconds / 60:.1f} minutes", flush=True)
    for result in differing:
        print(result.line())
        print("\n".join(f"       {line}" for line in result.wrong[:SHOWN]))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
