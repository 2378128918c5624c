"""WARC files as crawlers write them, made by hand: what a library would not write is what is to be tested."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from crawler.newsroom.pages import render_article_page

DATE = "2022-06-02T03:04:05Z"
HTML = "text/html; charset=utf-8"


def record(
    kind: str,
    url: str,
    block: bytes = b"",
    *,
    date: str = DATE,
    kind_of_block: str = "application/http; msgtype=response",
    length: int | str | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """One record; `length` is what it says of its block where that is not true."""
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, kind + url + date)}>",
        "WARC-Date": date,
        "WARC-Target-URI": url,
        "Content-Type": kind_of_block,
        **(headers or {}),
        "Content-Length": str(len(block) if length is None else length),
    }
    lines = [f"{name}: {value}" for name, value in named.items() if value]
    return "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def record_id(kind: str, url: str, date: str = DATE) -> str:
    """The id that `record` gives."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, kind + url + date)}>"


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """What a server sent; names of headers with _ for -."""
    named = {"Content_Type": HTML} | headers
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def response(url: str, body: bytes, *, date: str = DATE, status: str = "200 OK", **headers: str) -> bytes:
    return record("response", url, answer(body, status, **headers), date=date)


def article(url: str, title: str, text: str, published_at: datetime) -> bytes:
    """A page that holds an article, in the newsroom's own template."""
    paragraphs = [f"{text} Paragraph {number} of the report on {title} says so once more." for number in range(1, 6)]
    return render_article_page(title, paragraphs, url=url, byline="By Ann Lee", published_at=published_at).encode()


def write(path: Path, records: Iterable[bytes]) -> Path:
    """A file of these records: with a gzip member for each where its name ends in .gz."""
    is_packed = path.name.endswith(".gz")
    path.write_bytes(b"".join(gzip.compress(each) if is_packed else each for each in records))
    return path
