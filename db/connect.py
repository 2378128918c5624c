"""A pooled connection to a database that is known to be there. Light: a crawl needs no more."""

from __future__ import annotations

import os

from sqlalchemy import Engine, create_engine


def driver_url(url: str) -> str:
    """A libpq URI as SQLAlchemy 2.0 wants it: with the driver in the scheme."""
    return "postgresql+psycopg://" + url.partition("://")[2]


def open_engine(url: str) -> Engine:
    """A pooled engine on a libpq URI as a user writes it (SQLAlchemy 2.0 wants the driver in the scheme)."""
    return create_engine(
        driver_url(url),
        pool_size=2,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={"application_name": f"congresswatch {os.getpid()}", "connect_timeout": 10},
    )
