"""The archive's own search, with what may be asked for besides words, and what it says of its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: the words, and what the articles must be besides. '' and None ask for nothing."""

    query: str
    lang: str = ""
    max_count: int = 20
    source: str = ""
    since: date | None = None
    until: date | None = None
    congress: str = ""
    level: str = ""
    labels: Sequence[str] = ()
    """Each 'kind:name', e.g. 'person:chen-miner'; an article must have all of them."""
    newest_first: bool = False


def search(connection: Connection, wanted: Wanted) -> tuple[Rows, list[str]]:
    """The articles, the best (or newest) first, found words marked «so»; and what the server has to say of the search.

    A row: article_id, source, published_on, title, url, rank, highlight.
    """
    notices: list[str] = []
    driver: Any = connection.connection.driver_connection

    def notice(said: Any) -> None:
        if "at RAISE" in (said.context or ""):  # the server's own, on words it leaves out, are not for people
            notices.append(said.message_primary)

    driver.add_notice_handler(notice)
    try:
        found = connection.execute(_SEARCH, {name: getattr(wanted, name) for name in _NAMES} | _lists(wanted))
        return [dict(row._mapping) for row in found], notices
    finally:
        driver.remove_notice_handler(notice)


def _lists(wanted: Wanted) -> dict[str, Any]:
    # half a surrogate pair of an argument cannot be sent, and is in no text
    return {"labels": list(wanted.labels), "query": wanted.query.encode("utf-8", "replace").decode().replace("\0", " ")}


_NAMES = ("lang", "max_count", "source", "since", "until", "congress", "level", "newest_first")
_SEARCH = text("""
    select * from search(:query, :lang, :max_count, of_source => :source, since => cast(:since as date),
                         until => cast(:until as date), of_congress => :congress, of_level => :level,
                         labels => cast(:labels as text[]), newest_first => :newest_first)
""")
