"""Why a server would not let us in: libpq's many sentences turned into one line and one remedy each.

Pure: takes the address and what was said, connects to nothing. No password is ever part of the result.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from psycopg.conninfo import conninfo_to_dict

EMBEDDED = "leave DATABASE_URL empty to use the embedded database"
CREATE = "create database {database} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"

# libpq tells these apart only in its text: (what it says, what we say, what to do)
_REFUSALS = (
    (
        "password authentication failed|no password supplied",
        "{server} does not accept the password of user {user}",
        "correct USER:PASSWORD in DATABASE_URL (percent-encode @ : / ? # % in the password)",
    ),
    (
        'role ".*" does not exist',
        "{server} has no user {user}",
        "have an administrator run: create role {user} login password '...'",
    ),
    (
        'database ".*" does not exist',
        "{server} has no database {database}",
        f"have an administrator run: {CREATE}",
    ),
    (
        "permission denied for database",
        "user {user} may not connect to database {database} on {server}",
        "have an administrator run: grant connect, create on database {database} to {user}",
    ),
    (
        "no pg_hba.conf entry",
        "{server} does not let user {user} into database {database} from this machine",
        "have an administrator allow it in pg_hba.conf, or add sslmode=require to DATABASE_URL",
    ),
    (
        "connection refused|no such file or directory",
        "nothing listens at {server} (for database {database}, user {user})",
        f"start that server, correct HOST:PORT in DATABASE_URL, or {EMBEDDED}",
    ),
    (
        "resolve host|translate host name|idna",
        "the host of {server} is unknown (for database {database}, user {user})",
        f"correct HOST in DATABASE_URL, or {EMBEDDED}",
    ),
    (
        "timeout|timed out|unreachable|no route",
        "{server} does not answer (for database {database}, user {user})",
        f"check HOST:PORT in DATABASE_URL and the firewall between, or {EMBEDDED}",
    ),
    (
        "too many clients|connection slots|too many connections",
        "{server} has no free connection for user {user}",
        "end idle clients, or have an administrator raise max_connections",
    ),
    (
        "starting up|shutting down|recovery",
        "{server} is starting or stopping",
        "try again in a minute",
    ),
)


class Problem(NamedTuple):
    """Why the archive cannot live on a server, and what to do about it; one line each."""

    what: str
    remedy: str


def refusal(address: str, said: str) -> Problem:
    """What a failed connection means; the server's own words where we know no better."""
    parts = conninfo_to_dict(address)
    host, port = parts.get("host") or "the local socket", parts.get("port") or 5432
    names = {
        "server": f"server {host}" if str(host).startswith("/") else f"server {host}:{port}",
        "user": parts.get("user") or "(of the system)",
        "database": parts.get("dbname") or parts.get("user") or "(of the user)",
    }
    for pattern, what, remedy in _REFUSALS:
        if re.search(pattern, said, re.IGNORECASE):
            return Problem(what.format(**names), remedy.format(**names))
    words = " ".join(said.split())
    if parts.get("password"):
        words = words.replace(str(parts["password"]), "***")
    return Problem(f"{names['server']} cannot be used: {words}", f"correct DATABASE_URL, or {EMBEDDED}")
