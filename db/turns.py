"""Whose turn is it to ask a host? One row a host, so that all runs on all machines together stay polite."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, text

_LONGEST = timedelta(days=1, minutes=5)
"""No host is granted longer (`crawler.polite.pace.LONGEST_DELAY`): what lies further ahead a wrong clock wrote."""
# A turn is a lease: it ends by itself where its holder was killed.
_TAKE = text("""
    insert into host_turn (host, free_at) values (:host, clock_timestamp() + make_interval(secs => :lease))
        on conflict (host) do update set free_at = excluded.free_at
         where host_turn.free_at <= clock_timestamp() or host_turn.free_at > clock_timestamp() + :longest
    returning true
""")
_WAIT = text("select extract(epoch from free_at - clock_timestamp())::float from host_turn where host = :host")
_GIVE = text("update host_turn set free_at = clock_timestamp() + make_interval(secs => :delay) where host = :host")


def take_turn(connection: Connection, host: str, lease_seconds: float) -> float:
    """0.0: the host is yours until you give it back, or the lease ends; else seconds after which to ask again."""
    if connection.execute(_TAKE, {"host": host, "lease": lease_seconds, "longest": _LONGEST}).scalar():
        return 0.0
    # the holder gives it back long before its lease ends
    return min(max(connection.execute(_WAIT, {"host": host}).scalar() or 0.0, 0.01), 0.25)


def give_turn(connection: Connection, host: str, delay_seconds: float) -> None:
    """The host may be asked again after so many seconds."""
    connection.execute(_GIVE, {"host": host, "delay": delay_seconds})
