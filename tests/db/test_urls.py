"""Is this the same page? What joins two addresses, what must keep them apart, and what is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import urls
from db.urls import Site, first_part, is_article_url, main_url, moved_keys, page_key, same_site, site_of, unprinted

STORY = "ichongqing.info/2022/06/02/municipal-congress-concludes"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/",
        "http://ichongqing.info/2022/06/02/municipal-congress-concludes",
        "HTTPS://WWW.IChongqing.info:443/2022/06/02/municipal-congress-concludes/",
        "//www.ichongqing.info/2022/06/02/municipal-congress-concludes/",
        "https://www.ichongqing.info./2022/06/02/municipal-congress-concludes/",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/amp/",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/amp",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/?amp",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/#comments",
        "https://www.ichongqing.info//2022/06//02/municipal-congress-concludes/",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/?utm_source=a&utm_medium=b",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/?from=timeline&isappinstalled=0",
        "https://www.ichongqing.info/2022/06/02/municipal-congress-concludes/?fbclid=x&amp;gclid=y&SPM=z",
        "https://www.ichongqing.info/2022/06/02/./x/../municipal-congress-concludes/",
        "  https://www.ichongqing.info/2022/06/02/municipal-\x00congress-\nconcludes/ ",
    ],
)
def test_spellings_of_one_address_have_one_key(url: str) -> None:
    assert page_key(url) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.cn/?p=150636", "https://x.cn/?p=152113"),
        ("https://x.cn/show?id=7", "https://x.cn/show?id=8"),
        ("https://x.cn/show?id=7", "https://x.cn/show"),
        ("https://x.cn/list?from=8", "https://x.cn/list"),
        ("https://x.cn/amp/", "https://x.cn/"),
        ("https://x.cn/champ", "https://x.cn/ch"),
        ("https://x.cn/c_1.htm", "https://x.cn/c_1_2.htm"),
        ("https://x.cn/a%2Fb", "https://x.cn/a/b"),
        ("https://news.x.cn/a", "https://x.cn/a"),
        ("http://127.0.0.1:8391/a", "http://127.0.0.1:8392/a"),
        ("https://x.cn/A", "https://x.cn/a"),
        ("ftp://x.cn/a", "http://x.cn/a"),
    ],
)
def test_different_pages_keep_different_keys(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.cn/a丨b：c②/", "https://x.cn/a%E4%B8%A8b%ef%bc%9ac%E2%91%a1"),
        ("https://x.cn/%7Euser", "https://x.cn/~user"),
        ("http://重庆.中国/a", "http://xn--zwt745i.xn--fiqs8s/a"),
        ("https://x.cn/?b=2&a=1", "https://x.cn?a=1&b=2"),
        ("https://x.cn/?q=a+b", "https://x.cn/?q=a%20b"),
        ("https://x.cn/a;jsessionid=8F2?id=7", "https://x.cn/a?id=7"),
        ("http://www.xinhuanet.com//english/2017-10/16/c_1.htm", "http://xinhuanet.com/english/2017-10/16/c_1.htm"),
        ("http://[::0:1]:80/a", "http://[::1]/a"),
    ],
)
def test_encodings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://www.x.info/2020/05/24/work/amp/", "https://www.x.info/2020/05/24/work/"),
        ("https://www.x.info/2026/01/25/work/amp", "https://www.x.info/2026/01/25/work/"),
        ("https://x.info/a.html/amp", "https://x.info/a.html"),
        ("https://x.info/a?amp=1&id=7", "https://x.info/a?id=7"),
        ("http://x.info/a?b=2&utm_source=s&a=1#top", "http://x.info/a?b=2&a=1"),
        ("http://www.xinhuanet.com//english/c_1.htm", "http://www.xinhuanet.com//english/c_1.htm"),
        ("https://x.info/第六次 党代会", "https://x.info/%E7%AC%AC%E5%85%AD%E6%AC%A1%20%E5%85%9A%E4%BB%A3%E4%BC%9A"),
        ("http://user:secret@x.info:8080/a", "http://x.info:8080/a"),
        ("mailto:desk@x.info", "mailto:desk@x.info"),
    ],
)
def test_the_address_to_fetch(url: str, fetched: str) -> None:
    assert main_url(url) == fetched


@pytest.mark.parametrize(
    ("later", "first"),
    [
        ("https://x.cn/content_123456_2.htm", "https://x.cn/content_123456.htm"),
        ("https://x.cn/a/c_1310012345_3.html?utm_source=a#top", "https://x.cn/a/c_1310012345.html"),
        ("https://x.cn/202206/t20220602_123_2.shtml", "https://x.cn/202206/t20220602_123.shtml"),
        ("https://x.cn/a/WS6298a5bda310fd2b_99.html", "https://x.cn/a/WS6298a5bda310fd2b.html"),
    ],
)
def test_a_later_part_knows_its_first(later: str, first: str) -> None:
    assert first_part(later) == first
    assert first_part(first) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://x.cn/story_2.html",
        "https://x.cn/202206/index_2.html",
        "https://x.cn/content_123456_1.htm",
        "https://x.cn/content_123456_100.htm",
        "https://x.cn/t20220602_12.html",
        "https://x.cn/report_2022_2.html",
        "https://x.cn/content_123456_02.htm",
        "not an address_1234_2",
    ],
)
def test_what_only_ends_in_a_number_is_no_part(url: str) -> None:
    assert first_part(url) is None


@pytest.mark.parametrize(
    ("printed", "main"),
    [
        ("https://x.cn/story/print/", "https://x.cn/story/"),
        ("https://x.cn/story/print", "https://x.cn/story"),
        ("https://x.cn/a_print.html", "https://x.cn/a.html"),
        ("https://x.cn/print/", None),
        ("https://x.cn/blueprint", None),
        ("https://x.cn/reprint.html", None),
    ],
)
def test_a_page_for_printing_knows_its_main_address(printed: str, main: str | None) -> None:
    assert unprinted(printed) == main


def test_the_same_path_on_the_other_domains() -> None:
    assert moved_keys("old.cn/2022/a?id=7", ["new.cn", "old.cn"]) == ["new.cn/2022/a?id=7"]
    assert moved_keys("news.old.cn/a", ["old.cn", "new.cn"]) == ["news.new.cn/a"]
    assert moved_keys("127.0.0.1:8391/a", ["127.0.0.1:8391", "127.0.0.1:8392"]) == ["127.0.0.1:8392/a"]
    assert moved_keys("old.cn/a", ["old.cn"]) == []
    assert moved_keys("stranger.cn/a", ["old.cn", "new.cn"]) == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://x.cn/a?print=1&id=7", "x.cn/a?id=7"),
        ("https://x.cn/a?print", "x.cn/a"),
        ("https://x.cn/a?View=Print", "x.cn/a"),
        ("https://x.cn/a?output=print", "x.cn/a"),
        ("https://x.cn/a?print=2021", "x.cn/a?print=2021"),
        ("https://x.cn/a?view=7", "x.cn/a?view=7"),
        ("https://x.cn/a?sid=0f9a8b7c6d5e4f3a", "x.cn/a"),
        ("https://x.cn/a?session_id=Zk3x9Qa81mTp0bR7uW", "x.cn/a"),
        ("https://x.cn/a?sid=7", "x.cn/a?sid=7"),
        ("https://x.cn/a?sid=1234567890123456789", "x.cn/a?sid=1234567890123456789"),
        ("https://x.cn/a?sid=chongqingcongress2022", "x.cn/a?sid=chongqingcongress2022"),
        ("https://x.cn/a?s=0f9a8b7c6d5e4f3a", "x.cn/a?s=0f9a8b7c6d5e4f3a"),
    ],
)
def test_only_what_never_chooses_the_page_is_left_out(url: str, key: str) -> None:
    assert page_key(url) == key


def test_an_article_pattern_sees_the_main_address() -> None:
    pattern = r"/\d{4}/\d{2}/\d{2}/[^/]+/?$"
    assert is_article_url("https://x.cn/2022/06/02/slug/amp/?utm_source=a", pattern)
    assert not is_article_url("https://x.cn/2022/06/02/", pattern)


@pytest.mark.parametrize(
    ("url", "domain", "inside"),
    [
        ("https://www.ichongqing.info/a", "ichongqing.info", True),
        ("http://ichongqing.info/a", "ichongqing.info", True),
        ("https://ICHONGQING.info./a", "ichongqing.info", True),
        ("https://notichongqing.info/a", "ichongqing.info", False),
        ("https://ichongqing.info.evil.cn/a", "ichongqing.info", False),
        ("https://evil.cn/?u=ichongqing.info", "ichongqing.info", False),
        ("https://ichongqing.info@evil.cn/", "ichongqing.info", False),
        ("https://evil.cn\\@ichongqing.info/", "ichongqing.info", False),
        ("https://ichongqing.info:8443/a", "ichongqing.info", False),
        ("http://ichongqing.info:443/a", "ichongqing.info", False),
        ("https://ichongqing.info/a", "ichongqing.info:443", True),
        ("http://ichongqing.info/a", "ichongqing.info:443", False),
        ("http://127.0.0.1:8391/a", "127.0.0.1:8391", True),
        ("http://127.0.0.1:8392/a", "127.0.0.1:8391", False),
        ("http://127.0.0.1/a", "127.0.0.1:8391", False),
        ("http://9.127.0.0.1/a", "127.0.0.1", False),
        ("http://[::1]:8391/a", "[::1]:8391", True),
        ("http://[::1]/a", "[::1]", True),
        ("ftp://ichongqing.info/a", "ichongqing.info", False),
        ("https://重庆.中国/a", "xn--zwt745i.xn--fiqs8s", True),
    ],
)
def test_what_lies_in_a_domain(url: str, domain: str, inside: bool) -> None:
    assert same_site(url, ["other.example", domain]) is inside


def test_site_of_knows_the_port_of_the_scheme() -> None:
    assert site_of("https://www.X.cn/a") == Site("www.x.cn", 443)
    assert site_of("http://[::1]:8391/") == Site("::1", 8391)
    assert site_of("http://x.cn:0/") is None
    assert site_of("javascript:void(0)") is None


pieces = [
    "http://", "https:", "//", "/", "\\", "www.", "x.cn", "127.0.0.1", "[::1]", ":80", ":443", ":8391", "@", "?", "&",
    "&amp;", ";", "amp", "/amp/", "utm_a=1", "id=7", "from=timeline", "=", "#",
    "print", "print=1", "sid=0f9a8b7c6d5e4f3a", "c_1234_2.html",
    "%", "%2F", "%E4%B8", "%25", "..", ".",
    "重庆", "+", ";jsessionid=1", "%6A", "%2E", "%3B", "%61mp", "１", "。", "x", " ", "\x00", "\ud800",
]  # fmt: skip
fragments = st.lists(st.sampled_from(pieces), max_size=9).map("".join)
any_text = st.one_of(
    st.text(st.characters(), max_size=40), fragments, fragments.map(lambda tail: f"http://x.cn/{tail}")
)


@given(any_text)
def test_nothing_raises_and_a_key_is_its_own_key(text: str) -> None:
    key = page_key(text)
    assert page_key(key) == key
    assert "\x00" not in key
    key.encode()
    first_part(text)
    unprinted(text)
    site_of(text)
    same_site(text, [text, "x.cn"])


@given(any_text)
def test_fetching_the_main_address_reaches_the_same_page(text: str) -> None:
    main = main_url(text)
    assert main_url(main) == main
    assert page_key(main) == page_key(text) or site_of(text) is None


@given(
    st.lists(st.text("abyz=% +", min_size=1, max_size=4), max_size=5).flatmap(
        lambda q: st.tuples(st.just(q), st.permutations(q))
    )
)
def test_the_order_of_parameters_does_not_matter(orders: tuple[list[str], list[str]]) -> None:
    one, other = (page_key(f"https://x.cn/a?{'&'.join(order)}&z=1") for order in orders)
    assert one == other


scheme = st.sampled_from(["http://", "https://", "//", "HTTPS://"])
www = st.sampled_from(["", "www.", "WWW."])
tail = st.sampled_from(
    ["", "/", "/amp", "/amp/", "//", "/?amp=1", "/?print=1", "/?utm_source=a", "/?from=timeline", "#x"]
)
slug = st.lists(
    st.sampled_from(["2022", "06", "第六次", "党代会", "congress-opens", "a b", "c%20d"]), min_size=1, max_size=3
)


@given(scheme, www, slug, tail)
def test_all_spellings_of_a_page_are_equal(scheme: str, www: str, slug: list[str], tail: str) -> None:
    path = "/".join(slug)
    assert page_key(f"{scheme}{www}x.cn/{path}{tail}") == page_key(f"https://x.cn/{path}")
    encoded = path.replace("第六次", "%E7%AC%AC%E5%85%AD%E6%AC%A1").replace("a b", "a%20b")
    assert page_key(f"https://x.cn/{encoded}") == page_key(f"https://x.cn/{path}")


@given(st.integers(), st.integers(), tail.filter(lambda text: "?" not in text and "#" not in text))
def test_an_id_is_an_identity(one: int, other: int, tail: str) -> None:
    keys = {page_key(f"https://x.cn/show{tail}?id={number}") for number in (one, other)}
    assert len(keys) == len({one, other})


@given(
    st.from_regex(
        r"https?://(www\.)?[a-z0-9-]{1,8}(\.[a-z0-9-]{1,6}){1,2}(:[0-9]{1,5})?(/[A-Za-z0-9_~.-]{1,9}){0,4}(/amp)?/?",
        fullmatch=True,
        alphabet=st.characters(max_codepoint=126),
    )
)
@settings(max_examples=2000)
def test_the_short_way_of_a_plain_address_gives_the_key_of_the_long_one(url: str) -> None:
    assert page_key(url) == urls._long_page_key(url)
