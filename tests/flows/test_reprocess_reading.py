"""Portions are read ahead, each is kept once: also when the database was away for a moment."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from db import reprocessing, runs
from db.archive import Archive
from db.reprocessing import EVER
from flows import reading as module
from flows.reading import Reading
from tests.db.test_reprocessing import Reprocess, article, monitor, refusing_twice, with_credit
from tests.db.test_store import SOURCE, fetch


class Flaky:
    """An archive that breaks once, at the second portion that is to be kept: before or after it was."""

    def __init__(self, archive: Archive, *, is_kept: bool) -> None:
        self.archive, self.is_kept, self.count = archive, is_kept, 0

    def call(self, function: Any, *args: Any) -> Any:
        self.count += function is reprocessing.stage
        is_breaking = function is reprocessing.stage and self.count == 2
        found = self.archive.call(function, *args) if self.is_kept or not is_breaking else None
        if is_breaking:
            raise ConnectionError("the database went away")
        return found


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_step_that_broke_is_taken_again(archive: Archive, monkeypatch: pytest.MonkeyPatch, is_kept: bool) -> None:
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    refusing_twice(archive, source_id)
    fetch(archive, source_id, "/c/", "/d/", "/e/")
    monitor(archive, source_id, "1", with_credit)
    again = Reprocess(archive, source_id, "2", article)
    archive.call(reprocessing.begin, source_id, again.run_id, again.versions, EVER, is_afresh=True)
    monkeypatch.setattr(module, "BATCH", 1)
    desk: Any = SimpleNamespace(archive=Flaky(archive, is_kept=is_kept), source_id=source_id, process=again.process)
    broken = 0
    with Reading(desk) as reading:
        while True:
            try:
                if not reading.step():
                    break
            except ConnectionError:
                broken += 1
    assert broken == 1
    summary = again.summary()
    assert (summary["text_count"], summary["refused_count"], summary["staged_count"]) == (4, 2, 6)
