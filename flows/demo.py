"""`congresswatch demo`: the bundled newsroom as the site, everything else as in earnest."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import platformdirs

from crawler.newsroom import Newsroom, serve, source_toml
from crawler.source import Source
from db import embedded, queries
from db.settings import Settings
from flows import children, show
from flows.questions import QUESTIONS
from flows.stack import Stack, stack, until_interrupted
from flows.up import narrator
from flows.watchlist import chosen_sources

SHOWN_QUESTIONS = 3
# those of the shipped sources/newsroom*.toml; a taken one moves to the next free port
PORTS = {"newsroom": 8391, "newsroom-daily": 8392}
FIRST_RUN_SECONDS = 600


def run_demo(once: bool) -> None:
    """Serve the newsroom, run everything on it, show the result; then go on until interrupted, or exit."""
    home = _own_home()
    with _newsroom(home) as slugs:
        settings = Settings.from_env()
        sources, _ = chosen_sources(slugs, settings)
        show.say("starting PostgreSQL and the Prefect server ...")
        with stack(settings, sources, show.say) as running:
            show.say(f"Prefect UI: {running.server.ui_url}")
            _first_run(running, sources)
            _show_result(running, settings)
            if not once:
                show.say("\nThe newsroom is visited every minute now. Ctrl-C stops everything.")
                until_interrupted(running.check, narrator(running.archive, show.say))
            show.say("stopping ...")


def _own_home() -> Path:
    """The demo's home: the one that was asked for, or its own, apart from any real archive."""
    home = os.environ.get("CONGRESSWATCH_HOME") or platformdirs.user_data_dir("congresswatch-demo", appauthor=False)
    os.environ["CONGRESSWATCH_HOME"] = home
    return Path(home)


@contextmanager
def _newsroom(home: Path) -> Iterator[list[str]]:
    """The newsroom on loopback; yields its sources' names. A taken port moves an outlet to the next free one."""
    started = time.monotonic()
    newsroom = Newsroom.build()
    with serve(newsroom, PORTS) as site:
        config = home / "demo-config"
        _write_sources(config, site.base_urls)
        os.environ["CONGRESSWATCH_CONFIG"] = str(config)
        for slug, url in site.base_urls.items():
            show.say(f"{slug}: {url}")
        show.say(f"the newsroom is open ({time.monotonic() - started:.1f} s)")
        yield list(site.base_urls)


def _write_sources(config: Path, base_urls: Mapping[str, str]) -> None:
    folder = config / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for slug, url in base_urls.items():
        (folder / f"{slug}.toml").write_text(source_toml(slug, url), "utf-8")


def _first_run(running: Stack, sources: Sequence[Source]) -> None:
    """Start each source's deployment now, as a click in the UI would, and wait for the results."""
    started, progress, say_finished = time.monotonic(), show.Progress(), narrator(running.archive, show.say)
    waiting = {source.slug for source in sources}
    before = running.archive.call(queries.last_run_ids)
    starter = children.start([sys.executable, "-m", "flows.start_runs", *sorted(waiting)], running.server.env)
    try:
        while waiting and time.monotonic() - started < FIRST_RUN_SECONDS:
            running.check()
            time.sleep(0.5)
            say_finished()
            last = {slug: running.archive.call(queries.last_run, slug) for slug in waiting}
            waiting = {
                s for s, row in last.items() if not row or row["id"] <= before.get(s, 0) or not row["finished_at"]
            }
            counts = running.archive.call(queries.page_counts, sorted(waiting))
            progress.update(
                f"{time.monotonic() - started:4.0f} s  " + "; ".join(f"{s}: {n}" for s, n in counts.items())
            )
    finally:
        progress.clear()
        children.stop(starter, patience=5)


def _show_result(running: Stack, settings: Settings) -> None:
    show.say("")
    for question in QUESTIONS[:SHOWN_QUESTIONS]:
        click.echo(f"{question.words}\n\n{question.sql};\n")
        click.echo(show.table(running.archive.call(queries.select_rows, question.sql)) + "\n")
    click.echo(f"Prefect UI   {running.server.ui_url}  (Runs > a run > Artifacts: its report)")
    click.echo(f'psql         psql "{embedded.ensure(settings.home).url()}"' if not settings.database_url else "")
    click.echo(f"other shells export CONGRESSWATCH_HOME={settings.home} CONGRESSWATCH_CONFIG={settings.config}")
