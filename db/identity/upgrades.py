"""An extractor that reads otherwise than the one before makes no edits: like is compared with like.

Promise: where texts of an article were read by another extractor than the one at work, the captures that showed them
are read again together with the new one, and they become what this extractor reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import zstandard
from sqlalchemy import Connection, text

from db.identity.intent import Batch
from db.identity.part_captures import pending_of, with_parts
from db.identity.revisions import text_columns
from db.identity.rewriting import rewrite
from db.values import Article, Pending, Processed

_FORMERS = text("""
    select asked.id as asked_id, revision.id as revision_id, capture.*, page.url as page_url, page.url_key_sha256,
           page.part_of_sha256, page.article_id, page.listed_at, page.listed_on, blob.content
      from page asked
      join revision on revision.article_id = asked.article_id and revision.extractor_version <> :version
      join capture on capture.id = revision.capture_id
      join page on page.id = capture.page_id
      join blob on blob.sha256 = capture.blob_sha256
     where asked.id = any(:pages) order by asked.id, revision.sequence
""")


def with_formers(connection: Connection, source_id: int, pendings: Sequence[Pending], version: str) -> list[Pending]:
    """The captures to be processed, each with those that are to be read again beside it."""
    asked = {"pages": [each.page_id for each in pendings], "version": version}
    rows = connection.execute(_FORMERS, asked).all() if version and pendings else []
    unpack = zstandard.ZstdDecompressor().decompress
    read = with_parts(connection, source_id, rows, [pending_of(row, unpack(row.content)) for row in rows])
    formers = defaultdict[int, list[Pending]](list)
    for row, former in zip(rows, read, strict=True):
        formers[row.asked_id].append(replace(former, revision_id=row.revision_id))
    return [replace(each, formers=_others(formers[each.page_id], each)) for each in pendings]


def _others(formers: Iterable[Pending], pending: Pending) -> tuple[Pending, ...]:
    """Not the one that shows its text by this very capture, which is read again anyhow."""
    return tuple(former for former in formers if former.capture_id != pending.capture_id)


def read_anew(batch: Batch, items: Iterable[Processed]) -> None:
    """Let the texts that were read again be what this extractor reads; what it refuses now stays as it was."""
    texts: dict[int, Processed] = {
        former.pending.revision_id: former
        for item in items
        for former in item.formers
        if former.pending.revision_id is not None
    }
    rows = batch.connection.execute(_ARTICLES, {"revisions": list(texts)}).all() if texts else []
    for article_id, group in groupby(rows, key=lambda row: int(row.article_id)):
        read = {row.id: texts[row.id] for row in group}
        rewrite(
            batch.connection,
            article_id,
            {
                revision_id: (text_columns(each, each.result), each)
                for revision_id, each in read.items()
                if isinstance(each.result, Article)
            },
        )


_ARTICLES = text("select id, article_id from revision where id = any(:revisions) order by article_id, sequence")
