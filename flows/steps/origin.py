"""Whose text is it, as the page says? '(Xinhua)', 'Source: Xinhua', '来源：新华社', '新华社北京3月5日电'.

Promise: the name as written, on one line; '' where the page says nothing; the site itself only where it is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.bylines import is_organisation
from flows.steps.metadata import Stated
from flows.steps.tree import elements, squeeze, text_of

_META_NAMES = ("contentsource", "source", "article:source", "og:article:source", "original-source", "dc.source")
_LABEL = r"(?:(?:文章|信息|新闻|稿件|内容)?(?:来源|來源)|稿源|出处|source)\s*[:：]\s*"
_AFTER = (
    r"\s*(?:[|｜()（）\[\]【】<>©■\d]"
    r"|\b(?:published|updated|posted|editors?|authors?|by|time|date|web editor|photo|share|print)\b"
    r"|作者|记者|编辑|责编|责任|时间|日期|发布|发表|点击|浏览|阅读|字体|字号|分享|打印|评论|作者)"
)
_END = re.compile(_AFTER, re.IGNORECASE)
_LABELLED = re.compile(
    rf"(?:^|[|｜\d(（\[【]\s*|(?:日|分|秒|[ap]m)\s+|(?<=[^\w\s])\s)(?:{_LABEL})(?P<name>\S.{{0,80}})", re.I
)
_LABEL_ALONE = re.compile(rf"^\W*{_LABEL}$", re.IGNORECASE)
_IN_FRONT = re.compile(rf"^[(（【\[]?\s*{_LABEL}(?P<name>[^()（）]{{2,80}})", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"[(（【\[]\s*{_LABEL}(?P<name>[^()（）【】\[\]]{{2,40}})[)）】\]]\W*$", re.IGNORECASE)

_AGENCIES = "Xinhua|China Daily|China News Service|People's Daily|Global Times|CGTN|CCTV|Reuters|AFP|AP"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
_WHEN = rf"(?:updated|published|posted|\d{{1,2}}[:：]\d\d|(?:19|20)\d\d|{_MONTH})"
_BESIDE_A_DATE = (
    re.compile(rf"^(?P<name>[^\d|｜:：]{{2,40}}?)\s*[|｜]?\s*(?i:{_WHEN})"),
    re.compile(rf"[|｜]\s*(?P<name>[^\d|｜:：]{{2,40}}?)\s*[|｜]\s*(?i:{_WHEN})"),
    re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?\s+[|｜]?\s*(?P<name>[A-Z][^\d|｜:：]{1,40})$"),
    re.compile(rf"^[(（]?\s*(?P<name>[^\d()（）|｜:：]{{2,40}})[)）]\s*(?i:{_WHEN})"),
    re.compile(rf"(?:^|\s)(?P<name>{_AGENCIES}),\s*(?i:{_MONTH})"),
)
_DATELINES = (
    re.compile(r"^[A-Z][\w .,'’/-]{1,60}?\s?[(（](?P<name>[A-Z][\w .&'’-]{1,30})[)）]\s*(?:--|[-–—])"),
    re.compile(
        r"^(?:（|\()?据?(?P<name>[一-鿿]{1,8}?(?:社|网|报|台))[一-鿿、·]{0,12}?(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}日[电讯]"
    ),
    re.compile(r"^据(?P<name>[一-鿿]{1,8}?(?:社|网|报|台))(?:消息|报道|电)"),
)
_AT_THE_END = re.compile(r"[(（](?P<name>[\w .&'’-]{2,40})[)）]\s*[■.。]?\s*$")
_LEAD = re.compile(r"^(?:[\W_]|[AP]M\b|(?:本文)?来源于)+", re.IGNORECASE)
_NOT_A_SOURCE = re.compile(r"https?:|www\.|^(?:photo|image|video|file|by|the)\b|摄|资料|[。！？!?;；]", re.IGNORECASE)
_EDGES = " .,，、:：-–—\"'”》|/"
_SOURCE_PLACES = etree.XPath(
    "descendant::span[@id or @class][contains(@id, 'media') or contains(@id, 'source') or contains(@class, 'source')"
    " or contains(@class, 'media-name')]"
)
_LONGEST = 40
_DATELINE = 140
"""Characters of the first paragraphs in which a dateline ends."""


def origin_of(facts: Stated, root: HtmlElement, lines: Sequence[str], texts: Sequence[str]) -> str:
    """The stated origin.

    `lines` stand around the headline or carry a label; `texts` are the article's paragraphs in order.
    """
    first, last = texts[:2], texts[-2:]
    found = (
        _labelled(lines),
        *(
            _clean(match["name"])
            for text in last
            for match in (_IN_FRONT.match(text), _IN_BRACKETS.search(text))
            if match
        ),
        _clean(facts.first(*_META_NAMES)),
        _organisation(_BESIDE_A_DATE, lines),
        _organisation(_DATELINES, (text[:_DATELINE] for text in first)),
        _organisation((_AT_THE_END,), reversed(last)),
    )
    return next((name for name in found if name), "") or _marked(root)


def _labelled(lines: Sequence[str]) -> str:
    for at, line in enumerate(lines):
        if _LABEL_ALONE.match(line) and at + 1 < len(lines):
            line = f"{line} {lines[at + 1]}"
        match = _LABELLED.search(line) if len(line) < 260 else None
        if match and (name := _clean(match["name"])):
            return name
    return ""


def _marked(root: HtmlElement) -> str:
    """An organisation in an element that says it is the source's place."""
    names = (_clean(text_of(element)) for element in elements(_SOURCE_PLACES, root)[:5])
    return next((name for name in names if name and is_organisation(name)), "")


def _organisation(patterns: Iterable[re.Pattern[str]], texts: Iterable[str]) -> str:
    """A name without a label counts where it is known to be an organisation's."""
    found = (match["name"] for text in texts for pattern in patterns if (match := pattern.search(text)))
    return next((name for text in found if (name := _clean(text)) and is_organisation(name)), "")


def _clean(text: str) -> str:
    """The name at the start of the text; '' where that is a sentence, an address or nothing."""
    text = _LEAD.sub("", squeeze(text))
    end = _END.search(text)
    name = text[: end.start()] if end else text
    if re.match(r"[一-鿿]", name):
        name = name.split(" ")[0]
    name = name.strip(_EDGES)
    is_name = 1 < len(name) <= _LONGEST and not _NOT_A_SOURCE.search(name)
    return name if is_name else ""
