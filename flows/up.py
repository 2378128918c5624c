"""`congresswatch up`: everything, in the foreground, until Ctrl-C; each finished run is one line, and so is what died
and was started again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db import queries
from db.archive import Archive
from db.settings import Settings
from flows import show
from flows.binding import Binding
from flows.receivers import receivers
from flows.rules_in_force import rules_in_force, standing
from flows.stack import stack, until_interrupted
from flows.steps.run_report import summary
from flows.watchlist import chosen_sources


def run_up(slugs: Sequence[str]) -> None:
    """Serve the sources' schedules until interrupted."""
    settings = Settings.from_env()
    Binding.from_env()  # what is refused is refused before anything starts
    receivers()
    sources, left_out = chosen_sources(slugs, settings)
    for line in left_out:
        show.say(f"congresswatch: {line}")
    show.say("starting PostgreSQL and the Prefect server ...")
    with stack(settings, sources, show.say) as running:
        show.say(f"Prefect UI  {running.server.ui_url}")
        show.say(f"at a glance {show.at_a_glance(running.server.ui_url)}")
        show.say('archive     psql "$(congresswatch db url)"')
        if said := standing(running.archive, rules_in_force(settings)):
            show.say(f"tags        {said}")
        for source in sources:
            show.say(f"watching    {source.slug}: {source.schedule} (Asia/Shanghai)")
        until_interrupted(running.check, narrator(running.archive, show.say))
        show.say("stopping ...")


def narrator(archive: Archive, say: Callable[[str], None]) -> Callable[[], None]:
    """A function that says one line for each run that has finished since its last call."""
    last = [archive.call(queries.newest_finished_run)]

    def narrate() -> None:
        for row in archive.call(queries.runs_finished_after, last[0]):
            reason = f" ({row['reason']})" if row["reason"] else ""
            counts = summary(archive.call(queries.run_outcomes, row["id"]))
            say(f"{row['finished_at']:%H:%M:%S} UTC  {row['source']}: {row['state']}, {counts}{reason}")
            last[0] = row["finished_at"]

    return narrate
