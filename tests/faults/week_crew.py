"""The workers of a simulated week: jobs are shared among them as they come free."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from flows import children

PATIENCE = 300.0
DIED = "DIED"


class Job(NamedTuple):
    flow: str
    slug: str


class Told(NamedTuple):
    job: Job
    state: str
    """Of the flow run, as Prefect names it; `DIED`: no answer came."""
    message: str


class Worker:
    """A process that runs flows (tests/faults/week_worker.py), asked by one thread at a time."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._log = log.open("a", encoding="utf-8")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.week_worker"],
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        self.memory = 0
        """Bytes, after the last run."""

    def run(self, job: Job, ahead: timedelta) -> Told:
        assert self.child.stdin
        assert self.child.stdout
        overdue = threading.Timer(PATIENCE, self.child.kill)
        overdue.start()
        try:
            print(json.dumps({**job._asdict(), "ahead": ahead.total_seconds()}), file=self.child.stdin, flush=True)
            answer = self.child.stdout.readline()
        except OSError:
            answer = ""
        finally:
            overdue.cancel()
        if not answer:
            return Told(job, DIED, f"{job.flow} of {job.slug}: its worker died, or it took over {PATIENCE:.0f} s")
        told = json.loads(answer)
        self.memory = told["memory"]
        return Told(job, told["state"], told["message"])

    def stop(self) -> None:
        children.stop(self.child, patience=20)
        for pipe in (self.child.stdin, self.child.stdout, self._log):
            # what could not be written to a dead worker is of no use any more
            with suppress(OSError):
                if pipe:
                    pipe.close()


def work(workers: Sequence[Worker], jobs: Sequence[Job], ahead: timedelta) -> list[Told]:
    """Every job once, in this order as far as the workers allow; what became of each."""
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    told = list[Told]()

    def take(worker: Worker) -> None:
        while True:
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            told.append(worker.run(job, ahead))

    threads = [threading.Thread(target=take, args=(worker,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        # in steps: a join without end would not be interrupted
        while thread.is_alive():
            thread.join(0.5)
    return told
