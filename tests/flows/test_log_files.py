"""What children print is kept in files of bounded size, and trouble with a file never stops who prints."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.child import Child
from flows.log_files import LogFile
from tests.support.commands import until


def test_a_log_is_turned_over_by_size_and_the_oldest_goes(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "logs" / "part.log", max_bytes=1000, kept=2)
    for number in range(500):
        log.write(f"line {number}")
    log.close()
    files = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert files == ["part.log", "part.log.1", "part.log.2"]
    assert sum(path.stat().st_size for path in (tmp_path / "logs").iterdir()) <= 3000
    assert (tmp_path / "logs" / "part.log").read_text().splitlines()[-1] == "line 499"


def test_a_child_says_how_it_ended_with_its_last_words(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log")
    child = Child([sys.executable, "-c", "print('no space left'); raise SystemExit(3)"], {}, log)
    child.start()
    cause = until(child.cause, 30)
    until(lambda: log.last_lines(1), 30)
    assert cause.startswith("ended (exit status 3)")
    assert "no space left" in child.cause()
    child.stop(patience=1)


def test_a_killed_child_names_the_signal(tmp_path: Path) -> None:
    child = Child(["/bin/sh", "-c", "kill -9 $$"], {}, LogFile(tmp_path / "part.log"))
    child.start()
    assert until(child.cause, 30).startswith("killed by SIGKILL")
    child.stop(patience=1)


def test_a_log_that_cannot_be_written_does_not_hold_up_who_prints(tmp_path: Path) -> None:
    # every write to this device says that it is full; nothing is rotated there, as nothing is ever written
    (tmp_path / "part.log").symlink_to("/dev/full")
    child = Child([sys.executable, "-c", "print('x' * 100 * 5000)"], {}, LogFile(tmp_path / "part.log"))
    child.start()
    assert until(child.cause, 30).startswith("ended (exit status 0)")
    child.stop(patience=1)
