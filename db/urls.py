"""One answer to "is this the same page?": an address's identity, the address to fetch, the site it is on.

Pure, and total: no function here raises, whatever the text. Text that is no http address keeps itself as
its key and belongs to no site. w3lib does the general part (encoding, dot segments, IDN); courlan is left
out because importing it takes three times as long as all the rest of this module, and because its strict
mode drops parameters that can be identities.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from w3lib.url import canonicalize_url, safe_url_string

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_ADDRESS = 2000
"""Characters: a longer address is a trap or a mistake, and too long for a database index."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;)+")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)
_SESSION = re.compile(r"(?:;|%3B)jsessionid=(?:(?!%3B)[^/;])*", re.IGNORECASE)
_AMP_TAIL = re.compile(r"(?<=[^/])(?:/+amp)+/*$", re.IGNORECASE)
_DOTS = re.compile(r"/(?:\.|%2e)", re.IGNORECASE)
_IDLE_TAIL = re.compile(r"(?:(?<=[^/])/amp|/)+$", re.IGNORECASE)
_FILE_TAIL = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)

# Only names that never choose the page: joining two pages under one address loses one of them, while two
# addresses of one page are joined later by canonical link or text. So "ref", "source" and "id" stay.
_TRACKERS = re.compile(
    r"utm_.*|mtm_.*|pk_(?:campaign|kwd|source|medium)|hm(?:sr|pl|cu|kw|ci)|spm(?:_id_from)?|scm"
    r"|fbclid|gclid|gclsrc|dclid|[gw]braid|msclkid|yclid|twclid|ttclid|igsh(?:id)?|mc_[ce]id|_g[al]|_hs(?:enc|mi)"
    r"|mkt_tok|vero_id|xtor|nsukey|isappinstalled|replytocom|phpsessid|jsessionid",
    re.IGNORECASE,
)
_SHARED_FROM = frozenset({"timeline", "singlemessage", "groupmessage", "message", "moments"})
_AMP_VALUES = frozenset({"", "1", "true"})


class Site(NamedTuple):
    """Where an address is served: host in lower-case ASCII (IPv6 without brackets), port always known."""

    host: str
    port: int


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
    parts = _split(_with_scheme(clean_address(url)), _canonical)
    if parts is None:
        return clean_address(url)
    path = _IDLE_TAIL.sub("", re.sub("/{2,}", "/", parts.path)) or "/"
    # Both web ports go, whatever the scheme: the key has none, so it could not tell which one is the default.
    host = _without_www(parts.authority.removesuffix(":80").removesuffix(":443"))
    query = _kept_query(parts.query)
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
    return parts._replace(path=_main_path(parts.path), query=_kept_query(parts.query)).url()


def is_amp(url: str) -> bool:
    """Whether the address is the amp twin of another one."""
    parts = _split(clean_address(url), safe_url_string)
    if parts is None:
        return False
    return bool(_AMP_TAIL.search(parts.path)) or any(_is_amp_flag(pair) for pair in parts.query.split("&"))


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


def _kept_query(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _is_noise(pair))


def _is_noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name)
    if name.lower() == "from":
        return value.lower() in _SHARED_FROM
    return _is_amp_flag(pair) or _TRACKERS.fullmatch(name) is not None


def _is_amp_flag(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() == "amp" and value.lower() in _AMP_VALUES
