"""What repeats across a source's pages is furniture: which blocks, by what rule, and articles without them.

Promise: pure and explainable; what is known of no other page changes nothing. A block is never furniture by itself,
only as a line that distinct articles show in a place: a notice below the text, a list of headlines. Near-copies of
one article (reprints, daily bulletins of one form) count as one. More lines only ever take out more: an article
cleaned again, or cleaned at once with all lines, is the same text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from db.values import Article, LeftOut, RepeatedLine
from flows.steps.repeat_rules import Block, Evidence, places
from flows.steps.titles import folded

SEPARATOR = "\n\n"
_MOST_ALIKE = 0.5
"""Share of the longer one's sentences from which two articles are one text twice."""

Lines = dict[bytes, tuple[RepeatedLine, ...]]
"""What was learned of a source, by key; a line has an entry for each of its places."""


def index(lines: Iterable[RepeatedLine]) -> Lines:
    """The lines, ready to be looked up."""
    found: Lines = {}
    for line in lines:
        found[line.key] = (*found.get(line.key, ()), line)
    return found


def without(article: Article, lines: Lines) -> Article:
    """The article without the lines that stand where they were learned; its first block stays."""
    blocks = _blocks(article)
    if not lines or not any(block.key in lines for block in blocks):
        return article
    left = _left(blocks, lines, folded(article.title))
    # where all would go the first stays, whatever was learned first: the same text in any order
    kept = [at for at in range(len(blocks)) if at not in left] or [0]
    left.pop(kept[0], None)
    if not left:
        return article
    return replace(
        article,
        body=SEPARATOR.join(blocks[at].text for at in kept),
        structure="".join(blocks[at].kind for at in kept) if article.structure else "",
        left_out=(*article.left_out, *(LeftOut(blocks[at].text, _rule(left[at])) for at in sorted(left))),
    )


def learned(articles: Sequence[Article]) -> tuple[RepeatedLine, ...]:
    """What these articles of one source show to be furniture.

    What a line has hidden is seen once it is gone: so the articles are read again without what was found.
    """
    found: list[RepeatedLine] = []
    while new := _round([without(article, index(found)) for article in articles], found):
        found += new
    return tuple(found)


def shares_a_line(article: Article, others: Iterable[Article]) -> bool:
    """Whether one of the others shows a line that the article shows: else there is nothing to learn from it."""
    keys = {block.key for block in _blocks(article)}
    return any(block.key in keys for other in others for block in _blocks(other))


def _round(articles: Sequence[Article], known: Sequence[RepeatedLine]) -> list[RepeatedLine]:
    pages = _distinct([(folded(article.title), _blocks(article)) for article in articles])
    told = {(line.key, line.place) for line in known}
    return [
        RepeatedLine(key, place, evidence.sample.text, evidence.page_count, len(pages))
        for key, evidence in _evidence(pages).items()
        for place in places(evidence, len(pages))
        if (key, place) not in told
    ]


_Page = tuple[str, tuple[Block, ...]]


def _distinct(pages: Sequence[_Page]) -> list[_Page]:
    """The pages without the near-copies of an earlier one."""
    kept: list[tuple[_Page, dict[bytes, int]]] = []
    for page in pages:
        sentences = {block.key: block.weight for block in page[1] if block.is_sentence}
        if not any(_is_copy(sentences, other) for _, other in kept):
            kept.append((page, sentences))
    return [page for page, _ in kept]


def _is_copy(one: dict[bytes, int], other: dict[bytes, int]) -> bool:
    both = one.keys() & other.keys()
    if not both:
        return False
    return sum(one[key] for key in both) >= _MOST_ALIKE * max(sum(one.values()), sum(other.values()))


def _evidence(pages: Sequence[_Page]) -> dict[bytes, Evidence]:
    """What is known of each line that several pages show, the pages whose headline it is apart."""
    found: dict[bytes, Evidence] = {}
    for title, blocks in pages:
        for block in {block.key: block for block in blocks if block.folded and block.folded != title}.values():
            found.setdefault(block.key, Evidence(block)).page_count += 1
    repeated = {key: evidence for key, evidence in found.items() if evidence.page_count > 1}
    titles = {title for title, _ in pages}
    for evidence in repeated.values():
        evidence.is_headline = evidence.sample.folded in titles
    for _, blocks in pages:
        for key in {blocks[at].key for at in _run(blocks, repeated.keys())}:
            repeated[key].top_count += 1
        for key in {blocks[at].key for at in _run(blocks, repeated.keys(), -1)}:
            repeated[key].tail_count += 1
    return repeated


def _run(blocks: Sequence[Block], keys: AbstractSet[bytes], step: int = 1) -> list[int]:
    """The positions, from the top or (-1) from the tail on, of blocks with these keys; none if it is the whole."""
    run: list[int] = []
    for at in range(len(blocks))[::step]:
        if blocks[at].key not in keys:
            return run
        run.append(at)
    return []


def _left(blocks: Sequence[Block], lines: Lines, title: str) -> dict[int, RepeatedLine]:
    """Position of each block that goes, with the line that says so: those of any place, then the runs at both ends."""
    at_place: dict[str, dict[bytes, RepeatedLine]] = {"top": {}, "tail": {}, "any": {}}
    for block in blocks:
        for line in lines.get(block.key, ()) if block.folded != title else ():
            at_place[line.place][block.key] = line
    left = {at: at_place["any"][block.key] for at, block in enumerate(blocks) if block.key in at_place["any"]}
    for place, step in (("top", 1), ("tail", -1)):
        standing = [at for at in range(len(blocks)) if at not in left]
        for each in _run([blocks[at] for at in standing], at_place[place].keys(), step):
            left[standing[each]] = at_place[place][blocks[standing[each]].key]
    return left


def _rule(line: RepeatedLine) -> str:
    return f"repeated on {line.page_count} pages"


# learning reads an article several times, and so does an extraction with a memory
@lru_cache(maxsize=512)
def _blocks_of(body: str, structure: str) -> tuple[Block, ...]:
    texts = body.split(SEPARATOR) if body else []
    kinds = structure if len(structure) == len(texts) else "p" * len(texts)
    return tuple(_block(text, kind) for text, kind in zip(texts, kinds, strict=True))


def _blocks(article: Article) -> tuple[Block, ...]:
    return _blocks_of(article.body, article.structure)


def _block(text: str, kind: str) -> Block:
    key = folded(unicodedata.normalize("NFKC", text))
    return Block(text, kind, key, blake2b(key.encode("utf-8", "replace"), digest_size=8).digest())
