"""Word by word: both texts come back from the changes, and no text makes the comparison run away."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.edits.forms import LONGEST_CHANGE, LONGEST_LINE, MOST_CHANGES, line, stored
from db.edits.runs import STEPS, Budget, Gap, common, gaps
from db.edits.words import Change, diff, tokens

FERRY = "The ferry ran again on Tuesday. The band played until the boat reached the other quay."
COUNCIL = "The council met in the new hall. Members spoke about water and roads."
TICKETS = "Tickets cost two yuan from autumn on, the district said."

words = st.sampled_from(
    ["the", "ferry", "ran", "9", "12", "May", "渡船", "恢复", "，", ".", " ", "  ", "\n", "\n\n", "a’b"]
)
prose = st.lists(words, max_size=40).map("".join)
texts = prose | st.text(max_size=40)


def sides(changes: tuple[Change, ...]) -> tuple[str, str]:
    return "".join(change.old for change in changes), "".join(change.new for change in changes)


def changed(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.op, change.old, change.new) for change in changes if change.op != "equal"]


@given(texts)
def test_words_and_marks_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(texts, texts)
def test_both_texts_come_back_from_the_changes(old: str, new: str) -> None:
    changes = diff(old, new)
    assert sides(changes) == (old, new)
    for change in changes:
        assert old[change.place.old :].startswith(change.old)
        assert new[change.place.new :].startswith(change.new)
        assert (change.op == "equal") == (change.old == change.new)
        assert (change.op == "insert") == (not change.old)
        assert (change.op == "delete") == (not change.new)


@given(prose, prose)
def test_no_change_stands_beside_another(old: str, new: str) -> None:
    ops = [change.op == "equal" for change in diff(old, new)]
    assert all(one != other for one, other in pairwise(ops))


@given(texts)
def test_equal_texts_have_no_change(text: str) -> None:
    assert changed(diff(text, text)) == []
    assert line(diff(text, text)) == ""
    assert stored(diff(text, text)) == []


@given(texts, texts)
def test_swapped_texts_give_mirrored_changes(old: str, new: str) -> None:
    there = [(change.old, change.new) for change in diff(old, new)]
    assert [(change.new, change.old) for change in diff(new, old)] == there


@given(texts, texts, st.integers(0, 60))
def test_both_texts_come_back_however_little_work_is_allowed(old: str, new: str, steps: int) -> None:
    budget = Budget(steps)
    assert sides(diff(old, new, budget)) == (old, new)
    assert budget.spent <= steps


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_common_runs_are_common_ascending_and_never_touch_twice(old: list[int], new: list[int]) -> None:
    at_old = at_new = 0
    for run in common(old, new, Budget()):
        assert run.length > 0
        assert run.old >= at_old
        assert run.new >= at_new
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        at_old, at_new = run.old + run.length, run.new + run.length
    covered = sum(run.length for run in common(old, new, Budget()))
    between = list(gaps(common(old, new, Budget()), Gap(0, len(old), 0, len(new))))
    assert covered + sum(gap.old_end - gap.old for gap in between) == len(old)


def test_a_change_is_no_more_than_the_words_that_changed() -> None:
    assert changed(diff("The meeting of 9 May was long.", "The meeting of 12 May was long.")) == [
        ("replace", "9", "12")
    ]
    assert changed(diff("共有一百二十名学生上船。", "共有一百四十名学生上船。")) == [("replace", "二", "四")]
    assert changed(diff("It cost 1,400 yuan.", "It cost 1,600 yuan.")) == [("replace", "1,400", "1,600")]


def test_an_added_paragraph_leaves_the_others_whole() -> None:
    old, new = f"{FERRY}\n\n{TICKETS}", f"{FERRY}\n\n{COUNCIL}\n\n{TICKETS}"
    assert changed(diff(old, new)) == [("insert", "", f"{COUNCIL}\n\n")]


def test_a_moved_paragraph_is_gone_here_and_comes_there() -> None:
    old, new = f"{FERRY}\n\n{COUNCIL}\n\n{TICKETS}", f"{COUNCIL}\n\n{TICKETS}\n\n{FERRY}"
    found = diff(old, new)
    assert [change.op for change in found if FERRY in change.old + change.new] == ["delete", "insert"]
    assert any(change.op == "equal" and COUNCIL in change.old and TICKETS in change.old for change in found)


def test_a_paragraph_that_moved_past_an_edited_one_does_not_smear() -> None:
    edited = COUNCIL.replace("new", "old")
    assert ("replace", "new", "old") in changed(diff(f"{COUNCIL}\n{FERRY}", f"{edited}\n{FERRY}"))


def test_words_that_stayed_by_chance_are_no_islands() -> None:
    old = "A grey dog slept under the bench."
    new = "No children walked across the quay."
    assert [op for op, _, _ in changed(diff(old, new))] == ["replace"]


def test_the_line_shows_some_words_around_each_change() -> None:
    text = (
        "Nobody knows exactly why the long meeting of the ninth committee of 9 May was put off once more by the mayor."
    )
    assert line(diff(text, text.replace("9", "12"))) == ("… the ninth committee of [-9-]{+12+} May was put off …")
    assert "¶" in line(diff(FERRY, f"{FERRY}\n\n{COUNCIL}"))
    assert "\n" not in line(diff(FERRY, f"{FERRY}\n\n{COUNCIL}"))


@given(texts, texts)
def test_the_json_holds_every_change_with_its_place(old: str, new: str) -> None:
    items = json.loads(json.dumps(stored(diff(old, new))))
    for item in items:
        if item["op"] != "equal":
            assert old[slice(*item["old_span"])] == item["old"]
            assert new[slice(*item["new_span"])] == item["new"]


def test_what_is_kept_of_a_great_change_is_small() -> None:
    old = "\n".join(f"{FERRY} Trip {number}." for number in range(4000))
    new = "\n".join(f"{FERRY} Tour {number}." for number in range(4000))
    assert len(line(diff(old, new))) <= LONGEST_LINE + 10
    items = stored(diff(old, new))
    assert len([item for item in items if "new" in item]) == MOST_CHANGES
    assert items[-1] == {"op": "more", "count": 4000 - MOST_CHANGES}
    whole = stored(diff(old, ""))
    assert len(whole[0]["old"]) <= LONGEST_CHANGE
    assert whole[0]["old_span"] == [0, len(old)]


SIZE = 2_000_000


def by_chance(seed: int, count: int, words: Sequence[str]) -> str:
    return "".join(random.Random(seed).choices(words, k=count))


def edited_here_and_there() -> tuple[str, str]:
    old = by_chance(1, 300_000, [f"word{number} " for number in range(999)] + ["river.\n"] * 60)
    return old, old.replace("word77 ", "tree ")


def all_other_words() -> tuple[str, str]:
    known = [f"a{number} " for number in range(500)]
    return by_chance(2, 400_000, known), by_chance(3, 400_000, known)


def two_characters() -> tuple[str, str]:
    return by_chance(4, SIZE // 3, "的了"), by_chance(5, SIZE // 3, "的了")


def one_word() -> tuple[str, str]:
    return "no " * (SIZE // 3), "no " * (SIZE // 4)


def every_paragraph() -> tuple[str, str]:
    old = "".join(f"line {number} of the long report stays here\n" for number in range(25_000))
    return old, old.replace("stays", "stood")


def upside_down() -> tuple[str, str]:
    lines = [f"line {number} of the report\n" for number in range(80_000)]
    return "".join(lines), "".join(reversed(lines))


def line_breaks() -> tuple[str, str]:
    return "\n" * SIZE, "\n\n x" * (SIZE // 8)


def dots() -> tuple[str, str]:
    return "." * SIZE + "x", "!" * SIZE + "y"


LARGE = (
    edited_here_and_there, all_other_words, two_characters, one_word, every_paragraph, upside_down, line_breaks, dots,
)  # fmt: skip


class Counted:
    """An item that counts how often it was asked for."""

    asked = 0

    def __init__(self, value: int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        Counted.asked += 1
        return isinstance(other, Counted) and self.value == other.value

    def __hash__(self) -> int:
        Counted.asked += 1
        return hash(self.value)


@pytest.mark.parametrize("values", [2, 3, 40, 5000])
def test_the_budget_bounds_what_is_really_asked(values: int) -> None:
    chance = random.Random(values)
    old, new = ([Counted(chance.randrange(values)) for _ in range(20_000)] for _ in range(2))
    for steps in (0, 50_000, 200_000):
        Counted.asked = 0
        common(old, new, Budget(steps))
        assert Counted.asked <= 6 * steps


@pytest.mark.parametrize("make", LARGE)
def test_two_megabytes_are_compared_in_bounded_work(make: Callable[[], tuple[str, str]]) -> None:
    old, new = make()
    budget = Budget()
    assert sides(diff(old, new, budget)) == (old, new)
    assert budget.spent <= STEPS
