"""The English words that meetings' names are built from, in lower case, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from flows.steps.tokens import (
    COMMITTEE,
    CONGRESS,
    CPPCC,
    MUNICIPAL,
    NATIONAL,
    PARTY,
    PEOPLE,
    PLENARY,
    PROVINCIAL,
    REGIONAL,
    SESSION,
    TWO,
    WEAK,
    Token,
)


def _meetings_of(*bodies: str) -> Iterator[str]:
    """What English newspapers call the yearly meeting of a body."""
    for body, often, meeting in product(bodies, ("annual", "yearly"), ("session", "meeting", "gathering")):
        owner = f"{body}'" if body.endswith("s") else f"{body}'s"
        yield f"{owner} {often} {meeting}"
        yield f"{often} {meeting} of the {body}"


ENGLISH: dict[str, tuple[Token, ...]] = {
    **dict.fromkeys(
        ("cpc", "ccp", "communist party of china", "chinese communist party", "communist paty of china",
         "china's communist party"),
        (PARTY,),
    ),
    **dict.fromkeys(("party", "communist party", "party's", "paty", "ruling party"), (WEAK,)),
    "china's ruling party": (PARTY, NATIONAL),
    **dict.fromkeys(("municipal", "municipality", "city"), (MUNICIPAL,)),
    "provincial": (PROVINCIAL,),
    "regional": (REGIONAL,),
    "autonomous regional": (REGIONAL,),
    "national": (NATIONAL,),
    "congress": (CONGRESS,),
    # the Party's five-yearly gathering
    **dict.fromkeys(
        map(" ".join, product(("five-yearly", "twice-a-decade", "once-in-five-years", "quinquennial"),
                              ("meeting", "gathering", "conclave", "event"))),
        (Token("K", "five"),),
    ),
    # 党代会, word by word
    **dict.fromkeys(
        map(" ".join, product(
            ("party", "party's", "communist party"),
            ("representative", "representatives", "delegates"),
            ("big meeting", "conference", "congress", "meeting", "assembly", "convention"),
        )),
        (WEAK, CONGRESS),
    ),
    **dict.fromkeys(("representative congress", "representative big meeting"), (CONGRESS,)),
    **dict.fromkeys(("city two meetings", "city's two meetings"), (MUNICIPAL, TWO)),
    **dict.fromkeys(("national two meetings", "china's two meetings", "two meetings in beijing"), (NATIONAL, TWO)),
    "committee": (COMMITTEE,),
    "central committee": (Token("E"),),
    **{
        f"{local} {body}": (Token("X"),)
        for local, body in product(
            ("district", "county", "township", "town"),
            ("people's congress", "cppcc", "cppcc committee", "legislature", "party congress"),
        )
    },
    "people's congress": (PEOPLE,),
    "people congress": (PEOPLE,),
    **dict.fromkeys(
        ("china's top legislature", "country's top legislature", "nation's top legislature", "national legislature",
         "china's legislature", "country's legislature", "china's parliament", "chinese parliament",
         "country's parliament", "rubber-stamp parliament", "ceremonial parliament", "china's annual parliament",
         "china's rubber-stamp parliament", "china's ceremonial parliament", "national lawmakers", "chinese lawmakers",
         "china's lawmakers", "chinese legislators", "china's legislators"),
        (NATIONAL, PEOPLE),
    ),
    "top legislature": (PEOPLE,),
    **dict.fromkeys(
        ("china's party-run legislature", "chinese legislature", "china's national legislature"), (NATIONAL, PEOPLE)
    ),
    "legislature": (Token("H", "any"),),
    **dict.fromkeys(
        ("advisory body", "political advisory body of the city", "political consultative body", "consultative body",
         "consultative conference"),
        (Token("F", "any"),),
    ),
    "parliament": (NATIONAL, Token("H", "any")),
    **dict.fromkeys(("local legislature", "local lawmakers"), (Token("H", "any"),)),
    **dict.fromkeys(
        map(" ".join, product(("legislature", "parliament", "legislative", "parliamentary"), ("session", "meeting"))),
        (Token("H", "any"), SESSION),
    ),
    **dict.fromkeys(("political advisers", "political advisors"), (Token("F", "any"),)),
    **dict.fromkeys(
        ("municipal legislature", "city's legislature", "municipal lawmakers", "city's lawmakers"),
        (MUNICIPAL, PEOPLE),
    ),
    **dict.fromkeys(
        ("provincial legislature", "province's legislature", "provincial lawmakers"), (PROVINCIAL, PEOPLE)
    ),
    **dict.fromkeys(("national political advisers", "national political advisors"), (NATIONAL, CPPCC)),
    **dict.fromkeys(("municipal political advisers", "municipal political advisors"), (MUNICIPAL, CPPCC)),
    **dict.fromkeys(
        ("annual legislative session", "annual parliamentary session", "annual legislative meeting",
         "annual parliamentary meeting"),
        (PEOPLE, SESSION),
    ),
    **dict.fromkeys(_meetings_of("legislature", "parliament", "lawmakers"), (Token("H", "any"), SESSION)),
    **dict.fromkeys(
        _meetings_of("advisory body", "political advisory body", "top advisory body"), (Token("F", "any"), SESSION)
    ),
    **dict.fromkeys(
        ("national political advisory body", "national advisory body",
         *map(" ".join, product(("china's", "country's", "nation's"),
                                ("advisory body", "top advisory body", "political advisory body",
                                 "top political advisory body")))),
        (NATIONAL, CPPCC),
    ),
    **dict.fromkeys(("top political advisory body", "top political advisory body's"), (CPPCC,)),
    "political advisory body": (CPPCC,),
    **dict.fromkeys(("nccpc", "ncccp", "nccp"), (PARTY, NATIONAL, CONGRESS)),
    "npc": (NATIONAL, PEOPLE),
    "mpc": (MUNICIPAL, PEOPLE),
    "cppcc": (CPPCC,),
    **dict.fromkeys(
        ("people's political consultative conference", "chinese people's political consultative conference",
         "political consultative conference"),
        (CPPCC,),
    ),
    **dict.fromkeys(
        ("annual session", "annual sessions", "annual meeting", "annual meetings", "annual gathering",
         "yearly session", "yearly sessions", "yearly meeting", "yearly meetings", "yearly gathering"), (SESSION,)
    ),
    **dict.fromkeys(("session", "sessions"), (SESSION,)),
    **dict.fromkeys(("plenary session", "plenum", "plenary meeting", "plenary"), (PLENARY,)),
    **dict.fromkeys(("two sessions", "lianghui", "liang hui"), (TWO,)),
    **dict.fromkeys(
        ("opens", "opened", "closes", "closed", "concludes", "concluded", "convenes", "convened", "kicks off",
         "kicked off", "meets", "sits", "sat", "approved", "approves", "votes", "voted", "gathers", "in session",
         "is in session", "ends", "ended", "begins", "began", "will convene", "will meet", "to open", "to convene",
         "starts", "started", "start", "gather", "meet", "begin", "open"),
        (Token("V"),),
    ),
}  # fmt: skip
