"""A pooled connection to a database that is known to be there. Light: a crawl needs no more."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import Engine, create_engine, event

# A machine that loses its power says no goodbye: without these the server would keep its locks for two hours, and we
# would wait as long for a server's machine that went.
_CLIENT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
_SERVER_ALIVE = (
    "select set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),"
    " set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '60000', false)"
)


def driver_url(url: str) -> str:
    """A libpq URI as SQLAlchemy 2.0 wants it: with the driver in the scheme."""
    return "postgresql+psycopg://" + url.partition("://")[2]


def open_engine(url: str) -> Engine:
    """A pooled engine on a libpq URI as a user writes it (SQLAlchemy 2.0 wants the driver in the scheme).

    A machine that vanishes, ours or the server's, is noticed by the other one within about a minute.
    """
    engine = create_engine(
        driver_url(url),
        pool_size=2,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={"application_name": f"congresswatch {os.getpid()}", "connect_timeout": 10, **_CLIENT_ALIVE},
    )
    event.listen(engine, "connect", _stay_noticed)
    return engine


def _stay_noticed(connection: Any, _record: Any) -> None:
    """Have the server ask after us; on a socket of the same machine it needs not and does nothing."""
    connection.execute(_SERVER_ALIVE)
    connection.commit()
