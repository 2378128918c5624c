"""Sitemaps: plain, gzipped, indexes, news; big, damaged and hostile ones."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.listing import Listing
from crawler.discovery.sitemap import read_sitemap

URL = "https://www.example.cn/sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

NEWS = f"""{HEAD}<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://www.example.cn/bridge/ </loc><lastmod>2022-06-03T10:00:00+08:00</lastmod>
 <image:image><image:loc>https://www.example.cn/bridge.jpg</image:loc><image:title>Photo</image:title></image:image>
 <news:news><news:publication><news:name>Example</news:name><news:language>en</news:language></news:publication>
  <news:publication_date>2022-06-02</news:publication_date><news:title>A  bridge</news:title></news:news></url>
<url><loc>https://www.example.cn/2022/06/01/rail/?a=1&b=2</loc><lastmod>2022-06-01</lastmod></url>
<url><lastmod>2022-06-01</lastmod></url>
<url><loc>javascript:void(0)</loc></url>
</urlset>"""


def read(text: str | bytes) -> Listing:
    return read_sitemap(text.encode() if isinstance(text, str) else text, URL, "Asia/Shanghai")


def test_pages_with_their_dates() -> None:
    listing = read(NEWS)
    bridge, rail = listing.candidates
    assert (bridge.url, bridge.title, bridge.way) == ("https://www.example.cn/bridge/", "A bridge", "sitemap")
    assert (bridge.published_at, bridge.published_on) == (None, date(2022, 6, 2))
    assert bridge.modified_at == datetime(2022, 6, 3, 2, tzinfo=UTC)
    assert rail.url == "https://www.example.cn/2022/06/01/rail/?a=1&b=2"
    assert rail.published_on == date(2022, 6, 1)
    assert rail.modified_at is None
    assert listing.skipped == {"no address": 1, "invalid address": 1}
    assert listing.problem == ""


def test_an_index_names_its_children_once() -> None:
    child = "<sitemap><loc>https://www.example.cn/posts-1.xml.gz</loc></sitemap>"
    listing = read(f"{HEAD}<sitemapindex {NS}>{child}{child}<sitemap><loc>/b.xml</loc></sitemap></sitemapindex>")
    assert listing.children == ("https://www.example.cn/posts-1.xml.gz", "https://www.example.cn/b.xml")
    assert listing.candidates == ()


def test_an_index_says_when_its_children_changed_where_it_does() -> None:
    listing = read(
        f"""<sitemapindex {NS}>
        <sitemap><loc>/a.xml</loc><lastmod>2022-06-02T10:00:00+08:00</lastmod></sitemap>
        <sitemap><loc>/b.xml</loc><lastmod>2022-06-02</lastmod></sitemap>
        <sitemap><loc>/c.xml</loc></sitemap><sitemap><lastmod>2022-06-02</lastmod></sitemap></sitemapindex>"""
    )
    assert [child.rpartition("/")[2] for child in listing.children] == ["a.xml", "b.xml", "c.xml"]
    assert listing.children_modified == {"https://www.example.cn/a.xml": datetime(2022, 6, 2, 2, tzinfo=UTC)}
    assert listing.skipped == {"no address": 1}


def test_the_text_form_is_one_whole_address_a_line() -> None:
    text = "\ufeffhttps://www.example.cn/2022/06/02/a/\r\n\nhttps://www.example.cn/重庆/\nnot an address\n/relative/\n"
    listing = read(text)
    first, second = listing.candidates
    assert (first.url, first.way, first.published_on) == (
        "https://www.example.cn/2022/06/02/a/",
        "sitemap",
        date(2022, 6, 2),
    )
    assert second.url == "https://www.example.cn/%E9%87%8D%E5%BA%86/"
    assert (listing.skipped, listing.problem) == ({"invalid address": 2}, "")


def test_a_text_that_breaks_off_loses_the_address_it_broke() -> None:
    text = "".join(f"https://www.example.cn/{number * 7919:x}/story-{number}/\n" for number in range(5000))
    listing = read(gzip.compress(text.encode())[:-2000])
    assert 0 < len(listing.candidates) < 5000
    assert all(candidate.url.endswith("/") for candidate in listing.candidates)
    assert listing.problem == "cut off"


def test_a_feed_may_serve_as_a_sitemap() -> None:
    item = "<item><title>A</title><link>/2022/06/02/a/</link><pubDate>Thu, 02 Jun 2022 02:00:00 GMT</pubDate></item>"
    listing = read(f"<rss><channel>{item}</channel></rss>")
    (only,) = listing.candidates
    assert (listing.way, only.way) == ("sitemap", "sitemap")
    assert (only.url, only.published_at) == (
        "https://www.example.cn/2022/06/02/a/",
        datetime(2022, 6, 2, 2, tzinfo=UTC),
    )
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a/"/></entry></feed>'
    assert len(read(gzip.compress(atom.encode())).candidates) == 1


def test_gzip_is_seen_in_the_bytes_and_a_truncated_one_keeps_what_came() -> None:
    packed = gzip.compress(NEWS.encode())
    assert len(read(packed).candidates) == 2
    many = f"<urlset {NS}>" + "".join(f"<url><loc>/{number}</loc></url>" for number in range(5000)) + "</urlset>"
    listing = read(gzip.compress(many.encode())[:-4000])
    assert 0 < len(listing.candidates) < 5000
    assert listing.problem.startswith("cut off")


def test_no_namespace_and_another_encoding_are_read() -> None:
    listing = read("<?xml version='1.0' encoding='gbk'?><urlset><url><loc>/重庆/</loc></url></urlset>".encode("gbk"))
    assert listing.candidates[0].url == "https://www.example.cn/%E9%87%8D%E5%BA%86/"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<!doctype html><html></html>", "not a sitemap: got HTML"),
        ("", "not a sitemap: got empty"),
        ("<opml></opml>", "not a sitemap: got <opml>"),
        ("Sitemaps moved to\nhttps://www.example.cn/a/", "not a sitemap: got no XML"),
        ('{"loc": "https://www.example.cn/a/"}', "not a sitemap: got JSON"),
        (gzip.compress(bytes(51 * 1024 * 1024)), "not a sitemap: got more than 50 MB unpacked"),
        (b"\x1f\x8b\x08nonsense", "not a sitemap: got broken gzip"),
        (
            '<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>&a;</loc></url></urlset>',
            "not a sitemap: got entity declarations refused",
        ),
        ('<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE u+AD4-<urlset/>', "not a sitemap: got no XML"),
    ],
)
def test_what_is_no_sitemap_says_what_it_is(body: str | bytes, problem: str) -> None:
    listing = read(body)
    assert (listing.candidates, listing.problem) == ((), problem)


def test_an_entity_hidden_in_utf_16_is_refused_too() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE u [<!ENTITY a "b">]><urlset/>'
    assert read(text.encode("utf-16")).problem == "not a sitemap: got entity declarations refused"


def test_fifty_thousand_addresses_take_about_a_second() -> None:
    entries = (
        f"<url><loc>https://www.example.cn/2022/06/02/story-{number}/</loc><lastmod>2022-06-02T10:00:00+08:00</lastmod></url>"
        for number in range(50_000)
    )
    body = f"{HEAD}<urlset {NS}>{''.join(entries)}</urlset>".encode()
    started = time.process_time()
    assert len(read(body).candidates) == 50_000
    assert time.process_time() - started < 3  # about 0.7 on a quiet machine; this catches a square, not a slow day


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda junk: NEWS.encode()[:300] + junk)))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(read(body), Listing)
    assert isinstance(read(gzip.compress(body)[:-3]), Listing)
