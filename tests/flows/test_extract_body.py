"""The body: what a journalist wrote stays, in order and with its structure; what the site adds goes, and is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.values import Article
from flows.cli import main
from tests.flows.test_extract import MORE, article, page

LEAD = "<p>The ferry between the two old quays ran again on Tuesday, with 140 schoolchildren and a brass band.</p>"
HAN_LEAD = (
    "<p>两座老码头之间的渡轮周二重新开航，这是十一年来的第一次，船上有一百四十名学生和一支铜管乐队。</p>"
    "<p>船要走九分钟，票价两元。交通部门说，等秋天第二条船出厂，每天大约能运送四千名乘客。</p>"
)


def paragraphs(found: Article) -> list[str]:
    return found.body.split("\n\n")


def rules(found: Article) -> dict[str, str]:
    return {one.text: one.rule for one in found.left_out}


def test_linked_headlines_with_their_dates_are_no_part_of_a_chinese_article() -> None:
    teasers = "".join(
        f'<li>． <a href="/a/{number}.html">{words}</a> (01/16 1{number}:08)</li>'
        for number, words in enumerate(("江边书店换了新主人", "南岸菜市场搬进大楼", "老桥栏杆刷成绿色"))
    )
    text = HAN_LEAD + HAN_LEAD.replace("渡轮", "缆车").replace("乐队", "合唱团") * 2
    found = article(page(f"<div>{text}<h3>本版最多浏览</h3><ul>{teasers}</ul></div>", title="老渡轮再次开航"))
    assert "书店" not in found.body


def test_a_list_of_places_may_end_an_article() -> None:
    quays = ("June 24, Jiffy Bend, Lower Quay", "June 26, Palace Center, Upper Quay", "July 2, Sun Arena, Old Dock")
    calls = "".join(f"<p>{quay}</p>" for quay in quays)
    found = article(page(f"<div class='post'>{LEAD}{MORE}<p>It calls at:</p>{calls}</div>"))
    assert paragraphs(found)[-3:] == list(quays)


def test_a_motto_of_the_site_is_not_the_last_line() -> None:
    found = article(page(LEAD + MORE + "<p>A Bend in the River, A Bridge in the Mist</p>"))
    assert "Mist" not in found.body
    assert rules(found) == {"A Bend in the River, A Bridge in the Mist": "slogan"}


@pytest.mark.parametrize("address", ["#fares", "https://museum.example/engine"])
def test_links_within_the_page_and_to_other_sites_belong_to_the_text(address: str) -> None:
    points = f'<ul><li><a href="{address}">Fares and hours of the ferry</a></li><li>Boats on the river</li></ul>'
    assert "Fares and hours of the ferry" in paragraphs(article(page(f"<div class='post'>{LEAD}{points}{MORE}</div>")))


def test_a_linked_headline_between_paragraphs_is_left_out() -> None:
    teaser = '<p><a href="/2022/05/01/bridge/">Old bridge closes to all who walk</a></p>'
    found = article(page(LEAD + teaser + MORE))
    assert rules(found) == {"Old bridge closes to all who walk": "link"}


def test_a_bulletin_keeps_the_list_before_its_dateline() -> None:
    points = ("Water at the gauge: 171 metres", "Ferries cancelled: none", "Roads closed: Quay Street")
    bulletin = "<ul>" + "".join(f"<li>{point}</li>" for point in points) + "</ul>"
    found = article(page(f"<div class='post'>{bulletin}<p>Chongqing- {LEAD[3:]}{MORE}</div>"))
    assert paragraphs(found)[:3] == list(points)
    assert found.structure.startswith("iiip")


def test_questions_and_answers_stay_in_turn() -> None:
    turns = ["Q: When will the second boat come?", "A: In autumn.", "Q: And the price?", "A: Two yuan, as before."]
    found = article(page(LEAD + "".join(f"<p>{turn}</p>" for turn in turns) + MORE))
    assert paragraphs(found)[1:5] == turns


def test_structure_has_one_letter_for_each_paragraph() -> None:
    body = (
        f"<article>{LEAD}<h2>What it costs</h2><ul><li>Adults pay two yuan</li><li>Pupils pay nothing</li></ul>"
        f"<blockquote>Nobody told us to scrap it, so we kept it.</blockquote>"
        f"<table><tr><td>Northern quay</td><td>8:00</td></tr><tr><td>Southern quay</td><td>8:20</td></tr></table>"
        f"{MORE}</article>"
    )
    found = article(page(body))
    assert len(found.structure) == len(paragraphs(found))
    assert found.structure == "phiiqrrppp"


def test_comments_longer_than_the_article_are_not_the_article() -> None:
    opinions = "".join(
        f"<li class='comment'><p>I took the boat as a child, wrote reader {number}, and the engine was as loud then as "
        f"it is now; nobody minded, because there was nothing else that crossed.</p></li>"
        for number in range(40)
    )
    found = article(page(f"<div class='story'>{LEAD}{MORE}</div><ol class='comment-list'>{opinions}</ol>"))
    assert "brass band" in found.body
    assert "wrote reader" not in found.body


def test_a_page_that_closes_its_html_too_early_is_read_to_its_end() -> None:
    early = "<html><head><title>Old Ferry</title></head><body><div><a href='/'>Home</a></div></body></html>"
    found = article(f"{early}<html><body><div class='post'><h1>Old Ferry</h1>{LEAD}{MORE}</div></body></html>")
    assert len(paragraphs(found)) == 4


def test_paragraphs_inside_a_paragraph_are_paragraphs() -> None:
    found = article(page(f"<div id='Content'><p><span id='content'>{HAN_LEAD}<p>{'渡轮很稳。' * 20}</p></span></div>"))
    assert len(paragraphs(found)) == 3


def test_terms_of_use_below_a_brief_are_cut_however_long() -> None:
    terms = (
        "<p>声明：</p><p>凡注明为其他媒体来源的信息，均为转载，不代表本网赞同其观点，也不代表本网对其真实性负责。</p>"
        "<p>电话：021-00000000 邮箱：desk@news.example 处理时间：九点到十八点</p>"
    )
    found = article(page(f"<div class='text'>{HAN_LEAD}{terms}</div>", title="老渡轮再次开航"))
    assert len(paragraphs(found)) == 2
    assert rules(found)["声明："] == "tail"


def test_a_declaration_in_the_middle_of_a_text_stays() -> None:
    found = article(page(f"<div class='text'>{HAN_LEAD}<p>声明</p>{HAN_LEAD.replace('渡轮', '缆车') * 2}</div>"))
    assert "缆车" in found.body


def test_what_was_left_out_is_told_on_request_only(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page("<p>By Ran Zheng|Jun 02,2022</p>" + LEAD + MORE), encoding="utf-8")

    def told(*options: str) -> dict[str, object]:
        line: dict[str, object] = json.loads(CliRunner().invoke(main, ["extract", str(file), *options]).stdout)
        return line

    assert {"text": "By Ran Zheng|Jun 02,2022", "rule": "byline"} in told("--explain")["left_out"]  # type: ignore[operator]
    assert "left_out" not in told()


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("<div>Adults</div><div>pay two yuan</div>", ["Adults", "pay two yuan"]),
        ("<h4>Adults</h4><span>pay two yuan</span>", ["Adults", "pay two yuan"]),
        ("Adults<ul><li>by day</li><li>by night</li></ul>", ["Adults", "by day", "by night"]),
    ],
)
def test_the_parts_of_a_list_item_are_neither_glued_nor_told_twice(item: str, lines: list[str]) -> None:
    found = article(page(f"<article>{LEAD}<ul><li>{item}</li><li>Pupils pay nothing</li></ul>{MORE}</article>"))
    assert paragraphs(found)[1 : len(lines) + 2] == [*lines, "Pupils pay nothing"]
