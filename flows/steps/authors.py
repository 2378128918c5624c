"""Who wrote it? The places of a page that name its authors, from the surest to the least sure.

Promise: people and organisations apart; unknown stays empty; who edited, translated or took the pictures is no author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.bylines import Named, has_office, is_organisation, named, spelled
from flows.steps.han_names import HAN_BEFORE, HAN_BYLINE
from flows.steps.metadata import Stated, as_list
from flows.steps.titles import folded
from flows.steps.tree import elements, text_of, texts

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
    "descendant::*[@class or @rel or @itemprop]"
    "[contains(@class, 'uthor') or contains(@class, 'yline') or @rel='author' or @itemprop='author']"
)
_PROFILES = etree.XPath("descendant::a[contains(@href, '/author/') or contains(@href, '/authors/')]")
_WRITTEN_BY = etree.XPath("descendant::text()[contains(., 'ritten by') or contains(., 'ritten By')]")
_OTHERS = re.compile(r"comment|related|sidebar|(?<!elementor-)widget|footer", re.IGNORECASE)
_BY = re.compile(
    r"^\W{0,3}(?:(?:written|reported|story|article|posted|words|text)\s+)?by[:\s]\s*(?P<names>\S.{0,150})",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^\W*(?:by\s|本报记者|记者|作者|通讯员)[^。.!?]{2,60}$", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"^\W*(?:(?:written |posted |story )?by|作者|记者|文)\W*$", re.IGNORECASE)
_FULL_NAME = re.compile(
    r"[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:[A-ZÀ-Þ][\w.'’-]*|d[aeiu]|van|von|der|den|la|bin|al|el)){1,4}|[一-鿿·]{2,12}"
)
_PHOTOGRAPHED = re.compile(r"摄(?!影?\s*[:：/／])|供图|图片(?!\s*[:：/／])|编制|绘制|制图")
_PHOTO_AT = 12
_LONGEST_BYLINE = 140
_DATELINE = 60
"""Characters of running text in which a Chinese paper names its reporter: 本报讯（记者 …）."""


def authors_of(facts: Stated, root: HtmlElement, lines: Sequence[str]) -> tuple[str, ...]:
    """The people named as authors; see `writers_of`."""
    return writers_of(facts, root, lines).people


def writers_of(facts: Stated, root: HtmlElement, lines: Sequence[str]) -> Named:
    """The people of the first place that names any, and the organisations of the first that names any.

    `lines` are the places of a printed byline: under the headline, and the article's last lines.
    """
    sites = {folded(name) for name in facts.every("og:site_name", "application-name")}
    organisations: tuple[str, ...] = ()
    for place in _places(facts, root, lines):
        own = tuple(spelled(text) for text in place.said if folded(text) in sites)
        # a site of one person has that person's name: only JSON-LD says that it is one
        is_one_persons = place.is_typed and all(" " in name and not is_organisation(name) for name in own)
        said = place.said if is_one_persons else [text for text in place.said if folded(text) not in sites]
        found = named(said, has_pen_names=place.is_labelled)
        people = tuple(name for name in found.people if folded(name) not in sites or is_one_persons)
        organisations = organisations or (*(() if is_one_persons else own), *found.organisations)
        if people:
            return Named(people, organisations or _employers(facts))
    return Named((), organisations or _employers(facts))


@dataclass(frozen=True, slots=True)
class _Place:
    said: list[str]
    is_typed: bool = False
    """It says that it is a person."""
    is_labelled: bool = False
    """It says that a name stands here."""


def _places(facts: Stated, root: HtmlElement, lines: Sequence[str]) -> Iterator[_Place]:
    yield _Place(_from_json_ld(facts), is_typed=True)
    yield _Place(facts.every(*_META_NAMES))
    yield _Place(_from_card(facts))
    yield _Place(_from_bylines(lines), is_labelled=True)
    yield from (_Place([text]) for text in _from_elements(root))
    yield _Place(_from_words(root))
    yield _Place(_from_profiles(root))


def _from_json_ld(facts: Stated) -> list[str]:
    return [name for author in _json_ld_authors(facts) if author.get("@type") != "Organization" for name in _of(author)]


def _employers(facts: Stated) -> tuple[str, ...]:
    """The organisations that JSON-LD names as the author."""
    found = [
        name for author in _json_ld_authors(facts) if author.get("@type") == "Organization" for name in _of(author)
    ]
    return tuple(dict.fromkeys(spelled(name) for name in found if 1 < len(name) <= 60))[:4]


def _json_ld_authors(facts: Stated) -> Iterator[dict[str, object]]:
    by_id = {str(node["@id"]): node for node in facts.nodes if node.get("@id") and node.get("name")}
    writers = next((node["author"] for node in (facts.article, *facts.nodes) if node.get("author")), None)
    for writer in as_list(writers):
        author = by_id.get(str(writer.get("@id")), writer) if isinstance(writer, dict) else {"name": writer}
        yield dict(author)


def _of(author: dict[str, object]) -> list[str]:
    return [name for name in as_list(author.get("name")) if isinstance(name, str)]


def _from_card(facts: Stated) -> list[str]:
    """The labelled lines of a preview card: 'Written by' beside a name."""
    return [
        facts.first(f"twitter:data{number}")
        for number in (1, 2)
        if _LABEL_ALONE.match(facts.first(f"twitter:label{number}"))
    ]


def _from_bylines(lines: Sequence[str]) -> list[str]:
    joined = [
        f"{line} {lines[at + 1]}" if at + 1 < len(lines) and _LABEL_ALONE.match(line) else line
        for at, line in enumerate(lines)
    ]
    # a line that is nothing but a byline before a reporter named inside a sentence
    for line in sorted(joined, key=lambda line: _SIGNATURE.match(line) is None):
        if found := _byline(line):
            return [found]
    return []


def _byline(line: str) -> str:
    for match in _matches(line):
        found = named([match["names"]], has_pen_names=True)
        if (found.people or found.organisations) and not _PHOTOGRAPHED.search(match["names"][:_PHOTO_AT]):
            return match["names"]
    return ""


def _matches(line: str) -> Iterator[re.Match[str]]:
    is_short = len(line) < _LONGEST_BYLINE
    whole = (_BY.match(line) or HAN_BEFORE.match(line)) if is_short else None
    return iter((whole,)) if whole else HAN_BYLINE.finditer(line if is_short else line[:_DATELINE])


def _from_elements(root: HtmlElement) -> Iterator[str]:
    for element in elements(_ELEMENTS, root)[:12]:
        text = text_of(element)
        if 2 < len(text) < 80 and not has_office(text) and not _is_another_part(element):
            yield text


def _from_words(root: HtmlElement) -> list[str]:
    """'Written by …' anywhere on the page, where one person is named so."""
    blocks = [parent for text in texts(_WRITTEN_BY, root)[:4] if (parent := text.getparent()) is not None]
    lines = {line for block in blocks if len(line := text_of(block)) < _LONGEST_BYLINE and not _is_another_part(block)}
    return _only([match["names"] for line in lines if (match := _BY.match(line))])


def _from_profiles(root: HtmlElement) -> list[str]:
    """The name under the links to an author's page, where the page links to one author."""
    found = elements(_PROFILES, root)[:20]
    return _only([text for link in found if not _is_another_part(link) and (text := text_of(link))])


def _only(said: Iterable[str]) -> list[str]:
    people = {name for text in said for name in named([text]).people if _FULL_NAME.fullmatch(name)}
    return list(people) if len(people) == 1 and not any(is_organisation(name) for name in people) else []


def _is_another_part(element: etree._Element) -> bool:
    return _OTHERS.search(" ".join(above.get("class") or "" for above in _upwards(element))) is not None


def _upwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from islice(element.iterancestors("div", "section", "aside", "ul", "li", "footer"), 4)
