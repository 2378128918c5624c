"""What is wrong with a source's file, seen in a dry run, and how to mend it. Pure: what was seen in, sentences out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

_SITE = "open it in a browser; if it is up there, ask the site's operator whether this machine is blocked"
_ADVICE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(problem), advice)
    for problem, advice in (
        (r"http 40[13]\b|bot wall", "the site refuses us: ask its operator, or take the address out of [discover]"),
        (r"http 429", "give the source a longer `delay`"),
        (r"http [34]\d\d", "its address is another one now, or there is none: `congresswatch source add HOME --dry-run`"
                          " shows what the site offers"),
        (r"http 5\d\d|timeout|refused|reset|truncated|connection", _SITE),
        (r"dns", "is the host spelt as in a browser? if so, look at this machine's name service"),
        (r"tls", "its certificate is not valid for this host: try the host without or with www, or http://"),
        (r"robots\.txt unreachable", "its robots.txt cannot be read, so nothing is: try later, or ask its operator"),
        (r"robots", "its robots.txt forbids it: take the address out of [discover], or ask the operator"),
        (r"off-domain", "put its host into `domains` if it is the same outlet's"),
        (r"private address", "`local = true`, where the site is on this machine; else the name leads to a wrong place"),
        (r"not a (?:feed|sitemap): got HTML", "that is a page: a list of articles belongs under `sections`"),
        (r"not a (?:feed|sitemap)|not HTML|cut off", "open it in a browser: it may be another kind of file, or broken"),
        (r"no link looks like an article", "is it a list of articles, and does `article_url` fit their addresses?"
                                           " `congresswatch source add HOME --dry-run` proposes one; a list that a"
                                           " script fills cannot be read: look for a feed or a sitemap"),
    )
)  # fmt: skip
_ELSE = "open it in a browser"
_TITLE, _DAY, _LEAST = "no article was found in it", "no date", 3


def mend(problem: str) -> str:
    """What to do about the problem of a listing or a page."""
    return next((advice for pattern, advice in _ADVICE if pattern.search(problem)), _ELSE)


def advice(
    listings: Sequence[Mapping[str, Any]],
    refused: Mapping[str, Sequence[str]],
    samples: Sequence[Mapping[str, Any]],
    fitting: str,
    home: str,
) -> list[str]:
    """A sentence for each thing that is wrong, with what to do.

    `refused`: addresses that listings name and that will not be fetched, by the reason; `fitting`: an `article_url`
    that these would fit; `home`: the source's home page.
    """
    lists = {home, *(row["url"] for row in listings)}
    return [*_of_listings(listings), *_of_addresses(refused, samples, fitting), *_of_samples(samples, lists)]


def _of_listings(listings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in listings:
        if row["problem"]:
            yield f"{row['way']} {row['url']}: {row['problem']}; {mend(row['problem'])}"
        # behind its last page a listing may have an empty one
        elif not row["listed_count"] and row["way"] != "sitemap" and row["url"] == row["root_url"]:
            yield f"{row['way']} {row['url']} lists no address: is it the right one?"


def _of_addresses(
    refused: Mapping[str, Sequence[str]], samples: Sequence[Mapping[str, Any]], fitting: str
) -> Iterator[str]:
    others = refused.get("not an article address", ())
    if others and not samples:
        yield (
            f"article_url fits none of the {len(others)} addresses that are listed, such as {others[0]};"
            f" article_url = '{fitting}' does"
        )
    outside = refused.get("off-domain", ())
    if outside and not samples:
        yield f"{len(outside)} addresses that are listed are on other hosts, such as {outside[0]}; {mend('off-domain')}"


def _of_samples(samples: Sequence[Mapping[str, Any]], lists: Collection[str]) -> Iterator[str]:
    yield from (f"{row['url']} is a list, and article_url takes it for an article: narrow it" for row in samples
                if row["url"] in lists)  # fmt: skip
    for row in samples:
        if not row["title"]:
            yield f"{row['url']}: {_TITLE}: {row['covers']}; if most are so, `article_url` is too wide"
    undated = [row["url"] for row in samples if row["title"] and not row["published_on"]]
    if len(undated) >= _LEAST and len(undated) == len(samples):
        yield f"none of the {len(undated)} samples has a date: their days are known only where a feed or sitemap tells"
    else:
        yield from (f"{url}: {_DAY}; if it is a list or a special page, narrow `article_url`" for url in undated)
