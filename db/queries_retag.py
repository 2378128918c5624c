"""What a retag reads: which texts come next, how far it is, and what moved.

Texts that are read today come first, then the former ones, each in the order in which they were stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]
UNDER_WAY = ("looking", "looked", "applying")


@dataclass(frozen=True, slots=True)
class Portion:
    """Texts to be looked at next: rows with id, title, body, published_on, language, url, source, coverage and labels
    (JSON), and rule_version where others than the rest had tagged it."""

    texts: Sequence[Any]
    was_former: bool
    after_id: int
    is_former: bool
    last_id: int


def open_row(connection: Connection) -> dict[str, Any] | None:
    """The row of the retag that is under way."""
    row = connection.execute(_OPEN, {"stages": list(UNDER_WAY)}).mappings().first()
    return dict(row) if row else None


_OPEN = text("select * from retagging where stage = any(:stages)")


def last_row(connection: Connection) -> dict[str, Any] | None:
    """The row of the newest retag, ended or not."""
    row = connection.execute(text("select * from retagging order by id desc limit 1")).mappings().first()
    return dict(row) if row else None


def next_portion(
    connection: Connection,
    retagging_id: int,
    max_count: int,
    after: Portion | None = None,
    *,
    is_of_others: bool = False,
) -> Portion | None:
    """The texts to be looked at next, after those that were kept or after a portion under way; None: none is left.

    `is_of_others`: only those that yet other rules had tagged.
    """
    row = connection.execute(text("select * from retagging where id = :id"), {"id": retagging_id}).one()
    former, last_id = (after.is_former, after.last_id) if after else (row.at_former, row.at_revision_id)
    words = {"version": row.rule_version, "until": row.last_revision_id, "count": max_count, "only": is_of_others}
    texts = connection.execute(_TEXTS, {**words, "former": former, "after": last_id}).all()
    if texts:
        return Portion(texts, former, last_id, former, texts[-1].id)
    if former:
        return None
    texts = connection.execute(_TEXTS, {**words, "former": True, "after": 0}).all()
    return Portion(texts, False, last_id, True, texts[-1].id) if texts else None


_SAID = """
    revision.id, title, body, published_on, revision.language, canonical_url as url, source.slug as source,
    other.rule_version, other.id as other_id,
    (select coalesce(jsonb_agg(jsonb_build_object('congress_id', congress_id, 'level', level, 'phase', phase,
            'day_offset', day_offset, 'score', score, 'evidence', evidence)), '[]')::text
       from coverage_tag where coverage_tag.revision_id = revision.id) as coverage,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'value', value, 'score', score,
            'evidence', evidence)), '[]')::text
       from tag where tag.revision_id = revision.id) as labels
"""
# what the new rules had tagged already, as a run of these days has, is not looked at
_TEXTS = text(f"""
    select {_SAID}
      from (select revision.* from revision
             where is_current = not :former and id > :after and id <= :until
               and not exists (select from tagged_otherwise same
                                where same.revision_id = revision.id and same.rule_version = :version)
               and (not :only or id in (select revision_id from tagged_otherwise))
             order by id limit :count) revision
      join article on article.id = revision.article_id
      join source on source.id = article.source_id
      left join tagged_otherwise other on other.revision_id = revision.id
     order by revision.id
""")  # noqa: S608 - our own text


def others(connection: Connection, rule_version: str, max_count: int) -> Sequence[Any]:
    """Texts that others than these rules tagged, rows as in a portion, with their number in `tagged_otherwise`."""
    return connection.execute(_OTHERS, {"version": rule_version, "count": max_count}).all()


_OTHERS = text(f"""
    select {_SAID}
      from (select * from tagged_otherwise where rule_version <> :version order by id limit :count) other
      join revision on revision.id = other.revision_id
      join article on article.id = revision.article_id
      join source on source.id = article.source_id
     order by other.id
""")  # noqa: S608 - our own text


def summary(connection: Connection, retagging_id: int) -> dict[str, Any]:
    """The retag in numbers: looked at, tagged again, why; of what is kept: texts, articles, former texts."""
    return _all(connection, _SUMMARY, id=retagging_id)[0]


_SUMMARY = """
    select retagging.*, staged.*
      from retagging cross join lateral (
            select count(*) as staged_count, count(*) filter (where not is_former) as article_count,
                   count(*) filter (where is_former) as former_count
              from retagged where retagging_id = retagging.id) staged
     where retagging.id = :id
"""


def kinds(connection: Connection, retagging_id: int) -> Rows:
    """How many articles move in each way: kind, count; the most frequent first."""
    return _all(connection, _KINDS, id=retagging_id)


_KINDS = """
    select kind, count(*) from retagged, unnest(kinds) kind where retagging_id = :id and not is_former
     group by kind order by count(*) desc, kind
"""


def levels(connection: Connection, retagging_id: int) -> Rows:
    """Articles per congress and level, where any moves: congress, level, before, after, gained, lost."""
    return _all(connection, _LEVELS, id=retagging_id)


# a change of level is one lost at the one and one gained at the other
_LEVELS = """
    with moved as (
        select congress_id, level, sum(way) filter (where way > 0) as gained, -sum(way) filter (where way < 0) as lost
          from (select said ->> 'congress_id' as congress_id, said ->> 'level' as level, sum(way) as way
                  from (select id, -1 as way, jsonb_array_elements(before -> 'coverage') as said from retagged
                         where retagging_id = :id and not is_former
                         union all
                        select id, 1, jsonb_array_elements(tagging -> 'coverage') from retagged
                         where retagging_id = :id and not is_former) each
                 group by id, 1, 2) of_text
         where way <> 0 group by 1, 2
    ), stored as (
        select congress_id, level, count(*) from coverage_tag join revision on revision.id = revision_id and is_current
         where congress_id in (select congress_id from moved) group by 1, 2
    )
    select congress_id as congress, level, coalesce(stored.count, 0) as before,
           coalesce(stored.count, 0) + coalesce(gained, 0) - coalesce(lost, 0) as after,
           coalesce(gained, 0) as gained, coalesce(lost, 0) as lost
      from moved left join stored using (congress_id, level)
     order by coalesce(gained, 0) + coalesce(lost, 0) desc, 1, 2
"""


def labels(connection: Connection, retagging_id: int, max_count: int) -> Rows:
    """Labels that articles gain or lose: kind, label, gained, lost; those that move most first."""
    return _all(connection, _LABELS, id=retagging_id, max_count=max_count)


_LABELS = """
    select kind, value as label, count(*) filter (where way = 1) as gained, count(*) filter (where way = -1) as lost
      from (select kind, value, sum(way) as way
              from (select id, -1 as way, jsonb_array_elements(before -> 'tags') as said from retagged
                     where retagging_id = :id and not is_former
                     union all
                    select id, 1, jsonb_array_elements(tagging -> 'tags') from retagged
                     where retagging_id = :id and not is_former) each,
                   jsonb_to_record(said) as label(kind text, value text)
             group by id, kind, value) of_text
     where way <> 0 group by 1, 2 order by count(*) desc, 1, 2 limit :max_count
"""


def samples(connection: Connection, retagging_id: int, kind: str, max_count: int) -> Rows:
    """Articles that move in that way: title, url, published_on, before and after (lists of coverage with words),
    labels_before, labels_after.

    They are drawn from all over the archive, and the same ones each time.
    """
    return _all(connection, _SAMPLES, id=retagging_id, kind=kind, max_count=max_count)


_SAMPLES = """
    select revision.title, canonical_url as url, revision.published_on, before -> 'coverage' as before,
           tagging -> 'coverage' as after, before -> 'tags' as labels_before, tagging -> 'tags' as labels_after
      from (select * from retagged where retagging_id = :id and not is_former and :kind = any(kinds)
             order by hashint8(revision_id), revision_id limit :max_count) moved
      join revision on revision.id = moved.revision_id
      join article on article.id = revision.article_id
     order by hashint8(revision_id), revision_id
"""


def last_run(connection: Connection, flow: str) -> dict[str, Any] | None:
    """The newest run of a flow that is of no source."""
    rows = _all(connection, "select * from run where flow = :flow order by id desc limit 1", flow=flow)
    return rows[0] if rows else None


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]
