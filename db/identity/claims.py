"""A page says that it is another address of some page: when can that be believed, and until when is it to wait?

Promise: the claimed page is in the ledger and speaks for itself first. Nothing waits for ever: not in a circle, not
for itself, not for a page that nobody fetches for a day, not for a site that makes up an address at each fetch. What
only such a claim has named makes nobody wait for a claim of its own, and after `discovery.MAX_HOPS` none is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlalchemy import text

from db import discovery, reasons
from db.identity.aliases import Place, places
from db.identity.intent import Batch, Intent
from db.identity.part_captures import AWAITS_OTHERS
from db.values import Candidate

# A queued page that no crawl has asked for so long (a source no longer watched) counts as one that cannot be had.
LONGEST_WAIT = "1 day"
# SQL on a row of capture: it waits for a page that may still speak. The rest of the unprocessed can be processed.
IS_WAITING = f"""({AWAITS_OTHERS} or exists (select from page claimed where claimed.id = capture.waits_for_page_id
    and claimed.article_id is null and (claimed.state = 'fetched'
        or claimed.state = 'queued' and claimed.due_at > now() - interval '{LONGEST_WAIT}')))"""


Turn = Literal["waits", "first", "silent"]


class _Waiter(NamedTuple):
    page_id: int
    url_key: str


def claimed_place(batch: Batch, intent: Intent) -> Place:
    """The page that is claimed, discovered now if nobody had found it; the claim is written down."""
    found = places(batch, [intent.claimed_key]).get(intent.claimed_key)
    if found is None:
        page_id = intent.item.pending.page_id
        now, today, hop_count = batch.connection.execute(_NOW, {"page": page_id}).one()
        candidate = Candidate(intent.article.canonical_url, "canonical", hop_count=hop_count + 1)
        refusal = reasons.TOO_FAR if candidate.hop_count > discovery.MAX_HOPS else ""
        discovery.discover(batch.connection, batch.source_id, batch.run_id, [(candidate, refusal)], now, today)
        found = places(batch, [intent.claimed_key])[intent.claimed_key]
    else:
        batch.connection.execute(_FIND, {"page": found.page_id, "run": batch.run_id})
    batch.connection.execute(_CLAIM, {"capture": intent.item.pending.capture_id, "page": found.page_id})
    return found


_FIND = text("insert into finding (page_id, way, run_id) values (:page, 'canonical', :run) on conflict do nothing")
_NOW = text("""
    select now(), (now() at time zone timezone)::date, hop_count
      from page join source on source.id = source_id where page.id = :page
""")


def turn(batch: Batch, intent: Intent, claimed: Place) -> Turn:
    """Whose turn is it to speak? The capture `waits` for the claimed page, or speaks `first`, or that page is `silent`.

    Of pages that claim each other in a circle the one with the best address waits for nobody. A chain of pages that
    are known from claims only may have no end: there each speaks for the next, and the last that is asked for itself.
    """
    pending = intent.item.pending
    words = {"longest": LONGEST_WAIT, "far": reasons.TOO_FAR, "max_hops": discovery.MAX_HOPS}
    claim = batch.connection.execute(_CLAIMED, {"page": claimed.page_id, "by": pending.page_id, **words}).one()
    if not claim.may_speak:
        return "first" if claim.is_too_far else "silent"
    circle = _circle(batch, pending.page_id, claimed)
    if circle:
        own = _Waiter(pending.page_id, intent.page_key)
        first = min([*circle, own], key=lambda one: rank(one.url_key, batch.domains))
        if first == own:
            return "first"
        batch.connection.execute(_FREE, {"page": first.page_id})
        return "waits"
    return "silent" if claim.is_chain else "waits"


def rank(key: str, domains: Sequence[str] = ()) -> tuple[int, int, str]:
    """Which of several addresses of one article is its own: on the first named domain, then the shortest."""
    host = key.partition("/")[0]
    at = [number for number, domain in enumerate(domains) if host == domain or host.endswith(f".{domain}")]
    return (min(at, default=len(domains)), len(key), key)


def _circle(batch: Batch, page_id: int, claimed: Place) -> list[_Waiter]:
    """The waiting pages from the claimed one back to this page; empty where the claims do not lead back."""
    rows = batch.connection.execute(_CHAIN, {"page": claimed.page_id}).all()
    chain: list[_Waiter] = []
    for row in rows:
        chain.append(_Waiter(row.id, row.url_key))
        if row.waits_for == page_id:
            return chain
    return []


# is_chain: nothing but a claim has ever named the page that now claims another
_CLAIMED = text("""
    select claimed.article_id is null and (claimed.state = 'fetched'
           or claimed.state = 'queued' and claimed.due_at > now() - cast(:longest as interval)) as may_speak,
           claimed.state = 'skipped' and claimed.reason = :far and claimant.hop_count >= :max_hops as is_too_far,
           not exists (select from finding where page_id = claimant.id and way <> 'canonical') as is_chain
      from page claimed, page claimant where claimed.id = :page and claimant.id = :by
""")
_CLAIM = text("update capture set waits_for_page_id = :page where id = :capture")
_FREE = text("update capture set waits_for_page_id = null where page_id = :page and processed_at is null")
_CHAIN = text("""
    with recursive chain (id, url_key, waits_for, depth) as (
        select page.id, page.url_key, waits.waits_for_page_id, 1 from page
          join capture waits on waits.page_id = page.id and waits.processed_at is null
         where page.id = :page and waits.waits_for_page_id is not null
         union all
        select page.id, page.url_key, waits.waits_for_page_id, depth + 1 from chain
          join page on page.id = chain.waits_for
          join capture waits on waits.page_id = page.id and waits.processed_at is null
         where waits.waits_for_page_id is not null and depth < 100
    ) cycle id set is_again using path
    select id, url_key, waits_for from chain where not is_again order by depth
""")
