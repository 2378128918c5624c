"""Bylines as the real sites print them."""

from __future__ import annotations

import pytest

from flows.steps.authors import authors_of
from flows.steps.metadata import stated
from flows.steps.tree import parse


def read(*lines: str, head: str = "", body: str = "") -> tuple[str, ...]:
    root = parse(f"<html><head><title>x</title>{head}</head><body>{body}<p>x</p></body></html>")
    assert root is not None
    return authors_of(stated(root), root, lines)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By VIVIAN YAN|Jun 02,2022", ("Vivian Yan",)),
        ("By XINGYING, CHEN|May 18,2024", ("Xingying Chen",)),
        ("By JAMES ALEXANDER|Mar 03,2023", ("James Alexander",)),
        ("By Andrew, iChongqing", ("Andrew",)),
        ("By Xiao Wu, iChongqing", ("Xiao Wu",)),
        ("By Kenny DongICHONGQING|Aug 31,2021", ("Kenny Dong",)),
        ("By TAN YINGZI in Chongqing | CHINA DAILY | Updated: 2022-08-18 07:21", ("Tan Yingzi",)),
        ("By Tan Yingzi and Deng Rui", ("Tan Yingzi", "Deng Rui")),
        ("BY SEAN O'BRIEN", ("Sean O'Brien",)),
        ("By CHEN MIN'ER", ("Chen Min'er",)),
        ("(记者 张三石)", ("张三石",)),
        ("本报讯（记者 张三石 李四海）停航十一年的老渡轮周二重新过江。", ("张三石", "李四海")),
        ("作者：张三石、李四海", ("张三石", "李四海")),
        ("By Xinhua", ()),
        ("By Staff Reporter", ()),
        ("By the end of the year the line will carry four thousand passengers.", ()),
        ("By April 2026 the bridge will be closed.", ()),
        ("渡轮驶离北岸码头。本报记者 王朗 摄", ()),
        ("Source: Xinhua| 2017-10-16 21:51:26|Editor: huaxia", ()),
    ],
)
def test_reads_people_from_a_byline(byline: str, names: tuple[str, ...]) -> None:
    assert read(byline) == names


def test_two_names_run_together_stay_one_unless_the_page_tells_them_apart() -> None:
    byline = "By VIVIAN YANJIEYU WANG|Jan 24,2021"
    assert read(byline) == ("Vivian Yanjieyu Wang",)
    head = '<meta name="author" content="Vivian Yan, Jieyu Wang">'
    assert read(byline, head=head) == ("Vivian Yan", "Jieyu Wang")


def test_json_ld_names_people_and_leaves_out_organisations() -> None:
    head = """<script type="application/ld+json">{"@graph": [
        {"@type": "NewsArticle", "author": [{"@id": "#p"}, {"@type": "Organization", "name": "Rivergate Post"}]},
        {"@type": "Person", "@id": "#p", "name": "Ran Zheng"}]}</script>"""
    assert read(head=head) == ("Ran Zheng",)


def test_accounts_addresses_and_the_site_itself_are_nobody() -> None:
    for name in ("admin", "editor", "desk@news.example", "https://news.example/a", "Rivergate Post"):
        head = f'<meta property="og:site_name" content="Rivergate Post"><meta name="author" content="{name}">'
        assert read(head=head) == ()


def test_a_marked_element_names_the_author_where_nothing_else_does() -> None:
    assert read(body='<div class="post-author">Ran Zheng</div>') == ("Ran Zheng",)
    assert read(body='<div class="comments"><span class="comment-author">Someone Else</span></div>') == ()
