"""A series of kills: the same for a seed, fair to the victims, taken up where it was interrupted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.faults.kill_plan import PHASES, STARTS, VICTIMS, Result, Series, begun, drawn, table


def _result(series: Series, number: int, *wrong: str) -> Result:
    held = {"page": 12, "capture": 3, "article": 0}
    return Result(drawn(series.seed, series.count, series.only)[number - 1], 1.5, held, 20.0, wrong)


def test_a_seed_gives_the_same_kills_and_another_gives_others() -> None:
    assert drawn(7, 30) == drawn(7, 30)
    assert drawn(7, 30) != drawn(8, 30)


def test_thirty_kills_are_ten_of_each_victim_at_moments_all_over_its_life() -> None:
    kills = drawn(7, 30)
    assert Counter(kill.victim for kill in kills) == dict.fromkeys(VICTIMS, 10)
    assert Counter(kill.start for kill in kills) == dict.fromkeys(STARTS, 15)
    assert {int(kill.share * 4) for kill in kills} == {0, 1, 2, 3}
    assert 15 < sum(kill.is_at_work for kill in kills) < 30
    assert {kill.victim for kill in drawn(7, 3, "flow")} == {"flow"}


def test_an_interrupted_series_goes_on_with_the_next_kill(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "kills.json"
    series = begun(path, 7, 3, "")
    series.results.append(_result(series, 1, "page.url is not there"))
    series.save(path)
    again = begun(path, None, 3, "")
    assert again == series
    assert [kill.number for kill in again.left()] == [2, 3]


def test_what_was_asked_otherwise_or_cannot_be_read_begins_a_new_series(tmp_path: Path) -> None:
    path = tmp_path / "kills.json"
    series = begun(path, 7, 3, "")
    series.results.append(_result(series, 1))
    series.save(path)
    assert not begun(path, 8, 3, "").results
    assert not begun(path, 7, 6, "").results
    assert not begun(path, 7, 3, "flow").results
    path.write_text('{"seed": 7', "utf-8")
    assert not begun(path, 7, 3, "").results


def test_a_result_says_how_far_the_run_had_come_and_the_table_counts_what_differs() -> None:
    series = Series(7, 3)
    good, bad = _result(series, 1), _result(series, 2, "missing: a page")
    assert good.phase == "fetching"
    assert good.phase in PHASES
    assert "same rows" in good.line()
    assert "DIFFERS" in bad.line()
    assert sum(line.endswith("| 1 |") for line in table([good, bad]).splitlines()) == 1
