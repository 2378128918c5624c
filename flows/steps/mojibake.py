"""Text that was decoded once too often, and how much of it is left.

Promise: `undone` changes only runs that decode without a loss into something that reads better; everything else
stays as it is. Both are nearly free for a text without suspicion.

Own code, because the library for it (ftfy) mends text of the Latin alphabets: Chinese that was read as GBK or as
Latin-1 is what happens here.
"""

from __future__ import annotations

import re

_NAMES = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_BYTE_OF = {chr(code): code for code in range(0x80, 0x100)} | {
    name: code for code, name in _NAMES.items() if name != "\ufffd"
}
"""Latin-1's and Windows-1252's characters for the bytes beyond ASCII."""


def _class(first: int, last: int) -> str:
    return "[" + "".join(re.escape(char) for char, code in _BYTE_OF.items() if first <= code <= last) + "]"


_NEXT = _class(0x80, 0xBF)
_THREE = f"{_class(0xE2, 0xEF)}{_NEXT}{{2}}"
_FOUR = f"{_class(0xF0, 0xF4)}{_NEXT}{{3}}"
# only within a word (and the no-break space): a text about garbled letters shows them alone
_TWO = f"(?:(?<=[A-Za-z])[ÂÃ]{_NEXT}|[ÂÃ]{_NEXT}(?=[a-z])|Â\xa0)"
_ASCII_IS_SPACE = b" " * 128 + bytes(range(128, 256))
_UTF8_AS_LATIN = re.compile(f"(?:{_THREE}|{_FOUR}|{_TWO})+")
_SURE = re.compile(f"{_THREE}|{_FOUR}|(?:[ÂÃ]{_NEXT}.{{0,200}}){{3}}", re.S)
_GBK_AS_LATIN = re.compile(
    f"(?:{_class(0xB0, 0xF7)}{_class(0xA1, 0xFE)}|{_class(0xA1, 0xA3)}{_class(0xA1, 0xFE)}){{3,}}"
)
_LATIN_ROW = re.compile("[\xa1-\xfe]{6}")
"""Six of them in a row: no language writes that, unless all are letters."""
_UTF8_AS_GBK = re.compile(r"[^\x00-\x7f]{4,}")
_TRACE_OF_GBK = re.compile("鈥[^a-z]|銆[佷傗屻愩]|锛[孭岋堬塡]|鍏[氱变]|涓[€浗殑\ue000-\uf8ff]|鐨[勫]|锟斤拷")
"""What UTF-8's commonest characters (的 中 、 。 ，) become when they are read as GBK: rare characters all."""
_LOST = re.compile("锟斤拷|[\ufffd\x80-\x9f]")
_RARE = re.compile("[\ue000-\uf8ff\x80-\x9f]")
_REFERENCE = re.compile(r"&#(?:(1[2-5]\d)|[xX]([89][0-9a-fA-F]));")
_COMMON = frozenset("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出会主可发年党市、。，")


def undone(text: str) -> str:
    """The text with its garbled runs read again."""
    if "&#" in text:
        text = _REFERENCE.sub(_windows_character, text)
    if text.isascii():
        return text
    # suspicion needs only what is beyond ASCII: of an English page that is next to nothing
    beyond = b" ".join(text.encode("utf-8", "replace").translate(_ASCII_IS_SPACE).split()).decode("utf-8")
    if _SURE.search(beyond):
        text = _UTF8_AS_LATIN.sub(lambda run: _again(run[0], "utf-8"), text)
    if _LATIN_ROW.search(beyond):
        text = _GBK_AS_LATIN.sub(lambda run: _again(run[0], "gb18030"), text)
    return _UTF8_AS_GBK.sub(_from_gbk, text) if _TRACE_OF_GBK.search(beyond) else text


def garbled_count(text: str) -> int:
    """How many characters of the text were lost, and runs of it are still garbled."""
    if text.isascii():
        return 0
    runs = len(re.findall(f"(?:{_THREE}|{_FOUR})+", text)) + len(_TRACE_OF_GBK.findall(text.replace("锟斤拷", "")))
    return len(_LOST.findall(text)) + runs


def _again(run: str, encoding: str) -> str:
    try:
        found = bytes(map(_BYTE_OF.__getitem__, run)).decode(encoding)
    except ValueError:
        return run
    return run if _RARE.search(found) or run.isalpha() else found


def _from_gbk(run: re.Match[str]) -> str:
    try:
        found = run[0].encode("gb18030").decode("utf-8")
    except ValueError:
        return run[0]
    return found if _common_share(found) > _common_share(run[0]) else run[0]


def _common_share(text: str) -> float:
    return sum(char in _COMMON for char in text) / len(text)


def _windows_character(reference: re.Match[str]) -> str:
    """`&#146;` is an apostrophe: HTML reads these numbers as Windows-1252 and libxml2 does not."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return _NAMES.get(code, reference[0]).replace("\ufffd", "")
