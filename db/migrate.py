"""The schema's way forward: Alembic migrations, then the views, which are replaced whenever their text changed."""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from db.connect import driver_url

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
# Two upgrades at once would race for the same tables; any fixed number serves as the lock's name.
LOCK = 0x636F6E6772657373


DEPENDENT_OBJECTS = "2BP01"


class MigrationProblemError(Exception):
    """The schema cannot be brought forward as things are; the message says what stands in the way."""


def upgrade(url: str) -> None:
    """Bring the database at `url` to this code's schema; does nothing where it already is."""
    from alembic import command

    engine = create_engine(driver_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("set local lock_timeout = '30s'"))
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(_config(connection), "head")
        _replace_views(connection)


def check(url: str) -> None:
    """Raise where the models and the migrated database differ."""
    from alembic import command

    engine = create_engine(driver_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        command.check(_config(connection))


def is_current(url: str) -> bool:
    """Whether `upgrade` would have nothing to do; costs one short query, without SQLAlchemy's set-up."""
    facts = _facts(url)
    return facts.get("schema") == head() and facts.get("views_sha256") == _views_sha256()


def schema(url: str) -> str:
    """The newest migration the archive has; '' where there is no archive."""
    return _facts(url).get("schema", "")


def newer_than_this(url: str) -> str:
    """The archive's schema where a newer version of this program made it; else ''."""
    found = schema(url)
    return found if found > head() else ""


def _facts(url: str) -> dict[str, str]:
    with closing(psycopg.connect(url, connect_timeout=10)) as connection:
        found = connection.execute("select to_regclass('archive_fact')").fetchone()
        if not found or not found[0]:
            return {}
        return dict(connection.execute("select key, value from archive_fact").fetchall())


def head() -> str:
    """The newest migration this code knows."""
    # migrations are files named for themselves and dated (a letter tells those of one day apart); Alembic would
    # say the same, half a second later
    return max(path.stem for path in (HERE / "migrations" / "versions").glob("2*.py"))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["connection"] = connection
    return config


def _views() -> list[str]:
    return [path.read_text("utf-8") for path in sorted((HERE / "views").glob("*.sql"))]


def _view_names() -> list[str]:
    return re.findall(r"^create view (\w+)", "\n".join(_views()), re.MULTILINE)


def _views_sha256() -> str:
    return hashlib.sha256("\n".join(_views()).encode()).hexdigest()


def _drop_views(connection: Connection) -> None:
    try:
        connection.exec_driver_sql(f"drop view if exists {', '.join(_view_names())}")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") != DEPENDENT_OBJECTS:
            raise
        told = " ".join(str(error.orig).split())
        raise MigrationProblemError(
            f"objects of your own stand on our views: drop them, upgrade, make them again ({told})"
        ) from None


# whatever their parameters were: those of an older version would stand beside the new ones
_FUNCTIONS = ["search", "chinese_highlight", "phrase_pattern", "newest_share_since", "word_share"]
_ROUTINES = text("""
    select cast(cast(oid as regprocedure) as text)
      from pg_proc where pronamespace = current_schema()::regnamespace and proname = any (:names)
""")
# a view that is made anew has lost whom it was shown to
_GRANTS = text("""
    select format('grant %s on %I to %s', privilege_type, relname,
                  case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end)
      from pg_class, aclexplode(relacl)
     where relkind = 'v' and relname = any (:views) and grantee <> relowner
       and relnamespace = 'public'::regnamespace
""")


def _replace_views(connection: Connection) -> None:
    applied = connection.execute(text("select value from archive_fact where key = 'views_sha256'")).scalar()
    if applied != _views_sha256():
        grants = connection.scalars(_GRANTS, {"views": _view_names()}).all()
        for routine in connection.scalars(_ROUTINES, {"names": _FUNCTIONS}).all():
            connection.exec_driver_sql(f"drop function {routine}")
        _drop_views(connection)
        for sql in [*_views(), *grants]:
            connection.exec_driver_sql(sql.replace("%", "%%"))
    version = connection.execute(text("select version_num from alembic_version")).scalar_one()
    connection.execute(
        text(
            "insert into archive_fact (key, value) values ('schema', :schema), ('views_sha256', :views)"
            " on conflict (key) do update set value = excluded.value"
        ),
        {"schema": version, "views": _views_sha256()},
    )
