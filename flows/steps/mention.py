"""One name of a meeting in a text, with all that the words of the name and around it say of which meeting it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.steps.structures import Kind

Field = Literal["title", "body"]
FIVE_YEARLY = "congress of every five years"
"""'its five-yearly congress': the Party's, where the text writes of it."""
TO_COME = "a congress that is to begin"
"""'... prepares to change its leaders at a congress starting on Nov. 8': the Party's, where the text writes of it."""
PATTERN = "a pattern of the registry"
"""Rule of a name found by one of a meeting's own regular expressions."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of a meeting, at `[start, end)` of the folded field."""

    field: Field
    start: int
    end: int
    kind: Kind
    rule: str
    place: str = ""
    """Id of the place the name states, '' where it states none."""
    seat: str = ""
    """'municipality' or 'province' where the name says 'municipal' or 'provincial' and no place."""
    ordinal: int | None = None
    term: int | None = None
    year: int | None = None
    alias: str = ""
    loose: bool = False
    """Only a body's name: means its meeting on the days around it, and no other."""
    near: str = ""
    """Id of the place last named before it, not far away."""
    of_committee: bool = False
    """A plenum whose name says 'committee'."""
    of_another: bool = False
    """A look-alike stands beside it: what is called by the same numbers elsewhere in the text is that one too."""
    of_own_body: bool = False
    """... and that look-alike is a part of ours, as the Standing Committee of the people's congress is."""
    weak: bool = False
    """'its sixth Party congress', 第四次全体会议: whose, only another name in the text can tell."""
    month: int | None = None
    """'in January': of the year in which it is the last January."""
    ago: str = ""
    """'last month', 'this year': as written."""
    weekday: int | None = None
    """'the congress that closed on Saturday': 0 is Monday."""
    silent: bool = False
    """Only a body's name, and nothing around it makes it a meeting: means that of the very days in which it meets."""
    partys: bool = False
    """Whether it says 'Party' or 'CPC'."""
    of_now: bool = False
    """'was held from January 13 to 14', and of no other year."""
    short: bool = False
    """Only 二十大, which may be the twenty greatest."""
    lately: bool = False
    """'the just-concluded plenum'."""
    of_any: bool = False
    """'the legislature's annual session': of which country, only the rest of the text can tell."""
    unsure: bool = False
    """'18th National Congress' without a word of the Party: only the rest of the text can tell whose."""

    @property
    def numbered(self) -> bool:
        return self.ordinal is not None and (self.kind == "party-congress" or self.term is not None)
