"""Ordinals as meetings write them: 6th, sixth, 六, 第6. Promises 1 to 40, which no meeting's number has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

LARGEST = 40
_ONES = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
_TENS = {2: ("twenty", "twentieth"), 3: ("thirty", "thirtieth"), 4: ("forty", "fortieth")}
_CARDINALS = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_CHINESE = "〇一二三四五六七八九"


def figure(number: int) -> str:
    """English figures: 1 -> '1st', 12 -> '12th'."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def word(number: int) -> str:
    """English word, lower case: 6 -> 'sixth', 21 -> 'twenty-first'. `number` is 1 to 49."""
    if number < 10:
        return _ONES[number]
    if number < 20:
        return _TEENS[number - 10]
    tens, tenth = _TENS[number // 10]
    return f"{tens}-{_ONES[number % 10]}" if number % 10 else tenth


def cardinal(number: int) -> str:
    """English number, lower case: 6 -> 'six', 21 -> 'twenty-one'. `number` is 1 to 49."""
    if number < 20:
        return _CARDINALS[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens][0]}-{_CARDINALS[ones]}" if ones else _TENS[tens][0]


def chinese(number: int) -> str:
    """Chinese numeral: 6 -> '六', 11 -> '十一', 20 -> '二十'. `number` is 1 to 99."""
    tens, ones = divmod(number, 10)
    left = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens]}十"
    return left + (_CHINESE[ones] if ones else "")


def english_spellings(number: int) -> tuple[str, ...]:
    """Every way an English text writes the ordinal, lower case."""
    written = word(number)
    return tuple(dict.fromkeys((figure(number), written, written.replace("-", " "))))


def chinese_spellings(number: int) -> tuple[str, ...]:
    """Every way a Chinese text writes the number inside 第…次 or …届."""
    return (chinese(number), str(number))


def read_off(*ways: Callable[[int], Iterable[str]]) -> dict[str, int]:
    """Spelling -> number of 1 to 40, in these ways of writing them."""
    return {written: number for number in range(1, LARGEST + 1) for way in ways for written in way(number)}
