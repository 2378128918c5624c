"""Which article a text belongs to, and whether it is a new text: the plain cases, a batch in a few statements.

Plain is a page that says it is itself and tells something newer than the archive holds. Whatever else a capture
says is left to `db/identity/settling.py`. A revision exists only where the normalised text differs from the one before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from db.clean import clean_text
from db.identity import revisions
from db.identity.aliases import Place, add_own_pages, places
from db.identity.intent import ALIAS_REASON, Batch, Intent, Verdict
from db.identity.likeness import normalised, revision_sha256, text_sha256
from db.identity.revisions import Fresh
from db.ledger import digest_of
from db.models import Article as ArticleRow
from db.models import Capture as CaptureRow
from db.models import Page, Revision
from db.urls import main_url, moved_keys, page_key
from db.values import Article

Twin = tuple[bytes, str, date | None]


class Holder(NamedTuple):
    """An article as the archive holds it, with its newest text where it has one."""

    article_id: int
    url_key: str
    canonical_url: str
    revision_id: int | None
    sequence: int
    revision_sha256: bytes
    last_seen_at: datetime | None
    """When any of its texts was, be it one that a page shows in turn with others, and of no revision."""
    is_own: bool
    """The article's own address showed the newest text; not certain where it did not show it first."""


def save_plain(batch: Batch, intents: Sequence[Intent]) -> tuple[dict[int, Verdict], list[Intent]]:
    """Store the plain ones of a round (no two of them the same article): verdicts by capture id, and the others."""
    placed = places(batch, [key for intent in intents for key in (intent.page_key, intent.key)])
    elsewhere = _told_elsewhere(batch, intents) | _moved(batch, intents)
    plain = [
        intent for intent in intents if intent not in elsewhere and not intent.is_claim and _is_settled(intent, placed)
    ]
    holders = _holders(batch, plain)
    came_back = _shown_before(batch, plain, holders)
    fresh: list[Fresh] = []
    verdicts: dict[int, Verdict] = {}
    for intent in plain:
        holder = holders[intent.key]
        if _is_newest(intent, holder) and intent not in came_back:
            verdict = _judged(intent, holder)
            verdicts[intent.item.pending.capture_id] = verdict
            if verdict.outcome in ("new", "revised"):
                fresh.append(_fresh(intent, holder))
    revisions.add(batch.connection, fresh)
    _keep(batch, [(intent, holders[intent.key]) for intent in plain], verdicts, placed)
    return verdicts, [intent for intent in intents if intent.item.pending.capture_id not in verdicts]


def _is_settled(intent: Intent, placed: Mapping[str, Place]) -> bool:
    """Neither the page nor the address that it is stored under belongs to another article."""
    known = (placed.get(intent.page_key), placed.get(intent.key))
    return all(place is None or place.article_key in (None, intent.key) for place in known)


def _is_newest(intent: Intent, holder: Holder) -> bool:
    if holder.last_seen_at is None:
        return True
    return holder.is_own and intent.item.pending.capture.captured_at > holder.last_seen_at


def _shown_before(batch: Batch, intents: Sequence[Intent], holders: Mapping[str, Holder]) -> set[Intent]:
    """Those with a text that is not their article's newest, but was shown by its pages before: history has to tell."""
    digests = {intent: revision_sha256(intent.article) for intent in intents}
    changed = {
        intent: digest
        for intent, digest in digests.items()
        if holders[intent.key].sequence and holders[intent.key].revision_sha256 != digest
    }
    if not changed:
        return set()
    articles = [holders[intent.key].article_id for intent in changed]
    rows = batch.connection.execute(_SHOWN, {"articles": articles, "digests": list(changed.values())})
    known = {(row.article_id, bytes(row.revision_sha256)) for row in rows}
    return {intent for intent, digest in changed.items() if (holders[intent.key].article_id, digest) in known}


_SHOWN = text("""
    select article_id, revision_sha256 from revision
     where article_id = any(:articles) and revision_sha256 = any(:digests)
    union
    select page.article_id, capture.revision_sha256 from page join capture on capture.page_id = page.id
     where page.article_id = any(:articles) and capture.revision_sha256 = any(:digests)
""")


def _judged(intent: Intent, holder: Holder) -> Verdict:
    is_page = intent.key == intent.page_key
    state, reason = ("archived", "") if is_page else ("alias", ALIAS_REASON)
    if holder.revision_id is None:
        outcome = "new"
    elif holder.revision_sha256 == revision_sha256(intent.article):
        outcome = "unchanged" if is_page else "duplicate"
    else:
        outcome = "revised"
    return Verdict(state, outcome, reason, holder.article_id)


def _fresh(intent: Intent, holder: Holder) -> Fresh:
    return Fresh(intent.item, intent.article, holder.article_id, holder.sequence + 1, holder.revision_id)


def _keep(
    batch: Batch,
    pairs: Sequence[tuple[Intent, Holder]],
    verdicts: Mapping[int, Verdict],
    placed: Mapping[str, Place],
) -> None:
    """What storing changes beside the texts: seen again, spelled better, the own address's page."""
    done = [(intent, holder) for intent, holder in pairs if intent.item.pending.capture_id in verdicts]
    same = ("unchanged", "duplicate")
    revisions.touch(
        batch.connection,
        [
            (holder.article_id, intent.item)
            for intent, holder in done
            if verdicts[intent.item.pending.capture_id].outcome in same
        ],
    )
    respell(batch, [(holder.article_id, holder.canonical_url, intent.article.canonical_url) for intent, holder in done])
    add_own_pages(
        batch,
        [
            (intent.item.pending.page_id, holder.article_id, intent.article.canonical_url)
            for intent, holder in done
            if intent.key != intent.page_key and _wants_page(placed.get(intent.key), holder.article_id)
        ],
    )


def _wants_page(place: Place | None, article_id: int) -> bool:
    return place is None or place.article_id != article_id


def respell(batch: Batch, spellings: Sequence[tuple[int, str, str]]) -> None:
    """Keep the better of two spellings of an article's address: (article id, the one it has, the one just seen)."""
    better = [
        {"of_article": article_id, "spelling": clean_text(seen)}
        for article_id, has, seen in spellings
        if seen != has and _spelling_rank(seen) < _spelling_rank(has)
    ]
    if better:
        batch.connection.execute(
            update(ArticleRow)
            .where(ArticleRow.id == bindparam("of_article"))
            .values(canonical_url=bindparam("spelling")),
            better,
        )


def _spelling_rank(url: str) -> tuple[bool, bool, int, str]:
    return (main_url(url) != url, not url.startswith("https:"), len(url), url)


def twin_of(article: Article) -> Twin:
    """Equal for one text under one headline on one day: within a source that is one article, wherever it stands.

    A title alone proves nothing (a weekly column keeps its own), nor does a text on another day.
    """
    return text_sha256(article), normalised(article.title), article.published_on


def twin_articles(batch: Batch, articles: Sequence[Article]) -> dict[Twin, dict[int, str]]:
    """The articles of the source that had one of these texts at any time: ids with keys, by headline, text and day."""
    rows = batch.connection.execute(
        select(ArticleRow.id, ArticleRow.url_key, Revision.text_sha256, Revision.title, Revision.published_on)
        .join(Revision, Revision.article_id == ArticleRow.id)
        .where(
            ArticleRow.source_id == batch.source_id,
            Revision.text_sha256.in_({text_sha256(article) for article in articles}),
        )
    ).all()
    found: dict[Twin, dict[int, str]] = defaultdict(dict)
    for row in rows:
        found[bytes(row.text_sha256), normalised(row.title), row.published_on][row.id] = row.url_key
    return found


def _told_elsewhere(batch: Batch, intents: Sequence[Intent]) -> set[Intent]:
    found = twin_articles(batch, [intent.article for intent in intents])
    return {
        intent
        for intent in intents
        if any(key != intent.key for key in found.get(twin_of(intent.article), {}).values())
    }


def _moved(batch: Batch, intents: Sequence[Intent]) -> set[Intent]:
    """Those whose path and query another domain of the source has an article under."""
    if len(batch.domains) < 2:
        return set()
    wanted = {intent: moved_keys(intent.key, batch.domains) for intent in intents}
    digests = {digest_of(key) for keys in wanted.values() for key in keys}
    known = set(
        batch.connection.scalars(
            select(ArticleRow.url_key).where(
                ArticleRow.source_id == batch.source_id, ArticleRow.url_key_sha256.in_(digests)
            )
        )
    )
    return {intent for intent, keys in wanted.items() if known.intersection(keys)}


def article_row(batch: Batch, key: str, canonical_url: str, captured_at: datetime) -> dict[str, Any]:
    """A new article's row."""
    return {
        "source_id": batch.source_id,
        "canonical_url": clean_text(canonical_url),
        "url_key": key,
        "url_key_sha256": digest_of(key),
        "first_captured_at": captured_at,
    }


def _holders(batch: Batch, intents: Sequence[Intent]) -> dict[str, Holder]:
    """The articles under the intents' keys, made where missing, locked until the transaction ends; by key."""
    rows = {
        intent.key: article_row(
            batch, intent.key, intent.article.canonical_url, intent.item.pending.capture.captured_at
        )
        for intent in intents
    }
    if not rows:
        return {}
    ordered = [rows[key] for key in sorted(rows)]  # one order everywhere: two workers never deadlock
    batch.connection.execute(
        upsert(ArticleRow).on_conflict_do_nothing(index_elements=["source_id", "url_key_sha256"]), ordered
    )
    found = batch.connection.execute(
        select(
            ArticleRow.id,
            ArticleRow.url_key,
            ArticleRow.canonical_url,
            Revision.id,
            Revision.sequence,
            Revision.revision_sha256,
            func.greatest(Revision.last_seen_at, _SEEN_LATER),
            CaptureRow.final_url,
            Page.url_key,
        )
        .outerjoin(Revision, (Revision.article_id == ArticleRow.id) & Revision.is_current)
        .outerjoin(CaptureRow, CaptureRow.id == Revision.capture_id)
        .outerjoin(Page, Page.id == CaptureRow.page_id)
        .where(
            ArticleRow.source_id == batch.source_id,
            ArticleRow.url_key_sha256.in_([row["url_key_sha256"] for row in ordered]),
        )
        # not the keys: what names one of these as the origin of a story need not wait
        .with_for_update(of=ArticleRow, key_share=True)
    ).all()
    return {row[1]: _holder(*row) for row in found}


# the last capture that showed any of its texts after the newest: of a page that shows several in turn
_SEEN_LATER: ColumnElement[datetime | None] = literal_column("""(
    select max(shown.captured_at) from page shown_on join capture shown on shown.page_id = shown_on.id
     where shown_on.article_id = article.id and shown.captured_at > revision.last_seen_at
       and shown.revision_sha256 is not null)""")


def _holder(
    article_id: int,
    key: str,
    canonical_url: str,
    revision_id: int | None,
    sequence: int | None,
    digest: bytes | None,
    last_seen_at: datetime | None,
    final_url: str | None,
    shown_by: str | None,
) -> Holder:
    is_own = shown_by == key or (final_url is not None and page_key(final_url) == key)
    return Holder(
        article_id, key, canonical_url, revision_id, sequence or 0, bytes(digest or b""), last_seen_at, is_own
    )
