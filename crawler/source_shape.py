"""What a source is, once its file has been read and checked: frozen values, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from crawler.toml_check import SourceProblem
from db.urls import is_article_url
from db.values import Hints


@dataclass(frozen=True, slots=True)
class Discover:
    """How a source's pages are found; addresses and templates are absolute and within the source's domains."""

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    wp_json: bool = False
    """Whether the site answers WordPress's REST API."""
    date_archives: tuple[str, ...] = ()
    """Templates of the addresses of day, month or year archives; see crawler.discovery.date_template."""


@dataclass(frozen=True, slots=True)
class Extract:
    drop: tuple[str, ...] = ()
    """CSS selectors removed before extraction."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy source delivers."""

    articles_per_day: tuple[float, float] | None = None
    """Fewest and most; None: nothing is expected."""
    fill: Mapping[str, float] = field(default_factory=dict, hash=False)
    """For a field of the article, the least share of articles (0 to 1) that have it."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """How many archived pages one run looks at again, at most."""

    budget: int = 300
    """At the usual second a page five minutes, so that hourly runs never meet."""


@dataclass(frozen=True, slots=True)
class Removal:
    """How much evidence makes a page removed: so many failed checks, spread over at least so long."""

    checks: int = 3
    over: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet we watch."""

    slug: str
    name: str
    home: str
    domains: tuple[str, ...]
    """Nothing outside is ever fetched; see db.urls.same_site for what a port means."""
    article_url: str
    """Regular expression searched in an article's main address."""
    discover: Discover
    path: Path
    language: str = ""
    timezone: str = "Asia/Shanghai"
    schedule: str = "*/30 * * * *"
    """Five-field cron expression, read in Asia/Shanghai, whatever the source's own zone."""
    local: bool = False
    """Whether it may live on a loopback or private address."""
    delay: float = 1.0
    """Seconds between requests to one domain."""
    extract: Extract = Extract()
    expect: Expect = Expect()
    recheck: Recheck = Recheck()
    removal: Removal = Removal()

    def hints(self) -> Hints:
        """What the extractor is told."""
        return Hints(self.language, self.timezone, self.extract.drop, self.article_url, self.domains)

    def is_article(self, url: str) -> bool:
        """Whether an address (amp or not, with tracking or not) looks like an article of this source."""
        return is_article_url(url, self.article_url)


@dataclass(frozen=True, slots=True)
class Sources:
    """All usable sources, by slug, and what is wrong with the others."""

    sources: tuple[Source, ...]
    problems: tuple[SourceProblem, ...] = ()

    def get(self, slug: str) -> Source:
        """The source of that name; KeyError where there is none, or where its file is broken."""
        for source in self.sources:
            if source.slug == slug:
                return source
        raise KeyError(f"no usable source {slug!r}")
