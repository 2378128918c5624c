"""The archive's disk is full in the middle of a run: a clear line, nothing lost, and the next run goes on."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from db import embedded, migrate
from flows.server import Server
from tests.support.commands import until
from tests.support.final_rows import final_rows, imbalances
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"
# the embedded PostgreSQL, an empty archive, and as much again
SIZE = "600m"
CHUNK = b"\0" * 1_000_000


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.25), {SLUG: 0}) as opened:
        opened.faults["article"] = faults.delayed(0.2)
        yield opened


@pytest.fixture
def place(site: Site, prefect: Server, tmp_path: Path) -> Iterator[Workplace]:
    """A workplace whose archive is on a small disk of its own."""
    home = Path(tempfile.mkdtemp(prefix="cw-disk-"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", home], check=False).returncode:
        home.rmdir()
        pytest.skip("not permitted to mount a disk here")
    try:
        migrate.upgrade(embedded.ensure(home).url())
        made = Workplace(home, tmp_path / "config", "", {"PREFECT_API_URL": prefect.api_url})
        made.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
        yield made
    finally:
        embedded.stop(home)
        subprocess.run(["umount", "--lazy", home], check=True)
        home.rmdir()


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as written:
        for size in (len(CHUNK), 1000):
            try:
                while written.write(CHUNK[:size]):
                    pass
            except OSError:
                continue


def test_the_run_says_so_and_with_space_the_next_one_goes_on(place: Workplace, site: Site) -> None:
    url = embedded.ensure(place.home).url()
    with place.start("-m", "flows", "run", SLUG) as run:
        until(lambda: final_rows(url)[9:], 90)
        fill(place.home / "filler")
        said, _ = run.communicate(timeout=180)
    assert run.returncode != 0
    assert "the database's disk is full: make room on it, and the next run goes on" in said
    assert "Traceback" not in said
    (place.home / "filler").unlink()
    place.run(SLUG)
    rows = final_rows(embedded.ensure(place.home).url())
    assert len({row["canonical_url"] for row in rows} - {None}) == len(site.listed(SLUG))
    assert imbalances(url) == []
