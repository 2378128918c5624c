"""Bytes as received -> text: one answer to "which characters are these?".

Promise: never raises, never returns a NUL, a control character or a lone surrogate, and says how much of the
text had to be replaced, so that mojibake is refused by its caller instead of stored in silence.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

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
    fails is outvoted by the guess that replaces least and reads most like Chinese.
    """
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return _as(bom_encoding, body[len(bom) :])
    strict = _utf8_or_none(body)
    if strict is not None:
        return strict
    stated = _stated(body, content_type)
    for encoding in stated:
        decoded = _as(encoding, body)
        if encoding != "cp1252" and decoded.replaced_share <= _GOOD_ENOUGH:
            return decoded
    return max((_as(name, body) for name in dict.fromkeys((*stated, *_GUESSES))), key=_plausibility)


def clean(text: str) -> str:
    """The text without the characters that neither PostgreSQL nor libxml2 can hold."""
    return _UNWANTED.sub("", text)


def _utf8_or_none(body: bytes) -> Decoded | None:
    try:
        # control characters leave as bytes: ten times as fast as from the text, and the same in UTF-8
        text = body.translate(None, _UNWANTED_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Decoded(text.replace("\ufffe", "").replace("\uffff", ""), "utf-8", 0.0)


def _stated(body: bytes, content_type: str) -> list[str]:
    names = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    return [_superset(name) for name in dict.fromkeys(names) if name]


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
    return Decoded(clean(text), encoding, min(1.0, lost / max(1, min(beyond_ascii, len(text)))))


def _plausibility(decoded: Decoded) -> float:
    sample = decoded.text[:200_000]
    han = _HAN.findall(sample)
    common = sum(char in _COMMON_HAN for char in han)
    reads_as_chinese = common / len(han) if han else 0.0
    # cp1252 hardly ever replaces anything, which is no evidence for it
    handicap = 0.05 if decoded.encoding == "cp1252" else 0.0
    return reads_as_chinese - 2 * decoded.replaced_share - handicap
