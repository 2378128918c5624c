"""What became of captures that gave no article: refused, broken, or an error page that calls itself a page.

Promise: a page that holds an article keeps it and its state. An answer that may be the site's own fault (an error
page, nothing, no words, a list of headlines, all with status 200) is asked for again until it came `PATIENCE` times
in a row, over more than a day: what a site published while its layout was broken is not lost with a bad afternoon.
That the page is a listing is believed only where its own address said so each time: an outage sends its readers to
the home page, and that is no word on what they asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from db.identity.intent import ALIAS_REASON, Batch, Verdict
from db.ledger import FIRST_RETRY, LAST_RETRY
from db.reasons import BOT_WALL
from db.urls import page_key
from db.values import Article, NotArticle, Processed

# only pages whose address has the form of an article's are ever fetched: there these are faults, not kinds of pages
LISTINGS = ("listing", "home page")
SOFT_FAILURES = ("error page", "empty", "no text", BOT_WALL, *LISTINGS)
PATIENCE = 5
# 10 minutes, an hour, six hours, a day
LONGER = 6
SENT_ON = "sent on to a "
"""The beginning of the reason where another address answered, and what it answered was a listing."""


def refusals(batch: Batch, items: Sequence[Processed]) -> dict[int, Verdict]:
    """A verdict for each, by capture id; pages that are to be asked again have their time set."""
    if not items:
        return {}
    rows = batch.connection.execute(_PAGES, {"pages": [item.pending.page_id for item in items]})
    pages = {row.id: row for row in rows}
    verdicts = {}
    for item in items:
        page = pages[item.pending.page_id]
        reason = _reason(item, page)
        will_ask = isinstance(item.result, NotArticle) and item.result.reason in SOFT_FAILURES
        # the page of an article we hold is looked at again with others, that its site may be told from it
        if will_ask and page.url_key != page.article_key:
            count = _count(reason, page)
            will_ask = count < PATIENCE
            _ask_again(batch, page, count)
        verdicts[item.pending.capture_id] = _verdict(item, page, reason, will_ask)
    return verdicts


def _reason(item: Processed, page: Row[Any]) -> str:
    reason = "" if isinstance(item.result, Article) else item.result.reason
    is_sent_on = page_key(item.pending.capture.final_url) != page.url_key
    return f"{SENT_ON}{reason}" if reason in LISTINGS and is_sent_on else reason


def _count(reason: str, page: Row[Any]) -> int:
    """How many answers in a row say so, this one included."""
    before: list[str] = page.final_urls or []
    if reason in LISTINGS:
        before = [url for url in before if page_key(url) == page.url_key]
    return len(before) + 1


def _verdict(item: Processed, page: Row[Any], reason: str, will_ask: bool) -> Verdict:
    is_kind = isinstance(item.result, NotArticle) and not will_ask
    outcome = "skipped" if is_kind else "failed"
    if page.article_id is None:
        return Verdict(outcome, outcome, reason)
    if page.url_key != page.article_key:
        return Verdict("alias", outcome, ALIAS_REASON, found=reason)
    return Verdict(page.held_as, outcome, page.held_because, found=reason)


def _ask_again(batch: Batch, page: Row[Any], count: int) -> None:
    """After the last of a row there is none to come."""
    batch.connection.execute(
        _AGAIN,
        {
            "page": page.id,
            "count": count,
            "pause": min(FIRST_RETRY * LONGER ** (count - 1), LAST_RETRY) if count < PATIENCE else None,
        },
    )


# Answers in a row that gave nothing: since the last that gave something, errors of status apart. What was given up is
# of the row: who asks it again later (a look back) has its answer at once.
_PAGES = text("""
    select page.id, page.url_key, page.article_id, article.url_key as article_key,
           (select array_agg(failed.final_url) from capture failed
             where failed.page_id = page.id and failed.outcome in ('failed', 'skipped')
               and failed.status between 200 and 299
               and failed.captured_at > coalesce((select max(good.captured_at) from capture good
                    where good.page_id = page.id and good.outcome not in ('failed', 'skipped')), '-infinity')
           ) as final_urls,
           coalesce(held.state, 'archived') as held_as, coalesce(held.reason, '') as held_because
      from page
      left join article on article.id = page.article_id
      -- what it was before it was fetched: it stays missing until it shows its article
      left join lateral (select state, case when state = 'archived' then '' else reason end as reason from page_event
                          where page_id = page.id and state in ('archived', 'missing', 'gone')
                          order by id desc limit 1) held on page.article_id is not null
     where page.id = any(:pages)
""")
_AGAIN = text("""
    update page set attempt_count = :count, due_at = now() + cast(:pause as interval) where id = :page
""")
