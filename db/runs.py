"""Every write about sources, congresses and runs: who we watch, what we know, how a run went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Update, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from db.clean import clean_json, clean_text
from db.models import Congress, Run, Source


def save_source(connection: Connection, row: Mapping[str, Any]) -> int:
    """Make the source known under its slug; returns its id. Keys as in the table `source`."""
    changing = {key: value for key, value in row.items() if key != "slug"}
    # read first: an upsert burns an identity value and writes a row version on each run
    known = connection.execute(select(Source).where(Source.slug == row["slug"])).mappings().first()
    if known and all(known[key] == value for key, value in changing.items()):
        return int(known["id"])
    return connection.execute(
        upsert(Source).values(**row).on_conflict_do_update(index_elements=["slug"], set_=changing).returning(Source.id)
    ).scalar_one()


def save_congresses(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Copy the registry's meetings for people in SQL; unchanged ones are not written."""
    known = {row["id"]: dict(row) for row in connection.execute(select(Congress)).mappings()}
    for row in rows:
        if known.get(row["id"]) != dict(row):
            connection.execute(
                upsert(Congress).values(**row).on_conflict_do_update(index_elements=["id"], set_=dict(row))
            )


def start_run(connection: Connection, source_id: int, flow: str, flow_run_id: str) -> int:
    """Open a run. Runs of this source that never closed died with their machine: they become `crashed`.

    Call it only while holding the lock of this flow and source (`lock`), or a living run would be called dead;
    other flows' runs are told from living ones by their own lock.
    """
    _bury(connection, source_id, flow)
    return open_run(connection, source_id, flow, flow_run_id)


def open_run(connection: Connection, source_id: int | None, flow: str, flow_run_id: str) -> int:
    """A new row of `run`, and nothing else."""
    return connection.execute(
        insert(Run).values(source_id=source_id, flow=flow, flow_run_id=flow_run_id).returning(Run.id)
    ).scalar_one()


def bury_flow(connection: Connection, flow: str) -> None:
    """The same for a flow that is of no source. Call it only while holding its lock."""
    connection.execute(_dead().where(Run.source_id.is_(None), Run.flow == flow, Run.state == "running"))


def bury_dead(connection: Connection, slug: str) -> None:
    """Runs of this source whose lock nobody holds become `crashed`; for a flow that may run beside itself.

    Such a flow calls it, then takes `lock_shared`, then opens its run with `open_run`.
    """
    source_id = connection.scalar(select(Source.id).where(Source.slug == slug))
    if source_id is not None:
        _bury(connection, source_id, "")


def _bury(connection: Connection, source_id: int, flow: str) -> None:
    slug = connection.scalar(select(Source.slug).where(Source.id == source_id))
    running = connection.scalars(
        select(Run.flow).distinct().where(Run.source_id == source_id, Run.state == "running")
    ).all()
    dead = [each for each in running if each == flow or _is_free(connection, each, str(slug))]
    if dead:
        connection.execute(_dead().where(Run.source_id == source_id, Run.flow.in_(dead), Run.state == "running"))


def _dead() -> Update:
    return update(Run).values(
        state="crashed", reason="ended without a word: killed, or its machine went down", finished_at=func.now()
    )


def save_crawl(connection: Connection, run_id: int, counts: Mapping[str, Any]) -> None:
    """The spider's own counts, written by the spider at its end."""
    connection.execute(update(Run).where(Run.id == run_id).values(crawl=clean_json(dict(counts))))


def add_crawl(connection: Connection, run_id: int, counts: Mapping[str, Any]) -> None:
    """The counts of a further crawl of the same run: numbers are added up."""
    before = connection.scalar(select(Run.crawl).where(Run.id == run_id)) or {}
    added = {
        name: before[name] + count if isinstance(count, int | float) and name in before else count
        for name, count in counts.items()
    }
    save_crawl(connection, run_id, {**before, **added})


def finish_run(connection: Connection, run_id: int, state: str, reason: str) -> None:
    connection.execute(
        update(Run).where(Run.id == run_id).values(state=state, reason=clean_text(reason), finished_at=func.now())
    )


def break_off(
    connection: Connection, source_id: int | None, flow: str, flow_run_id: str, state: str, reason: str
) -> None:
    """Close what this flow run opened for the source and did not finish. Call it only while holding the lock."""
    connection.execute(
        update(Run)
        .where(Run.source_id.is_not_distinct_from(source_id), Run.flow == flow, Run.state == "running")
        .where(Run.flow_run_id == flow_run_id)
        .values(state=state, reason=clean_text(reason), finished_at=func.now())
    )


_LOCK_NAME = "hashtextextended(cast(:name as text), 0)"


def lock(connection: Connection, flow: str, slug: str) -> bool:
    """Take the one lock under which a flow works on a source; freed when the connection closes or dies."""
    return bool(
        connection.execute(text(f"select pg_try_advisory_lock({_LOCK_NAME})"), {"name": f"{flow}:{slug}"}).scalar()
    )


def unlock(connection: Connection) -> None:
    """Give back what `lock` took on this connection."""
    connection.execute(text("select pg_advisory_unlock_all()"))


def lock_shared(connection: Connection, flow: str, slug: str) -> None:
    """Hold the same lock together with others of the flow, so that none of their runs is taken for dead."""
    connection.execute(text(f"select pg_advisory_lock_shared({_LOCK_NAME})"), {"name": f"{flow}:{slug}"})


def _is_free(connection: Connection, flow: str, slug: str) -> bool:
    """Whether nobody holds the lock; it is held until the transaction ends, to be sure."""
    return bool(
        connection.execute(text(f"select pg_try_advisory_xact_lock({_LOCK_NAME})"), {"name": f"{flow}:{slug}"}).scalar()
    )
