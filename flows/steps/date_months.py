"""Which month is juin, outubro or сентября? The month names of the languages that English sites sit beside.

Promise: only behind a day and before a year, where no other word stands: 'out' and 'set' are English words too.
"""

from __future__ import annotations

import re

_NAMES = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "short es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "short pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "short fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "short de": "jan feb mär apr mai jun jul aug sept okt nov dez",
    "short it": "gen feb mar apr mag giu lug ago sett ott nov dic",
    "short ru": "янв фев мар апр мая июн июл авг сен окт ноя дек",
}
_NUMBERS = {name: number for names in _NAMES.values() for number, name in enumerate(names.split(), 1)}
MONTH_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
"""A pattern of all names, the longer first; case is the caller's."""
DAY_MONTH = rf"(?P<day>\d{{1,2}})(?:\.|º|°|er)?\s+(?:de\s+|d['’])?(?P<month>{MONTH_WORD})\b\.?,?\s+(?:del?\s+)?"
"""'22 de outubro de ', '2. Juni ', '1er juin ', '24 сентября ': what stands before the year."""


def month_number(word: str) -> int:
    """1 to 12; 0 for a word that names no month."""
    return _NUMBERS.get(re.sub(r"\W", "", word).lower(), 0)
