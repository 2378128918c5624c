"""Which of the blocks did no journalist write? Bylines, repeats of the headline, link lists, notices, footers.

Promise: general signs only (position, links, a few families of wording); the running text between the first
and the last real paragraph is touched only where a block is nothing but a link, a caption or a repetition.
Every block that is taken out is told, with the rule that took it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from db.values import LeftOut
from flows.steps.body import Block, OwnLink
from flows.steps.captions import credit_of
from flows.steps.container import HAN, weigh
from flows.steps.references import heads_stories
from flows.steps.sign_off import is_credit, is_sign_off
from flows.steps.titles import folded
from flows.steps.tree import inner
from flows.steps.wording import (
    is_link_or_stamp,
    is_masthead,
    is_notice,
    is_slogan,
    is_stamped,
    is_tail_heading,
    is_terms,
)

_MOST_STAMPS = 2
_HEAD_BLOCKS = 6
"""How deep from the top a byline or the headline may stand."""
_MOST_PROSE_ABOVE = 2
"""Paragraphs above a byline: a standfirst, a picture's words. After more, a date opens an entry of the text."""
_LONGEST_LINK = 420
"""Characters: longer blocks are text, whatever links they hold."""
_LONGEST_LABEL = 60
"""Weighed characters of a label: a menu's word, a box's title, 20 Han characters."""
_LEAST_PROSE = 90
"""Weighed characters of a paragraph; told twice, it is a repetition and not a refrain."""
_MOST_TOLD = 50
"""Paragraphs a row is compared with: a page whose text stands twice shows it at once."""
_MOST_LINKED = 0.6
"""Above this share of linked blocks the page may be a list that is the article: then nothing is dropped."""
_MOST_AFTER = 0.5
"""Share of the text before it that may stand after a heading of comments or terms."""
_WITHIN = ("#", "mailto:", "tel:")
_FOREIGN = re.compile(r"(?:https?:)?//", re.I)
_HOST = re.compile(r"^(?:https?:)?//", re.I)
_TAIL_BLOCKS, _MOST_SLOGANS = 6, 2
"""A motto has one line or two; this many last blocks are looked at."""
_ENDS = (".", "!", "?", "。", "！", "？", "…", "”", '"', "」", ")", "）", ";", "；", "：", ":")
_FACT = re.compile(r"[^\W\d][\w ]{1,24}[:：]\s?\S.{0,40}$")
_OPENING = ("(", "（", "[", "【")
_FINAL = (*(end for end in _ENDS if end not in ":：;；"), "■", "】", "』")
_JUDGES = (is_masthead, is_notice, is_credit, is_sign_off)

Left = dict[int, str]
"""Position of a block -> the rule that takes it out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the page when its blocks are judged."""

    title: str
    captions: tuple[str, ...]
    links: frozenset[str]
    """Folded texts of the links in and around the article."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The blocks that are the article, and what was between them."""

    kept: list[Block]
    left_out: tuple[LeftOut, ...]


def link_texts(scope: etree._Element, is_own: OwnLink) -> frozenset[str]:
    """Folded texts of the links under an element that lead to the site's other pages."""
    return frozenset(folded(inner(link)) for link in scope.iter("a") if is_own(link.get("href") or ""))


def own_link(base_url: str) -> OwnLink:
    """Whether an address leads to another page of the site: a reference elsewhere, or a place on the page, does not."""
    home = _site(base_url)

    def is_own(address: str) -> bool:
        address = address.strip()
        return not address.startswith(_WITHIN) and (not _FOREIGN.match(address) or _site(address) == home)

    return is_own


def _site(url: str) -> str:
    """The last two labels of the host: coarse, as all of .com.cn is then one site, whose links are judged as own."""
    return ".".join(_HOST.sub("", url).split("/", 1)[0].split("?")[0].split(":")[0].lower().split(".")[-2:])


def without_furniture(blocks: Sequence[Block], known: Known) -> Judged:
    """The blocks parted into article and furniture, both in page order."""
    left: Left = {}
    for rule in (_repeated, _head, _comments, _tail, _linked, _captions):
        standing = [place for place in range(len(blocks)) if place not in left]
        left |= rule(blocks, standing, known)
    kept = [block for place, block in enumerate(blocks) if place not in left]
    return Judged(kept, tuple(LeftOut(blocks[place].text, left[place]) for place in sorted(left)))


def _repeated(blocks: Sequence[Block], standing: list[int], known: Known) -> Left:
    """Table rows that hold a paragraph told before: an outer table around the whole text."""
    told: list[str] = []
    left: Left = {}
    for place in standing:
        text = folded(blocks[place].text) if weigh(blocks[place].text) >= _LEAST_PROSE else ""
        if not text:
            continue
        if blocks[place].kind == "row" and any(one in text and 2 * len(one) > len(text) for one in told[:_MOST_TOLD]):
            left[place] = "repeated"
        else:
            told.append(text)
    return left


def _head(blocks: Sequence[Block], standing: list[int], known: Known) -> Left:
    """The headline, what stands above it, and the byline below."""
    title = folded(known.title)
    top = standing[:_HEAD_BLOCKS]
    left: Left = {}
    prose = 0
    # a chronicle or a live report: each of its entries begins so
    has_entries = sum(is_stamped(blocks[place].text) for place in standing) > _MOST_STAMPS
    for order, place in enumerate(top):
        if title and folded(blocks[place].text) == title:
            above = top[:order]
            if all(_is_label(blocks[one]) for one in above):
                left |= dict.fromkeys(above, "above the headline")
            left[place] = "headline"
        elif (
            prose < _MOST_PROSE_ABOVE and blocks[place].kind != "head" and (rule := _head_rule(blocks, standing, order))
        ):
            if has_entries and is_stamped(blocks[place].text):
                continue
            left[place] = rule
        prose += weigh(blocks[place].text) >= _LEAST_PROSE
    return left


def _head_rule(blocks: Sequence[Block], standing: list[int], order: int) -> str:
    text = blocks[standing[order]].text
    if is_masthead(text) or (is_credit(text) and not _is_fact(blocks, standing, order)):
        return "byline"
    return "notice" if is_sign_off(text) else ""


def _is_fact(blocks: Sequence[Block], standing: list[int], order: int) -> bool:
    """Whether a credit is one of a book's or a film's facts: 'Author: …', 'Pages: …'."""
    if blocks[standing[order]].kind in ("item", "row"):
        return True
    beside = (blocks[standing[at]].text for at in (order - 1, order + 1) if 0 <= at < len(standing))
    return any(_FACT.match(text) and not any(judge(text) for judge in _JUDGES) for text in beside)


def _comments(blocks: Sequence[Block], standing: list[int], known: Known) -> Left:
    """From a heading of readers' comments or terms of use on, where little follows it."""
    before, total = 0, _weight(blocks[place] for place in standing)
    for order, place in enumerate(standing):
        if order and is_tail_heading(blocks[place].text):
            following = blocks[standing[order + 1]].text if order + 1 < len(standing) else ""
            if total - before > _MOST_AFTER * before and not is_terms(following):
                continue
            return dict.fromkeys(standing[order:], "tail")
        before += weigh(blocks[place].text)
    return {}


def _tail(blocks: Sequence[Block], standing: list[int], known: Known) -> Left:
    """What follows the last paragraph: notices, links, and the labels between them."""
    left: Left = {}
    waiting: Left = {}
    told = labels = 0
    has_slogan = _has_slogan(blocks, standing)
    for order in range(len(standing) - 1, 0, -1):
        place = standing[order]
        rule = _tail_rule(blocks[place], known, has_slogan) or _signed(blocks, standing, order)
        if not rule and not _is_label(blocks[place]):
            break
        waiting[place] = rule or "label"
        told += weigh(blocks[place].text) if rule else 0
        labels += 0 if rule else weigh(blocks[place].text)
        # labels are furniture only among furniture: a list may end an article
        if rule and labels <= told:
            left |= waiting
            waiting = {}
    return left


def _has_slogan(blocks: Sequence[Block], standing: list[int]) -> bool:
    """More lines in title case than a motto has are a list, of places or names."""
    last = [blocks[place] for place in standing[-_TAIL_BLOCKS:]]
    return sum(block.kind == "p" and is_slogan(block.text) for block in last) <= _MOST_SLOGANS


def _tail_rule(block: Block, known: Known, has_slogan: bool) -> str:
    if block.kind == "head":
        return "heading of nothing"
    if _is_linked(block, known):
        return "link"
    if is_notice(block.text) or heads_stories(block.text):
        return "notice"
    return "slogan" if has_slogan and block.kind == "p" and is_slogan(block.text) else ""


def _signed(blocks: Sequence[Block], standing: list[int], order: int) -> str:
    """The rule for a last line of credits. In English what stands before must have ended: else it may be a poem's."""
    last = blocks[standing[order]].text
    if is_sign_off(last):
        return "notice"
    if not is_credit(last) or _is_fact(blocks, standing, order):
        return ""
    above = (blocks[place].text for place in reversed(standing[:order]))
    before = next((text for text in above if not is_credit(text) and not is_sign_off(text)), "")
    is_ended = before.endswith(_FINAL) or weigh(before) >= _LEAST_PROSE
    return "credit" if is_ended or last.startswith(_OPENING) or not last[0].isascii() else ""


def _is_label(block: Block) -> bool:
    return weigh(block.text) < _LONGEST_LABEL and not block.text.endswith(_ENDS)


def _linked(blocks: Sequence[Block], standing: list[int], known: Known) -> Left:
    left = dict.fromkeys(
        (place for place in standing if blocks[place].kind != "head" and _is_teaser(blocks[place], known)), "link"
    )
    unlinked = _weight(blocks[place] for place in standing if place not in left)
    return left if unlinked > (1 - _MOST_LINKED) * _weight(blocks[place] for place in standing) else {}


def _is_linked(block: Block, known: Known) -> bool:
    if len(block.text) > _LONGEST_LINK:
        return False
    key = folded(block.text)
    return (len(key) > 3 and key in known.links) or is_link_or_stamp(block.text, block.links)


def _is_teaser(block: Block, known: Known) -> bool:
    """A linked headline between paragraphs; in English a linked sentence or list item is as often the article's."""
    if not _is_linked(block, known):
        return False
    return HAN.search(block.text) is not None or (block.kind == "p" and not block.text.endswith(_ENDS))


def _captions(blocks: Sequence[Block], standing: list[int], known: Known) -> Left:
    captions = {folded(caption) for caption in known.captions}
    left: Left = {}
    for place in standing:
        text = blocks[place].text
        if folded(text) in captions:
            left[place] = "caption"
        elif len(text) < 120 and credit_of(text):
            left[place] = "credit"
    return left


def _weight(blocks: Iterable[Block]) -> int:
    return sum(weigh(block.text) for block in blocks)
