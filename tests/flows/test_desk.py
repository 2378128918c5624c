"""A run that breaks before its work begins is not left behind as one that goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.source import Discover, Source
from db import queries, runs
from db.archive import Archive
from flows import desk

SOURCE = Source(
    slug="paper",
    name="The Paper",
    home="https://paper.example/",
    domains=("paper.example",),
    article_url=r"/\d{4}/",
    discover=Discover(),
    path=Path("paper.toml"),
)


@pytest.mark.parametrize(("broken", "state"), [(KeyboardInterrupt, "cancelled"), (RuntimeError, "failed")])
def test_what_breaks_while_a_run_is_opened_closes_it(
    broken: type[BaseException], state: str, archive: Archive, workplace: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise broken("in between")

    monkeypatch.setattr(desk, "processor", breaks)
    with pytest.raises(broken), desk.open_desk(SOURCE, archive, "reprocess"):
        pass
    (run,) = archive.call(queries.select_rows, "select state, reason from run")
    assert (run["state"], run["reason"]) == (state, f"{broken.__name__}: in between")


@pytest.mark.parametrize("source_id", [None, 1])
def test_an_interrupt_between_the_row_and_its_number_closes_it(
    source_id: int | None, archive: Archive, workplace: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.call(runs.save_source, desk.source_row(SOURCE))
    started = archive.call

    def interrupted(function: Any, *args: Any) -> Any:
        answer = started(function, *args)
        if function in (runs.start_run, runs.open_run):
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(archive, "call", interrupted)
    with pytest.raises(KeyboardInterrupt), desk.opened(archive, source_id, "retag"):
        pass
    assert [row["state"] for row in archive.call(queries.select_rows, "select state from run")] == ["cancelled"]
