"""Texts that are copies of each other become one story, whatever the order in which they came.

Promise: the stories are the connected components of the proven copies; the lowest number stays, and which story went
into which, because of which two texts, is kept. Nothing is lost by a kill: a text is looked at until it is done, as it
is again when its signature's version changes, or when a text goes that held others together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, text

from db.copies.signature import PER_BAND, VERSION, VERSIONS, are_alike, signature
from db.copies.verdict import Candidate, Link, in_common, links, worth_comparing
from db.stories.membership import alone
from db.stories.origins import name_soon
from db.stories.parting import remove

BATCH = 50
"""Texts looked at in one transaction: a few milliseconds each."""


def link(connection: Connection, max_count: int = BATCH) -> int:
    """Look at the next texts that nobody looked at, of any source; how many there were, 0: no more."""
    alone(connection)
    rows = connection.execute(_STALE, {"version": VERSION, "count": max_count}).all()
    if gone := [row.id for row in rows if row.body is None]:
        remove(connection, gone)
    if found := [row for row in rows if row.body is not None]:
        _link(connection, found)
    return len(rows)


# the first text of an article that carries it; none: its last article left
_STALE = text("""
    select story_text.id, story_text.story_id, bands is not null as is_signed, (
           select body from story_member
             join revision on revision.article_id = story_member.article_id and revision.sequence = 1
            where story_member.text_id = story_text.id limit 1) as body
      from story_text where version < :version order by version limit :count
""")


def _link(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    bands = {row.id: signature(row.body).bands for row in rows}
    if signed := [row.id for row in rows if row.is_signed]:
        connection.execute(_UNSIGN, {"texts": signed, "versions": VERSIONS})
    _sign(connection, bands)
    chosen = _chosen(connection, bands)
    known = _candidates(connection, {other for others in chosen.values() for other in others})
    united = Uniting()
    for row in rows:
        others = (known[other] for other in chosen[row.id] if other in known)
        for candidate, proved in links(row.body, united.strange(row.story_id, others)):
            united.add(row.id, row.story_id, candidate, proved)
    _write(connection, united)


def _sign(connection: Connection, bands: Mapping[int, Sequence[int]]) -> None:
    hashes, texts = _flat(bands)
    connection.execute(_SIGN, {"version": VERSION, "hashes": hashes, "texts": texts, "signed": list(bands)})


def _flat(bands: Mapping[int, Sequence[int]]) -> tuple[list[int], list[int]]:
    pairs = [(band, text_id) for text_id, each in bands.items() for band in each]
    return [band for band, _ in pairs], [text_id for _, text_id in pairs]


_UNSIGN = text("""
    delete from story_band using story_text, unnest(story_text.bands) as old(hash)
     where story_text.id = any(:texts) and story_band.version = any(:versions) and story_band.hash = old.hash
       and story_band.text_id = story_text.id
""")
_SIGN = text("""
    with asked as (
        select hash, text_id from unnest(cast(:hashes as bigint[]), cast(:texts as bigint[])) as asked(hash, text_id)
    ), kept as (
        insert into story_band (version, hash, text_id) select :version, hash, text_id from asked on conflict do nothing
    )
    update story_text set version = :version,
           bands = array(select hash from asked where text_id = story_text.id order by hash)
     where id = any(:signed)
""")


def _chosen(connection: Connection, bands: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """The texts to compare with each of these."""
    lists = _lists(connection, bands)
    common = {text_id: in_common(lists[text_id], len(each)) for text_id, each in bands.items()}
    known = _signed(connection, {other for others in common.values() for other in others})
    chosen = {}
    for text_id, each in bands.items():
        alike = (known[other] for other in common[text_id] if other in known and are_alike(each, known[other].bands))
        chosen[text_id] = worth_comparing(lists[text_id], len(each), {row.id: row.story_id for row in alike}, bands)
    return chosen


def _lists(connection: Connection, bands: Mapping[int, Sequence[int]]) -> Mapping[int, list[list[int]]]:
    """For each band of each of these that others have the texts that do."""
    hashes, texts = _flat(bands)
    asked = {"version": VERSION, "hashes": hashes, "texts": texts, "per_band": PER_BAND}
    found = defaultdict[int, list[list[int]]](list)
    for row in connection.execute(_LISTS, asked) if texts else ():
        found[row.text_id].append(row.others)
    return found


_LISTS = text("""
    select mine.text_id, found.others
      from unnest(cast(:hashes as bigint[]), cast(:texts as bigint[])) as mine(hash, text_id)
     cross join lateral (select array(
           (select text_id from story_band where version = :version and hash = mine.hash and text_id < mine.text_id
             order by text_id desc limit :per_band)
           union all
           (select text_id from story_band where version = :version and hash = mine.hash and text_id > mine.text_id
             order by text_id limit :per_band)) as others) found
     where found.others <> '{}'
""")


def _signed(connection: Connection, text_ids: Collection[int]) -> dict[int, Row[Any]]:
    """The story and the bands of each of these texts."""
    rows = connection.execute(_OF_TEXTS, {"texts": sorted(text_ids)}) if text_ids else ()
    return {row.id: row for row in rows}


_OF_TEXTS = text("select id, story_id, bands from story_text where id = any(:texts)")


def _candidates(connection: Connection, text_ids: Collection[int]) -> dict[int, Candidate]:
    rows = connection.execute(_BODIES, {"texts": sorted(text_ids)}) if text_ids else ()
    return {row.id: Candidate(row.id, row.story_id, row.body) for row in rows if row.body is not None}


_BODIES = text("""
    select story_text.id, story_text.story_id, (
           select body from story_member
             join revision on revision.article_id = story_member.article_id and revision.sequence = 1
            where story_member.text_id = story_text.id limit 1) as body
      from story_text where id = any(:texts)
""")


class Uniting:
    """The proofs of one batch, and which stories they make one."""

    def __init__(self) -> None:
        self._into: dict[int, int] = {}
        self.links: list[dict[str, Any]] = []
        self.merges: list[dict[str, int]] = []

    def story_of(self, story_id: int) -> int:
        """What a story of before the batch belongs to by now."""
        while story_id in self._into:
            story_id = self._into[story_id]
        return story_id

    def strange(self, story_id: int, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Those of other stories: what is of one story already needs no proof."""
        return (each for each in candidates if self.story_of(each.story_id) != self.story_of(story_id))

    def add(self, text_id: int, story_id: int, candidate: Candidate, proved: Link) -> None:
        lower, higher = sorted((self.story_of(story_id), self.story_of(candidate.story_id)))
        pair = dict(zip(("text_id", "other_text_id"), sorted((text_id, candidate.text_id)), strict=True))
        self._into[higher] = lower
        self.links.append({**pair, **asdict(proved)})
        self.merges.append({**pair, "from_story_id": higher})

    @property
    def stories(self) -> set[int]:
        """Those that others became part of."""
        return {self.story_of(merge["from_story_id"]) for merge in self.merges}


def _write(connection: Connection, united: Uniting) -> None:
    if not united.links:
        return
    connection.execute(_LINK, united.links)
    merges = [{**each, "into_story_id": united.story_of(each["from_story_id"])} for each in united.merges]
    for statement in (_MERGED, _MOVE_TEXTS, _MOVE_MEMBERS, _FOLLOW, _END):
        connection.execute(statement, merges)
    connection.execute(_UNTOLD, {"stories": sorted(united.stories)})
    name_soon(connection, united.stories)


_LINK = text("""
    insert into story_link (text_id, other_text_id, similarity, containment, share_kept)
    values (:text_id, :other_text_id, :similarity, :containment, :share_kept) on conflict do nothing
""")
_MERGED = text("""
    insert into story_merge (from_story_id, into_story_id, text_id, other_text_id)
    values (:from_story_id, :into_story_id, :text_id, :other_text_id)
""")
_MOVE_TEXTS = text("update story_text set story_id = :into_story_id where story_id = :from_story_id")
_MOVE_MEMBERS = text("update story_member set story_id = :into_story_id where story_id = :from_story_id")
# who asks for a story of long ago is led to the present one at once
_FOLLOW = text("update story_merge set into_story_id = :into_story_id where into_story_id = :from_story_id")
_END = text("delete from story_cluster where id = :from_story_id")
_UNTOLD = text("update story_cluster set are_shares_told = false where id = any(:stories)")
