"""The names a counted meeting goes by, generated from its family, place, term, ordinal and year.

What a reader may write, spelled out: shown beside a meeting, checked for two meetings claiming one name, and the
proof that the tagger understands each of them. Finding names in texts does not list them: see `structures`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.steps.congress import Congress, adjective
from flows.steps.fold import fold
from flows.steps.numbers import chinese, chinese_spellings, english_spellings


def names_en(congress: Congress) -> tuple[str, ...]:
    """English names with figures and words, in every word order seen; without an article."""
    makers = {
        "party-congress": _party_en,
        "plenum": _plenum_en,
        "people-congress": _people_en,
        "cppcc": _cppcc_en,
    }
    return tuple(dict.fromkeys((congress.label_en, *makers[congress.family](congress))))


def names_zh(congress: Congress) -> tuple[str, ...]:
    """Chinese names, full ones (全称) first, then short ones (简称)."""
    makers = {
        "party-congress": _party_zh,
        "plenum": _plenum_zh,
        "people-congress": _people_zh,
        "cppcc": _cppcc_zh,
    }
    return tuple(dict.fromkeys((congress.label_zh, *makers[congress.family](congress))))


def claims(congress: Congress) -> tuple[str, ...]:
    """Every name only this meeting may have, folded; the explicit aliases included."""
    every = (*names_en(congress), *names_zh(congress), *congress.aliases)
    return tuple(dict.fromkeys(fold(name).text for name in every))


def _own(congress: Congress) -> tuple[str, ...]:
    return english_spellings(congress.ordinal)


def _terms(congress: Congress) -> tuple[str, ...]:
    return english_spellings(congress.term or 1)


def _party_en(congress: Congress) -> Iterator[str]:
    where, place = adjective(congress.place), congress.place.en[0]
    for own in _own(congress):
        yield f"{own} CPC {where} Congress"
        yield f"{own} {where} Congress of the CPC"
        yield f"{own} {where} Congress of the Communist Party of China (CPC)"
        yield f"{own} {where} Congress of the Communist Party of China"
        if congress.level == "national":
            yield from (f"{own} Communist Party national congress", f"{own} Congress of the Chinese Communist Party")
            if congress.ordinal > 16:
                yield f"{own} Party Congress"
            continue
        yield from (
            f"CPC {place} {own} {where.removeprefix(place).strip()} Congress",
            f"{place}'s {own} Party congress",
        )
        yield f"{own} Congress of the CPC {where} Committee"
        yield f"{own} Congress of the CPC {place} Committee"


def _plenum_en(congress: Congress) -> Iterator[str]:
    where = adjective(congress.place)
    body = "Central Committee" if congress.level == "national" else f"{where} Committee"
    for own, term in zip(_own(congress), _terms(congress), strict=False):
        for meeting in ("plenary session", "plenum"):
            yield f"{own} {meeting} of the {term} CPC {body}"
            yield f"{own} {meeting} of the {term} {body} of the Communist Party of China"
            yield f"{term} CPC {body}'s {own} {meeting}"


def _people_en(congress: Congress) -> Iterator[str]:
    where = adjective(congress.place)
    for own, term in zip(_own(congress), _terms(congress), strict=False):
        yield f"{own} session of the {term} {where} People's Congress"
        yield f"{term} {where} People's Congress's {own} session"
        if congress.level == "national":
            yield from (
                f"{own} session of the {term} NPC",
                f"{own} session of the {term} {where} Peoples Congress (NPC)",
            )


def _cppcc_en(congress: Congress) -> Iterator[str]:
    where = adjective(congress.place)
    long = "Chinese People's Political Consultative Conference"
    for own, term in zip(_own(congress), _terms(congress), strict=False):
        yield f"{own} session of the {term} CPPCC {where} Committee"
        yield f"{own} session of the {term} {where} Committee of the CPPCC"
        yield f"{own} session of the {term} {where} Committee of the {long} (CPPCC)"


def _party_zh(congress: Congress) -> Iterator[str]:
    for own in chinese_spellings(congress.ordinal):
        if congress.level == "national":
            yield f"中国共产党第{own}次全国代表大会"
            yield f"党的第{own}次全国代表大会"
            continue
        for where in congress.place.zh:
            yield from (
                f"中国共产党{where}第{own}次代表大会",
                f"中共{where}第{own}次代表大会",
                f"{where}第{own}次党代会",
            )
    if congress.level == "national":
        yield from (
            f"党的{chinese(congress.ordinal)}大",
            f"中共{chinese(congress.ordinal)}大",
            f"{chinese(congress.ordinal)}大",
        )


def _plenum_zh(congress: Congress) -> Iterator[str]:
    own, term = chinese(congress.ordinal), chinese(congress.term or 1)
    if congress.level == "national":
        yield from (f"{term}届{own}中全会", f"党的{term}届{own}中全会", f"中共{term}届{own}中全会")
        return
    for where in congress.place.zh:
        yield from (f"{where}委{term}届{own}次全会", f"中共{where}委{term}届{own}次全会")
        yield f"中国共产党{where}第{term}届委员会第{own}次全体会议"


def _people_zh(congress: Congress) -> Iterator[str]:
    own, term = chinese(congress.ordinal), chinese(congress.term or 1)
    if congress.level == "national":
        yield from (f"{term}届全国人大{own}次会议", f"第{term}届全国人民代表大会第{own}次会议")
        return
    for where in congress.place.zh:
        yield from (f"{where}{term}届人大{own}次会议", f"{where}第{term}届人民代表大会第{own}次会议")


def _cppcc_zh(congress: Congress) -> Iterator[str]:
    own, term = chinese(congress.ordinal), chinese(congress.term or 1)
    if congress.level == "national":
        yield from (f"全国政协{term}届{own}次会议", f"政协第{term}届全国委员会第{own}次会议")
        return
    for where in congress.place.zh:
        yield from (f"{where}政协{term}届{own}次会议", f"政协{where}第{term}届委员会第{own}次会议")
