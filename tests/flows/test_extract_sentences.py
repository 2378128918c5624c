"""Nothing a journalist wrote is lost: sentences that use the words of furniture, and what only looks like a byline."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from db.values import Article, Capture, Hints
from flows.steps.extract import extract

ENGLISH = [
    "The ferry between the two quays ran again on Tuesday, and a brass band played on the upper deck all morning.",
    "City planners expect about four thousand passengers a day once the second boat returns from the yard in autumn.",
    "Residents of the southern quay had asked for the line since the bridge closed to walkers three winters ago.",
]
CHINESE = [
    "停航十一年的轮渡星期二重新开航，一百四十名小学生和一支铜管乐队登上了第一班船，两岸挤满了来看热闹的居民。",
    "市里估计，秋天第二条船修好以后，每天会有四千人坐船过江，票价两元，老人和孩子免费，早晚各加开一班。",
    "南岸的居民从大桥禁止步行那年起就盼着轮渡，此前最近的路要坐五十分钟公共汽车，冬天常常等不到车。",
]


def read(paragraphs: list[str], attributes: str = "", head: str = "") -> Article:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        f"<html><head><title>The ferry runs again</title>{head}</head><body><article {attributes}>"
        f"<h1>The ferry runs again</h1>{body}</article></body></html>"
    )
    url = "https://paper.example/2022/06/02/the-ferry-runs-again/"
    found = extract(Capture(url, url, 200, {}, html.encode(), datetime(2022, 8, 1, tzinfo=UTC)), Hints())
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    "last",
    [
        "Copyright law will change in 2023, lawyers in the city said.",
        "Recommended daily intake is five grams.",
        "Privacy policy was the last point of the evening.",
        "返回家乡的人越来越多。",
        "热门景点的客流比去年同期增加两成。",
        "法院认为，被告未经授权转载原告文章，应当赔偿三千元。",
    ],
)
def test_a_last_sentence_with_the_words_of_a_notice_stays(last: str) -> None:
    paragraphs = [*(ENGLISH if last.isascii() else CHINESE), last]
    assert read(paragraphs).body.split("\n\n") == paragraphs


@pytest.mark.parametrize(
    "last",
    [
        "Copyright © 2022 River News. All rights reserved.",
        "未经授权，不得转载。",
        "版权所有，转载请注明出处。",
        "Follow us on our channels.",
    ],
)
def test_a_notice_that_ends_like_a_sentence_still_goes(last: str) -> None:
    paragraphs = ENGLISH if last.isascii() or "©" in last else CHINESE
    assert read([*paragraphs, last]).body.split("\n\n") == paragraphs


@pytest.mark.parametrize("name", ["post tag-cookies hentry", "category-rookie", "informed-consent-story", "no-cookie"])
def test_an_article_under_a_class_of_such_a_name_stays(name: str) -> None:
    assert read(ENGLISH, f'class="{name}"').body.split("\n\n") == ENGLISH


def test_a_question_is_no_byline_and_nobody_s_name() -> None:
    paragraphs = ["记者：您好，请谈谈新线", *CHINESE]
    found = read(paragraphs)
    assert (found.body.split("\n\n"), found.authors) == (paragraphs, ())


def test_the_entries_of_a_chronicle_keep_their_dates() -> None:
    paragraphs = [text for day, line in enumerate(ENGLISH, 1) for text in (f"June {day}, 2022", line)]
    assert read(paragraphs).body.split("\n\n") == paragraphs


@pytest.mark.parametrize(
    "first", ["On May 3, 2019, the last boat sank.", "2019年5月3日，最后一条渡船停航，当时没有人送行。"]
)
def test_a_date_in_the_first_sentence_is_not_the_page_s(first: str) -> None:
    assert read([first, *(ENGLISH if first.isascii() else CHINESE)]).published_on != date(2019, 5, 3)


def test_a_bracket_that_tells_something_is_no_credit() -> None:
    paragraphs = [*ENGLISH, "He sent the mayor two letters (photos of them were shown in court)."]
    found = read(paragraphs)
    assert (found.body.split("\n\n"), found.captions) == (paragraphs, ())


def test_the_text_that_a_page_only_states_for_its_script_is_read() -> None:
    stated = {"@type": "NewsArticle", "headline": "The ferry runs again", "articleBody": "\n\n".join(ENGLISH)}
    html = (
        "<html><head><title>The ferry runs again</title>"
        f'<script type="application/ld+json">{json.dumps(stated)}</script>'
        '</head><body><div id="app"></div></body></html>'
    )
    url = "https://paper.example/2022/06/02/the-ferry-runs-again/"
    found = extract(Capture(url, url, 200, {}, html.encode(), datetime(2022, 8, 1, tzinfo=UTC)), Hints())
    assert isinstance(found, Article)
    assert (found.body.split("\n\n"), found.structure) == (ENGLISH, "ppp")
