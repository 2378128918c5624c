"""A first or last line that is nothing but a credit, a mark of the end or a button is in no body; a sentence is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.sign_off import is_credit, is_sign_off
from tests.flows.test_extract_sentences import CHINESE, ENGLISH, read

CREDITS = [
    "By Xinhua writers Li Ming and Wang Hong",
    "By AFP/Reuters",
    "By our staff reporter",
    "By Ann Lee in Oslo and Bo Li in Rome",
    "Edited by Tom Reed",
    "(Edited by Tom Reed)",
    "Source: Xinhua Editor: huaxia",
    "Reporting by Ann Lee in Oslo; Editing by Tom Reed",
    "(Reporting by Ann Lee; Editing by Tom Reed.)",
    "Story by Ann Lee | Photos by Bo Li",
    "Photo by Ann Lee",
    "With inputs from agencies",
    "文/图 李明",
    "文/图 记者 李明",
    "文/李明 图/王红",
    "（编辑：李明）",
    "责任编辑：李明 王红",
    "本文来源：江城晚报",
    "撰稿人：李明",
    "新华社记者李明、王红",
    "本报见习记者李明",
    "李明 王红 重庆日报记者",
    "一审：李明 二审：王红 三审：张三石",
]
MARKS = [
    "(完)",
    "（全文完）",
    "- END -",
    "###",
    "(Xinhua)",
    "（据新华社）",
    "3 min read",
    "阅读时间：约3分钟",
    "【纠错】",
    "扫一扫，分享到微信",
    "打印 关闭",
    "【打印】【关闭】",
    "Related Photos",
]


def around(line: str) -> list[str]:
    return ENGLISH if line.isascii() else CHINESE


@pytest.mark.parametrize("line", [*CREDITS, *MARKS])
def test_a_last_line_of_credits_is_left_out_and_told(line: str) -> None:
    found = read([*around(line), line])
    assert found.body.split("\n\n") == around(line)
    # a photographer's line is a caption, and told there
    assert all(one.rule for one in found.left_out)
    assert line in {one.text for one in found.left_out} | set(found.captions)


@pytest.mark.parametrize("line", [*CREDITS, *MARKS])
def test_a_first_line_of_credits_is_left_out(line: str) -> None:
    assert read([line, *around(line)]).body.split("\n\n") == around(line)


def test_several_lines_of_credits_go_together() -> None:
    assert read([*CHINESE, "文/李明", "图片：王红", "（完）", "责任编辑：张三石"]).body.split("\n\n") == CHINESE


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the river had risen",
        "By hand",
        "By Grace",
        "Edited volumes by Li Ming sell well.",
        "Edited by three people, printed by none",
        "Reporting by phone was hard, he said.",
        "Photo by photo, the wall fills up.",
        "Interviewed by Ann Lee.",
        "Source of the river",
        "Photographer: Never",
        "Read by three million people",
        "Three minutes to read it, she said",
        "The end.",
        "Related by blood",
        "李明：是的。",
        "李明 四川成都",
        "（完全一样）",
        "“完”字写得很大",
        "扫一扫门前的雪",
        "打印店关门了",
        "图书馆开门",
        "记者 了解到",
    ],
)
def test_what_only_begins_like_a_credit_stays(line: str) -> None:
    assert read([*around(line), line]).body.split("\n\n") == [*around(line), line]


def test_the_last_line_of_a_poem_stays() -> None:
    poem = ["The ferry left the southern quay,", "and nobody was there to see,", "By Grace Alone"]
    assert read([*ENGLISH, *poem]).body.split("\n\n") == [*ENGLISH, *poem]


def test_the_facts_of_a_book_stay() -> None:
    facts = ["Author: Ann Lee", "Pages: 204", "Publisher: Quay House"]
    assert read([*facts, *ENGLISH]).body.split("\n\n") == [*facts, *ENGLISH]


def test_a_brief_of_one_sentence_stays() -> None:
    brief = "The ferry between the two quays ran again on Tuesday after eleven years."
    assert read([brief, "(Xinhua)"]).body == brief


NAMES = st.lists(st.sampled_from(("Ann Lee", "Tom Reed", "Bo van Dyk", "Jean-Luc O’Brien")), min_size=1, max_size=4)
HAN = st.lists(st.sampled_from(("李明", "王红", "欧阳文", "阿里木·买买提")), min_size=1, max_size=4)
LABELS = st.sampled_from(
    ("By {}", "Edited by {}", "Reporting by {}", "Photos by {}", "(Translated by {})", "Editors: {}")
)
HAN_LABELS = st.sampled_from(("文/{}", "记者 {}", "摄影：{}", "（责任编辑：{}）", "撰稿人：{}", "文/图 {}"))


@given(NAMES, LABELS, HAN, HAN_LABELS)
def test_every_credit_with_names_is_one_and_with_a_sentence_none(
    names: list[str], label: str, han: list[str], han_label: str
) -> None:
    assert is_credit(label.format(" and ".join(names)))
    assert not is_credit(label.format(" and ".join(names)) + " told us how the river rose.")
    assert is_credit(han_label.format("、".join(han)))
    assert not is_credit(han_label.format("、".join(han)) + "说，河水上涨了。")


@given(st.text(max_size=300))
def test_any_line_is_judged_without_an_error(line: str) -> None:
    for text in (line, f"By {line}", f"({line})", f"文/{line}", f"扫一扫{line}"):
        assert is_credit(text) in (True, False)
        assert is_sign_off(text) in (True, False)
