"""Is this the same page? What joins two addresses, what must keep them apart, and what is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.urls import Site, is_amp, is_article_url, main_url, page_key, same_site, site_of

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


def test_an_amp_address_is_recognised() -> None:
    assert is_amp("https://x.cn/a/amp/")
    assert is_amp("https://x.cn/a?amp")
    assert not is_amp("https://x.cn/a/")
    assert not is_amp("not an address")


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
    "&amp;", ";", "amp", "/amp/", "utm_a=1", "id=7", "from=timeline", "=", "#", "%", "%2F", "%E4%B8", "%25", "..", ".",
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
    is_amp(text)
    site_of(text)
    same_site(text, [text, "x.cn"])


@given(any_text)
def test_fetching_the_main_address_reaches_the_same_page(text: str) -> None:
    main = main_url(text)
    assert main_url(main) == main
    assert page_key(main) == page_key(text) or site_of(text) is None
    assert not is_amp(main)


@given(
    st.lists(st.text("abyz=% +", min_size=1, max_size=4), max_size=5).flatmap(
        lambda q: st.tuples(st.just(q), st.permutations(q))
    )
)
def test_the_order_of_parameters_does_not_matter(orders: tuple[list[str], list[str]]) -> None:
    one, other = (page_key(f"https://x.cn/a?{'&'.join(order)}&z=1") for order in orders)
    assert one == other
