"""Bytes as received -> text: one answer to "which characters are these?".

Promise: never raises, never returns a NUL, a control character or a lone surrogate, and says how much of the
text had to be replaced, so that mojibake is refused by its caller instead of stored in silence.

Chinese without a label is told apart by its own words; impossible to tell are a handful of characters without one,
and Traditional characters in GBK with a wrong label, which read as well in Big5.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from flows.steps.mojibake import undone

UNREADABLE_SHARE = 0.1
"""Above this share of replaced characters a text is not worth reading."""

# One superset for each family: pages labelled with the older name use the newer one's characters.
_SUPERSET = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "utf-8",
}
_GUESSES = ("utf-8", "gb18030", "big5hkscs", "cp1252")
_BEYOND_ASCII = bytes(range(128, 256))
_COMMON_HAN = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年"
)
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


def _everyday(encoding: str, rows: range, cells: Iterable[int]) -> frozenset[str]:
    pairs = (bytes((row, cell)) for row in rows for cell in cells)
    return frozenset("".join(pair.decode(encoding, "ignore") for pair in pairs))


# both standards put the characters of everyday use first, the rare ones behind them
_EVERYDAY = {
    "gb18030": _everyday("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
    "big5hkscs": _everyday("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))),
}
_RIVAL = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}
_DOUBTFUL = 0.75
"""Share of everyday characters below which a labelled text may be in the other family's encoding; prose has 0.95."""
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_ERRORS_OF_UTF8 = 0.1
"""Errors for each valid sequence up to which a text is UTF-8: such sequences do not come by chance."""
_MARKUP_SHARE = 0.02
"""Of a page mostly ASCII, losses are measured against this share of it: three odd bytes lose no article."""
_NUL_SHARE = 0.2
"""UTF-16 without its mark shows by the NULs of its markup."""
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNWANTED_BYTES = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_GOOD_ENOUGH = 0.002


@dataclass(frozen=True, slots=True)
class Decoded:
    """A readable text. `replaced_share` is 0.0 (nothing lost) to 1.0 (nothing readable)."""

    text: str
    encoding: str
    replaced_share: float


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a response body.

    In order: byte order mark, valid UTF-8 whatever the labels say, header charset, meta charset; a label that
    fails is outvoted by the guess that replaces least and reads most like Chinese. What was encoded twice before
    it came to us is undone.
    """
    decoded = _decoded(body, content_type)
    return replace(decoded, text=undone(decoded.text))


def _decoded(body: bytes, content_type: str) -> Decoded:
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return _as(bom_encoding, body[len(bom) :])
    strict = _wide_or_none(body) or _utf8_or_none(body)
    if strict is not None:
        return strict
    stated = _stated(body, content_type)
    for encoding in stated:
        decoded = _as(encoding, body)
        if encoding != "cp1252" and decoded.replaced_share <= _GOOD_ENOUGH and not _is_doubtful(decoded):
            return decoded
    return max((_as(name, body) for name in dict.fromkeys((*stated, *_GUESSES))), key=_plausibility)


def clean(text: str) -> str:
    """The text without the characters that neither PostgreSQL nor libxml2 can hold."""
    return _UNWANTED.sub("", text)


def _wide_or_none(body: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark: every second byte of its markup is NUL."""
    sample = body[:2_000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < _NUL_SHARE * len(sample) / 2 or min(even, odd) * 4 > max(even, odd):
        return None
    decoded = _as("utf-16-le" if odd > even else "utf-16-be", body)
    return decoded if decoded.replaced_share <= _GOOD_ENOUGH else None


def _utf8_or_none(body: bytes) -> Decoded | None:
    """UTF-8, whole or with a few bytes broken."""
    try:
        # control characters leave as bytes: ten times as fast as from the text, and the same in UTF-8
        text = body.translate(None, _UNWANTED_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        decoded = _as("utf-8", body)
        lost = decoded.text.count("\ufffd")
        return decoded if lost <= _ERRORS_OF_UTF8 * len(_UTF8_SEQUENCE.findall(body)) else None
    return Decoded(text.replace("\ufffe", "").replace("\uffff", ""), "utf-8", 0.0)


def _stated(body: bytes, content_type: str) -> list[str]:
    names = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    # UTF-16 shows by itself; what else bears the label is something else
    return [_superset(name) for name in dict.fromkeys(names) if name and not name.startswith(("utf-16", "utf-32"))]


def _superset(name: str) -> str:
    try:
        canonical = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return _SUPERSET.get(canonical, canonical)


def _as(encoding: str, body: bytes) -> Decoded:
    try:
        text = body.decode(encoding, errors="replace")
    except (LookupError, UnicodeError, ValueError):
        return Decoded("", encoding, 1.0)
    beyond_ascii = len(body) - len(body.translate(None, _BEYOND_ASCII))
    lost = text.count("\ufffd")
    measured = max(min(beyond_ascii, len(text)), _MARKUP_SHARE * len(text), 1)
    return Decoded(clean(text), encoding, min(1.0, lost / measured))


def _is_doubtful(decoded: Decoded) -> bool:
    """Whether a label is to be weighed against the guesses: GBK read as Big5 fails nowhere, and reads as nonsense."""
    return decoded.encoding in _RIVAL and 0 < _everyday_share(decoded) < _DOUBTFUL


def _plausibility(decoded: Decoded) -> float:
    # cp1252 hardly ever replaces anything, which is no evidence for it
    handicap = 0.05 if decoded.encoding == "cp1252" else 0.0
    return _common_share(decoded) + _everyday_share(decoded) - 2 * decoded.replaced_share - handicap


def _han(decoded: Decoded) -> list[str]:
    return _HAN.findall(decoded.text[:200_000])


def _common_share(decoded: Decoded) -> float:
    han = _han(decoded)
    return sum(char in _COMMON_HAN for char in han) / len(han) if han else 0.0


def _everyday_share(decoded: Decoded) -> float:
    """Of the Han characters, how many are of everyday use in the encoding's own country."""
    han, everyday = _han(decoded), _EVERYDAY.get(decoded.encoding, frozenset())
    return sum(char in everyday for char in han) / len(han) if han else 0.0
