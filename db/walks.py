"""Readings of listings, whole: where the last one ended, what it proved, and what the listing said of itself."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql import insert as upsert

from db.clean import clean_text
from db.models import Validator, Walk
from db.values import LastWalk, Validators, WalkDone, Way

# A reading that was told "unchanged" or met a problem is no end to measure the next one by.
FINISHED = ("overlap", "exhausted", "window", "gap", "bound")


def last_walk(connection: Connection, source_id: int, way: Way, root_url: str) -> LastWalk | None:
    """The last reading of this listing that came to its end; None: there was none."""
    row = connection.execute(
        select(Walk.started_at, Walk.finished_at, Walk.covers)
        .where(Walk.source_id == source_id, Walk.way == way, Walk.root_url == root_url, Walk.ending.in_(FINISHED))
        # one that lies ahead was dated by a clock that was wrong, and would be the last for as long
        .where(Walk.started_at <= func.now())
        .order_by(Walk.started_at.desc())
        .limit(1)
    ).first()
    return LastWalk(row.started_at, row.finished_at, _days(row.covers)) if row else None


def _days(covers: Range[date] | None) -> tuple[date | None, date] | None:
    return None if covers is None or covers.upper is None else (covers.lower, covers.upper)


def finish_walk(connection: Connection, source_id: int, run_id: int | None, done: WalkDone) -> None:
    """Keep one whole reading of a listing."""
    row = asdict(done) | {"covers": None if done.covers is None else Range(*done.covers)}
    row |= {"root_url": clean_text(done.root_url), "problem": clean_text(done.problem)}
    connection.execute(insert(Walk).values(source_id=source_id, run_id=run_id, **row))


def proved_units(connection: Connection, source_id: int, way: Way, since: date) -> dict[str, date]:
    """Listings of days from `since` on that were read whole: the day up to which (not included), by root_url."""
    rows = connection.execute(
        select(Walk.root_url, func.max(func.upper(Walk.covers)).label("end"))
        .where(Walk.source_id == source_id, Walk.way == way, func.upper(Walk.covers) > since)
        .group_by(Walk.root_url)
    )
    return {row.root_url: row.end for row in rows}


def finished_units(connection: Connection, source_id: int, since: datetime) -> set[str]:
    """The listings, or parts of them, that were read to their end since an instant."""
    return set(
        connection.scalars(
            select(Walk.root_url).where(
                Walk.source_id == source_id, Walk.started_at >= since, Walk.ending == "exhausted"
            )
        )
    )


def validators(connection: Connection, source_id: int, url: str) -> Validators | None:
    """What this listing page said of itself when it was last read whole."""
    columns = [getattr(Validator, each.name) for each in fields(Validators)]
    row = connection.execute(
        select(*columns).where(Validator.source_id == source_id, Validator.url == clean_text(url))
    ).first()
    return Validators(**row._mapping) if row else None


def save_validators(connection: Connection, source_id: int, known: Validators) -> None:
    row = asdict(known) | {"url": clean_text(known.url)}
    changing = {name: value for name, value in row.items() if name != "url"}
    connection.execute(
        upsert(Validator)
        .values(source_id=source_id, **row)
        .on_conflict_do_update(index_elements=["source_id", "url"], set_=changing)
    )
