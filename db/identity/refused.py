"""What became of captures that gave no article: refused, broken, or an error page that calls itself a page.

Promise: a page that holds an article keeps it and its state. An answer that may be the site's own fault (an error
page, nothing, no words, all with status 200) is asked for again, as after a failed fetch, until it came `PATIENCE`
times in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from db.identity.intent import ALIAS_REASON, Batch, Verdict
from db.ledger import FIRST_RETRY, LAST_RETRY
from db.values import NotArticle, Processed

# only pages whose address has the form of an article's are ever fetched: there these are faults, not kinds of pages
SOFT_FAILURES = ("error page", "empty", "no text")
PATIENCE = 5


def refusals(batch: Batch, items: Sequence[Processed]) -> dict[int, Verdict]:
    """A verdict for each, by capture id; pages that are to be asked again have their time set."""
    if not items:
        return {}
    rows = batch.connection.execute(_PAGES, {"pages": [item.pending.page_id for item in items]})
    pages = {row.id: row for row in rows}
    verdicts = {}
    for item in items:
        page = pages[item.pending.page_id]
        is_soft = isinstance(item.result, NotArticle) and item.result.reason in SOFT_FAILURES
        if is_soft:
            _ask_again(batch, page)
        verdicts[item.pending.capture_id] = _verdict(item, page, is_soft and page.failed_count + 1 < PATIENCE)
    return verdicts


def _verdict(item: Processed, page: Row[Any], will_ask: bool) -> Verdict:
    result = item.result
    is_kind = isinstance(result, NotArticle) and not will_ask
    reason = result.reason if not hasattr(result, "body") else ""
    outcome = "skipped" if is_kind else "failed"
    if page.article_id is None:
        return Verdict(outcome, outcome, reason)
    is_own = page.url_key == page.article_key
    return Verdict("archived" if is_own else "alias", outcome, "" if is_own else ALIAS_REASON)


def _ask_again(batch: Batch, page: Row[Any]) -> None:
    """The pauses are those of failed fetches; after the last of a row there is none to come."""
    count = page.failed_count + 1
    batch.connection.execute(
        _AGAIN,
        {
            "page": page.id,
            "count": count,
            "pause": min(FIRST_RETRY * 2 ** min(page.failed_count, 20), LAST_RETRY) if count < PATIENCE else None,
        },
    )


# Answers in a row that gave nothing: since the last that gave something, errors of status apart.
_PAGES = text("""
    select page.id, page.url_key, page.article_id, article.url_key as article_key,
           (select count(*) from capture failed
             where failed.page_id = page.id and failed.outcome = 'failed' and failed.status between 200 and 299
               and failed.captured_at > coalesce((select max(good.captured_at) from capture good
                    where good.page_id = page.id and good.outcome <> 'failed'), '-infinity')) as failed_count
      from page left join article on article.id = page.article_id where page.id = any(:pages)
""")
_AGAIN = text("""
    update page set attempt_count = :count, due_at = now() + cast(:pause as interval) where id = :page
""")
