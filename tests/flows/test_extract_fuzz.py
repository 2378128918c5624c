"""Damaged pages: whatever happened to a page on its way, the step answers, soon, and with a text that can be stored."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.values import Article, Capture, Hints, NotArticle
from flows.steps.extract import extract

PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*.html"))
URL = "https://www.rivergate.example/2022/06/02/the-ferry-crosses-again/"
LONGEST = 5.0
"""Seconds of processor time; the pages have some kilobytes, most take a hundredth of a second."""
INSERTED = (
    b"<div>", b"</div>", b"<p>", b"</body>", b"<table><tr><td>", b"</table>", b"<script>", b"</script>",
    b"<!--", b"-->",
    b"<title>", b"<h1>", b"<a href='", b"<![CDATA[", b"<style>", b"<textarea>", b"<noscript>", b"<svg>", b"<select>",
    b"<base href='//['>", b"<meta charset='utf-16'>", b"<meta property='og:title' content='", b"&#x110000;", b"&#0;",
    b"<link rel=canonical href='http://[x'>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","author":[[]]}',
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"=?!(", b"\x1b$B",
)  # fmt: skip

place = st.floats(0, 1, exclude_max=True)
length = st.integers(0, 400)
change = st.one_of(
    st.tuples(st.just("flip"), place, st.integers(1, 255)),
    st.tuples(st.just("cut"), place, length),
    st.tuples(st.just("repeat"), place, length),
    st.tuples(st.just("insert"), place, st.integers(0, len(INSERTED) - 1)),
    st.tuples(st.just("end"), place, length),
)


def changed(body: bytes, how: str, where: float, what: int) -> bytes:
    at = int(where * len(body))
    if how == "flip":
        return body[:at] + bytes([(body[at] if body else 0) ^ what]) + body[at + 1 :]
    if how == "cut":
        return body[:at] + body[at + what :]
    if how == "repeat":
        return body[:at] + body[at : at + what] * 30 + body[at + what :]
    return body[:at] + INSERTED[what] + body[at:] if how == "insert" else body[:at]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PAGES),
    st.lists(change, max_size=8),
    st.sampled_from(["text/html", "", "text/html; charset=gbk", "text/html; charset=utf-16", "application/xml"]),
)
def test_a_damaged_page_gets_an_answer_soon(page: Path, changes: list[tuple[str, float, int]], declared: str) -> None:
    body = page.read_bytes()
    for how, where, what in changes:
        body = changed(body, how, where, what)
    started = time.process_time()
    found = extract(
        Capture(URL, URL, 200, {"content-type": declared}, body, datetime(2026, 11, 22, tzinfo=UTC)), Hints()
    )
    assert time.process_time() - started < LONGEST
    assert isinstance(found, Article | NotArticle)
    if isinstance(found, Article):
        assert len(found.structure) == len(found.body.split("\n\n"))
        words = "".join((found.title, found.body, *found.authors, *found.captions))
        assert "\x00" not in words
        words.encode()  # no lone surrogate
