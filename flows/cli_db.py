"""`congresswatch db ...`: the database as a thing: where it is, its schema, its backups."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import click

from db.settings import Settings
from flows import show

KINDS = ("migrator", "writer", "analyst")  # db.access would load the driver for --help


@click.group()
def db() -> None:
    """Where the archive is, its schema, its backups.

    The embedded PostgreSQL under CONGRESSWATCH_HOME, or the database that DATABASE_URL names.
    """


@db.command()
def url() -> None:
    """Print the libpq URI, on the last line.

    Starts the embedded server, and makes the archive, where it is the one.

    \b
    psql "$(congresswatch db url)" -c "select * from coverage limit 5"
    """
    from db import engine

    settings = Settings.from_env()
    # another's server is neither contacted nor changed for an address
    address = engine.database_url if settings.database_url else engine.readable
    click.echo(address(settings, show.say))


@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open psql on the archive; further arguments are psql's own."""
    from db.engine import readable

    settings = Settings.from_env()
    address = readable(settings, show.say)
    program, (address, env) = _program("psql"), _without_password(address)
    os.execve(program, [program, address, *arguments], env)  # noqa: S606 - psql takes our place


@db.command()
def upgrade() -> None:
    """Bring the schema to this version. Safe to repeat. Back up an external database first."""
    from db import engine, migrate

    settings = Settings.from_env()
    address = engine.database_url(settings, show.say)
    if settings.database_url:
        engine.refuse_unusable(address, "upgrade")
    if migrate.is_current(address):
        show.say("already up to date")
    else:
        migrate.upgrade(address)
        show.say(f"upgraded to {migrate.head()}")


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole archive into FILE (pg_dump's custom format). Monitoring may go on meanwhile."""
    settings = Settings.from_env()
    partial = file.with_name(file.name + ".partial")
    _call(settings, ["pg_dump", "--format=custom", "--no-owner", f"--file={partial}", "--dbname"])
    partial.replace(file)
    show.say(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is in the database without asking.")
def restore(file: Path, yes: bool) -> None:
    """Replace the archive by the backup in FILE. Stop `up` first."""
    if not yes:
        click.confirm("This replaces everything in the archive. Go on?", abort=True)
    settings = Settings.from_env()
    arguments = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _call(settings, ["pg_restore", *arguments, str(file), "--dbname"])
    show.say("restored")


@db.command()
@click.argument("view", default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of text.")
def describe(view: str, as_json: bool) -> None:
    """What the views hold: every view and `search`, or the columns of VIEW.

    \b
    congresswatch db describe
    congresswatch db describe coverage_daily
    """
    from db import queries
    from flows.status_commands import reading

    with reading(Settings.from_env()) as archive:
        found = archive.call(queries.described, view)
        known = [row["view"].partition("(")[0] for row in archive.call(queries.described, "")]
    if not found:
        near = difflib.get_close_matches(view, known, 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`congresswatch db describe` lists them"
        raise click.BadParameter(f"there is no view {view}; {hint}", param_hint="VIEW")
    for row in found:
        name, *kind, holds = row.values()
        if as_json:
            click.echo(show.as_line(row))
        else:
            click.secho("  ".join([name, *kind]), bold=True)
            click.echo(textwrap.fill(holds or "", 100, initial_indent="    ", subsequent_indent="    "))


@db.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--name", default="", help="The role's name; congresswatch_KIND without it.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the password; without it one is made up.",
)
@click.option("--new-password", is_flag=True, help="Give a role that exists another password.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: role, kind, url, is_new.")
def role(kind: str, name: str, password_file: Path | None, new_password: bool, as_json: bool) -> None:
    """Make a role with the least rights for its work, or bring its rights up to date; print its address.

    KIND is analyst (reads everything, changes nothing, 30 s a statement: raise it with `set statement_timeout`),
    writer (what `up`, `run` and the workers need, without any right to the shape of the tables or to delete what was
    fetched) or migrator (`db upgrade` only). The address holds the password once, when it is new. With DATABASE_URL
    it must name a role that may make roles; the embedded PostgreSQL has one.

    \b
    congresswatch db role analyst
    DATABASE_URL=postgresql://postgres@HOST/archive congresswatch db role writer --password-file writer.pw
    """
    from db import access, engine

    password = password_file.read_text("utf-8").partition("\n")[0].strip() if password_file else ""
    if password_file and not password:
        raise click.BadParameter("its first line is empty", param_hint="--password-file")
    given = access.give(
        engine.admin_url(Settings.from_env(), show.say),
        access.KINDS[KINDS.index(kind)],
        name or f"congresswatch_{kind}",
        password,
        is_renewed=new_password or bool(password),
    )
    if as_json:
        click.echo(show.as_line({"role": given.role, "kind": kind, "url": given.url, "is_new": given.is_new}))
        return
    show.say(f"{given.role}: {'made' if given.is_new else 'brought up to date'}")
    if not given.has_password:
        show.say("its password is as before and not shown; --new-password makes another")
    click.echo(given.url)


@db.command()
def stop() -> None:
    """Stop the embedded server. It starts again by itself when a command needs it."""
    from db import embedded

    show.say("stopped" if embedded.stop(Settings.from_env().home) else "it was not running")


def _program(name: str) -> str:
    """A program as new as the embedded server, for external ones too: pg_dump refuses a newer server."""
    from db.embedded import runtime

    shipped = runtime.offered()
    found = str(shipped.bindir / name) if shipped else shutil.which(name)
    if not found:
        raise click.ClickException(f"{name} was not found: install PostgreSQL's client programs")
    return found


def _without_password(address: str) -> tuple[str, dict[str, str]]:
    """The address for a command line, and the environment that carries its password: arguments show in `ps`."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(address)
    password = parts.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return make_conninfo("", **parts), {**os.environ, **secret}


def _call(settings: Settings, command: list[str]) -> None:
    """Run a PostgreSQL program, the archive's address appended; its own words are the error."""
    from db import engine

    address, env = _without_password(engine.database_url(settings, show.say))
    program = _program(command[0])
    done = subprocess.run([program, *command[1:], address], check=False, stderr=subprocess.PIPE, text=True, env=env)
    if done.returncode:
        show.say(f"congresswatch: {done.stderr.strip()}")
        sys.exit(1)
