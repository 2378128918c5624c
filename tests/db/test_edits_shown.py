"""How a diff is shown: nothing of a text acts on the terminal or the Markdown, and no line is too wide."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.edits.kinds import Text
from db.edits.of import changed_fields, edit
from db.edits.shown import markdown, terminal, width_of
from db.edits.words import diff

FERRY = "The ferry ran again on Tuesday with 140 children on board."
LONG = f"{FERRY} The band played until the boat reached the other quay at nine in the evening."
END = "An old man waved. Nobody else was there to see it happen."
COLOURS = re.compile("\x1b\\[(?:31|32|0)m")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
words = st.sampled_from(
    ["the", "ferry", "渡船", "9", "恢复开行", "，", ".", " ", "\n", "\n\n", "    x", "*", "\x1b[2J", "’"]
)
texts = st.lists(words, max_size=30).map("".join) | st.text(max_size=40)


def test_the_old_words_and_the_new_ones_stand_on_lines_of_their_own() -> None:
    shown = terminal(diff(FERRY, FERRY.replace("140", "160")))
    assert shown.splitlines() == [
        "- The ferry ran again on Tuesday with [-140-] children on board.",
        "+ The ferry ran again on Tuesday with {+160+} children on board.",
    ]


def test_on_a_terminal_colours_stand_for_the_marks() -> None:
    shown = terminal(diff(FERRY, FERRY.replace("140", "160")), is_colour=True)
    assert "\x1b[31m140\x1b[0m" in shown
    assert "\x1b[32m160\x1b[0m" in shown
    assert "[-" not in shown


def test_an_added_paragraph_has_no_old_side() -> None:
    shown = terminal(diff(FERRY, f"{FERRY}\n\n{END}"))
    assert not any(row.startswith("- ") for row in shown.splitlines())
    assert "{+An old man waved." in shown


def test_changes_of_two_paragraphs_stand_apart_however_far_they_are() -> None:
    for between in ("", "".join(f"Trip {at} was quiet.\n\n" for at in range(30))):
        old = f"{LONG}\n\n{between}{END}"
        shown = terminal(diff(old, old.replace("140", "160", 1).replace("old man", "young man")), 200)
        assert [block.count("\n") for block in shown.split("\n\n")] == [1, 1]


def test_of_a_long_text_only_the_words_around_a_change_are_shown() -> None:
    old = f"{LONG} {END} " * 30
    shown = terminal(diff(old, old + "Good night."), 400)
    assert len(shown) < 200
    assert shown.startswith("+ …")


def test_marks_stay_with_their_words() -> None:
    for width in range(12, 60):
        shown = terminal(diff(LONG, LONG.replace("140", "160")), width)
        assert "[-140-]" in shown
        assert "{+160+}" in shown


@given(texts, texts, st.integers(12, 100), st.booleans())
def test_no_line_is_wider_than_the_terminal(old: str, new: str, width: int, is_colour: bool) -> None:
    for row in terminal(diff(old, new), width, is_colour=is_colour).splitlines():
        assert width_of(COLOURS.sub("", row)) <= width


@given(texts, texts)
def test_a_text_cannot_act_on_the_terminal(old: str, new: str) -> None:
    assert not CONTROLS.search(terminal(diff(old, new)))
    assert not CONTROLS.search(COLOURS.sub("", terminal(diff(old, new), is_colour=True)))


@given(texts)
def test_where_nothing_changed_nothing_is_shown(text: str) -> None:
    assert terminal(diff(text, text)) == ""
    assert markdown(diff(text, text)) == ""


def test_a_chinese_character_takes_two_columns() -> None:
    assert width_of("渡船 a") == 6
    assert width_of("e\u0301") == 1


def test_markdown_strikes_out_the_old_words_and_makes_the_new_ones_bold() -> None:
    assert markdown(diff(FERRY, FERRY.replace("140", "160"))) == (
        "The ferry ran again on Tuesday with ~~140~~ **160** children on board\\."
    )


@pytest.mark.parametrize(
    "hostile",
    ["[a link](http://x.example)", "<img src=x onerror=alert(1)>", "# Head", "1. one", "1) one", "| a | b |", "```sql",
     "~~no~~ **yes**", "![](x)", "&amp;", "www.x.example", "- item", "> quote", "a\\*b"],
)  # fmt: skip
def test_a_text_cannot_act_as_markdown(hostile: str) -> None:
    for old, new in ((FERRY, f"{FERRY}\n\n{hostile}"), (hostile, f"{hostile} {FERRY}")):
        plain = re.sub(r"\\.|~~|\*\*", "", markdown(diff(old, new)))
        assert not re.search(r"[*_`\[\]()<>#|!&]", plain)
        assert not re.search(r"(?m)^\s*(?:\d+[.)]|-)", plain)


def test_no_line_of_markdown_is_code() -> None:
    shown = markdown(diff(FERRY, f"{FERRY}\n\n    indented\n\ttabbed\n\n{END}"))
    assert not re.search(r"(?m)^(?: {4}|\t)", shown)
    assert "**indented**" in shown


@given(texts, texts)
def test_every_new_word_is_in_the_markdown(old: str, new: str) -> None:
    shown = re.sub(r"\\(.)", r"\1", markdown(diff(old, new)))
    for change in diff(old, new):
        assert all(word in shown for word in re.findall(r"[a-z\d]+", change.new) if change.op != "equal")


def test_a_row_of_the_view_tells_each_field_that_changed() -> None:
    old = Text("The ferry", FERRY, ("Ann Lee",), captions=("The quay",))
    new = Text("The ferry", FERRY.replace("140", "160"), ("Ann Lee", "Bo Xu"), captions=("The quay",))
    told = edit(old, new)
    assert told.kinds == ("numbers", "byline")
    assert told.evidence == [
        {"name": "numbers", "old": "140", "new": "160"},
        {"name": "byline", "old": "Ann Lee", "new": "Ann Lee, Bo Xu"},
    ]
    assert set(told.diff) == {"body", "authors"} == set(changed_fields(old, new))
    assert told.line == (
        "body: … again on Tuesday with [-140-]{+160+} children on board. | authors: Ann Lee{+ ¶ Bo Xu+}"
    )


def test_a_text_that_did_not_change_gives_an_empty_row() -> None:
    told = edit(Text("The ferry", FERRY), Text("The ferry", FERRY))
    assert (told.kinds, told.evidence, told.diff, told.line) == ((), [], {}, "")
