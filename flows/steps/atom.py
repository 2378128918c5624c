"""New articles about a meeting as an Atom feed (RFC 4287): for a reader, or for what alerts somebody. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]

_ATOM = "http://www.w3.org/2005/Atom"
# what XML 1.0 cannot hold, were it in a headline
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def feed(congress_id: str, name: str, articles: Sequence[Mapping[str, Any]], made_at: datetime) -> bytes:
    """The feed of a meeting; `articles` as db.queries_coverage.newest gives them. Texts stay with their publishers."""
    updated_at = max((row["first_captured_at"] for row in articles), default=made_at)
    root = _make.feed(
        _make.id(f"urn:congresswatch:{congress_id}"),
        _make.title(f"{_clean(name)}: new articles"),
        _make.updated(_instant(updated_at)),
        _make.author(_make.name("Congresswatch")),
        *(_entry(congress_id, row) for row in articles),
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(congress_id: str, row: Mapping[str, Any]) -> Any:
    entry = _make.entry(
        _make.id(f"urn:congresswatch:{congress_id}:{row['article_id']}"),
        _make.title(_clean(row["title"]) or _clean(row["url"])),
        _make.link(href=_clean(row["url"])),
        _make.author(_make.name(_clean(row["source"]))),
        _make.updated(_instant(row["first_captured_at"])),
        _make.summary(_summary(row)),
    )
    if row["published_at"]:
        entry.append(_make.published(_instant(row["published_at"])))
    return entry


def _summary(row: Mapping[str, Any]) -> str:
    day = "" if row["day_offset"] is None else f", day {row['day_offset']:+d}"
    told = "a reprint" if row["is_origin"] is False else "told first, as far as known"
    return f"{_clean(row['source'])}, {row['published_on'] or 'no day'}; {row['phase'] or 'phase unknown'}{day}; {told}"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _clean(text: str) -> str:
    return " ".join(_NO_XML.sub("", text).split())
