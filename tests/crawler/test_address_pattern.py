"""The guess of what article addresses look like fits what it was made from, and tells articles from the rest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.address_pattern import article_pattern, is_list, tells_articles
from crawler.source_text import slug_of
from db.urls import is_article_url

HEX = "0f" * 16
# of the outlets beside iChongqing, as seen in stored pages: three articles of each, and a page that is none
FORMS = {
    "wordpress": (["/2022/06/02/a-title/", "/2023/11/30/another/", "/2026/01/08/third"], "/tourism/city-profile/"),
    "xinhua": ([f"/20221009/{HEX}/c.html", f"/20230305/{HEX[::-1]}/c.html"], "/china/index.htm"),
    "xinhuanet": (["/english/2017-10/16/c_136683786.htm", "/english/2018-03/05/c_137015886.htm"], "/english/china/"),
    "people": (["/n3/2022/1020/c90000-10161234.html", "/n3/2023/0305/c90000-10216789.html"], "/90785/index.html"),
    "china-daily": (["/a/202208/18/WS62fd7b6ba310fd2b29e72b0a.html", "/a/202303/05/WS6403f4b1a31057c47ebb2345.html"],
                    "/china/index.html"),
    "china.org": (["/china/2022-10/16/content_78467890.htm", "/china/2023-03/05/content_85145678.htm"], "/china/"),
    "cgtn": (["/news/2023-08-17/A-title-1mlkjhgf/index.html", "/news/2022-10-16/Other-1eabcdef/index.html"], "/china"),
    "global-times": (["/content/766543.shtml", "/content/1277654.shtml"], "/china/politics/"),
    "ecns": (["/hd/2022-10-16/detail-ihcfeqxp1234567.shtml", "/hd/2023-03-05/detail-ihcmknyz7654321.shtml"], "/hd/"),
    "cqrb": (["/cqrb/2022-06/02/003/content_rb_311234.htm", "/cqrb/2023-03/05/001/content_rb_329876.htm"],
             "/cqrb/2022-06/02/003/node.htm"),
    "scio": (["/m/20thcpccongress/2022-10/19/content_78474321_8.html",
              "/m/20thcpccongress/2022-10/20/content_7847_8.html"],
             "/m/20thcpccongress/node_8028283.htm"),
    "shine": (["/news/metro/2206250001/", "/news/nation/2303051234/"], "/news/metro/"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_addresses_of_each_outlet_are_told_from_its_lists(form: str) -> None:
    paths, other = FORMS[form]
    urls = [f"https://www.outlet.example{path}" for path in paths]
    pattern = article_pattern(urls)
    assert tells_articles(pattern)
    assert [url for url in urls if not is_article_url(url, pattern)] == []
    assert not is_article_url(f"https://www.outlet.example{other}", pattern)


def test_another_article_of_the_site_fits_too() -> None:
    pattern = article_pattern(f"https://a.example/2022/06/{day:02}/title-{day}/" for day in range(1, 20))
    assert is_article_url("https://a.example/2026/12/31/quite-another-%E4%B8%A8-title/amp", pattern)
    assert not is_article_url("https://a.example/2022/06/", pattern)


def test_an_address_without_a_figure_is_a_doubt() -> None:
    assert not tells_articles(article_pattern(["https://a.example/news/title", "https://a.example/life/other"]))


@pytest.mark.parametrize(
    "path", ["/90785/index.html", "/china/node_7075073.htm", "/1/list_2.shtml", "/more/", "/c/page-3"]
)
def test_a_list_is_one_whatever_figures_it_has(path: str) -> None:
    assert is_list(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/2022/06/02/a-list-of-things/",
        "/content_12.htm",
        "/homecoming/",
        "/indexes",
        "/news/2022-06-01/a-title-1aQ9/index.html",
        "/news/3d3d414d3555544e/index.html",
    ],
)
def test_what_is_not_called_a_list_is_none(path: str) -> None:
    assert not is_list(path)


SEGMENT = st.from_regex(r"[A-Za-z0-9_.~-]{1,12}", fullmatch=True)


@given(st.lists(st.lists(SEGMENT, min_size=1, max_size=5), min_size=1, max_size=8))
def test_whatever_the_addresses_are_the_pattern_is_one_and_fits_the_common_ones(paths: list[list[str]]) -> None:
    urls = [f"https://a.example/{'/'.join(path)}" for path in paths]
    pattern = article_pattern(urls)
    re.compile(pattern)
    assert all(is_article_url(url, pattern) for url in urls)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.ichongqing.info/", "ichongqing"),
        ("https://english.news.cn/", "english-news"),
        ("http://www.cq.gov.cn/", "cq"),
        ("http://127.0.0.1:8391/", "site-8391"),
        ("https://chinadaily.com.cn", "chinadaily"),
    ],
)
def test_a_short_name_comes_from_the_host(url: str, slug: str) -> None:
    assert slug_of(url) == slug
