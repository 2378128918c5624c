"""Which language is the text in? Decided by the script, then by the commonest words of the Latin-script languages.

Promise: an ISO 639-1 code or ''; reads 600 characters at most.
"""

from __future__ import annotations

import re

_SAMPLE = 600
_NOT_LATIN = re.compile("[\u0370-\u1dff\u3040-\ud7a3]")
_SCRIPTS = (
    ("ja", re.compile("[぀-ヿ]"), 0.08),
    ("ko", re.compile("[가-힣]"), 0.2),
    ("zh", re.compile("[㐀-鿿]"), 0.15),
    ("ru", re.compile("[Ѐ-ӿ]"), 0.4),
    ("ar", re.compile("[؀-ۿ]"), 0.4),
    ("el", re.compile("[Ͱ-Ͽ]"), 0.4),
    ("th", re.compile("[฀-๿]"), 0.4),
    ("hi", re.compile("[ऀ-ॿ]"), 0.4),
    ("he", re.compile("[֐-׿]"), 0.4),
)
_WORDS = {
    "en": "the of and to in is that for it as was with on be by this are at from have",
    "fr": "le la les de des et en du un une que est pour dans qui sur au par pas plus",
    "de": "der die das und in zu den mit von ist des im für auf nicht ein eine dem als auch",
    "es": "el la los las de que y en un una del por con para se no es al lo su",
    "pt": "o a os as de que e em um uma do da para com não por no na se ao",
    "it": "il la le di che e in un una del della per con non si è da al sono i",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om ook als bij",
    "sv": "och i att det som en på är av för med den till inte har de ett om var",
    "pl": "w i na się z do nie to jest że o jak za od po przez są ale dla oraz",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra ne var ise",
    "id": "yang dan di dengan untuk dari ini itu pada dalam tidak akan oleh ke juga adalah",
    "vi": "và của là có trong được cho các một không này với những người đã khi",
}
_WORD_SETS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_SHARED = frozenset().union(*(words for code, words in _WORD_SETS.items() if code != "en"))
_ONLY_ENGLISH = (_WORD_SETS["en"] - _SHARED) | {"its", "their", "his", "who", "after", "were", "which", "while"}
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, prior: str = "", stated: str = "") -> str:
    """The text's language; where the text does not tell, what the source or the page says."""
    sample = text[:_SAMPLE]
    letters = sum(char.isalpha() for char in sample)
    for code, script, share in _SCRIPTS if _NOT_LATIN.search(sample) else ():
        if letters and len(script.findall(sample)) > share * letters:
            return code
    expected = _code(prior) or _code(stated)
    words = [word.lower() for word in _WORD.findall(sample)]
    scores = {code: sum(word in common for word in words) for code, common in _WORD_SETS.items()}
    best = max(scores, key=lambda code: (scores[code], code == expected))
    # a tie or a handful of hits is no reason to contradict the source
    if scores[best] < max(3, 1.2 * scores.get(expected, 0)):
        return expected or _of_few(words)
    return best


def _of_few(words: list[str]) -> str:
    """English for a caption or a headline with more words that are only English than words that are not English."""
    others = max(sum(word in common - _WORD_SETS["en"] for word in words) for common in _WORD_SETS.values())
    return "en" if sum(word in _ONLY_ENGLISH for word in words) > others else ""


def _code(tag: str) -> str:
    return re.split(r"[-_]", tag.strip().lower())[0][:3]
