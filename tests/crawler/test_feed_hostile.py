"""Hostile XML meets no parser: entity tricks are refused before, in feeds and sitemaps alike, however disguised."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.discovery.feed import read_feed
from crawler.discovery.listing import Listing
from crawler.discovery.sitemap import read_sitemap

Reader = Callable[[bytes], Listing]
URL = "https://www.example.cn/feed/"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
RSS = "<rss><channel><item><title>{use}</title><link>https://www.example.cn/2022/06/02/a/</link></item></channel></rss>"
URLSET = "<urlset><url><loc>https://www.example.cn/{use}</loc></url></urlset>"

DECLARATIONS = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "quadratic blow-up": f'<!DOCTYPE x [<!ENTITY l9 "{"A" * 50_000}">]>',
    "external entity": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file://{secret}">]>',
    "external entity of the web": '<!DOCTYPE x [<!ENTITY l9 PUBLIC "a" "http://127.0.0.1:1/e">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>',
    "default attribute": '<!DOCTYPE x [<!ATTLIST title a CDATA "&l9;">]>',
    "behind a comment": '<!-- <rss> --><!DOCTYPE x [<!ENTITY l9 "b">]>',
    "in small letters": '<!doctype x [<!ENTITY l9 "b">]>',
}


def feed(body: bytes) -> Listing:
    return read_feed(body, URL, "Asia/Shanghai")


def sitemap(body: bytes) -> Listing:
    return read_sitemap(body, URL, "Asia/Shanghai")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text("what no reader may see")
    return path


@pytest.mark.parametrize(("read", "document"), [(feed, RSS), (sitemap, URLSET), (sitemap, RSS)])
@pytest.mark.parametrize("trick", DECLARATIONS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_declarations_are_refused_in_every_encoding(
    read: Reader, document: str, trick: str, encoding: str, secret: Path
) -> None:
    declared = DECLARATIONS[trick].replace("{secret}", str(secret))
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{document.format(use="&l9;")}'
    started = time.process_time()
    listing = read(text.encode(encoding))
    assert time.process_time() - started < 1
    assert listing.candidates == ()
    assert listing.problem.endswith(("entity declarations refused", "got no XML"))


@pytest.mark.parametrize("codec", ["utf-7", "cp037", "cp500"])
@pytest.mark.parametrize("read", [feed, sitemap])
def test_an_encoding_that_hides_markup_never_reaches_a_parser(read: Reader, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE x [<!ENTITY l9 "b">]>{RSS.format(use="&l9;")}'
    body = text.replace("<!", "+ADwAIQ-").encode() if codec == "utf-7" else text.encode(codec)
    listing = read(body)
    assert (listing.candidates, listing.problem.partition(": ")[2]) == ((), "got no XML")


@pytest.mark.parametrize(("read", "document"), [(feed, RSS), (sitemap, URLSET)])
def test_an_external_doctype_is_not_fetched_and_its_entities_stay_unknown(
    read: Reader, document: str, secret: Path
) -> None:
    for where in (f"file://{secret}", "http://127.0.0.1:1/x.dtd"):
        listing = read(f'<!DOCTYPE x SYSTEM "{where}">{document.format(use="&l9;")}'.encode())
        assert "no reader may see" not in repr(listing)


@pytest.mark.parametrize(("read", "root"), [(feed, "rss"), (sitemap, "urlset")])
def test_deep_nesting_is_borne(read: Reader, root: str) -> None:
    started = time.process_time()
    listing = read(f"<{root}>{'<a>' * 20_000}".encode())
    assert time.process_time() - started < 20
    assert listing.problem
