"""The documents that a journalist lists for the reader stay; the site's lists of its other stories go."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import Article
from flows.steps.references import heads_stories, introduces
from tests.flows.test_extract_sentences import CHINESE, ENGLISH
from tests.flows.test_extract_sentences import read as read_paragraphs

PLAN, COSTS = "Plan of the new ferry line", "Costs of the ferry line by year"
HAN_PLAN, HAN_COSTS = "渡轮新线规划方案全文", "渡轮新线票价听证会纪要"


def read(paragraphs: Sequence[str], block: str) -> Article:
    # the block closes the last paragraph's element and opens its own
    return read_paragraphs([*paragraphs, f"</p>{block}<p>"])


def link(words: str, address: str = "/d/1/") -> str:
    return f'<a href="{address}">{words}</a>'


def listed(*words: str) -> str:
    return f"<ul>{''.join(f'<li>{link(one)}</li>' for one in words)}</ul>"


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (f"<p>{link(PLAN, '/files/plan.pdf')}</p><p>{link(COSTS, '/files/costs.xls?v=2')}</p>", [PLAN, COSTS]),
        (f"<p>Attachment: {link(PLAN)}</p>", [f"Attachment: {PLAN}"]),
        (f"<p>The documents are:</p>{listed(PLAN, COSTS)}", ["The documents are:", PLAN, COSTS]),
        (f"<p>The documents are:</p><div>{listed(PLAN, COSTS)}</div>", ["The documents are:", PLAN, COSTS]),
        (f"<p>The city published these plans:<br>{link(PLAN)}<br>{link(COSTS)}</p>",
         ["The city published these plans:", PLAN, COSTS]),
        (f"<p>The city published these plans:</p><p>{link(PLAN)}</p><p>{link(COSTS)}</p>",
         ["The city published these plans:", PLAN, COSTS]),
        (f"<h3>Sources</h3>{listed(PLAN, COSTS)}", ["Sources", PLAN, COSTS]),
        (f"<p>References:</p>{listed(PLAN, COSTS)}", ["References:", PLAN, COSTS]),
    ],
)  # fmt: skip
def test_a_list_of_documents_stays(block: str, lines: list[str]) -> None:
    assert read(ENGLISH, block).body.split("\n\n") == [*ENGLISH, *lines]


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (f"<p>{link('附件1：' + HAN_PLAN)}</p>", [f"附件1：{HAN_PLAN}"]),
        (f"<p>附件：{link(HAN_PLAN)}</p>", [f"附件：{HAN_PLAN}"]),
        (
            f"<p>市政府公布的文件如下：</p>{listed(HAN_PLAN, HAN_COSTS)}",
            ["市政府公布的文件如下：", HAN_PLAN, HAN_COSTS],
        ),
        (f"<p>参考资料：</p>{listed(HAN_PLAN, HAN_COSTS)}", ["参考资料：", HAN_PLAN, HAN_COSTS]),
    ],
)
def test_a_chinese_list_of_documents_stays(block: str, lines: list[str]) -> None:
    assert read(CHINESE, block).body.split("\n\n") == [*CHINESE, *lines]


@pytest.mark.parametrize(
    "heading",
    ["Related:", "Read more:", "Latest:", "You might also like:", "Don't miss:", "More stories from the river:",
     "Readers found the following pages helpful:", "Here are three reports we think you will like:"],
)  # fmt: skip
def test_a_list_of_other_stories_goes(heading: str) -> None:
    assert read(ENGLISH, f"<p>{heading}</p>{listed(PLAN, COSTS)}").body.split("\n\n") == ENGLISH


@pytest.mark.parametrize("heading", ["相关阅读：", "延伸阅读：", "最新新闻：", "推荐阅读：", "更多精彩内容如下："])
def test_a_chinese_list_of_other_stories_goes(heading: str) -> None:
    block = f"<p>{heading}</p><p>{link(HAN_PLAN)}</p><p>{link(HAN_COSTS)}</p>"
    assert read(CHINESE, block).body.split("\n\n") == CHINESE


def test_a_button_that_leads_to_a_file_is_no_annex() -> None:
    block = f"<p>{link('Click here to download the page', '/files/page.pdf')}</p>"
    assert read(ENGLISH, block).body.split("\n\n") == ENGLISH


@given(st.text(max_size=250))
def test_a_line_never_introduces_both_documents_and_stories(line: str) -> None:
    for text in (line, f"{line}:", f"The documents are {line}:", f"Read more {line}:"):
        assert not (introduces(text) and heads_stories(text))
