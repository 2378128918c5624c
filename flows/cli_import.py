"""`congresswatch import-warc`: other people's crawls into the archive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows import show
from flows.endings import stop_in_order


@click.command("import-warc")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--source", default="", help="Take only this source's captures.")
@click.option(
    "--dry-run", is_flag=True, help="Only count what is in the files; the archive is neither asked nor changed."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and file, for scripts.")
def import_warc(paths: tuple[Path, ...], source: str, dry_run: bool, as_json: bool) -> None:
    """Take captures of our sources out of WARC files.

    The way into years that a site no longer serves: crawls of web archives, of wget, of browser extensions. Each
    PATH is a file (.warc or .warc.gz) or a folder that is searched. Nobody is contacted, CONGRESSWATCH_CONTACT is
    not needed.

    Taken is each web page that answered 200 at an article address of a source, as a capture of its own date;
    revisits get the bytes of their originals. Everything else is counted, with its reason. Importing twice stores
    nothing twice; interrupted, the same command goes on. A running monitor may go on meanwhile.

    \b
    congresswatch import-warc crawl-2019.warc.gz
    congresswatch import-warc --dry-run crawls/          what is in there, and which sites have no source yet
    congresswatch import-warc --source ichongqing crawls/*.warc.gz

    Exit status: 0 every file was read to its end; 1 some file was not (what could be read is kept); 2 nothing could
    be done; 130 it was interrupted (what was kept stays).
    """
    from flows.import_now import count_only, import_now
    from flows.import_report import legend, no_source, without_zeros

    stop_in_order()
    done = count_only(paths, source) if dry_run else import_now(paths, source)
    show.rows(done.files if as_json else without_zeros(done.files), as_json, "no file was read")
    if not as_json:
        for line in legend(done.files):
            show.say(f"  {line}")
        show.rows(done.sources, False, "")
        for row in done.files:
            if row["problem"]:
                show.say(f"congresswatch: {row['problem']}")
    if done.hosts:
        show.say(no_source(done.hosts))
    sys.exit(done.exit_status)
