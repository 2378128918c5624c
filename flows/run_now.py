"""`congresswatch run` and `recheck`: a flow of each source, now, each in a process of its own, a few at a time.

Other flows are run the same way (`run_all`, `result`).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db import queries
from db.archive import Archive
from db.settings import Settings
from flows import children, show
from flows.server import prefect_server
from flows.stack import database
from flows.watchlist import chosen_sources

# A crawl mostly waits for its site; its processing keeps about one core busy.
AT_ONCE = 2
PATIENCE = 60.0
LOG_NAMES = {"monitor": "run"}
Children = dict[str, subprocess.Popen[str]]


def run_now(slugs: Sequence[str], flow: str = "monitor", options: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Run the flow of the sources (none named: all that may be contacted); a row per source: how its run went.

    `options`: further arguments of the flow's process.
    """
    settings = Settings.from_env()
    sources, left_out = chosen_sources(slugs, settings)
    for line in left_out:
        show.say(f"congresswatch: {line}")
    progress = show.Progress()
    progress.update("starting PostgreSQL and the Prefect server ...")
    with database(settings, show.say) as archive, prefect_server(settings, show.say, is_brief=True) as server:
        before = archive.call(queries.last_run_ids, flow)
        jobs = {source.slug: ["-m", f"flows.{flow}", source.slug, *options] for source in sources}
        ended = run_all(jobs, LOG_NAMES.get(flow, flow), server.env, settings, _watcher(archive, progress))
        return [result(archive, slug, flow, before.get(slug, 0), ended[slug]) for slug in jobs]


def run_all(
    jobs: Mapping[str, list[str]],
    name: str,
    env: dict[str, str],
    settings: Settings,
    watch: Callable[[Sequence[str]], None],
) -> dict[str, int]:
    """How the process of each source (arguments of Python, by slug) ended: exit status. Logs: logs/NAME-SLUG.log."""
    waiting, running, ended = list(jobs), Children(), dict[str, int]()
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                slug = waiting.pop(0)
                running[slug] = _start(jobs[slug], f"{name}-{slug}", env, settings)
            time.sleep(0.3)
            ended |= {slug: child.returncode for slug, child in running.items() if child.poll() is not None}
            running = {slug: child for slug, child in running.items() if slug not in ended}
            watch(list(running))
    except KeyboardInterrupt:
        show.say("stopping: what was fetched is being stored ...")
        raise
    finally:
        children.stop_all(running.values(), PATIENCE)
    return ended


def _start(args: list[str], name: str, env: dict[str, str], settings: Settings) -> subprocess.Popen[str]:
    path = settings.home / "logs" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as log:
        return children.start([sys.executable, *args], env, output=log)


def _watcher(archive: Archive, progress: show.Progress) -> Callable[[Sequence[str]], None]:
    last = [0.0]

    def watch(slugs: Sequence[str]) -> None:
        if not slugs:
            progress.clear()
        elif time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            counts = archive.call(queries.page_counts, list(slugs))
            progress.update(", ".join(f"{slug}: {counts.get(slug, 'reading its listings')}" for slug in slugs))

    return watch


def result(archive: Archive, slug: str, flow: str, before: int, exit_status: int) -> dict[str, Any]:
    """How the newest run of a flow on a source went; `before` is the newest one that is not meant."""
    row = archive.call(queries.last_run, slug, flow)
    if row and row["state"] == "running" and not exit_status:
        return {"source": slug, "state": "cancelled", "reason": "another run of it is under way"}
    log = f"see logs/{LOG_NAMES.get(flow, flow)}-{slug}.log in CONGRESSWATCH_HOME"
    if row is None or row["id"] <= before:
        return {"source": slug, "state": "failed", "reason": f"it did not start: {log}"}
    if row["state"] == "running":
        row |= {"state": "crashed", "reason": f"its process ended (exit status {exit_status}): {log}"}
    outcomes = archive.call(queries.run_outcomes, row["id"])
    counts = {name: outcomes.get(name, 0) for name in ("new", "revised", "unchanged", "duplicate", "skipped", "failed")}
    return {
        "source": slug,
        "state": row["state"],
        **counts,
        "requests": row["crawl"].get("downloader/request_count", 0),
        "reason": row["reason"],
    }
