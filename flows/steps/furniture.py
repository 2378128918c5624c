"""Which of the blocks did no journalist write? Bylines, repeats of the headline, link lists, notices, footers.

Promise: general signs only (position, links, a few families of wording); the running text between the first
and the last real paragraph is touched only where a block is nothing but a link or a caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from flows.steps.body import Block
from flows.steps.captions import credit_of
from flows.steps.container import weigh
from flows.steps.titles import folded
from flows.steps.tree import inner

_HEAD_BLOCKS = 6
"""How deep from the top a byline or the headline may stand."""
_DATE = (
    r"(?:(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}"
    r"|\d{1,2}\s+[a-z]{3,9}\.?,?\s+(?:19|20)\d\d)"
)
_MASTHEAD_WORDING = (
    r"by\s+\S.{0,80}[|｜]",
    rf"by\s+(?-i:[A-Z])[\w.'’-]+(?:[\s,]+(?:and\s+)?(?-i:[A-Z])[\w.'’-]+){{0,6}}\s*(?:{_DATE}.*)?$",
    r"(?:updated|published|posted|last updated|source|editors?)\s*[:：]",
    r"(?:来源|來源|作者|记者|发布时间|时间|编辑|责任编辑|责编)\s*[:：]",
    rf"\W*{_DATE}.{{0,50}}$",
    r"\W*\d{1,2}[:：]\d\d\b.{0,50}$",
)
_MASTHEAD = re.compile(f"^(?:{'|'.join(_MASTHEAD_WORDING)})", re.IGNORECASE)
_TAIL_WORDING = (
    # rights and registration
    r"icp\s*(?:备|证|備)|公网安备|许可证(?:号|编号|[:：])|版权所有|copyright\b|all rights reserved|©",
    r"未经.{0,12}(?:授权|许可)|^.{0,20}转载",
    # who handled it
    r"^\W*(?:责任编辑|責任編輯|责编|编辑|校对|审核|来源|來源|作者|记者|原标题|(?:web )?editors?)\s*[:：]",
    r"^\W*[（(](?:(?:责任)?编辑|(?:本报)?(?:首席|见习|全媒体|特约)?记者|通讯员)[^）)]{1,40}[）)]\W*$",
    # notices to the reader
    r"illegal (?:and|or) (?:undesirable|harmful)|不良信息|举报(?:电话|邮箱)",
    r"cookies?\b.{0,80}(?:polic|consent|settings|agree|browse)",
    r"(?:polic|consent|agree|browse).{0,120}\bcookies?\b|^i agree$",
    r"privacy (?:policy|statement)|terms of (?:use|service)",
    # things to click
    r"^(?:(?:about us|contact us|leav(?:e|ing) a message|leave a (?:comment|reply)|print|e-?mail)\W*){1,4}$",
    r"^share(?: (?:this|on|to).{0,40})?$",
    r"for any inquir\w+,? please|(?:follow|like) us on|sign up for|subscribe to our|^click here to",
    r"^(?:related|recommended|more (?:from|on|stories)|read more|read next|you may also|latest news|most popular)"
    r"\b.{0,60}$",
    r"^(?:相关(?:新闻|阅读|链接|报道|专题|文章)|推荐阅读|延伸阅读|更多(?:新闻|内容|精彩)|热门|分享到|上一篇|下一篇)",
    r"^(?:关于我们|联系我们|打印|关闭|返回顶部)",
)
_TAIL = re.compile("|".join(_TAIL_WORDING), re.IGNORECASE)
_LONGEST_NOTICE = 420
"""Weighed characters: longer blocks are text, whatever words they hold."""
_LONGEST_SLOGAN = 80
_MOST_LINKED = 0.6
"""Above this share of linked blocks the page may be a list that is the article: then nothing is dropped."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the page when its blocks are judged."""

    title: str
    captions: tuple[str, ...]
    links: frozenset[str]
    """Folded texts of the links in and around the article."""


def link_texts(scope: etree._Element) -> frozenset[str]:
    """Folded texts of the links under an element."""
    return frozenset(folded(inner(link)) for link in scope.iter("a"))


def without_furniture(blocks: list[Block], known: Known) -> list[Block]:
    """The blocks that are the article."""
    kept = _without_head(blocks, known)
    kept = _without_tail(kept, known)
    kept = _without_links(kept, known)
    captions = {folded(caption) for caption in known.captions}
    return [block for block in kept if folded(block.text) not in captions and not _is_credit_line(block)]


def is_masthead(text: str) -> bool:
    """True for a byline, a date line or a source line; never for a sentence of the article."""
    return len(text) < 160 and _MASTHEAD.search(text) is not None and not text.endswith((".", "。", "！", "？"))


def _without_head(blocks: list[Block], known: Known) -> list[Block]:
    title = folded(known.title)
    head = [
        block
        for block in blocks[:_HEAD_BLOCKS]
        if not ((title and folded(block.text) == title) or (block.kind != "head" and is_masthead(block.text)))
    ]
    return head + blocks[_HEAD_BLOCKS:]


def _without_tail(blocks: list[Block], known: Known) -> list[Block]:
    end = len(blocks)
    while end > 1 and _is_tail(blocks[end - 1], known):
        end -= 1
    return blocks[:end]


def _is_tail(block: Block, known: Known) -> bool:
    if block.kind == "head" or _is_linked(block, known):
        return True
    return weigh(block.text) < _LONGEST_NOTICE and (_TAIL.search(block.text) is not None or _is_slogan(block))


def _is_slogan(block: Block) -> bool:
    """The site's motto: a last line in title case without an end, 'A Tour in Chongqing, A Gain in Vision'."""
    words = [word for word in block.text.split() if len(word) > 3]
    return (
        block.kind == "p"
        and len(words) > 1
        and len(block.text) < _LONGEST_SLOGAN
        and block.text[-1].isalpha()
        and all(word[0].isupper() for word in words)
    )


def _without_links(blocks: list[Block], known: Known) -> list[Block]:
    unlinked = [block for block in blocks if block.kind == "head" or not _is_linked(block, known)]
    return unlinked if _weight(unlinked) > (1 - _MOST_LINKED) * _weight(blocks) else blocks


def _is_linked(block: Block, known: Known) -> bool:
    if len(block.text) > _LONGEST_NOTICE:
        return False
    key = folded(block.text)
    return len(key) > 3 and key in known.links


def _is_credit_line(block: Block) -> bool:
    return len(block.text) < 120 and bool(credit_of(block.text))


def _weight(blocks: Iterable[Block]) -> int:
    return sum(weigh(block.text) for block in blocks)
