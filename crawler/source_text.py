"""A source's file for a site that was looked at: commented, each line with what it rests on. Pure: what was seen in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawler.discovery.address_pattern import article_pattern, is_list, tells_articles
from db.urls import is_article_url

LEAST_LINKS = 3
"""Articles that a page must link to, to be taken for a list of them."""
MOST_LISTS = 6
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d([-/]?)[01]\d([-/]?)[0-3]\d(?!\d)")
_GENERIC = re.compile(r"(?:home(?: ?page)?|latest|news|index|welcome|首页|网站首页|主页)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The file, and what a person should look at before it is relied on."""

    toml: str
    doubts: tuple[str, ...]


def slug_of(url: str) -> str:
    """A short name from the host: www.ichongqing.info -> ichongqing; the port where the host is a number."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if not re.search("[a-z]", host):
        return f"site-{parts.port or host.replace('.', '-')}"
    labels = host.split(".")
    words = labels[:-1] if len(labels) > 1 else labels
    while len(words) > 1 and words[-1] in ("com", "gov", "org", "net", "co", "edu"):
        words = words[:-1]
    return re.sub("[^a-z0-9]+", "-", "-".join(words)).strip("-")


def proposed(seen: Mapping[str, Any], domain: str, is_local: bool) -> Proposed:
    """The file for what `crawler.survey` saw. Raises ValueError where there is nothing to find articles by."""
    pattern, basis = _pattern(seen)
    sections = [row for row in seen["sections"] if _linked(row["addresses"], pattern) >= LEAST_LINKS] if pattern else []
    if not (seen["feeds"] or seen["sitemaps"] or seen["wp_json"] or sections):
        raise ValueError("no feed, sitemap or list of articles was found: name them in a file by hand (see the README)")
    lists = sorted(sections, key=lambda row: -_linked(row["addresses"], pattern))[:MOST_LISTS]
    of_days = [row for row in lists if _DAY.search(urlsplit(row["url"]).path)]
    lines = [
        "# Written by `congresswatch source add`: what a look at the site found. Read it, then",
        "# `congresswatch source check` this source until it shows what you expect.",
        f"name = {_text(_name(seen))}",
        f"home = {_text(seen['home'])}",
        _language(seen),
        'timezone = "Asia/Shanghai"   # the zone of its dates: a guess',
        f"domains = [{_text(domain)}]   # nothing outside is ever fetched",
        f"# guessed from {basis}",
        f"article_url = '{pattern}'",
        'schedule = "*/30 * * * *"',
        *(["local = true", "delay = 0"] if is_local else ["delay = 1.0   # seconds between requests"]),
        "",
        "[discover]",
        *_ways("feeds", seen["feeds"], seen["home"]),
        *_ways("sitemaps", seen["sitemaps"], seen["home"]),
        *_ways("sections", [row for row in lists if row not in of_days], seen["home"]),
        *(_date_archives(of_days, seen["home"]) if of_days else ()),
        "wp_json = true   # WordPress's REST interface answers: its whole history, dated"
        if seen["wp_json"]
        else "# wp_json = true   # WordPress's REST interface does not answer",
        "",
    ]
    return Proposed("\n".join(lines), tuple(_doubts(seen, pattern)))


def _pattern(seen: Mapping[str, Any]) -> tuple[str, str]:
    """From what names articles alone, if anything does; else from whatever most addresses of the lists have."""
    for what, rows in (
        ("the addresses of its feeds", seen["feeds"]),
        ("the addresses of its posts", [seen["wp_json"]] if seen["wp_json"] else []),
        ("its sitemaps", seen["sitemaps"]),
        ("the links of its lists", seen["sections"]),
    ):
        urls = [url for row in rows for url in row["addresses"] if not is_list(urlsplit(url).path)]
        if what.startswith("the links"):
            urls = [url for url in urls if tells_articles(article_pattern([url]))]
        if urls:
            return article_pattern(urls), f"{what}, {len(urls)} of them"
    return "", ""


def _linked(addresses: Sequence[str], pattern: str) -> int:
    return sum(is_article_url(url, pattern) for url in addresses)


def _name(seen: Mapping[str, Any]) -> str:
    parts = [part.strip() for part in re.split(r"\s+[|–—-]\s+|[|_]|(?<=[一-鿿])-(?=[一-鿿])", seen["title"])]
    own = [part for part in parts if part and not _GENERIC.fullmatch(part)]
    return max(own, key=len, default=urlsplit(seen["home"]).hostname or "")


def _language(seen: Mapping[str, Any]) -> str:
    if seen["language"]:
        return f'language = "{seen["language"][:2]}"'
    if re.search("[一-鿿]", seen["title"]):
        return 'language = "zh"   # guessed from its title'
    return '# language = "en"   # the home page says none'


def _ways(name: str, rows: Sequence[Mapping[str, Any]], home: str) -> list[str]:
    if not rows:
        return [f"# {name} = []   # none was found"]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(home))
    return [f"{name} = [{', '.join(_text(row['url'].removeprefix(origin) or '/') for row in rows)}]"]


def _date_archives(rows: Sequence[Mapping[str, Any]], home: str) -> list[str]:
    """A list with a day in its address is that day's: the others of its kind are named by a template."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(home))
    urls = (row["url"].removeprefix(origin).replace("{", "%7B").replace("}", "%7D") for row in rows)
    found = dict.fromkeys(_DAY.sub(r"{year}\1{month}\2{day}", url) for url in urls)
    return [f"date_archives = [{', '.join(_text(one) for one in found)}]   # a guess: an address of a day's list"]


def _text(value: str) -> str:
    # a TOML basic string is a JSON string, but for what JSON leaves as it is and TOML forbids
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _doubts(seen: Mapping[str, Any], pattern: str) -> list[str]:
    found = []
    if pattern and not tells_articles(pattern):
        found.append("article_url: no figure tells an article's address from any other page's: narrow it by hand")
    if not seen["language"] and not re.search("[一-鿿]", seen["title"]):
        found.append("language: the home page states none")
    if not seen["feeds"] and not seen["wp_json"]:
        found.append("no feed was found: new articles are seen only as often as its lists are read")
    return found
