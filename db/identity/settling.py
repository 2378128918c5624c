"""Whose text is this? The cases that are not plain: claims, redirects, twins, moved domains, captures that come late.

One article has one identity, whatever its addresses. Promise: the articles, their texts and the addresses that lead
to them depend on what was captured, not on the order in which it was. Joining two articles loses one, so addresses
are joined only where the texts agree; a redirect and the address of a later part are evidence of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from db import reasons
from db.articles import twin_articles, twin_of
from db.identity.aliases import Place, add_own_pages, archive_refused, places
from db.identity.claims import claimed_place, rank, turn
from db.identity.intent import ALIAS_REASON, WAITING, Batch, Intent, Verdict
from db.identity.likeness import alike_any, normalised
from db.identity.merging import Held, create, held, held_under, take_back, unite
from db.identity.retelling import Told
from db.urls import moved_keys, page_key


def settle(batch: Batch, intent: Intent) -> Verdict:
    """Store what a capture shows where it belongs; or let it wait."""
    verdict = _as_claimed(batch, intent) if intent.is_claim else None
    return verdict or _as_its_own(batch, intent)


def _as_claimed(batch: Batch, intent: Intent) -> Verdict | None:
    """The capture as one of the page it claims to be; None where the claim is not so."""
    claimed = claimed_place(batch, intent)
    article = held(batch, claimed.article_id) or held_under(batch, intent.claimed_key)
    if article is not None and article.url_key == intent.key:
        return None  # the page that it claims to be was found to be this one
    if article is not None and article.has_spoken:
        return _joined(batch, intent, article, tells=False) if _agrees(intent, article) else None
    match turn(batch, intent, claimed):
        case "waits":
            return Verdict("fetched", WAITING, "")
        case "first":
            return None
        case _:
            return _stand_in(batch, intent, claimed, article)


def _agrees(intent: Intent, article: Held) -> bool:
    return intent.is_part or alike_any(intent.article.body, article.bodies)


def _stand_in(batch: Batch, intent: Intent, claimed: Place, article: Held | None) -> Verdict | None:
    """The claimed page cannot be had: this one speaks for it, until it can.

    Where pages with different texts claim the same one, the one with the best address is believed.
    """
    if article is not None and article.bodies and not _agrees(intent, article):
        teller = min(_tellers(batch, article), key=lambda key: rank(key, batch.domains), default=intent.page_key)
        if rank(teller, batch.domains) < rank(intent.page_key, batch.domains):
            return None
        if teller != intent.page_key:
            article = take_back(batch, article, intent.item.pending.page_id, _captured_at(intent))
    verdict = _joined(batch, intent, article or create(batch, intent, intent.claimed_key), tells=True)
    if verdict.article_id is not None and verdict.state == "alias":
        archive_refused(batch, claimed.page_id, verdict.article_id)
    return verdict


def _tellers(batch: Batch, article: Held) -> Sequence[str]:
    """The pages whose captures the article's texts come from."""
    captures = [one.capture_id for one in article.told]
    return batch.connection.scalars(_TELLERS, {"captures": captures}).all()


_TELLERS = text("""
    select distinct page.url_key from capture join page on page.id = capture.page_id where capture.id = any(:captures)
""")


def _joined(batch: Batch, intent: Intent, article: Held, *, tells: bool) -> Verdict:
    """The page becomes another address of the article, and brings along what it was held for."""
    former = _former(batch, intent, article)
    if former is not None and not alike_any(intent.article.body, former.bodies):
        return _left_with(former, intent)
    twins = _twins(batch, intent, article) if tells else []
    group = list({one.article_id: one for one in [article, *twins, former] if one is not None}.values())
    # the page itself says that its address is not the article's own
    offered = {one.url_key for one in group} - {intent.page_key}
    key = min(offered or {article.url_key}, key=lambda key: rank(key, batch.domains))
    article_id, told = unite(batch, group, key, intent, tells=tells)
    return _verdict(intent, key, article_id, any(one.bodies for one in group), told)


def _former(batch: Batch, intent: Intent, article: Held | None) -> Held | None:
    """The other article that the page led to until now."""
    page = places(batch, [intent.page_key]).get(intent.page_key)
    former = held(batch, page.article_id) if page else None
    return None if former is None or (article is not None and former.article_id == article.article_id) else former


def _left_with(former: Held, intent: Intent) -> Verdict:
    """The page keeps an article of its own that has nothing to do with what it shows now."""
    is_own = former.url_key == intent.page_key
    return Verdict("archived" if is_own else "alias", "duplicate", "" if is_own else ALIAS_REASON, former.article_id)


def _as_its_own(batch: Batch, intent: Intent) -> Verdict:
    """The capture as the text of the address that answered, and of every article that is the same."""
    mine = _mine(batch, intent)
    is_sent_on = intent.key != intent.page_key
    former = _former(batch, intent, mine) if is_sent_on else None
    is_moved = former is not None and alike_any(intent.article.body, former.bodies)
    same = _twins(batch, intent, mine) + _moved(batch, intent, mine)
    known = {one.article_id: one for one in [mine, *same, former if is_moved else None] if one is not None}
    key = _best_key(batch, intent, [one.url_key for one in [mine, *same] if one is not None], has_article=bool(mine))
    group = list(known.values()) or [create(batch, intent, key)]
    article_id, told = unite(batch, group, key, intent, tells=True)
    if is_sent_on and key == intent.key:
        add_own_pages(batch, [(intent.item.pending.page_id, article_id, intent.item.pending.capture.final_url)])
    if former is not None and not is_moved:
        return _left_with(former, intent)
    return _verdict(intent, key, article_id, any(one.bodies for one in group), told)


def _mine(batch: Batch, intent: Intent) -> Held | None:
    """The article that the address belongs to already, without what only stood in for its own text."""
    place = places(batch, [intent.key]).get(intent.key)
    mine = (held(batch, place.article_id) if place else None) or held_under(batch, intent.key)
    if mine is None:
        return None
    if mine.url_key == intent.key:
        stood_in = bool(mine.bodies) and not mine.has_spoken
        return take_back(batch, mine, intent.item.pending.page_id, _captured_at(intent)) if stood_in else mine
    belongs = alike_any(intent.article.body, mine.bodies) or (place is not None and _has_shown_itself(batch, place))
    return mine if belongs else None


def _has_shown_itself(batch: Batch, place: Place) -> bool:
    """An alias by its own text, not only because it once was sent on or claimed to be another."""
    final_urls = batch.connection.scalars(_OWN_CAPTURES, {"page": place.page_id})
    return any(page_key(url) == place.url_key for url in final_urls)


_OWN_CAPTURES = text("""
    select distinct final_url from capture
     where page_id = :page and waits_for_page_id is null and outcome in ('new', 'revised', 'unchanged', 'duplicate')
""")


def _twins(batch: Batch, intent: Intent, mine: Held | None) -> list[Held]:
    """Other articles of the source that had this very text, under this headline, on this day."""
    ids = twin_articles(batch, [intent.article]).get(twin_of(intent.article), {})
    found = [held(batch, article_id) for article_id in sorted(ids) if not mine or article_id != mine.article_id]
    return [one for one in found if one is not None]


def _moved(batch: Batch, intent: Intent, mine: Held | None) -> list[Held]:
    """The article as it was, or is, on another domain of the source: same path, like text, same title or day."""
    found = [held_under(batch, key) for key in moved_keys(intent.key, batch.domains)]
    title, day = normalised(intent.article.title), str(intent.article.published_on or "")
    return [
        one
        for one in found
        if one is not None
        and (mine is None or one.article_id != mine.article_id)
        and any(normalised(its_title) == title or (day and its_day == day) for its_title, its_day in one.twins)
        and alike_any(intent.article.body, one.bodies)
    ]


def _best_key(batch: Batch, intent: Intent, keys: Sequence[str], *, has_article: bool) -> str:
    """The article's own address: the best of those that its text stands at, but none that sends its readers on."""
    offered = [*keys, *([] if has_article else [intent.key])]
    if intent.key != intent.page_key:
        offered = [intent.key if key == intent.page_key else key for key in offered]
    return min(offered, key=lambda key: rank(key, batch.domains))


def _captured_at(intent: Intent) -> datetime:
    return intent.item.pending.capture.captured_at


def _verdict(intent: Intent, key: str, article_id: int, had_text: bool, told: Told) -> Verdict:
    is_own = key == intent.page_key
    # an article whose own address it was is sent on: what a look at that address found
    found = reasons.MOVED if intent.key == key != intent.page_key else ""
    if told.is_passing:
        found = reasons.SWINGING
    if not had_text:
        outcome = "new"
    elif told.is_new:
        outcome = "revised"
    elif is_own or (told.is_told and key != intent.final_key):
        outcome = "unchanged"
    else:
        outcome = "duplicate"
    return Verdict("archived" if is_own else "alias", outcome, "" if is_own else ALIAS_REASON, article_id, found)
