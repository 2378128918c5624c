"""Headlines of pages that state none: an electronic newspaper's page is titled with the paper's name."""

from __future__ import annotations

import time

import pytest

from flows.steps.metadata import section, stated
from flows.steps.titles import title_of, without_site
from flows.steps.tree import parse

HEADLINES = (
    '<ul><li><a href="1.htm">让每一级台阶都有扶手</a></li><li><a href="2.htm">江心岛小学来了五只鹅</a></li></ul>'
)


def title(head: str, body: str) -> str:
    root = parse(f"<html><head>{head}</head><body>{body}<p>去年，区里装了扶手。</p></body></html>")
    assert root is not None
    return title_of(stated(root), root)


@pytest.mark.parametrize("place", ['div class="bt1"', 'td class="title"', 'p id="title"', 'div class="headline"'])
def test_the_headline_is_the_one_that_the_page_lists_too(place: str) -> None:
    printed = f"<{place}>江心岛小学来了五只鹅</{place.split()[0]}>"
    page = f"<table><tr>{printed}</tr></table>" if place.startswith("td") else printed
    assert title("<title>渡口日报数字报</title>", HEADLINES + page) == "江心岛小学来了五只鹅"


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        # printed, but listed nowhere: it may be anything
        ("<title>渡口日报数字报</title>", '<div class="title">江心岛小学来了六只鹅</div>', "渡口日报数字报"),
        # a linked heading of a box, on a page whose title holds the headline
        (
            "<title>江心岛小学来了六只鹅_渡口网</title>",
            '<a href="/hot/">今日热点</a><div class="title">今日热点</div>',
            "江心岛小学来了六只鹅",
        ),
        # what the page states wins
        (
            '<title>渡口网</title><meta property="og:title" content="江心岛小学来了六只鹅">',
            '<div class="title">江心岛小学来了五只鹅</div>',
            "江心岛小学来了六只鹅",
        ),
    ],
)
def test_any_other_linked_words_are_no_headline(head: str, body: str, headline: str) -> None:
    assert title(head, HEADLINES + body) == headline


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ('<a href="/">Home</a> &gt; <a href="/m/">Photos</a>', "Photos"),
        ('<a href="/">HOME</a> &gt;&gt; <a href="/c/">CHINA</a> &gt;&gt; <a href="/c/s/">Society</a>', "Society"),
        ('<a href="/">首页</a> › <a href="/life/">生活</a> › 正文', "生活"),
        # a menu is no path
        ('<a href="/">Home</a> | <a href="/m/">Photos</a>', ""),
        ('<a href="/">Home</a> <a href="/m/">Photos</a>', ""),
    ],
)
def test_a_path_from_the_home_page_names_the_section(path: str, found: str) -> None:
    root = parse(f"<html><body><div>{path}</div><p>x</p></body></html>")
    assert root is not None
    assert section(stated(root), root) == found


def test_a_title_of_endless_parts_is_answered_at_once() -> None:
    started = time.process_time()
    without_site("a | b - " * 20_000)
    assert time.process_time() - started < 5


def test_the_site_s_name_goes_however_often_it_is_parted() -> None:
    assert without_site("Ferry crews vote on the new timetable of the river | Metro | Paper") == (
        "Ferry crews vote on the new timetable of the river"
    )
