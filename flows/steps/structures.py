"""What a meeting's name looks like, as patterns over the alphabet of `tokens.KINDS`.

English and Chinese order the same parts differently, so a pattern says which parts may come before and after the
head, and `mentions` reads the numbers by where they stand. `A` stands for 'and', `|` for anything else between.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from flows.steps.stated_days import MONTHS

Kind = Literal["party-congress", "plenum", "people-congress", "cppcc", "two-sessions", "bare", "alias"]


class Structure(NamedTuple):
    name: str
    """The rule an analyst reads in the evidence."""
    kind: Kind
    pattern: re.Pattern[str]


def _structure(name: str, kind: Kind, pattern: str) -> Structure:
    return Structure(name, kind, re.compile(pattern))


AS_EVENT = "body spoken of as its meeting"
"""'at the National People's Congress': the body's name alone, where the words before make it an event."""
BARE_PLENUM = "plenary session"
UNNUMBERED_PLENUM = "unnumbered plenum"
OF_COMMITTEE = "session of the committee"
"""Whose committee, the rest of the text must say."""

STRUCTURES = (
    # 20th CPC National Congress; Sixth Chongqing Municipal Congress of the CPC; 重庆市第六次党代会; 二十大
    _structure("party congress", "party-congress", r"(?:PN?V)?[LMNPOYC]*K[LMNPC]*"),
    # third plenary session of the sixth CPC Chongqing Municipal Committee; 市委六届三次全会; 二十届三中全会
    _structure("plenum", "plenum", r"[LMNPCEOT]*OQ(?:[LMNP]*[OT]?[LMNPC]*[CE][LMNP]*)?"),
    # the municipal Party committee's plenary session; 市委全会
    _structure(UNNUMBERED_PLENUM, "plenum", r"[LMNP]*[CE][LMNP]*Q|Q[LMNP]*[CE][LMNP]*|P+Q"),
    # 'wound up a plenary session': of the committee the text names
    _structure(BARE_PLENUM, "plenum", r"Q"),
    # second plenary meeting of the first session of the 14th National People's Congress; 2023 session of the NPC
    _structure("people's congress session", "people-congress", r"(?:OQ)?[OY]?S[OYLMN]*H[HLMN]*"),
    # 市六届人大一次会议; the 14th NPC's first session; NPC annual session; the 16th Congress opened its first session
    _structure("people's congress session", "people-congress", r"[YLMNOT]*H[HLMN]*V?[OT]*S"),
    _structure("people's congress opens or closes", "people-congress", r"[LMNO]*H[H]*V"),
    # first session of the 14th National Committee of the Chinese People's Political Consultative Conference
    _structure(AS_EVENT, "people-congress", r"O?[LMN]+H[LMN]*|H"),
    _structure(AS_EVENT, "cppcc", r"[LMN]*F[LMN]*C?"),
    # members of the CPPCC ...: 'the third session of the sixth municipal committee'
    _structure(OF_COMMITTEE, "cppcc", r"OSO?[LMN]+C"),
    _structure("CPPCC session", "cppcc", r"(?:OQ)?[OY]?S[OYLMNC]*F[FLMNC]*"),
    # 市政协六届四次会议; 政协重庆市第六届委员会第一次会议; CPPCC session
    _structure("CPPCC session", "cppcc", r"[YLMNOTC]*F(?:[FLMNCOT]*|[FLMNC]*V[OT]*)[SQ]"),
    _structure("CPPCC opens or closes", "cppcc", r"[LMNO]*F[FNCLM]*V"),
    _structure("two sessions", "two-sessions", r"[YLMN]*W[LMNY]*"),
    # annual sessions of the NPC and the CPPCC; NPC and CPPCC sessions; 人大、政协会议
    _structure("two sessions", "two-sessions", r"[YLMN]*S[YLMN]*H[NHLM]*A[LMN]*C?F[FLMNC]*"),
    _structure("two sessions", "two-sessions", r"[YLMN]*H[NHLM]*A[LMNC]*F[LMNCF]*S"),
    # 'the annual sessions' alone: `mentions` lets only those through
    _structure("annual sessions", "two-sessions", r"S"),
    _structure("alias", "alias", r"I"),
)

_PASSED_OVER = (
    *(
        "five-yearly",
        "twice-a-decade",
        "once-in-five-years",
        "once-every-five-years",
        "quinquennial",
        "landmark",
        "key",
    ),
    *("pivotal", "upcoming", "crucial", "ruling", "top-level", "week-long", "weeklong", "full"),
    *("recent", "latest", "coming", "forthcoming", "just-concluded", "just-ended", "last", "next", "historic"),
)
"""Words inside a name that are not of it: the Party's five-yearly congress."""
_HOLDS = (
    *("held", "holds", "opens", "opened", "closes", "closed", "ends", "ended", "begins", "began"),
    *("convened", "convenes", "met for", "meets for", "concluded", "concludes", "wrapped up"),
    *("to hold", "will hold", "will open"),
)
"""The Party opens its Nineteenth Congress: whose it is stands before the verb."""
_ADJACENT = frozenset(
    (
        "",
        " ",
        "'s",
        "'s ",
        "' ",
        " of ",
        " of its ",
        " its ",
        ", whose ",
        " of the ",
        " of the new ",
        " of the newly elected ",
        " of its new ",
        *(f" of the {owner}'s " for owner in ("country", "nation", "city", "party")),
        " of china's ",
        " the ",
        " (",
        ") ",
        ")",
        "(",
        ") of the ",
        ") of ",
        "-",
        "的",
        "'s (",
        *(f"{owner} {word} " for owner in ("", "'s") for word in _PASSED_OVER),
        *(f" {verb} its " for verb in _HOLDS),
        # the Party's October congress: see `around_names.month_within`
        *(f"{owner} {month} " for owner in ("", "'s") for month in MONTHS),
    )
)
_AND = frozenset((" and ", " and the ", ") and the ", ") and ", ", ", " & ", "、", "和", "与", " and of the "))
_LONGEST_GAP = 14
_BLANKS = re.compile(r"\s+")


def joint(gap: str) -> str:
    """What stands between two words: '' when they belong together, 'A' for an 'and', '|' when they do not."""
    if gap in _ADJACENT:
        return ""
    if len(gap) > _LONGEST_GAP or "\n\n" in gap:
        return "|"
    gap = _BLANKS.sub(" ", gap)
    return "" if gap in _ADJACENT else "A" if gap in _AND else "|"
