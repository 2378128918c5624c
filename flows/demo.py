"""`congresswatch demo`: the bundled newsroom as the site, everything else as in earnest."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
import platformdirs

from crawler.newsroom import Newsroom, serve, source_toml
from crawler.source import Source, load_sources
from db import embedded, queries
from db.settings import Settings
from flows import children, show
from flows.questions import QUESTIONS
from flows.server import ServerProblemError, running_api_url
from flows.stack import Stack, stack, until_interrupted
from flows.up import narrator
from flows.watchlist import NotMonitoredError, chosen_sources

SHOWN_QUESTIONS = 3
# those of the shipped sources/newsroom*.toml; a taken one moves to the next free port
PORTS = {"newsroom": 8391, "newsroom-daily": 8392}
FIRST_RUN_SECONDS = 600


def run_demo(once: bool) -> bool:
    """Serve the newsroom, run everything on it, show the result; then go on until interrupted, or return.

    Whether each first run went well. Raises NotMonitoredError where a demo runs in this home already.
    """
    home = _own_home()
    with _only_demo(home), _newsroom(home) as slugs:
        settings = Settings.from_env()
        sources, _ = chosen_sources(slugs, settings)
        if settings.database_url:
            show.say("DATABASE_URL is set: the newsroom's invented articles go there")
        show.say("starting PostgreSQL and the Prefect server ...")
        with stack(settings, sources, show.say) as running:
            show.say(f"Prefect UI: {running.server.ui_url}")
            went_well = _first_run(running, sources)
            _show_result(running, settings)
            if not once:
                show.say("\nThe newsroom is visited every minute now. Ctrl-C stops everything.")
                until_interrupted(running.check, narrator(running.archive, show.say))
            show.say("stopping ...")
    return went_well


def _own_home() -> Path:
    """The demo's home: the one that was asked for, or its own, apart from any real archive."""
    home = os.environ.get("CONGRESSWATCH_HOME") or platformdirs.user_data_dir("congresswatch-demo", appauthor=False)
    os.environ["CONGRESSWATCH_HOME"] = home
    return Settings.from_env().home


@contextmanager
def _only_demo(home: Path) -> Iterator[None]:
    """Two newsrooms at different addresses would each become half of one source's archive."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            api_url = running_api_url(home)
            where = f", its Prefect UI at {api_url.removesuffix('/api')}" if api_url else ""
            raise NotMonitoredError(
                f"a demo is running in {home} already{where}: stop it, or set CONGRESSWATCH_HOME to another folder"
            ) from None
        yield


@contextmanager
def _newsroom(home: Path) -> Iterator[list[str]]:
    """The newsroom on loopback; yields its sources' names. A taken port moves an outlet to the next free one."""
    started = time.monotonic()
    config, newsroom = home / "demo-config", Newsroom.build()
    wanted = _last_ports(config)
    with serve(newsroom, wanted) as site:
        _write_sources(config, site.base_urls)
        os.environ["CONGRESSWATCH_CONFIG"] = str(config)
        for slug, url in site.base_urls.items():
            moved = "" if urlsplit(url).port == wanted[slug] else f"  (port {wanted[slug]} is taken)"
            show.say(f"{slug}: {url}{moved}")
        show.say(f"the newsroom is open ({time.monotonic() - started:.1f} s)")
        yield list(site.base_urls)


def _last_ports(config: Path) -> dict[str, int]:
    """Where the newsroom was the last time: at other ports every page of it would be another address."""
    if not config.is_dir():
        return PORTS
    last = {source.slug: urlsplit(source.home).port for source in load_sources(config).sources if source.slug in PORTS}
    return {slug: last.get(slug) or port for slug, port in PORTS.items()}


def _write_sources(config: Path, base_urls: Mapping[str, str]) -> None:
    folder = config / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for slug, url in base_urls.items():
        (folder / f"{slug}.toml").write_text(source_toml(slug, url), "utf-8")


def _first_run(running: Stack, sources: Sequence[Source]) -> bool:
    """Start each source's deployment now, as a click in the UI would, and wait; whether all went well."""
    slugs = {source.slug for source in sources}
    before = running.archive.call(queries.last_run_ids, "monitor")
    starter = children.start([sys.executable, "-m", "flows.start_runs", *sorted(slugs)], running.server.env)
    try:
        _wait_for_runs(running, slugs, before, starter)
    finally:
        children.stop(starter, patience=5)
    last = [running.archive.call(queries.last_run, slug, "monitor") for slug in slugs]
    return all(row and row["state"] in ("completed", "warning") for row in last)


def _wait_for_runs(running: Stack, slugs: set[str], before: Mapping[str, int], starter: subprocess.Popen[str]) -> None:
    """Until a run of each has ended that began after `before`; each is said as it ends."""
    started, progress, say_finished = time.monotonic(), show.Progress(), narrator(running.archive, show.say)
    waiting = slugs
    while waiting and time.monotonic() - started < FIRST_RUN_SECONDS:
        running.check()
        if starter.poll():
            raise ServerProblemError("the first runs could not be started; see logs/worker.log in CONGRESSWATCH_HOME")
        time.sleep(0.5)
        say_finished()
        last = {slug: running.archive.call(queries.last_run, slug, "monitor") for slug in waiting}
        waiting = {s for s, row in last.items() if not row or row["id"] <= before.get(s, 0) or not row["finished_at"]}
        counts = running.archive.call(queries.page_counts, sorted(waiting))
        progress.update(f"{time.monotonic() - started:4.0f} s  " + "; ".join(f"{s}: {n}" for s, n in counts.items()))
    progress.clear()


def _show_result(running: Stack, settings: Settings) -> None:
    show.say("")
    for question in QUESTIONS[:SHOWN_QUESTIONS]:
        click.echo(f"{question.words}\n\n{question.sql};\n")
        click.echo(show.table(running.archive.call(queries.select_rows, question.sql)) + "\n")
    click.echo(f"Prefect UI   {running.server.ui_url}")
    click.echo(f"at a glance  {show.at_a_glance(running.server.ui_url)}")
    address = "$DATABASE_URL" if settings.database_url else embedded.ensure(settings.home).url()
    click.echo(f'psql         psql "{address}"')
    click.echo(f"other shells export CONGRESSWATCH_HOME={settings.home} CONGRESSWATCH_CONFIG={settings.config}")
