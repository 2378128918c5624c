"""What a generated archive holds: two years of one source, each article a function of its number and the seed. Pure.

So a benchmark can name any of a million addresses, and say what the views must answer, without asking the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

SLUG = "million"
TIMEZONE = "Asia/Shanghai"
ZONE = ZoneInfo(TIMEZONE)
FIRST_DAY, DAYS = date(2021, 7, 1), 730
START = datetime(2021, 7, 1, tzinfo=ZONE)
# For two days the machine was off, so three are not proved: a day is over only for a reading after its end.
OUTAGE = (date(2022, 3, 9), date(2022, 3, 10))
NOT_PROVED = (date(2022, 3, 8), *OUTAGE)
FAILING_EVERY, FAILED_PAGES = 30, 3
REFUSED_EVERY = 50
COVERED_EVERY = 33
BLOBS = 512
LEVELS = ("focus", "substantive", "anchor")
# the meetings that these two years lay around, and their opening days
MEETINGS: Mapping[str, date] = {
    "chongqing-npc-2022": date(2022, 1, 17),
    "npc-2022": date(2022, 3, 5),
    "cpc-chongqing-6": date(2022, 5, 27),
    "cpc-national-20": date(2022, 10, 16),
    "npc-2023": date(2023, 3, 5),
}
_PLACES = ("Harbour", "Old Town", "Riverside", "North Bank", "Hilltop", "Bridge Street", "Lower Market", "Station")
_MATTERS = ("ferry", "tram line", "night market", "flood wall", "library", "seed bank", "school roof", "cable car")
_DEEDS = ("opened", "repaired", "inspected", "widened", "counted", "moved", "painted", "discussed", "planned")
_VOICES = ("a clerk", "the foreman", "a neighbour", "the mayor's office", "an engineer", "two teachers", "a pilot")


@dataclass(frozen=True)
class Plan:
    """An archive of so many articles, numbered from 0 on in the order of their publication."""

    pages: int = 1_000_000
    seed: int = 1
    port: int = 8417
    """Of the loopback address that the source lives at: addresses hold it."""

    @property
    def domain(self) -> str:
        return f"127.0.0.1:{self.port}"

    @cached_property
    def home_url(self) -> str:
        return f"http://{self.domain}/"

    @property
    def feed_url(self) -> str:
        return f"{self.home_url}feed/"

    def at(self, number: int) -> datetime:
        """When the article was published, and found a moment later: spread evenly (aware, local)."""
        return START + timedelta(seconds=number * DAYS * 86_400 // max(1, self.pages))

    def url(self, number: int) -> str:
        """The address of an article; numbers from `pages` on are addresses that the archive does not know."""
        day = self.at(min(number, self.pages - 1)).isoformat()[:10].replace("-", "/")
        return f"{self.home_url}{day}/{self.title(number).lower().replace(' ', '-')}-{number}/"

    def title(self, number: int) -> str:
        place, deed, matter = self._picked(number, _PLACES), self._picked(number * 7, _DEEDS), self._matter(number)
        return f"{place} {matter} {deed}".title()

    def body(self, number: int) -> str:
        """Four sentences, about 300 characters, no two articles' alike."""
        place, matter = self._picked(number, _PLACES), self._matter(number)
        return (
            f"The {matter} of {place} was {self._picked(number * 7, _DEEDS)} for the {number}th time in our count.\n\n"
            f"{self._picked(number * 3, _VOICES).capitalize()} said that {number % 97 + 3} people had come to look,"
            f" and that the {self._matter(number * 5)} would be next.\n\nNobody could say what it had cost. "
            f"{self._picked(number * 11, _VOICES).capitalize()} spoke of {number % 9_000 + 100} coins, no more."
        )

    def _matter(self, number: int) -> str:
        return self._picked(number // 3, _MATTERS)

    def _picked(self, number: int, words: tuple[str, ...]) -> str:
        # a step by a large prime: neighbours in time differ, and the seed turns the wheel
        return words[(number * 2_654_435_761 + self.seed * 40_503) % 4_294_967_291 % len(words)]

    def day(self, number: int) -> date:
        return self.at(number).date()

    def refused_urls(self) -> Iterator[tuple[str, datetime]]:
        """Addresses that are known and were never asked: they have not the form of an article."""
        for number in range(0, self.pages, REFUSED_EVERY):
            yield f"{self.home_url}tag/{number}/", self.at(number)

    def failed_urls(self) -> Iterator[tuple[str, datetime]]:
        """Articles that the site never gave."""
        for day in self.failing_days:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
            for number in range(FAILED_PAGES):
                yield f"{self.home_url}{day:%Y/%m/%d}/never-answered-{number}/", noon

    @cached_property
    def failing_days(self) -> tuple[date, ...]:
        return tuple(FIRST_DAY + timedelta(days=number) for number in range(20, DAYS, FAILING_EVERY))

    def is_complete(self, day: date) -> bool:
        """What the completeness of a day of the two years must say."""
        return day not in NOT_PROVED and day not in self.failing_days

    def walks(self) -> Iterator[tuple[date, str, date | None, date | None]]:
        """Readings of the feed, one each morning: (day, ending, first day it proves, first it does not)."""
        lower = FIRST_DAY
        for number in range(1, DAYS + 1):
            day = FIRST_DAY + timedelta(days=number)
            if day in OUTAGE:
                continue
            if day - timedelta(days=1) in OUTAGE:
                lower = day
                yield day, "gap", None, None
            else:
                yield day, "overlap", lower, day

    def coverage(self) -> Iterator[tuple[int, str, str, int]]:
        """Which articles cover a meeting: (number, congress, level, days from its opening)."""
        for place, number in enumerate(range(0, self.pages, COVERED_EVERY)):
            day = self.day(number)
            congress, opening = min(MEETINGS.items(), key=lambda item: abs((day - item[1]).days))
            yield number, congress, LEVELS[place % len(LEVELS)], (day - opening).days
