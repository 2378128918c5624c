"""What is asked of labels (topics, people, places, phrases): how often, where, since when, who stopped, how worded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]


def counts(connection: Connection, kind: str) -> Rows:
    """Every label, or those of one kind, with how many articles, stories and sources have it, and from when to when."""
    return _all(
        connection,
        """
        select kind, value, count(*) as article_count, count(*) filter (where is_origin) as story_count,
               count(distinct source) as source_count, min(published_on) as first_on, max(published_on) as last_on
          from label where :kind in ('', kind) group by 1, 2 order by 1, 3 desc, 2
        """,
        kind=kind,
    )


def kinds(connection: Connection, value: str) -> list[str]:
    """The kinds of label that go by that name; empty: no article has one."""
    return [row["kind"] for row in _all(connection, "select distinct kind from tag where value = :value", value=value)]


def by_source(connection: Connection, kind: str, value: str) -> Rows:
    """Each source: articles, stories, first and last day, and how many days after the first source of all it began."""
    return _all(
        connection,
        """
        select source, count(*) as article_count, count(*) filter (where is_origin) as story_count,
               min(published_on) as first_on, max(published_on) as last_on,
               min(published_on) - min(min(published_on)) over () as lag_days
          from label where kind = :kind and value = :value group by 1 order by 4 nulls last, 1
        """,
        kind=kind,
        value=value,
    )


def by_congress(connection: Connection, kind: str, value: str) -> Rows:
    """Each meeting that articles with the label cover more than in passing: articles, stories, first and last day."""
    return _all(
        connection,
        """
        select congress_id, count(*) as article_count, count(*) filter (where label.is_origin) as story_count,
               min(label.published_on) as first_on, max(label.published_on) as last_on
          from label
          join coverage on coverage.article_id = label.article_id and coverage.level <> 'anchor'
         where label.kind = :kind and label.value = :value group by 1 order by 4 nulls last, 1
        """,
        kind=kind,
        value=value,
    )


def silences(connection: Connection, value: str) -> Rows:
    """Of a phrase: the last day of each source, and what is known of the source since."""
    return _all(
        connection,
        "select source, last_on, articles_since, complete_days_since, days_since from phrase_silence"
        " where phrase = :value order by last_on, source",
        value=value,
    )


def beside(connection: Connection, value: str, count: int) -> Rows:
    """Of a person: who is named in the same articles, and how often after him or her."""
    return _all(
        connection,
        "select other, article_count, named_first_count from people_together where person = :value"
        " order by 2 desc, 1 limit :count",
        value=value,
        count=count,
    )


def samples(connection: Connection, kind: str, value: str, count: int) -> Rows:
    """The first articles with the label, with the words around it: before, words, after."""
    return _all(
        connection,
        """
        select published_on, source, title, url, words,
               substring(said from greatest(at - 60, 1) for least(60, at - 1)) as before,
               substring(said from at + length(words) for 60) as after
          from (select label.published_on, source, label.title, url, label.article_id,
                       case evidence -> 0 ->> 'field' when 'title' then revision.title else revision.body end as said,
                       (evidence -> 0 ->> 'start')::integer + 1 as at, evidence -> 0 ->> 'text' as words
                  from label join revision on revision.article_id = label.article_id and revision.is_current
                 where kind = :kind and value = :value and is_origin) named
         order by published_on nulls last, article_id limit :count
        """,
        kind=kind,
        value=value,
        count=count,
    )


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]
