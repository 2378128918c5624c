"""May we ask only whether a listing changed? Its word (ETag, Last-Modified, an index's lastmod) has to earn trust.

Trust is earned where body and word were seen to change together, and lost where the body changed under the
same word: feeds are known whose ETag never changes. Even so a listing is read whole at intervals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from db.values import Validators

FULL_READ_EVERY = timedelta(hours=6)
# How often a word that was false has to be true before it is believed again.
PENANCE = -3


def conditional_headers(known: Validators | None, now: datetime) -> dict[str, str]:
    """What to ask with, so that the site may answer "not modified" (304); empty: read it whole."""
    if known is None or known.header_trust <= 0 or not _is_fresh(known, now):
        return {}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value}


def is_unchanged(known: Validators | None, index_modified_at: datetime | None, now: datetime) -> bool:
    """Whether a sitemap need not even be asked: its index, whose word was true so far, says nothing changed."""
    return (
        known is not None
        and known.index_trust > 0
        and index_modified_at is not None
        and index_modified_at == known.index_modified_at
        and _is_fresh(known, now)
    )


def _is_fresh(known: Validators, now: datetime) -> bool:
    return known.full_read_at is not None and now - known.full_read_at < FULL_READ_EVERY


def learn(
    known: Validators | None,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    index_modified_at: datetime | None,
    now: datetime,
) -> Validators:
    """What is known of a listing page after a whole reading. `headers` have lower-case names."""
    seen = Validators(
        url,
        headers.get("etag", ""),
        headers.get("last-modified", ""),
        index_modified_at,
        hashlib.sha256(body).digest(),
        now,
    )
    if known is None:
        return seen
    trusted = replace(seen, header_trust=known.header_trust, index_trust=known.index_trust)
    if known.body_sha256 == seen.body_sha256:
        return trusted
    word, index_word = (seen.etag, seen.last_modified), index_modified_at
    return replace(
        trusted,
        header_trust=_trust(known.header_trust, (known.etag, known.last_modified) != word, any(word)),
        index_trust=_trust(known.index_trust, known.index_modified_at != index_word, index_word is not None),
    )


def _trust(before: int, is_changed: bool, is_given: bool) -> int:
    if not is_given:
        return 0
    return before + 1 if is_changed else PENANCE
