"""Everything that a crawl must survive in one go, switched on at once: the site lies but hides nothing from every way.

    with Sentinel() as sentinel, serve(newsroom) as site:
        all_lies(site, forbidden=sentinel.urls)
        ...  # crawl
        assert sentinel.count == 0

What a crawl may ask for: the outlet's articles, `site.listing_page_count(outlet, way)` pages for each way it reads, and
`site.injected_count` retries. What it can know: `seen_by(site, way)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from crawler.newsroom import faults
from crawler.newsroom.faults import Fault
from crawler.newsroom.listing_counts import ListingWay
from crawler.newsroom.site import Site

MOVED = "/2022/06/02/moved-to-another-house/"
"""An address like an article's that redirects to where nobody must go."""

_DROPPED = 10
_TURNS: dict[ListingWay, int] = {"feed": 0, "sitemap": 1, "section": 2}
"""Which tenth of the articles a way leaves out: never the same one twice."""
_STRANGER = "https://reprints.invalid/2022/06/02/a-copy/"


@dataclass(frozen=True, slots=True)
class Lie:
    """A fault, the requests it is for (a key of `site.faults` without its outlet), and what it tries a crawl with."""

    name: str
    key: str
    fault: Fault
    tries: str


def all_lies(
    site: Site,
    outlet: str = "newsroom",
    *,
    forbidden: Sequence[str] = (),
    without: Collection[str] = (),
    per_second: int = 60,
    failing: int = 6,
) -> None:
    """Switch on every lie of `lies` for the outlet, but those named in `without`. Other switches stay as they are.

    Raises KeyError for a name in `without` that is no lie's.
    """
    told = list(lies(site, outlet, forbidden, per_second, failing))
    unknown = set(without) - {lie.name for lie in told}
    if unknown:
        raise KeyError(f"no such lie: {', '.join(sorted(unknown))}")
    chosen = [lie for lie in told if lie.name not in without]
    for key in dict.fromkeys(lie.key for lie in chosen):
        site.faults[f"{outlet}:{key}"] = faults.together(*(lie.fault for lie in chosen if lie.key == key))


def lies(
    site: Site, outlet: str = "newsroom", forbidden: Sequence[str] = (), per_second: int = 60, failing: int = 6
) -> Iterator[Lie]:
    """Each lie with its reason, in the order they apply: what lists say, what pages say, what leads away, what fails.

    `forbidden` are addresses that must never be asked, `per_second` is the limit of the storm, and one in `failing`
    articles fails the first time.
    """
    yield from _of_lists(outlet)
    yield from _of_pages(site, outlet)
    yield from _leading_away(forbidden)
    yield from _never_ending()
    yield from _failing(per_second, failing)


def seen_by(site: Site, way: ListingWay, outlet: str = "newsroom") -> frozenset[str]:
    """The paths of the articles that this way alone can find now, with all lies on; empty where it does not exist."""
    if not site.listing_page_count(outlet, way):
        return frozenset()
    paths = (article.path for article in site.listed(outlet))
    if way not in _TURNS:
        return frozenset(paths)
    return frozenset(path for path in paths if not faults.is_chosen(path, _DROPPED, _TURNS[way]))


def _of_lists(outlet: str) -> Iterator[Lie]:
    dropping = {way: faults.dropping(_DROPPED, turn) for way, turn in _TURNS.items()}
    # Not the kind: date archives, which are sections too, stay whole.
    section = "/list/*" if outlet == "newsroom-daily" else "/news/*"
    # First, because the page it repeats is the true one, from which the next lie must drop the same items.
    yield Lie("endless pages", "section", faults.endless_pages(), "a page that lists nothing else is the end")
    yield Lie("feed drops items", "feed", dropping["feed"], "other ways must fill in what this one never shows")
    yield Lie("sitemap drops items", "sitemap", dropping["sitemap"], "the same, for other articles")
    yield Lie("section drops items", section, dropping["section"], "the same, for still other articles")
    yield Lie("repeated ids", "feed", faults.repeated_ids(), "the address is the identity, not the guid")
    yield Lie("future dates in feeds", "feed", faults.future_dates(), "a listing's date proves nothing")
    yield Lie("future dates in sitemaps", "sitemap", faults.future_dates(), "nor does a lastmod")
    yield Lie(
        "padded sitemap", "sitemap", faults.padded_sitemap(), "50,000 addresses a file, in bounded time and memory"
    )
    yield Lie("frozen etag", "feed", faults.frozen_etag(), "a validator is a hint")


def _of_pages(site: Site, outlet: str) -> Iterator[Lie]:
    oldest = site.listed(outlet)[0].path
    home, other, stranger = (
        faults.canonical_home(),
        faults.canonical_elsewhere(oldest),
        faults.canonical_elsewhere(_STRANGER),
    )
    yield Lie("canonical home", "article", faults.one_in(8, home, 0), "no article is the home page")
    yield Lie("canonical of another", "article", faults.one_in(8, other, 1), "two texts are two articles")
    yield Lie("canonical of a stranger", "article", faults.one_in(8, stranger, 2), "no domain speaks for another")
    yield Lie("wrong charset", "article", faults.one_in(8, faults.wrong_charset(), 3), "bytes say more than labels")


def _leading_away(forbidden: Sequence[str]) -> Iterator[Lie]:
    links = faults.linking_to([MOVED, *forbidden])
    for kind in ("feed", "sitemap", "section", "home", "article"):
        # A padded sitemap stays within the protocol: the links stand in the news sitemap alone.
        key = "/news-sitemap.xml" if kind == "sitemap" else kind
        yield Lie(f"strange links in {kind}", key, links, "nothing outside the domains is ever asked")
    if forbidden:
        away = faults.redirect_to(forbidden[0])
        yield Lie("redirect away", f"{MOVED}*", away, "a redirect is no permission")


def _never_ending() -> Iterator[Lie]:
    for kind in ("home", "section", "article"):
        yield Lie(f"calendar in {kind}", kind, faults.with_calendar(), "not every link is worth following")
        events = faults.with_calendar(as_articles=True)
        yield Lie(f"events in {kind}", kind, events, "an address like an article's need not be one")
        sessions = faults.with_session_ids()
        yield Lie(f"session ids in {kind}", kind, sessions, "one page has one identity")


def _failing(per_second: int, failing: int) -> Iterator[Lie]:
    pages = faults.by_turns(
        faults.soft_404(),
        faults.truncated_gzip(),
        faults.dripping(seconds_per_byte=0.05, max_seconds=2.0),
        faults.reset(),
        faults.status(503),
        faults.truncated(),
    )
    once = faults.first_time(faults.status(503))
    yield Lie("pages fail once", "article", faults.one_in(failing, faults.first_time(pages)), "a failure is retried")
    yield Lie("sections fail once", "section", faults.one_in(failing, once), "so is one of a list")
    yield Lie("feeds fail once", "feed", once, "and one of a feed")
    yield Lie("sitemaps fail once", "sitemap", once, "and one of a sitemap")
    yield Lie("the interface fails once", "api", once, "and one of the REST interface")
    yield Lie("storm", "any", faults.storm(per_second), "whoever is told to wait waits")
