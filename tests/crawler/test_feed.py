"""Feeds: RSS, Atom and RDF as sites write them, damaged ones, and hostile ones."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.listing import Listing

URL = "https://www.example.cn/feed/"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Example</title>
<link>https://www.example.cn/</link>
<item><title>Plenum opens &amp;amp; &lt;em&gt;delegates&lt;/em&gt; meet</title>
  <link>https://www.example.cn/2022/06/02/plenum-opens/</link>
  <guid isPermaLink="false">https://www.example.cn/?p=7</guid>
  <pubDate>Thu, 02 Jun 2022 02:00:00 +0000</pubDate></item>
<item><title>轻轨开通</title><link>/2022/06/01/轻轨/</link><pubDate>Wed, 01 Jun 2022</pubDate></item>
<item><title>Again</title><link>https://www.example.cn/2022/06/02/plenum-opens/#more</link></item>
<item><title>No link</title></item>
<item><title>Mail</title><link>mailto:desk@example.cn</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.example.cn/">
<title>Example</title><link rel="self" href="/atom"/><link rel="next" href="/atom?page=2"/>
<entry><title type="html">A bridge</title><link rel="alternate" href="2022/06/02/bridge/"/>
<published>2022-06-02T10:00:00+08:00</published><updated>2022-06-03T10:00:00+08:00</updated></entry>
<entry><title>Only changed</title><link href="/changed/"/><updated>2022-06-03T10:00:00+08:00</updated></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://www.example.cn/"><title>E</title></channel>
<item rdf:about="https://www.example.cn/a/"><title>A</title><link>https://www.example.cn/a/</link>
<dc:date>2022-06-02T10:00:00+08:00</dc:date></item></rdf:RDF>"""


def read(text: str | bytes, **headers: str) -> Listing:
    body = text.encode() if isinstance(text, str) else text
    return read_feed(body, URL, "Asia/Shanghai", headers)


def test_rss_entries_become_candidates_or_are_counted() -> None:
    listing = read(RSS)
    first, second = listing.candidates
    assert first.url == "https://www.example.cn/2022/06/02/plenum-opens/"
    assert first.title == "Plenum opens & delegates meet"
    assert first.way == "feed"
    assert first.published_at == datetime(2022, 6, 2, 2, tzinfo=UTC)
    assert second.url == "https://www.example.cn/2022/06/01/%E8%BD%BB%E8%BD%A8/"
    assert (second.published_at, second.published_on) == (None, date(2022, 6, 1))
    assert listing.skipped == {"repeated": 1, "no address": 1, "invalid address": 1}
    assert listing.problem == ""
    assert (listing.oldest_on, listing.newest_on) == (date(2022, 6, 1), date(2022, 6, 2))
    assert listing.newest_at == datetime(2022, 6, 2, 2, tzinfo=UTC)


def test_atom_tells_publication_from_change_and_names_the_next_page() -> None:
    listing = read(ATOM)
    first, second = listing.candidates
    assert first.url == "https://www.example.cn/2022/06/02/bridge/"
    assert first.published_at == datetime(2022, 6, 2, 2, tzinfo=UTC)
    assert first.modified_at == datetime(2022, 6, 3, 2, tzinfo=UTC)
    assert (second.published_at, second.published_on) == (None, None)
    assert second.modified_at == datetime(2022, 6, 3, 2, tzinfo=UTC)
    assert listing.next_url == "https://www.example.cn/atom?page=2"


def test_rdf_dates_are_publication_dates() -> None:
    (only,) = read(RDF).candidates
    assert only.published_at == datetime(2022, 6, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "deeper"),
    [
        ("https://www.example.cn/feed/", "https://www.example.cn/feed/?paged=2"),
        ("https://www.example.cn/feed/?paged=2", "https://www.example.cn/feed/?paged=3"),
        ("https://www.example.cn/?feed=rss2&paged=9", "https://www.example.cn/?feed=rss2&paged=10"),
        ("https://www.example.cn/feed/?paged=last", "https://www.example.cn/feed/?paged=2"),
    ],
)
def test_a_wordpress_feed_has_older_pages_though_it_names_none(address: str, deeper: str) -> None:
    wordpress = RSS.replace("<item>", "<generator>https://wordpress.org/?v=6.5</generator><item>", 1)
    listing = read_feed(wordpress.encode(), address, "Asia/Shanghai")
    assert (listing.next_url, listing.deeper_url) == (None, deeper)


def test_only_a_wordpress_feed_with_entries_and_no_next_page_is_guessed_at() -> None:
    generator = "<generator>https://wordpress.org/?v=6.5</generator>"
    assert read(RSS).deeper_url is None
    assert read(f"<rss><channel>{generator}</channel></rss>").deeper_url is None
    named = ATOM.replace("<title>", f"{generator}<title>", 1)
    assert (read(named).next_url, read(named).deeper_url) == ("https://www.example.cn/atom?page=2", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_encodings_are_read(encoding: str) -> None:
    declared = RSS.replace("UTF-8", encoding.removesuffix("-sig"))
    listing = read(declared.encode(encoding))
    assert listing.candidates[1].title == "轻轨开通"
    assert listing.problem == ""


def test_a_gzipped_feed_is_read_and_a_truncated_one_is_said_to_be() -> None:
    assert len(read(gzip.compress(RSS.encode())).candidates) == 2
    listing = read(RSS[: RSS.index("<item><title>Again")])
    assert len(listing.candidates) == 2
    assert listing.problem == "cut off"


def test_a_feed_without_entries_is_no_problem() -> None:
    listing = read("\n <rss version='2.0'><channel><title>Quiet</title></channel></rss><!-- cached -->")
    assert (listing.candidates, listing.problem) == ((), "")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "not a feed: got HTML"),
        ("", "not a feed: got empty"),
        ('{"items": []}', "not a feed: got JSON"),
        ("Service unavailable", "not a feed: got no XML"),
        ("<urlset></urlset>", "not a feed: got <urlset>"),
        (gzip.compress(bytes(51 * 1024 * 1024)), "not a feed: got more than 50 MB unpacked"),
        ("<rss>" + "<a>" * 500_001, "not a feed: got more than 500000 tags"),
        (
            '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
            "not a feed: got entity declarations refused",
        ),
        (
            '<?xml version="1.0"?><!-- <rss> --><!DOCTYPE r SYSTEM ">" [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss/>',
            "not a feed: got no XML",
        ),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: str | bytes, problem: str) -> None:
    listing = read(body)
    assert (listing.candidates, listing.problem) == ((), problem)


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda junk: RSS.encode()[:400] + junk)))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(read(body), Listing)
