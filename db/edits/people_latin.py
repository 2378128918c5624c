"""Which names of persons stand in a text in Latin letters? Pinyin by its form, others by an office, a verb or a list.

Promise: institutions, places, months and the capitals of a headline are no names; CHEN Min'er, Chen Min’er and Chen
Miner are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from db.edits.surnames import PINYIN_GIVEN, PINYIN_SURNAMES

_OFFICES_WORDS = (
    "mr mrs ms dr prof professor secretary mayor president premier minister governor chairman chairwoman "
    "chairperson chair director deputy delegate vice chief commissioner ambassador general spokesman "
    "spokeswoman spokesperson judge king queen prince princess senator chancellor comrade engineer "
    "researcher head former reporter sir lady"
)
_OFFICES = frozenset(_OFFICES_WORDS.split())
_OTHERS_WORDS = (
    "the a an and of for in on at to from with by as he she it they we i his her their this that these but "
    "when after before while if party congress people's national municipal central committee commission "
    "council ministry bureau department office university college school institute academy hospital company "
    "group bank corporation district county city province town village road street square river lake "
    "mountain bridge port station airport park museum house court press daily times post news agency "
    "television conference session plenum government state united republic people communist standing "
    "congress's north south east west northern southern eastern western new old great hong kong viet nam "
    "beijing shanghai chongqing tianjin china chinese american british asia europe africa january february "
    "march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday belt silk world cup prize plan law act day week year festival team club union "
    "association federation center centre zone area region line union cppcc npc cpc"
)
_OTHERS = frozenset(_OTHERS_WORDS.split())
_PLACES_WORDS = (
    "district county city province town village road street square river lake mountain bridge port station "
    "airport park university college school hospital island valley gorge gorges temple pass"
)
_PLACES = frozenset(_PLACES_WORDS.split())
_ENGLISH_WORDS = "he long song fan pan an so you can run ran men me gun ten bin den hen tan ban fun sun die lie she"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_GIVEN_WORDS = (
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew "
    "anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason "
    "jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel "
    "gregory frank alexander raymond patrick jack dennis peter henry adam mary patricia jennifer linda "
    "elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley emily donna "
    "michelle carol amanda melissa deborah stephanie laura rebecca helen anna maria julia emma jane alice "
    "simon martin ian alan joe tom jim ben sam tony jose carlos juan pedro luis ahmed mohammed ali ivan "
    "vladimir sergei pierre jean hans klaus kate anne ruth rose clare lucy nora jon oscar leo max"
)
_GIVEN = frozenset(_GIVEN_WORDS.split())
_LETTER = r"[^\W\d_]"
_PART = rf"(?:[A-Z]\.|[A-ZÀ-Þ](?:{_LETTER}|['’‘ʼ＇-](?={_LETTER}))*)"
_RUN = re.compile(rf"{_PART}(?:[ \u00a0]{_PART})*")
_WORD = re.compile(r"[^\s\u00a0]+")
_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(_OFFICES))})\.?,?\s$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s(?:said|says|told|added|noted|stressed|chaired|presided|attended|met|visited)\b|,\s\d{1,3},"
    rf"|,\s(?:(?:the|a|an|party|deputy|vice|acting|former|municipal|executive)[\s-])*(?:{'|'.join(sorted(_OFFICES))})\b"
)


class Part(NamedTuple):
    """A word of a run of capitalised words."""

    text: str
    start: int
    end: int


def found(text: str) -> Iterator[tuple[str, str]]:
    """The names as (key, short key): 'chenminer', 'chen'."""
    for run in _RUN.finditer(text):
        is_led = _BEFORE.search(text[max(0, run.start() - 24) : run.start()]) is not None
        is_followed = _AFTER.match(text, run.end()) is not None
        for parts, has_office in _segments(run):
            is_last = parts[-1].end == run.end()
            names = _names(parts, has_office or (is_led and parts[0].start == run.start()), is_followed and is_last)
            yield from ((_key(name), _key(name[:1] if _is_family_first(name) else name[-1:])) for name in names)


def spans(text: str, names: frozenset[str], shorts: dict[str, str]) -> Iterator[tuple[str, int, int]]:
    """Where the names stand: (key, start, end); a family name alone is the one person who has it in the texts."""
    if not names:
        return
    for run in _RUN.finditer(text):
        words = _words(run)
        at = 0
        while at < len(words):
            size = next(
                (size for size in (4, 3, 2) if _key(words[at : at + size]) in names and at + size <= len(words)), 0
            )
            alone = _key(words[at : at + 1])
            if size:
                yield _key(words[at : at + size]), words[at].start, _end(words[at + size - 1])
            elif alone in shorts and alone not in _ENGLISH:
                yield shorts[alone], words[at].start, _end(words[at])
            at += size or 1


def _segments(run: re.Match[str]) -> Iterator[tuple[list[Part], bool]]:
    """The run cut at offices and at words that are no names; whether an office stood before."""
    parts: list[Part] = []
    has_office = False
    for word in _words(run):
        low = word.text.lower().rstrip(".").split("-")[-1]
        if low in _OFFICES or low in _OTHERS or _without_s(low) in _OTHERS:
            if parts and low not in _PLACES:
                yield parts, has_office
            parts, has_office = [], low in _OFFICES
        else:
            parts.append(word)
    if parts:
        yield parts, has_office


def _names(parts: Sequence[Part], has_office: bool, is_followed: bool) -> Iterator[Sequence[Part]]:
    at = 0
    is_sure = has_office or is_followed
    while at < len(parts) - 1:
        pair = parts[at : at + 2]
        is_given = pair[0].text.lower() in _GIVEN
        if _is_pinyin(pair):
            yield pair
            at += 2
        elif is_given or (is_sure and at == 0 and len(parts) <= 3):
            size = len(parts) - at if len(parts) - at <= 3 else 2
            yield parts[at : at + size]
            at += size
        else:
            at += 1


def _is_pinyin(pair: Sequence[Part]) -> bool:
    first, second = (_key([part]) for part in pair)
    if first in _ENGLISH and second in _ENGLISH:
        return False
    is_family_first = first in PINYIN_SURNAMES and PINYIN_GIVEN.fullmatch(second)
    return bool(is_family_first or (second in PINYIN_SURNAMES and PINYIN_GIVEN.fullmatch(first)))


def _is_family_first(name: Sequence[Part]) -> bool:
    return len(name) == 2 and _key(name[:1]) in PINYIN_SURNAMES and _is_pinyin(name)


def _words(run: re.Match[str]) -> list[Part]:
    return [Part(word[0], run.start() + word.start(), run.start() + word.end()) for word in _WORD.finditer(run[0])]


def _key(parts: Sequence[Part]) -> str:
    return "".join(re.sub(r"['’‘ʼ＇.-]", "", _without_s(part.text.casefold())) for part in parts)


def _without_s(word: str) -> str:
    return re.sub(r"['’‘ʼ＇]s$", "", word)


def _end(part: Part) -> int:
    return part.end - (len(part.text) - len(_without_s(part.text)))
