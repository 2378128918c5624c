"""Which links did the journalist write down for the reader: annexes, documents named in the text, sources?

Promise: only links that lead to a named file, and links that stand alone on a line and are called an annex or follow a
line that introduces them; a list of the site's other stories is none, however it is introduced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from flows.steps.tree import inner, squeeze

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|csv|ods|odt|rtf|wps|zip|rar)(?:[?#]|$)", re.IGNORECASE)
_ANNEX = re.compile(
    r"\W*(?:(?:attachments?|annex(?:es)?|appendi(?:x|ces)|enclosures?)(?:\s(?:\d{1,2}|[A-Z]))?\s*[:：]"
    r"|(?:附件|附表|附录|附錄)\s?[\d一二三四五六七八九十]{0,3}\s*[:：.、])",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"\W*(?:(?:notes and )?(?:sources?|references?)|bibliography|works cited|documents?|attachments?|附件"
    r"|参考(?:资料|文献|来源)|參考(?:資料|文獻)|资料来源)\W*",
    re.IGNORECASE,
)
_OTHER_STORIES = re.compile(
    r"\b(?:relat\w+|more|also|read|next|latest|trending|popular|recommend\w*|miss|like|share|follow us|watch|tags?"
    r"|topics|filed|categor\w+|subscribe|sponsored|stor(?:y|ies)|articles?|news|headlines|posts?|previous\w*|coverage|section"
    r"|you\w*|readers?|helpful|useful|interested|pages|guides|check out|look)\b"
    r"|相关|相關|延伸|推荐|推薦|更多|阅读|閱讀|热门|熱門|热点|最新|精彩|专题|专栏|往期|回顾|新闻|新聞|报道|報道|分享|标签|关键|链接|上一|下一|猜你",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:are|were|includ\w+|following|follows|below|here|these|those|documents?|files?|reports?|letters?|plans?|texts?"
    r"|papers?|rulings?|laws?|bills?|published|released|listed?)\b(?=.*[:：]$)"
    r"|(?:如下|包括|分别[是为]|下列|以下|文件|名单|全文|公布|公示).{0,12}[：:]$",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"\b(?:download|click|free|print|subscribe)\b|点击", re.IGNORECASE)
_COLONS = (":", "：")
_LEAST_WORDS, _LEAST_HAN = 3, 8
_LAST_LINE = 200
_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_HAN = re.compile("[一-鿿]")
_LONGEST_AFTER = 40
"""Characters that may follow a link on its line: '(PDF, 2 MB)', a date."""
_FAR = 2
"""How many wrappers may stand around a list of links."""
_LINES = ("p", "div", "li", "dd", "h3", "h4")


def written_links(scope: etree._Element) -> list[etree._Element]:
    """The links under an element that belong to the text, in page order."""
    known: dict[etree._Element, bool] = {}
    return [link for link in scope.iter("a") if link is not scope and _is_written(link, known)]


def as_words(scope: etree._Element) -> None:
    """Make them plain words of the text: whoever reads it drops lists of links."""
    for link in written_links(scope):
        link.tag = "span"
        del link.attrib["href"]


def introduces(line: str) -> bool:
    """Whether the text's own list follows the line: 'The documents are:', '文件如下：', 'Sources'; not 'Read more:'."""
    if _SOURCES.fullmatch(line):
        return True
    last = _SENTENCES.split(line)[-1] if line.endswith(_COLONS) else ""
    is_long = len(last.split()) >= _LEAST_WORDS or len(_HAN.findall(last)) >= _LEAST_HAN
    return is_long and _INTRODUCES.search(last) is not None and _OTHER_STORIES.search(last) is None


def heads_stories(line: str) -> bool:
    """Whether a line heads a list of the site's other stories: 'You might also like:', '最新消息：'."""
    return len(line) < _LAST_LINE // 3 and line.endswith(_COLONS) and _OTHER_STORIES.search(line) is not None


def _is_written(link: etree._Element, known: dict[etree._Element, bool]) -> bool:
    address = link.get("href") or ""
    above = link.getparent()
    if above is None or not address or address.startswith("#"):
        return False
    if _FILE.search(address):
        return _is_told(link)
    before = link.getprevious()
    if before is None and above.tag in _LINES:
        return _stands_first(link, above, known)
    is_line = before is not None and before.tag == "br" and not (before.tail or "").strip()
    return is_line and _follows_break(link, above, known)


def _is_told(link: etree._Element) -> bool:
    """Named as a document; a button says 'PDF' or 'Download', a picture nothing."""
    words = squeeze(inner(link))
    if _BUTTON.search(words):
        return False
    return (len(words) > 12 or len(_HAN.findall(words)) > 3) and next(link.iter("img"), None) is None


def _stands_first(link: etree._Element, above: etree._Element, known: dict[etree._Element, bool]) -> bool:
    label = (above.text or "").strip()
    if label or len((link.tail or "").strip()) > _LONGEST_AFTER:
        return _ANNEX.fullmatch(label) is not None
    if _ANNEX.match(link.text or ""):
        return True
    listed = above.getparent() if above.tag == "li" else above
    if listed is None:
        return False
    if listed not in known:
        known[listed] = _is_introduced(listed, known)
    return known[listed]


def _follows_break(link: etree._Element, above: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """A line of a paragraph: introduced by the line above, or after one that is."""
    broken = link.getprevious()
    other = broken.getprevious() if broken is not None else None
    said = squeeze(other.tail if other is not None else above.text)
    known[link] = introduces(said) if said or other is None else known.get(other, False)
    return known[link]


def _is_introduced(listed: etree._Element, known: dict[etree._Element, bool]) -> bool:
    for place in _around(listed):
        previous, above = place.getprevious(), place.getparent()
        between = squeeze(previous.tail if previous is not None else above.text if above is not None else "")
        if between:
            return introduces(between)
        if previous is not None:
            # one line of several, each a paragraph of its own
            return known[previous] if previous in known else introduces(squeeze(inner(previous)[-_LAST_LINE:]))
    return False


def _around(listed: etree._Element) -> Iterator[etree._Element]:
    yield listed
    yield from islice(listed.iterancestors("div", "section"), _FAR)
