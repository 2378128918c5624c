"""The sites of a simulated week: a newsroom of its own for each source, and what goes wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.newsroom import Newsroom, Site, all_lies, faults, serve, source_toml
from crawler.newsroom.assignments import FIRST_CLOCK
from crawler.newsroom.faults import Fault
from crawler.newsroom.lies import lies
from crawler.newsroom.reply import Reply
from tests.faults.week_kept import Asked
from tests.faults.week_plan import Plan, Spell

START = FIRST_CLOCK
"""The first turn's hour: the newsrooms have all that came before."""
SIZE = 0.25
"""80 articles before the week, 35 of a daily."""
PER_DAY, LIVELY_PER_DAY = 8, 36
BUDGET = 25
LISTS = ("feed", "sitemap", "section", "api")
_WAYS: Sequence[Mapping[str, Sequence[str] | bool]] = (
    {"feeds": ["/feed/"], "sections": ["/news/"]},
    {"feeds": ["/feed/"], "sitemaps": ["/sitemap_index.xml"]},
    {"sections": ["/news/"], "wp_json": True},
)
_DAILY_WAYS: Mapping[str, Sequence[str] | bool] = {"sitemaps": ["/sitemap.xml"], "sections": ["/list/1.htm"]}
_TEXT = re.compile(rb'(<div class="entry-content">|<div id="zoom">)(.*?)(</div>)', re.DOTALL)
_PARAGRAPH = re.compile(rb"<p>.*?</p>", re.DOTALL)
_NOWHERE = "https://moved.invalid/"


@dataclass
class Watched:
    """One source and its site."""

    number: int
    slug: str
    outlet: str
    site: Site
    shown: set[str] = field(default_factory=set)
    """Paths of articles that could be read at the hour of some run."""

    @property
    def url(self) -> str:
        return self.site.base_urls[self.outlet]

    @property
    def known(self) -> set[str]:
        """Paths of all articles that there ever are."""
        return {unquote(article.path) for article in self.site.newsroom.of(self.outlet)}

    @property
    def listed(self) -> set[str]:
        return {unquote(article.path) for article in self.site.listed(self.outlet)}

    def become(self, at: datetime, outage: Spell | None, told: Sequence[str]) -> None:
        """The site as it is at that moment."""
        self.site.faults.clear()
        self.site.requests.clear()
        self.site.outage = False
        if not (outage and outage.what == ("nothing new",)):
            self.site.clock = at
        if outage:
            _break(self.site, outage.what[0])
        elif told:
            names = {lie.name for lie in lies(self.site, self.outlet)}
            all_lies(self.site, self.outlet, without=names - set(told))
        self.shown |= self.listed


@contextmanager
def opened(config: Path, plan: Plan, asked: Asked, ports: Sequence[int]) -> Iterator[list[Watched]]:
    """The sites, at these ports where there are some (an archive knows its pages by them), and their source files."""
    days = asked.history + asked.days + 1
    folder = config / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as at_end:
        watched = list[Watched]()
        for number in range(asked.sources):
            is_lively = plan.is_lively(number)
            # the daily's archive is too small to know how long its texts are
            outlet = "newsroom-daily" if number % 4 == 3 and not is_lively else "newsroom"
            per_day = LIVELY_PER_DAY if is_lively else PER_DAY + number % 5
            newsroom = Newsroom.build(asked.seed * 1000 + number, SIZE, late=per_day * days, later=days)
            port = ports[number] if ports else 0
            site = at_end.enter_context(serve(newsroom, {outlet: port}))
            one = Watched(number, f"paper{number:02}", outlet, site)
            if port and urlsplit(one.url).port != port:
                raise RuntimeError(f"port {port} is taken: the week cannot go on now; --again begins a new one")
            (folder / f"{one.slug}.toml").write_text(_toml(one), "utf-8")
            watched.append(one)
        yield watched


def _toml(one: Watched) -> str:
    ways = _DAILY_WAYS if one.outlet == "newsroom-daily" else _WAYS[one.number % len(_WAYS)]
    return source_toml(one.outlet, one.url, discover=ways) + f"\n[recheck]\nbudget = {BUDGET}\n"


def _break(site: Site, what: str) -> None:
    if what in ("reset", "503"):
        site.outage = "503" if what == "503" else "reset"
        return
    if what == "silent":
        site.faults["any"] = faults.delayed(60)
    keys: Mapping[str, tuple[Sequence[str], Fault]] = {
        "robots ban": (("robots",), faults.robots_ban()),
        "moved": ((*LISTS, "home", "article"), faults.redirect_to(_NOWHERE)),
        "lists 404": (LISTS, faults.status(404)),
        "pages 500": (("article", "amp"), faults.status(500)),
        "short texts": (("article", "amp"), short_text),
    }
    names, fault = keys.get(what, ((), faults.reset()))
    site.faults |= dict.fromkeys(names, fault)
    if what == "lists empty":
        site.faults |= dict.fromkeys(("feed", "sitemap", "section"), faults.without_items())
        site.faults["api"] = lambda reply: reply.with_body(b"[]")


def short_text(reply: Reply) -> Reply:
    """Of an article's text its first paragraph alone is left."""

    def cut(match: re.Match[bytes]) -> bytes:
        first = _PARAGRAPH.search(match[2])
        return match[1] + (first[0] if first else match[2]) + match[3]

    return reply.with_body(_TEXT.sub(cut, reply.body))
