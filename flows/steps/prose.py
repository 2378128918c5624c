"""Is a text written in sentences, or is it a heap of keywords made for search engines?

Keyword pages name meetings as often as reports do and say nothing of them. English heaps lack function words, Chinese
ones lack full stops.
"""

from __future__ import annotations

import re

_LATIN = re.compile(r"[a-z']+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LISTED = re.compile(r"\b(?:related tags|tag archives?|browsing (?:the|posts)|posts? tagged)\b")
_STOP = re.compile(r"[。！？；]")
_BETWEEN = re.compile(r"[、，,|_/#\s]+")
# fmt: off
_COMMON = frozenset((
    *("the", "of", "and", "to", "in", "a", "an", "is", "are", "was", "were", "be", "been", "has", "have", "had"),
    *("will", "would", "at", "by", "for", "from", "on", "with", "that", "this", "it", "its", "as", "or", "which"),
    *("who", "he", "she", "they", "said", "says", "we", "our", "their", "his", "her", "not", "but"),
))
# fmt: on
_LEAST_LATIN, _LEAST_HAN = 25, 60
_LEAST_COMMON = 0.13
"""English news has 25 to 45 function words in a hundred."""
_MOST_PIECES = 10
"""Pieces between separators that no Chinese text has without one full stop."""
_SAMPLE = 4_000
_LINKS = re.compile(
    r"^\W*(?:(?:相关|相關|延伸|推荐|推薦)(?:链接|連結|阅读|閱讀|报道|報導|新闻|新聞)|更多(?:新闻|报道|阅读)|往期回顾"
    r"|(?:related|more|read more|further reading|see also|you may also like|recommended)(?: (?:stories|links|news"
    r"|articles|reading|reports"
    r"|coverage))?)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_LINK = 120


def without_links(text: str) -> str:
    """The text up to a list of other stories at its end; the whole where sentences follow such a heading."""
    for heading in _LINKS.finditer(text):
        after = [line for line in text[heading.end() :].splitlines() if line.strip()]
        if after and all(len(line) < _LONGEST_LINK for line in after):
            return text[: heading.start()]
    return text


_SEARCH_PAGE = re.compile(
    r"在线观看|免费高清|官方下载|棋牌|彩金|手抄报|范文|扫码加群|免费领取|ppt(?:下载|模板)"
    r"|相关搜索|热门标签|为您找到|可能还想搜|搜索结果|热搜词|\b(?:related searches|search results|popular (?:tags"
    r"|searches)|top searches|hot tags"
    r"|people also (?:search|ask|like\w*)|guests who looked|free download|free shipping|we compare|best (?:rate"
    r"|price) promise"
    r"|cheap (?:rooms|flights|tickets)|pdf download|click here)\b"
)


def is_heap(folded: str) -> bool:
    """Whether a folded text of some length is words without sentences, or the page of a search."""
    sample = folded[:_SAMPLE]
    if len(set(_SEARCH_PAGE.findall(sample))) > 1 or _LISTED.search(sample):
        return True
    han = len(_HAN.findall(sample))
    if han >= _LEAST_HAN:
        return _STOP.search(sample) is None and len(_BETWEEN.findall(sample)) > _MOST_PIECES
    words = _LATIN.findall(sample)
    return len(words) >= _LEAST_LATIN and sum(word in _COMMON for word in words) < _LEAST_COMMON * len(words)
