"""What was captured, out of one archived record; or the reason why it is no capture of a page. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.warc.answer import (
    BROKEN,
    CUT_SHORT,
    TOO_LARGE,
    Head,
    UnusableError,
    is_html,
    kept_headers,
    parse_head,
    read_body,
)
from crawler.warc.records import Record
from crawler.warc.revisits import Refers
from db.urls import clean_address
from db.values import Capture

REDIRECT, OTHER_STATUS, NOT_HTML = "redirect", "other_status", "not_html"
FIRST_WEB = datetime(1991, 1, 1, tzinfo=UTC)
"""A date before the web, like one ahead, is a writer's broken clock."""


def target(record: Record) -> str:
    """The address a record is about; older writers put it in angle brackets."""
    return clean_address(record.headers.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">"))


def capture_of(record: Record, latest: datetime) -> Capture:
    """What was captured; the body of a revisit is empty. Raises UnusableError with the reason that is counted."""
    at = instant(record.headers.get("warc-date", ""))
    if at is None or not FIRST_WEB <= at <= latest:
        raise UnusableError(BROKEN)
    if "warc-truncated" in record.headers or "warc-segment-number" in record.headers:
        raise UnusableError(CUT_SHORT)
    if record.block is None:
        raise UnusableError(TOO_LARGE)
    url = target(record)
    if record.kind == "revisit":
        return Capture(url, url, 200, _revisit_headers(record.block), b"", at)
    head = _head(record, record.block)
    if head.status != 200:
        raise UnusableError(REDIRECT if 300 <= head.status < 400 else OTHER_STATUS)
    body = read_body(record.block, head)
    if not is_html(head.headers.get("content-type", ""), body):
        raise UnusableError(NOT_HTML)
    return Capture(url, url, 200, kept_headers(head.headers), body, at)


def _head(record: Record, block: bytes) -> Head:
    """Of a `resource`, which no server wrapped: as a server would have answered."""
    if record.kind == "resource":
        return Head(200, {"content-type": record.headers.get("content-type", "")})
    return parse_head(block)


def _revisit_headers(block: bytes) -> dict[str, str]:
    """A revisit's own headers, where its crawler kept them and they speak of the page (304 speaks of none)."""
    if not block.strip():
        return {}
    head = parse_head(block)
    if head.status not in (200, 304):
        raise UnusableError(REDIRECT if 300 <= head.status < 400 else OTHER_STATUS)
    return kept_headers(head.headers) if head.status == 200 else {}


def instant(text: str) -> datetime | None:
    """A WARC-Date as an aware UTC instant; None for what is none. Dates without a zone are UTC by the standard."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def own_names(record: Record) -> Refers:
    """By what a revisit may name this record."""
    headers = record.headers
    return Refers(headers.get("warc-record-id", "").strip(), headers.get("warc-payload-digest", "").strip().lower())


def refers_to(record: Record) -> Refers:
    """By what this revisit names its original."""
    headers = record.headers
    return Refers(
        headers.get("warc-refers-to", "").strip(),
        headers.get("warc-payload-digest", "").strip().lower(),
        clean_address(headers.get("warc-refers-to-target-uri", "").strip().removeprefix("<").removesuffix(">")),
        instant(headers.get("warc-refers-to-date", "")),
    )
