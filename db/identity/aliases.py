"""The addresses of an article in the ledger: which page is its own, which are others of the same, and changes of that.

Every page that changes its state here gets its event in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, text

from db import discovery
from db.clean import clean_text
from db.identity.intent import ALIAS_REASON, PART_REASON, Batch
from db.ledger import digest_of, part_place
from db.models import PageEvent
from db.urls import main_url, page_key


class Place(NamedTuple):
    """A page of the ledger, and the article that it belongs to."""

    page_id: int
    url_key: str
    state: str
    article_id: int | None
    article_key: str | None


def places(batch: Batch, keys: Iterable[str]) -> dict[str, Place]:
    """The pages under these keys, by key; unknown ones are left out."""
    rows = batch.connection.execute(
        _PLACES, {"source": batch.source_id, "digests": [digest_of(key) for key in sorted(set(keys))]}
    )
    return {row.url_key: Place(*row) for row in rows}


_PLACES = text("""
    select page.id, page.url_key, page.state, page.article_id, article.url_key as article_key
      from page left join article on article.id = page.article_id
     where page.source_id = :source and page.url_key_sha256 = any(:digests)
""")


def add_own_pages(batch: Batch, aliases: Sequence[tuple[int, int, str]]) -> None:
    """Give articles that were fetched by way of another address the page that answered.

    `aliases`: (page id of the other address, article id, the article's own address). A page that is still to be
    fetched speaks for itself; for one that was refused or failed these bytes do.
    """
    if aliases:  # as whoever discovers does, and before the first page is added: else each could wait for the other
        discovery.alone(batch.connection, batch.source_id)
    for page_id, article_id, url in aliases:
        key = page_key(url)
        part_of, part_number = part_place(url)
        words = {
            "alias": page_id,
            "article": article_id,
            "run": batch.run_id,
            "url": clean_text(main_url(url)),
            "key": clean_text(key),
            "digest": digest_of(key),
            "part_of": part_of,
            "part_number": part_number,
        }
        batch.connection.execute(_ADD_OWN, words)
        batch.connection.execute(_FIND_OWN, {"source": batch.source_id, "digest": digest_of(key), "run": batch.run_id})


_ADD_OWN = text("""
    with added as (
        insert into page (source_id, url, url_key, url_key_sha256, state, article_id, way, discovered_at,
                          discovered_on, discovered_run_id, part_of_sha256, part_number)
        select source_id, :url, :key, :digest, 'archived', :article, 'canonical', now(),
               (now() at time zone source.timezone)::date, :run, :part_of, :part_number
          from page join source on source.id = page.source_id where page.id = :alias
            on conflict (source_id, url_key_sha256) do update
           set state = 'archived', reason = '', article_id = excluded.article_id, state_at = now()
         where page.state in ('skipped', 'failed', 'missing') and page.article_id is null
        returning id
    )
    insert into page_event (page_id, run_id, state) select id, :run, 'archived' from added
""")
# that it was found this way too must not depend on who was first
_FIND_OWN = text("""
    insert into finding (page_id, way, run_id)
    select id, 'canonical', :run from page where source_id = :source and url_key_sha256 = :digest
        on conflict do nothing
""")


def archive_refused(batch: Batch, page_id: int, article_id: int) -> None:
    """An address that we would not ask is its article's all the same: it is archived there.

    Not one that answered and held no article.
    """
    moved = batch.connection.scalars(_ARCHIVE_REFUSED, {"page": page_id, "article": article_id}).all()
    _note(batch, [(moved_id, "archived", "") for moved_id in moved])


_ARCHIVE_REFUSED = text("""
    update page set state = 'archived', reason = '', article_id = :article, state_at = now()
     where id = :page and state = 'skipped' and article_id is null
       and not exists (select from capture where capture.page_id = page.id and status between 200 and 299)
    returning id
""")


def gather(batch: Batch, article_ids: Sequence[int], article_id: int, key: str) -> None:
    """Lead every page of these articles to one of them; `key` is that one's own address from now on."""
    moved = batch.connection.execute(
        _GATHER,
        {
            "articles": list(article_ids),
            "article": article_id,
            "key": key,
            "because": ALIAS_REASON,
            "as_part": PART_REASON,
        },
    ).all()
    _note(batch, [(row.id, row.state, row.reason) for row in moved])


# What is being fetched or failed stays so; its next capture finds its article.
_GATHER = text("""
    update page set article_id = :article,
           state = case when state not in ('archived', 'alias') then state
                        when url_key = :key then 'archived' else 'alias' end,
           reason = case when state not in ('archived', 'alias') then reason
                         when url_key = :key then ''
                         when part_of_sha256 is not null then :as_part else :because end,
           state_at = now()
     where article_id = any(:articles)
       and (article_id <> :article or (state = 'archived') <> (url_key = :key) and state in ('archived', 'alias'))
    returning id, state, reason
""")


def reopen(batch: Batch, article_id: int, except_page_id: int) -> None:
    """Let every page of the article but one speak again: its captures wait to be processed as if they never were.

    What was only ever added as the article's own address, without a capture, stays with it.
    """
    opened = batch.connection.scalars(_REOPEN, {"article": article_id, "but": except_page_id}).all()
    _note(batch, [(page_id, "fetched", "") for page_id in opened])


_REOPEN = text("""
    with opened as (
        update page set state = 'fetched', reason = '', article_id = null, state_at = now()
         where article_id = :article and id <> :but
           and exists (select from capture where capture.page_id = page.id and status between 200 and 299)
        returning id
    ), captures as (
        update capture set processed_at = null, outcome = null, waits_for_page_id = null, read_with = null
          from opened where capture.page_id = opened.id and status between 200 and 299
    )
    select id from opened order by id
""")


def hear_again(batch: Batch, article_id: int) -> None:
    """The article's own address has changed: what others showed of themselves may count now, so it is processed anew.

    Not what they were sent on to, nor what claimed to be another page: a circle of redirects would never end.
    """
    rows = batch.connection.execute(_UNCOUNTED, {"article": article_id})
    own = [row.id for row in rows if page_key(row.final_url) == row.url_key]
    if own:
        batch.connection.execute(_HEAR_AGAIN, {"captures": own})


_UNCOUNTED = text("""
    select capture.id, capture.final_url, page.url_key from page join capture on capture.page_id = page.id
     where page.article_id = :article and capture.outcome = 'duplicate' and capture.waits_for_page_id is null
""")
_HEAR_AGAIN = text("update capture set processed_at = null, outcome = null where id = any(:captures)")


def _note(batch: Batch, moved: Sequence[tuple[int, str, str]]) -> None:
    if moved:
        batch.connection.execute(
            insert(PageEvent),
            [
                {"page_id": page_id, "run_id": batch.run_id, "state": state, "reason": reason}
                for page_id, state, reason in moved
            ],
        )


def serialise(connection: Connection, source_id: int) -> None:
    """Until this transaction ends no other stores articles of the source: each sees what the last one settled."""
    connection.execute(_SERIALISE, {"source": source_id})


# the first number is ours among the users of such locks in this database
_SERIALISE = text("select pg_advisory_xact_lock(20221016, (:source % 2147483647)::int)")
