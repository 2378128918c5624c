"""A calendar without an end: months that link to their neighbours, and days whose addresses look like articles'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta

from crawler.newsroom.edition import Edition
from crawler.newsroom.pages import plain_page
from crawler.newsroom.reply import Reply, page
from crawler.newsroom.routes import route

_FIRST_EVENTS = date(2031, 1, 2)
_BODY_END = re.compile(r"(?=</body>)")
Query = Mapping[str, str]


def month_path(day: date) -> str:
    """The address of the month a day is in."""
    return f"/calendar/{day.year:04}/{day.month:02}/"


def events_path(day: date = _FIRST_EVENTS) -> str:
    """The address of a day's events: it fits what article addresses look like."""
    return f"/{day.year:04}/{day.month:02}/{day.day:02}/events-of-the-day/"


def _month(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    """Every month that Python can count; the 404 beyond is some 96,000 pages away."""
    year, month = int(match[1]), int(match[2])
    turns = [(turn // 12, turn % 12 + 1) for turn in (year * 12 + month - 2, year * 12 + month)]
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= 12):
        return None
    paths = [f"/calendar/{y:04}/{m:02}/" for y, m in turns if MINYEAR <= y <= MAXYEAR]
    return page(_linked(edition, f"{year:04}-{month:02}", paths))


def _events(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    try:
        following = date(*map(int, match.groups())) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return page(_linked(edition, "Events of the Day", [events_path(following)]))


def _linked(edition: Edition, title: str, paths: Iterable[str]) -> str:
    links = "".join(f'<p class="calendar"><a href="{edition.url(path)}">{path.strip("/")}</a></p>\n' for path in paths)
    return _BODY_END.sub(lambda _: links, plain_page(edition, title, ()), count=1)


MONTH_ROUTE = route(r"/calendar/(\d{4})/(\d{2})/", "calendar", _month)
EVENTS_ROUTE = route(r"/(\d{4})/(\d{2})/(\d{2})/events-of-the-day/", "calendar", _events)
