"""What kind of page is it? Only articles become articles, and everything that may be one does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.reasons import failure_class
from db.values import Article, Capture, Hints, NotArticle
from flows.steps.excuses import says_error, says_wall
from flows.steps.extract import extract
from flows.steps.page_kind import LARGEST

SITE = "https://www.rivergate.example"
NEWS = f"{SITE}/2022/06/02/the-ferry-crosses-again/"
LINKS = "".join(f'<li><a href="/{n}/">The {n}th story about what the river brought</a></li>' for n in range(20))
MENU = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in ("News", "Quays", "Culture", "Opinion"))


def page(body: str, title: str = "Old Ferry Crosses Again", links: str = LINKS) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title} | Rivergate</title></head><body><ul>{MENU}</ul>"
        f"<div class='main'><h1>{title}</h1>{body}</div><ul class='more'>{links}</ul>"
        "<div class='foot'>Rivergate Daily, quay two</div></body></html>"
    )


def kind(body: str | bytes, url: str = NEWS) -> str:
    data = body if isinstance(body, bytes) else body.encode()
    capture = Capture(url, url, 200, {"content-type": "text/html"}, data, datetime(2026, 11, 22, tzinfo=UTC))
    result = extract(capture, Hints(article_url=r"/\d{4}/\d{2}/\d{2}/"))
    return result.reason if isinstance(result, NotArticle) else "article"


@pytest.mark.parametrize(
    "body",
    [
        "<p>The ferry ran again on Tuesday morning, with a band aboard.</p>",
        "<p>渡轮星期二恢复开航，乐队在码头演奏，市民表示欢迎。</p>",
        "<p>Will it run in winter? It will, said the captain.</p><p>And at night? Not yet, she said.</p>",
        "<video src='a.mp4' class='player'></video><p>The captain shows the new engine. It runs on the river's own"
        " current, and it took nine years to build.</p>",
        "<div class='gallery'><figure><img src='1.jpg'><figcaption>Children walk ashore after the first crossing."
        " (Photo/Lin Wen)</figcaption></figure><figure><img src='2.jpg'><figcaption>The band plays on the quay."
        "</figcaption></figure><figure><img src='3.jpg'></figure></div>",
        "<h2>First story</h2><p>The ferry ran again on Tuesday, and the band played until it reached the quay.</p>"
        "<h2>Second story</h2><p>A museum of bridges opens on Friday, with forty models, said its director.</p>",
        "<noscript>Please enable JavaScript to watch.</noscript><p>The ferry ran again on Tuesday, with a band.</p>",
    ],
    ids=["brief", "chinese brief", "interview", "video with a text", "photo story", "two stories", "noscript"],
)
def test_what_a_journalist_wrote_is_an_article(body: str) -> None:
    assert kind(page(body)) == "article"


def test_each_of_several_stories_on_a_page_is_in_its_text() -> None:
    stories = [
        f"<h2>Story {n}</h2><p>Number {n}: the quay was full by nine, and nobody left early.</p>" for n in range(4)
    ]
    data = page("".join(stories)).encode()
    result = extract(Capture(NEWS, NEWS, 200, {}, data, datetime(2026, 11, 22, tzinfo=UTC)), Hints())
    assert isinstance(result, Article)
    assert all(f"Number {n}:" in result.body for n in range(4))


@pytest.mark.parametrize(
    ("wanted", "body", "url"),
    [
        ("video", "<div class='video-js'><video src='a.mp4'></video></div>", f"{SITE}/video/2022/06/02/x.html"),
        ("gallery", "<div class='slides'><img src='1.jpg'><img src='2.jpg'><img src='3.jpg'></div>", NEWS),
        ("listing", "", NEWS),
        (
            "landing page",
            "<div><span>Home Page</span><span>Introduction</span><span>News and Views</span><span>Summary of the Line"
            "</span><span>Pictures</span></div><div>Emerging western quays and the people on them</div>",
            f"{SITE}/special/western-quays/",
        ),
        (
            "print page",
            "<p>The ferry ran again on Tuesday, and the band played.</p><a href='/a/'>Back to the article</a>",
            f"{SITE}/print/a_12345.html",
        ),
    ],
)
def test_what_holds_no_article_is_called_by_its_kind(wanted: str, body: str, url: str) -> None:
    assert kind(page(body, links="" if wanted == "landing page" else LINKS), url) == wanted
    assert failure_class(wanted) == "not an article"


def test_a_view_for_the_printer_that_names_no_other_is_the_article() -> None:
    body = "<p>The ferry ran again on Tuesday, and the band played on the other quay until nine.</p>"
    assert kind(page(body), f"{SITE}/2022/06/02/print_12345.html") == "article"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Just a moment...", "Checking your browser before accessing the site."),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked"),
        ("www.rivergate.example", "Please enable JS and disable any ad blocker"),
        ("Rivergate", "Verify you are human by completing the action below."),
        ("访问验证", "请完成下列验证后继续访问"),
        ("百度安全验证", ""),
        ("Rivergate", "您的访问过于频繁，请稍后再试。"),
        ("Rivergate", "<noscript>You need to enable JavaScript to run this app.</noscript>"),
    ],
)
def test_a_wall_against_robots_is_no_article_and_no_error(title: str, text: str) -> None:
    wall = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{text}</div></body></html>"
    assert kind(wall) == "bot wall"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404", "The page has moved or never was."),
        ("Page not found", "Try the search, or go back to the front page."),
        ("Error 404", ""),
        ("404 - 页面不存在", "三秒后返回首页。"),
        ("提示信息", "该文章已被删除或尚未审核。"),
        ("Rivergate", "Sorry, the page you are looking for could not be found."),
        ("Rivergate", "抱歉，您访问的页面不存在，请返回首页。"),
        ("Internal Server Error", "Something went wrong on our side."),
    ],
)
def test_an_error_that_calls_itself_a_page_is_an_error(title: str, text: str) -> None:
    soft = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div><p>{text}</p></div></body></html>"
    assert kind(soft) == "error page"


@pytest.mark.parametrize(
    "title",
    [
        "Forbidden City reopens after rain",
        "500 students return to the quay",
        "410 people moved from the bank",
        "Error in the count delays the result",
        "Access denied to reporters at the port",
        "Just a moment of rest for the ferry crew",
        "Are you a robot? A new exhibition asks its visitors",
        "Captcha farms grow in the north",
        "找不到工作的年轻人",
        "市领导带队开展安全检查",
        "人机验证为何越来越难",
        "验证码诈骗增多",
        "系统维护工人的一天",
    ],
)
def test_a_report_on_such_things_is_an_article(title: str) -> None:
    assert not says_error([title])
    assert not says_wall([title])
    assert (
        kind(page("<p>The mayor spoke of it on Tuesday, at the quay. 市长星期二在码头谈到此事。</p>", title))
        == "article"
    )


def test_what_no_reader_could_read_is_not_parsed_at_all() -> None:
    assert kind(b"<html><p>" + b"The ferry ran again. " * (LARGEST // 20)) == "too large"
    attributes = " ".join(f'a{n}="b"' for n in range(200_000))
    assert (
        kind(f"<html><body><div {attributes}><p>The ferry ran again on Tuesday.</p></div></body></html>") == "not html"
    )


def test_a_picture_written_into_the_page_is_no_endless_tag() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 300_000}' alt='x'>"
    assert kind(page(f"{picture}<p>The ferry ran again on Tuesday morning, and the band played.</p>")) == "article"


def test_an_essay_at_the_address_of_the_site_is_an_article() -> None:
    told = [
        f"<p>On day {n} of its trial the ferry crossed again, and the band on the upper deck played to the end.</p>"
        for n in range(6)
    ]
    website = '<meta property="og:type" content="website"><title>'
    assert kind(page("".join(told)).replace("<title>", website), f"{SITE}/") == "article"
    assert kind(page("".join(told[:3])).replace("<title>", website), f"{SITE}/") == "home page"
