"""Who wrote it? People, as names; agencies, desks and software accounts are not people.

Promise: unknown stays empty; upper-case bylines come back in title case; two names run together are kept as one
unless another statement of the page tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.metadata import Stated, as_list
from flows.steps.titles import folded
from flows.steps.tree import elements, squeeze, text_of

_META_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "creator",
)
# one step and no union: libxml2 sorts what several steps find, in quadratic time
_ELEMENTS = etree.XPath(
    "descendant::*[@class or @rel][contains(@class, 'uthor') or contains(@class, 'yline') or @rel='author']"
)
_OTHERS = re.compile(r"comment|related|sidebar|widget|footer", re.I)
_BY = re.compile(
    r"^\W{0,3}(?:(?:written|reported|story|article|posted|words|text)\s+)?by[:\s]\s*(?P<names>\S.{0,150})", re.I
)
_HAN_LABEL = "(?:本报记者|见习记者|全媒体记者|特约记者|通讯员|记者|作者|撰文|文/图|文)"
_HAN_BY = re.compile(
    rf"(?:{_HAN_LABEL}\s*(?:[:：|/]\s*|\s)|[（(]\s*{_HAN_LABEL}(?=[一-鿿·、\s]{{2,30}}[)）]))"
    r"\s*(?P<names>[一-鿿·]{2,4}(?:[、，,/\s]+[一-鿿·]{2,4}){0,4})"
)
_SIGNATURE = re.compile(r"^\W*(?:by\s|本报记者|记者|作者|通讯员)[^。.!?]{2,60}$", re.IGNORECASE)
_END_OF_NAMES = re.compile(
    r"[|｜\d•●©\n(（\[]|(?<![一-鿿])·|\s[-–—]\s|(?<=[a-z]{3})[.]\s"
    r"|,?\s+(?:in|for|of|at|from|is|was|with contributions|published|updated|posted|on)\s+"
    r"|\b(?:Updated|Published|Posted|Last (?:updated|modified)|Follow|View|Source|Editor)\b"
    r"|\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?=\s+\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:(?:written |posted |story |article |words )?by\b|authors?\b|作者|记者|本报记者|通讯员|撰文|文/)"
    r"\s*[:：]?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[;；、/&]|\band\b|\bwith\b|,(?!\s*(?:Jr|Sr|II|III)\b)|，)\s*", re.IGNORECASE)
_HAN_NAMES = re.compile(r"^[一-鿿]{2,4}(?:[\s、，,]|$)")
_HAN_BETWEEN = re.compile(r"[\s、，,;；/&]+")
_DESKS = (
    "news newsroom press agency daily times media staff team editor editors editorial network tv radio desk "
    "contributor contributors correspondent correspondents reporter reporters writer writers guest user webmaster "
    "office department inc ltd llc company group university magazine online website blog international global weekly "
    "journal post china chongqing xinhua cgtn cctv reuters afp bloomberg ichongqing cqnews ecns huaxia bbc cnn"
)
_ORGANISATION = re.compile(
    rf"\b(?:{'|'.join(_DESKS.split())}|admin\w*|associated press)\b|\.(?:com|org|net|cn|info)\b"
    r"|(?:社|网|報|报|台|记者|部|中心|局|委)$|编辑|編輯|来源",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"[@\d<>{}=#_]|https?:|www\.")
_MONTH = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December|Early|Late|The", re.I
)
_PHOTOGRAPHED = re.compile(r"摄|供图|图片")
_LONGEST_BYLINE = 140
_DATELINE = 40
"""Characters of running text in which a Chinese paper names its reporter: 本报讯（记者 …）."""
_GLUED = re.compile(r"^(?P<name>.*[a-z])(?P<organisation>[A-Z]{5,})$")


def authors_of(facts: Stated, root: HtmlElement, lines: Sequence[str]) -> tuple[str, ...]:
    """The people named as authors: by JSON-LD, by meta, by the printed byline, by a marked element, in that order.

    `lines` are the places of a printed byline: under the headline, and the article's last lines.
    """
    site = facts.first("og:site_name", "application-name")
    for said in (_from_json_ld(facts), facts.every(*_META_NAMES), _from_bylines(lines), _from_elements(root)):
        names = _people(said, site)
        if names:
            return names
    return ()


def names_in(text: str) -> list[str]:
    """The names of a byline, organisations included, in title case where it is in upper case."""
    end = _END_OF_NAMES.search(text := _LABEL.sub("", squeeze(text)))
    between = _HAN_BETWEEN if _HAN_NAMES.match(text) else _BETWEEN
    parts = [part for part in between.split(text[: end.start()] if end else text) if part]
    parts = [glued["name"] if (glued := _GLUED.match(part)) else part for part in parts]
    people = [part for part in parts if not _ORGANISATION.search(part)]
    # "XINGYING, CHEN": one name, written with a comma
    if len(people) == 2 and "," in text and all(part.isupper() and " " not in part for part in people):
        return [_title_case(" ".join(people))]
    return [_title_case(part) for part in parts if not _is_credential(part, parts)]


def _people(said: Iterable[str], site: str) -> tuple[str, ...]:
    names = [name.strip(" .,:-–—'\"") for text in said for name in names_in(text)]
    return tuple(dict.fromkeys(name for name in names if _is_person(name, site)))[:12]


def _is_person(name: str, site: str) -> bool:
    if not 2 <= len(name) <= 60 or len(name.split()) > 5 or _NOT_A_NAME.search(name) or _ORGANISATION.search(name):
        return False
    return not _MONTH.fullmatch(name) and folded(name) != folded(site) and name[0].isalpha() and not name[0].islower()


def _is_credential(part: str, parts: list[str]) -> bool:
    """'CEPF®' after 'Rebecca Lake': upper case beside mixed case."""
    return part != parts[0] and len(part) <= 6 and not parts[0].isupper() and part.upper() == part and part[0].isascii()


def _title_case(name: str) -> str:
    if not (name.isupper() and name.isascii()) or len(name) < 4:
        return name
    return re.sub(r"[A-Z]+(?:'[A-Z]+)?", lambda word: _capital(word[0]), name)


def _capital(word: str) -> str:
    head, mark, rest = word.partition("'")
    # O'BRIEN keeps its second capital, MIN'ER does not
    return head.capitalize() + mark + (rest.capitalize() if len(head) == 1 else rest.lower())


def _from_json_ld(facts: Stated) -> list[str]:
    by_id = {str(node["@id"]): node for node in facts.nodes if node.get("@id") and node.get("name")}
    writers = next((node["author"] for node in (facts.article, *facts.nodes) if node.get("author")), None)
    said = []
    for writer in as_list(writers):
        author = by_id.get(str(writer.get("@id")), writer) if isinstance(writer, dict) else {"name": writer}
        if author.get("@type") != "Organization":
            said += [name for name in as_list(author.get("name")) if isinstance(name, str)]
    return said


def _from_bylines(lines: Sequence[str]) -> list[str]:
    # a line that is nothing but a byline before a reporter named inside a sentence
    for line in sorted(lines, key=lambda line: _SIGNATURE.match(line) is None):
        is_short = len(line) < _LONGEST_BYLINE
        match = (is_short and _BY.match(line)) or _HAN_BY.search(line if is_short else line[:_DATELINE])
        if match and not _PHOTOGRAPHED.search(line[match.start() : match.end() + 4]):
            return [match["names"]]
    return []


def _from_elements(root: HtmlElement) -> list[str]:
    for element in elements(_ELEMENTS, root)[:8]:
        text = text_of(element)
        if 2 < len(text) < 80 and not _OTHERS.search(" ".join(above.get("class") or "" for above in _upwards(element))):
            return [text]
    return []


def _upwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from islice(element.iterancestors("div", "section", "aside", "ul", "li", "footer"), 4)
