"""What of an address's query chooses the page? The rest (trackers, sessions, other looks of the page) is left out.

Pure and total. A parameter that may be an identity stays.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

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
_PRINT_VALUES = frozenset({"", "1", "y", "yes", "true", "print"})
_VIEW_NAMES = frozenset({"view", "output", "format", "layout", "mode"})
_VIEW_VALUES = frozenset({"print", "printable", "printer"})
_SESSION_NAMES = frozenset({"sid", "sessionid", "session_id"})
_LEAST_SESSION = 16
"""Characters from which a value can be a session's number; shorter ones may name the page."""
_ALNUM = re.compile(r"[0-9a-z-]+", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f-]+", re.IGNORECASE)
_RUNS = re.compile(r"\d+|[a-z]+", re.IGNORECASE)
_RANDOM_RUNS = 5
"""Letters and digits that take turns so often were drawn by lot: 'congress2022' has two runs, 'k3v9x' five."""


def kept_query(query: str) -> str:
    """The query without what never chooses the page, in its order."""
    return "&".join(pair for pair in query.split("&") if pair and not _is_noise(pair))


def _is_noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name, low = unquote(name), value.lower()
    if name.lower() == "from":
        return low in _SHARED_FROM
    is_flag = _is_flag(name.lower(), low)
    return is_flag or _is_session(name.lower(), value) or _TRACKERS.fullmatch(name) is not None


def _is_flag(name: str, value: str) -> bool:
    """Another look of the same page: its amp or its print form. `?print=2021` is a page, not a flag."""
    if name in _VIEW_NAMES:
        return value in _VIEW_VALUES
    return (name == "amp" and value in _AMP_VALUES) or (name == "print" and value in _PRINT_VALUES)


def _is_session(name: str, value: str) -> bool:
    """A session's number: long, and drawn by lot. `?sid=7` chooses the page."""
    if name not in _SESSION_NAMES or len(value) < _LEAST_SESSION or not _ALNUM.fullmatch(value):
        return False
    runs = _RUNS.findall(value)
    return len(runs) >= (2 if _HEX.fullmatch(value) else _RANDOM_RUNS)
