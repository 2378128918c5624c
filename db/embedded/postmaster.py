"""The server process of a cluster: is it there, start it, wait for it, stop it.

Promises: a process is taken for the server only if its command line says so, so a process id that was given to another
program after a crash is never waited for and never signalled; a start waits out what a killed server left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from db.embedded.rootless import Runner
from db.embedded.runtime import EmbeddedError

START_SECONDS = 300.0
"""Crash recovery of a big archive takes a while; a server that has died is noticed at once."""
LEFTOVER_SECONDS = 30.0
STOP_SECONDS = 30.0
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class PidFile:
    """What the server writes about itself into its data directory."""

    pid: int
    port: int
    socket_dir: Path
    state: str
    """`starting`, `ready`, `stopping`, or empty before it is known."""


def parse_pid_file(text: str) -> PidFile | None:
    """None where it is empty, cut short or not a pid file: the server writes it line by line while it starts."""
    lines = text.splitlines()
    if len(lines) < 5 or not lines[0].strip().isdecimal() or not lines[3].strip().isdecimal():
        return None
    state = lines[7].strip() if len(lines) > 7 else ""
    return PidFile(int(lines[0]), int(lines[3]), Path(lines[4]), state)


def read_pid_file(data_dir: Path) -> PidFile | None:
    try:
        return parse_pid_file(os.fsdecode((data_dir / "postmaster.pid").read_bytes()))
    except FileNotFoundError:
        return None


def running_pid(data_dir: Path) -> int | None:
    """The process id of the server of `data_dir`, starting and stopping ones included."""
    pid = _claimed_pid(data_dir / "postmaster.pid")
    return pid if pid and f"postgres -D {data_dir}" in _command_line(pid) else None


def start(runner: Runner, bindir: Path, data_dir: Path, socket_dir: Path) -> None:
    """Start the server and wait until it takes connections; EmbeddedError with its last words where it does not."""
    log = data_dir.parent / "log" / "start.log"
    give_up = time.monotonic() + LEFTOVER_SECONDS
    while True:
        _drop_stale_locks(data_dir, socket_dir)
        with log.open("w") as out:
            runner.give(log)
            pid = runner.launch(bindir / "postgres", "-D", data_dir, log=out)
        if wait_ready(data_dir, pid):
            return
        said = log.read_text(errors="replace")
        # backends of a killed server hold its memory until they notice; starting beside them would corrupt the data
        if "pre-existing shared memory block" not in said or time.monotonic() > give_up:
            raise EmbeddedError(f"the embedded PostgreSQL did not start: {_last_words(said)} (see {log.parent})")
        time.sleep(10 * _PAUSE)


def wait_ready(data_dir: Path, pid: int) -> bool:
    """True once process `pid` takes connections, False once it has died; EmbeddedError after START_SECONDS."""
    give_up = time.monotonic() + START_SECONDS
    while is_alive(pid):
        found = read_pid_file(data_dir)
        if found and found.pid == pid and found.state == "ready":
            return True
        if time.monotonic() > give_up:
            log = data_dir.parent / "log"
            raise EmbeddedError(f"the embedded PostgreSQL (process {pid}) is still starting: see {log}")
        time.sleep(_PAUSE)
    return False


def stop(data_dir: Path, pid: int) -> None:
    """End the server, closing its connections; a stuck one is ended the hard way, which it recovers from."""
    for request in (signal.SIGINT, signal.SIGQUIT):
        os.kill(pid, request)
        give_up = time.monotonic() + STOP_SECONDS
        while time.monotonic() < give_up:
            if not is_alive(pid):
                return
            time.sleep(_PAUSE)
    raise EmbeddedError(f"the embedded PostgreSQL (process {pid}) does not stop: see {data_dir.parent / 'log'}")


def is_alive(pid: int) -> bool:
    """Whether the process exists and has not ended; one that nobody has waited for yet has ended."""
    if not _exists(pid):
        return False
    try:
        # the state follows the name, which is in brackets and may hold any character
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return sys.platform != "linux"


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_line(pid: int) -> str:
    """Empty where the process has ended or belongs to someone who hides it."""
    if sys.platform != "linux":
        asked = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
    except OSError:
        return ""


def _claimed_pid(lock: Path) -> int | None:
    try:
        first = lock.read_text(errors="replace").partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdecimal() and int(first) > 0 else None


def _drop_stale_locks(data_dir: Path, socket_dir: Path) -> None:
    """Remove locks whose process id now belongs to another program; PostgreSQL would respect them for ever.

    Only called when no server of `data_dir` runs. Locks of processes that are gone are left: PostgreSQL checks them.
    """
    for lock in (data_dir / "postmaster.pid", *socket_dir.glob(".s.PGSQL.*.lock")):
        pid = _claimed_pid(lock)
        if pid and _exists(pid):
            lock.unlink()


def _last_words(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "error"))]
    return " / ".join((telling or lines or ["it said nothing"])[-3:])
