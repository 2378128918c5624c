"""Everybody a page gives credit for the words: authors, agencies, editors, translators, and whose text it says it is.

Promise: nobody is named twice in two roles; an editor or a translator is never an author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from db.values import Article
from flows.steps.authors import writers_of
from flows.steps.bylines import named
from flows.steps.han_names import han_names
from flows.steps.masthead import block_of
from flows.steps.metadata import Stated, as_list
from flows.steps.origin import origin_of
from flows.steps.titles import folded
from flows.steps.tree import inner, squeeze, text_of, texts

_LABELS = etree.XPath("descendant::text()[contains(., $words)][not(parent::script or parent::a or parent::title)]")
# each begins with its literal part, which the regular expression engine looks for as fast as a plain search
_LABEL_ENDS = tuple(
    re.compile(end)
    for end in (
        r"编辑\s*[:：]", r"編輯\s*[:：]", r"责编\s*[:：]", r"来源\s*[:：]", r"來源\s*[:：]", r"稿源\s*[:：]",
        r"翻译\s*[:：]", r"译者\s*[:：]", r"编译\s*[:：]", r"作者\s*[:：]", r"责任编辑\s", r"責任編輯\s",
        r"ditors?\s*[:：]", r"ource\s*[:：]", r"ranslated by",
    )
)  # fmt: skip
_MOST_KINDS, _MOST_LABELS = 5, 6
_LONGEST_LINE = 200

_NAMES = r"[^()（）|｜\[\]【】]"
_EDITED = re.compile(
    r"(?:^|[|｜(（\[【\s])(?:(?:web|copy|managing|responsible|senior|chief)\s+)?(?:editors?\s*[:：]|edited by\b)\s*"
    rf"(?P<names>{_NAMES}{{2,80}})"
    r"|(?:责任编辑|責任編輯|责编|网络编辑|本期编辑|(?:^|[^一-鿿])(?:编辑|編輯))(?:\s*[:：]\s*|\s+)"
    rf"(?P<han>{_NAMES}{{2,40}})",
    re.IGNORECASE,
)
_TRANSLATED = re.compile(
    rf"\btranslat(?:ed by[:\s]|ors?\s*[:：])\s*(?P<names>{_NAMES}{{2,80}})"
    rf"|(?:翻译|译者|编译)\s*[:：]\s*(?P<han>{_NAMES}{{2,40}})",
    re.IGNORECASE,
)
_NEXT_LABEL = re.compile(r"\s*(?:[\w ]{3,20}[:：]|\s\d|[。!?！？]|\.\s)")
_BETWEEN = re.compile(r"\s*(?:[,;；，、/&]|\band\b)\s*", re.IGNORECASE)
_NOBODY = re.compile(r"admin|editor|staff|team|picks?|choice|note|the\b", re.IGNORECASE)


def credited(
    article: Article, facts: Stated, root: HtmlElement, masthead: Sequence[str], paragraphs: Sequence[str]
) -> Article:
    """The article with its people and its origin; `paragraphs` are the text before anything was taken from it."""
    labelled = _labelled_lines(root)
    lines = [*masthead, *paragraphs[:3], *paragraphs[-3:]]
    writers = writers_of(facts, root, [*lines, *labelled])
    editors = _stated(facts, "editor") or _said(_EDITED, [*lines, *labelled])
    translators = _stated(facts, "translator") or _said(_TRANSLATED, [*lines, *labelled])
    helpers = {folded(name) for name in (*editors, *translators)}
    return replace(
        article,
        authors=tuple(name for name in writers.people if folded(name) not in helpers),
        agencies=writers.organisations,
        editors=editors,
        translators=translators,
        stated_origin=origin_of(facts, root, [*masthead, *labelled], paragraphs),
    )


def _labelled_lines(root: HtmlElement) -> list[str]:
    """The short lines of the page that hold the label of a role or a source."""
    # a look at all the words is cheaper than one at each of the page's text nodes, and mostly says no
    words = inner(root)
    labels = list(dict.fromkeys(m[0].rstrip(" :：") for end in _LABEL_ENDS for m in end.finditer(words)))[:_MOST_KINDS]
    found = [text for label in labels for text in texts(_LABELS, root, words=label)[:_MOST_LABELS]]
    lines = dict.fromkeys(_line(text) for text in found)
    return [line for line in lines if 3 < len(line) <= _LONGEST_LINE]


def _line(text: etree._ElementUnicodeResult) -> str:
    block = block_of(text)
    line = text_of(block) if block is not None else ""
    return line if 0 < len(line) <= _LONGEST_LINE else squeeze(text)


def _stated(facts: Stated, role: str) -> tuple[str, ...]:
    people = [one.get("name") if isinstance(one, dict) else one for one in as_list(facts.article.get(role))]
    return named(one for one in people if isinstance(one, str)).people


def _said(role: re.Pattern[str], lines: Iterable[str]) -> tuple[str, ...]:
    """The names behind the first label of the role that names anybody."""
    for line in lines:
        for match in role.finditer(line) if len(line) <= _LONGEST_LINE else ():
            said = next(group for group in match.groups() if group)
            names = _names(said)
            if names:
                return tuple(dict.fromkeys(names))[:6]
    return ()


def _names(said: str) -> list[str]:
    if re.match(r"[一-鿿]", said.strip()):
        return han_names(said.strip())
    end = _NEXT_LABEL.search(said)
    parts = _BETWEEN.split((said[: end.start()] if end else said).strip(" .-–—"))
    found = named(part for part in parts if part)
    # an editor may be a desk's account, 'huaxia'; it is kept as written
    accounts = [part for part in parts if re.fullmatch(r"[a-z]{3,20}", part) and not _NOBODY.match(part)]
    return [*found.people, *accounts] or list(found.organisations)
