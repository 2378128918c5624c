"""Is this address one of a generator's, with no end to them? Asked of links found on pages, before they are believed.

A listing vouches for what it lists; a link on a page may be the next month of a calendar, a relative address that
grows with every click, or a visitor's session. Each kind has its reason, for the ledger to count.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.discovery.dates import address_date, written_date

REPEATED_PATH = "trap: repeated path"
DEEP_PATH = "trap: deep path"
MANY_PARAMETERS = "trap: many parameters"
FAR_DAY = "trap: day out of range"
SESSION = "trap: session id"

MAX_SEGMENTS = 12
MAX_PARAMETERS = 8
MAX_AHEAD = timedelta(days=60)
"""How far ahead of today an address may be dated: outlets do announce, calendars never end."""
FIRST_YEAR = 1990
"""Before it there was no web; a calendar paged backwards does not know."""

# One- and two-digit numbers repeat in good addresses (/11/11/11/), so a date needs one more to be suspicious.
_IN_A_ROW = re.compile(r"/((?!\d{1,2}/)[^/]+)/\1/\1(?=/)|/([^/]+)/\2/\2/\2(?=/)|/([^/]+/[^/]+)/\3/\3(?=/)")
_PATH_DAY = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=/)", re.ASCII)
_PATH_MONTH = re.compile(r"/(2[01]\d\d)[/-](0?[1-9]|1[0-2])(?=/)", re.ASCII)
_SESSION_NAME = re.compile(
    r"sid|s_?id|sess|session|session_?id|php_?sessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken"
    r"|oscsid|zenid|osc_?sid|zen_?id",
    re.IGNORECASE,
)
# Long and with a figure in it: sid=14 and sid=politics are identities.
_TOKEN = re.compile(r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}")
_PATH_SESSION = re.compile(r";\s*(jsessionid|phpsessid|sid)=|/\((?:S|X\(1\)S)\([a-z0-9]{20,}\)\)(?=/)", re.IGNORECASE)


def trap_reason(url: str, today: date) -> str:
    """Why the address is taken for one of an endless series; '' for a good one. `today` is the source's local day."""
    try:
        split = urlsplit(url)
    except ValueError:
        return ""  # no address at all: others refuse it, and say so
    path = f"{re.sub('/{2,}', '/', split.path).rstrip('/')}/"
    if path.count("/") - 1 > MAX_SEGMENTS:
        return DEEP_PATH
    if _IN_A_ROW.search(path):
        return REPEATED_PATH
    if _is_far(split, path, today):
        return FAR_DAY
    return _session(split, path) or (MANY_PARAMETERS if len(_parameters(split)) > MAX_PARAMETERS else "")


def _is_far(split: SplitResult, path: str, today: date) -> bool:
    """Whether it names a day or month that the web's news cannot have, in its path or as a parameter's value."""
    latest = today + MAX_AHEAD
    days = [address_date(path), *(written_date(value) for _, value in _parameters(split))]
    if any(day is not None and day > latest for day in days):
        return True
    months = [(int(year), int(month)) for year, month in _PATH_MONTH.findall(path)]
    if any(month > (latest.year, latest.month) for month in months):
        return True
    return any(_is_before_the_web(*match) for match in _PATH_DAY.findall(path))


def _is_before_the_web(year: str, month: str, day: str) -> bool:
    return 1000 <= int(year) < FIRST_YEAR and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _session(split: SplitResult, path: str) -> str:
    if match := _PATH_SESSION.search(path):
        return f"{SESSION} ({(match[1] or 'in the path').lower()})"
    for name, value in _parameters(split):
        if _SESSION_NAME.fullmatch(name) and _TOKEN.fullmatch(value):
            return f"{SESSION} ({name.lower()[:20]})"
    return ""


def _parameters(split: SplitResult) -> list[tuple[str, str]]:
    pairs = (pair.partition("=") for pair in split.query.split("&") if pair)
    return [(unquote(name), unquote(value)) for name, _, value in pairs]
