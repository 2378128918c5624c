"""'3 hours ago', 'yesterday', 2天前: a date told from the moment of the fetch.

Promise: always a guess, never an instant. The rule is 'relative', and the precision is what the words still hold:
weeks leave the month, months and years the year.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from db.values import DateCandidate, Precision
from flows.steps.container import weigh
from flows.steps.date_labels import has_label, role_before
from flows.steps.date_reads import Read

_NUMBER = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|[一二两兩三四五六七八九十半])"
_UNITS = {
    "second": r"secs?|seconds?|秒鐘?钟?",
    "minute": r"mins?|minutes?|分钟|分鐘",
    "hour": r"hrs?|hours?|个?小时|個?小時|个?钟头",
    "day": r"days?|天|日",
    "week": r"weeks?|wks?|周|週|个?星期|個?星期",
    "month": r"months?|个?月|個?月",
    "year": r"years?|yrs?|年",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_AGO = re.compile(rf"(?<![\w.,]){_NUMBER}\s*(?:{_UNIT})\s*(?:ago\b|[之以]?前)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<yesterday>\byesterday\b|昨[天日])|(?P<before>前天)|(?P<now>\bjust now\b|刚刚|剛剛)", re.IGNORECASE
)
_ENGLISH = "one two three four five six seven eight nine ten"
_WORDS = {"a": 1, "an": 1} | {word: count for count, word in enumerate(_ENGLISH.split(), 1)}
_HAN = dict(zip("一二两兩三四五六七八九十", [1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10], strict=True))
_LENGTHS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_629_800,
            "year": 31_557_600}  # fmt: skip
"""Seconds; a month and a year are the mean ones."""
_KEPT: dict[str, Precision] = {"week": "month", "month": "year", "year": "year"}
_LONGEST = 60
"""Characters of a line that may be a byline with such words; 'two years ago' in a sentence is the story's."""
_MOST_BESIDE = 30
"""Weighed characters of what else a byline says: a name, a source."""
_PARTED = re.compile(r"^\W*$|^.*[|·•,，/—–-]\s*$", re.DOTALL)
"""Nothing, or something set apart, stands before the words: 'Lin Wen | 3 hours ago'."""
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_BYLINE = re.compile(r"\W*(?:by|from|作者|来源|來源|记者|記者)(?:\b|[:： ])", re.IGNORECASE)


def relative(line: str, captured_at: datetime, zone: tzinfo | None) -> Read | None:
    """The day a byline tells from the moment of the fetch; None where the line is no byline or tells none."""
    match = _AGO.search(line) or _NAMED.search(line)
    if match is None or len(line) > _LONGEST:
        return None
    is_byline = has_label(line) or _BYLINE.match(line) is not None
    if not is_byline and (weigh(line) - weigh(match[0]) > _MOST_BESIDE or not _stands_apart(line, match)):
        return None
    if line.rstrip().endswith(_SENTENCE_ENDS):
        return None
    ago, precision = _distance(match)
    on = (captured_at.astimezone(zone or UTC) - ago).date()
    return Read(DateCandidate("relative", match[0].strip(), on), precision, role_before(line, match.start()))


def _stands_apart(line: str, match: re.Match[str]) -> bool:
    rest = line[match.end() :].strip()
    return _PARTED.match(line[: match.start()]) is not None and (not rest or not rest[0].isalnum())


def _distance(match: re.Match[str]) -> tuple[timedelta, Precision]:
    if match.re is _NAMED:
        return timedelta(days=1 if match["yesterday"] else 2 if match["before"] else 0), "day"
    unit = next(name for name in _UNITS if match[name])
    return timedelta(seconds=_count(match["count"].lower()) * _LENGTHS[unit]), _KEPT.get(unit, "day")


def _count(word: str) -> float:
    return 0.5 if word == "半" else int(word) if word.isdecimal() else _WORDS.get(word) or _HAN[word]
