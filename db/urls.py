"""One answer to "is this the same page?": an address's identity, the address to fetch, the site it is on.

Pure, and total: no function here raises, whatever the text. Text that is no http address keeps itself as
its key and belongs to no site. w3lib does the general part (encoding, dot segments, IDN); courlan is left
out because importing it takes three times as long as all the rest of this module, and because its strict
mode drops parameters that can be identities.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, safe_url_string

from db.url_query import kept_query

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_ADDRESS = 2000
"""Characters: a longer address is a trap or a mistake, and too long for a database index."""
MAX_PARTS = 50
"""Pages of one article; more are a listing, or a trap."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;)+")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)
_SESSION = re.compile(r"(?:;|%3B)jsessionid=(?:(?!%3B)[^/;])*", re.IGNORECASE)
_AMP_TAIL = re.compile(r"(?<=[^/])(?:/+amp)+/*$", re.IGNORECASE)
_DOTS = re.compile(r"/(?:\.|%2e)", re.IGNORECASE)
_IDLE_TAIL = re.compile(r"(?:(?<=[^/])/amp|/)+$", re.IGNORECASE)
# Nothing to encode, decode, fold or leave out but at its ends: so are nearly all addresses of a sitemap of 50,000.
_PLAIN = re.compile(
    r"https?://(?P<host>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z](?:[a-z0-9-]*[a-z0-9])?)+(?::[1-9]\d{1,3})?)"
    r"(?P<path>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)",
    re.ASCII,
)
_FILE_TAIL = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)

_PART = re.compile(r"(?P<head>[^/]*)_(?P<number>[2-9]|[1-9]\d)(?P<ext>(?:\.s?html?)?)")
# most addresses of a large sitemap have none of it, and are not to be taken apart
_PART_SIGN = re.compile(r"_[1-9]\d?(?:$|[.?#;\s])")
_ID = re.compile(r"\d{4,}")
_DAY_OR_YEAR = re.compile(r"(?:19|20)\d{2}(?:(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?)?")
_PRINT_TAIL = re.compile(r"(?<=[^/])(?:/+print/*$|[-_.]print(?=(?:\.s?html?)?$))", re.IGNORECASE)


class Site(NamedTuple):
    """Where an address is served: host in lower-case ASCII (IPv6 without brackets), port always known."""

    host: str
    port: int


class Part(NamedTuple):
    """A later page of an article: the address of its first page, and which it is (2, 3, ...)."""

    first: str
    number: int


class _Parts(NamedTuple):
    scheme: str
    authority: str
    """Lower-case ASCII host, with its port only where that is neither 80 nor 443 for the scheme."""
    site: Site
    path: str
    query: str

    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}" + (f"?{self.query}" if self.query else "")


def page_key(url: str) -> str:
    """The identity of a page: equal for all spellings of its address, and its own key.

    Without scheme, www., default port, credentials, fragment, trailing slash, amp suffix, tracking parameters
    and doubled slashes; query sorted, percent-encoding in one form: 'ichongqing.info/2022/06/02/slug'.
    """
    if plain := _PLAIN.fullmatch(url):
        host = _without_www(plain["host"].removesuffix(":80").removesuffix(":443"))
        return host + (_IDLE_TAIL.sub("", plain["path"]) or "/")
    return _long_page_key(url)


def _long_page_key(url: str) -> str:
    """The same for any text."""
    parts = _split(_with_scheme(clean_address(url)), _canonical)
    if parts is None:
        return clean_address(url)
    path = _IDLE_TAIL.sub("", re.sub("/{2,}", "/", parts.path)) or "/"
    # Both web ports go, whatever the scheme: the key has none, so it could not tell which one is the default.
    host = _without_www(parts.authority.removesuffix(":80").removesuffix(":443"))
    query = kept_query(parts.query)
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def main_url(url: str) -> str:
    """The address to fetch for a page: as given, safely encoded, an amp address turned into its main one.

    Without fragment, credentials, session and tracking parameters. Text that is no http address is only cleaned.
    """
    parts = _split(clean_address(url), safe_url_string)
    if parts is not None and _DOTS.search(parts.path):
        parts = _split(safe_url_string(_canonical(parts.url())), safe_url_string)
    if parts is None:
        return clean_address(url)
    return parts._replace(path=_main_path(parts.path), query=kept_query(parts.query)).url()


def first_part(url: str) -> str | None:
    """The address of part one, where an address has the form of a later part: 'c_123456_3.html' -> 'c_123456.html'.

    None for all others.
    """
    part = part_of(url)
    return part.first if part else None


def part_of(url: str) -> Part | None:
    """Which part of what a page is, by the form of its address; None where that is not the form of a later part.

    Only where an id (four digits or more, no date) stands before the part's number, 2 to 99: a slug that ends
    in a number is no part of anything.
    """
    if not _PART_SIGN.search(url):
        return None
    parts = _split(clean_address(url), safe_url_string)
    if parts is None:
        return None
    folder, slash, name = parts.path.rpartition("/")
    match = _PART.fullmatch(name)
    if match is None or not _has_id(match["head"]):
        return None
    path = f"{folder}{slash}{match['head']}{match['ext']}"
    return Part(parts._replace(path=path, query=kept_query(parts.query)).url(), int(match["number"]))


def unprinted(url: str) -> str | None:
    """The address a page made for printing is the twin of: '/story/print/' -> '/story/'; None for any other."""
    parts = _split(clean_address(url), safe_url_string)
    if parts is None:
        return None
    path = _PRINT_TAIL.sub("", parts.path)
    if path == parts.path:
        return None
    path = path if _FILE_TAIL.search(path) or not parts.path.endswith("/") else f"{path}/"
    return parts._replace(path=path, query=kept_query(parts.query)).url()


def moved_keys(key: str, domains: Sequence[str]) -> list[str]:
    """The same path and query on the other domains of a source, as page keys: where the page was, or is now."""
    if len(domains) < 2:
        return []
    host, slash, rest = key.partition("/")
    homes = [page_key(domain).rstrip("/") for domain in domains]
    found = []
    for home in homes:
        if host == home or host.endswith(f".{home}"):
            below = host.removesuffix(home)
            found += [f"{below}{other}{slash}{rest}" for other in homes if other != home]
    return [other for other in dict.fromkeys(found) if other != key]


def _has_id(head: str) -> bool:
    numbers = re.findall(r"\d+", head)
    # a date is no id, but 't20220602_123' has its id after the date
    ids = [number for number in numbers if _ID.fullmatch(number) and not _DAY_OR_YEAR.fullmatch(number)]
    return bool(ids) or any(len(number) == 8 for number in numbers[:-1])


def is_article_url(url: str, pattern: str) -> bool:
    """Whether a source's `article_url` pattern fits the address; it is matched against the main address."""
    return re.search(pattern, main_url(url)) is not None


def site_of(url: str) -> Site | None:
    """Host and port that serve an http(s) address; None for anything else."""
    parts = _split(clean_address(url), safe_url_string)
    return parts.site if parts else None


def same_site(url: str, domains: Iterable[str]) -> bool:
    """Whether an address lies in one of the domains: on that host or, for names, on one below it.

    A domain with a port ('127.0.0.1:8391', 'example.com:443') is that port only. A domain without one is the
    scheme's own port only: 80 for http, 443 for https, so a stray service on another port is never asked.
    """
    parts = _split(clean_address(url), safe_url_string)
    return parts is not None and any(_covers(domain, parts) for domain in domains)


def clean_address(url: str) -> str:
    """Without what no reader sees, and without the double escaping that sloppy feeds leave in queries."""
    return _ESCAPED_AMPERSAND.sub("&", _UNSEEN.sub("", url)).strip()


def _covers(domain: str, parts: _Parts) -> bool:
    allowed = _split(f"http://{clean_address(domain)}", safe_url_string)
    if allowed is None:
        return False
    has_port = re.search(r":\d+$", domain.strip()) is not None and not domain.strip().endswith("]")
    wanted_port = allowed.site.port if has_port else DEFAULT_PORTS[parts.scheme]
    host, parent = parts.site.host, allowed.site.host
    is_below = not _is_ip(parent) and host.endswith(f".{parent}")
    return parts.site.port == wanted_port and (host == parent or is_below)


def _with_scheme(text: str) -> str:
    """A key is its own key, so an address without scheme is read as one; `mailto:a@b` is not."""
    if _SCHEME.match(text):
        return text
    bare = text.lstrip("/\\")
    return text if "@" in re.split(r"[/\\?#]", bare, maxsplit=1)[0] else f"http://{bare}"


def _canonical(url: str) -> str:
    head, mark, tail = url.partition("?")
    # w3lib treats what follows a semicolon in the last segment apart, and differently; escaped, it is plain path.
    return str(canonicalize_url(head.replace(";", "%3B") + mark + tail))


# One address is asked for its site, its main form and its pattern in a row; small, because a million pass by.
@lru_cache(maxsize=1024)
def _split(text: str, encode: Callable[[str], str]) -> _Parts | None:
    """The encoded parts of an http address, without session id; None for any other text."""
    try:
        head, mark, tail = text.partition("?")
        # Browsers read a backslash as a slash; keeping it would let "http://a\\@b" name two hosts.
        split = urlsplit(encode(head.replace("\\", "/") + mark + tail))
        host, port = (split.hostname or "").rstrip("."), split.port
    except ValueError:
        return None
    if split.scheme not in DEFAULT_PORTS or port == 0 or not (_HOST.fullmatch(host) or _is_ip(host)):
        return None
    named = f"[{host}]" if ":" in host else host
    port = port or DEFAULT_PORTS[split.scheme]
    authority = named if port == DEFAULT_PORTS[split.scheme] else f"{named}:{port}"
    path = _SESSION.sub("", split.path)
    if path != split.path:
        return _split(f"{split.scheme}://{authority}{path}?{split.query}", encode)
    return _Parts(split.scheme, authority, Site(host, port), path or "/", split.query)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _without_www(host: str) -> str:
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _main_path(path: str) -> str:
    """Without its amp tail: '/story/amp' -> '/story/', as WordPress spells it; '/a.html/amp' -> '/a.html'."""
    main = _AMP_TAIL.sub("", path)
    if main == path or _FILE_TAIL.search(main):
        return main
    return f"{main}/"
