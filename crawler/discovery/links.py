"""Which articles does a fetched page link to? Asked of every page, so it looks at bytes and parses nothing.

Only `href` attributes count. Furniture (menus, boxes) is the same on every page: an address met before costs one
look in a set, and one that cannot be an article's is told by its spelling before anything is joined or encoded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, MutableSet
from urllib.parse import urljoin, urlsplit

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from crawler.discovery.dates import address_date
from crawler.discovery.listing import absolute
from db.urls import MAX_ADDRESS, MAX_PARTS, first_part, main_url, page_key, part_of
from db.values import Candidate

MAX_LINKS = 500
"""Candidates of one page; more are a map of the site or a trap."""
MAX_SCANNED = 5 * 1024 * 1024
"""Bytes of a page that are looked at."""

_HTML_TYPES = ("text/html", "application/xhtml")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_VALUE = re.compile(rb"\s*=\s*(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s\"'>]{1,4000}))")
_BASE = re.compile(rb"<base\s[^>]{0,300}?href\s*=\s*[\"']?([^\s\"'>]{1,2000})", re.IGNORECASE)
# "&#038;" is an ampersand, as WordPress writes it.
_FRAGMENT = re.compile(rb"(?<!&)#.*", re.DOTALL)
# What may stand before an attribute's name; a hyphen or a letter makes it another attribute.
_BEFORE = frozenset(b" \t\r\n\f\"'/")
_NO_PAGE = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:css|js|json|xml|rss|ico|png|jpe?g|gif|webp|svg|woff2?|ttf|mp[34]|pdf|zip|apk)(?:\?|$)", re.IGNORECASE
)
# Buttons to share a page carry its address; they are other on every page, so no memory helps against them.
_ADDRESS_INSIDE = re.compile(r"\?.*(?:://|%3a%2f%2f)", re.IGNORECASE | re.DOTALL)
# An address whose main address is itself, but for an amp tail: the source's pattern can judge it as it stands.
_PLAIN_PATH = re.compile(r"/?(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?")
_FILE_NAME = re.compile(r"/([^/?#]{4,}?)(?:\.s?html?)?(?:[?#]|$)")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?=/)")


def article_links(
    body: bytes,
    url: str,
    content_type: str,
    pattern: re.Pattern[str] | str,
    seen: MutableSet[str] | None = None,
) -> tuple[Candidate, ...]:
    """The pages that a page links to and whose main address fits the source's `article_url`, each once, in order.

    `url` is the address that answered, `pattern` is searched as `db.urls.is_article_url` does. `seen` is added
    to: what an earlier page linked to is not named again. It grows with every new address; the caller empties it when
    it pleases, which costs time and loses nothing. Domains, hops and traps are the caller's to judge. Never raises;
    what is no HTML, or HTML in UTF-16, has no links.
    """
    if not _is_scannable(body, content_type):
        return ()
    pattern = re.compile(pattern) if isinstance(pattern, str) else pattern
    own_key, base = page_key(url), _base(body, url)
    found: dict[str, Candidate] = {}
    seen = set() if seen is None else seen
    for text, whole in _unmet(body, base, pattern, seen):
        address = absolute(html.unescape(_decoded(text, body, content_type)), base)
        page = main_url(address) if address else ""
        if not page or not pattern.search(page):
            continue
        if (key := page_key(page)) == own_key:
            seen.discard(whole)  # another page that links here is the one that tells
        else:
            found.setdefault(key, Candidate(page, "link", published_on=address_date(page)))
        if len(found) == MAX_LINKS:
            break
    return tuple(found.values())


def part_links(body: bytes, url: str, content_type: str) -> tuple[Candidate, ...]:
    """The other pages of an article that one of its pages links to, whatever form the source's articles have.

    Told by the address alone (`db.urls.part_of`); on a page without such links it costs one search for a name.
    """
    first = first_part(url) or main_url(url)
    name = _FILE_NAME.search(first)
    if name is None or not _is_scannable(body, content_type) or (stem := f"{name[1]}_".encode()) not in body:
        return ()
    base, found = _base(body, url), dict[str, Candidate]()
    for raw in _hrefs(body[:MAX_SCANNED]):
        address = absolute(html.unescape(raw.decode("latin-1")), base) if stem in raw else None
        part = part_of(address) if address else None
        if address and part and part.number <= MAX_PARTS and page_key(part.first) == page_key(first):
            page = main_url(address)
            found.setdefault(page_key(page), Candidate(page, "link", published_on=address_date(page)))
    found.pop(page_key(url), None)
    return tuple(found.values())


def _unmet(body: bytes, base: str, pattern: re.Pattern[str], seen: MutableSet[str]) -> Iterator[tuple[str, str]]:
    """The links not met before that may be an article's: as written (without fragment, as Latin-1), and whole."""
    origin, folder = _origin(base), urljoin(base, ".")
    for raw in _hrefs(body[:MAX_SCANNED]):
        text = (_FRAGMENT.sub(b"", raw) if b"#" in raw else raw).strip().decode("latin-1")
        if text and (whole := _place(text, base, origin, folder) + text) not in seen:
            seen.add(whole)
            if _may_fit(text, whole, pattern):
                yield text, whole


def _is_scannable(body: bytes, content_type: str) -> bool:
    kind = content_type.strip().lower()
    is_html = not kind or kind.startswith(_HTML_TYPES)
    return is_html and not body.startswith(_WIDE) and b"\0" not in body[:1024]


def _hrefs(body: bytes) -> Iterator[bytes]:
    """The values of all href attributes, as written. Found in a lower-case copy: old pages shout their tags."""
    lower = body.lower()
    at = lower.find(b"href")
    while at >= 0:
        if lower[at - 1] in _BEFORE and (match := _VALUE.match(body, at + 4)):
            yield match[match.lastindex or 0]
        at = lower.find(b"href", at + 4)


def _base(body: bytes, url: str) -> str:
    """What relative links are joined to."""
    match = _BASE.search(body, 0, 20_000) if b"<base" in body[:20_000].lower() else None
    return (match and absolute(html.unescape(match[1].decode("latin-1")), url)) or url


def _origin(base: str) -> str:
    split = urlsplit(base)
    return f"{split.scheme}://{split.netloc}"


def _place(text: str, base: str, origin: str, folder: str) -> str:
    """What tells a relative link from the same text on a page elsewhere; put before it, it is an address or nearly."""
    if text.startswith(("https:", "http:")):
        return ""
    if text[0] == "/":
        return origin
    return base.partition("?")[0] if text[0] == "?" else folder


def _may_fit(text: str, whole: str, pattern: re.Pattern[str]) -> bool:
    """False where the spelling alone says that it is no article's; true is no promise."""
    if _NO_PAGE.match(text) or len(text) > MAX_ADDRESS * 3:
        return False
    if pattern.search(whole):
        return True
    # A pattern that reads a parameter says so with "="; any other is judged by what stands before the query.
    is_other = "=" not in pattern.pattern and (_FILE.search(text) or _ADDRESS_INSIDE.search(text))
    if is_other and not pattern.search(whole.partition("?")[0]):
        return False
    origin = _ORIGIN.match(whole)
    is_plain = origin is not None and _PLAIN_PATH.fullmatch(whole, origin.end()) is not None
    return not is_plain or whole.rstrip("/")[-3:].lower() == "amp"


def _decoded(text: str, body: bytes, content_type: str) -> str:
    """The address in the page's own encoding, looked up only where a character needs it."""
    if text.isascii():
        return text
    encoding = http_content_type_encoding(content_type) or html_body_declared_encoding(body[:4096]) or "utf-8"
    try:
        return text.encode("latin-1").decode(encoding, "replace")
    except LookupError:
        return text.encode("latin-1").decode("utf-8", "replace")
