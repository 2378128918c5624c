"""A command under way, and the lines it has printed so far."""

from __future__ import annotations

import signal
import subprocess
import threading

from tests.support.commands import until

PATIENCE = 90.0
STOP_SECONDS = 60.0


class Heard:
    """Listens beside the test, so that the command never waits for it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append(line.rstrip("\n"))

    def wait_for(self, words: str, patience: float = PATIENCE) -> str:
        """The first line with these words in it."""
        return until(lambda: next((line for line in self.lines if words in line), ""), patience, self.told)

    def ended(self, patience: float = STOP_SECONDS) -> int:
        """Wait for the end; the exit status."""
        status = self.process.wait(patience)
        self._reader.join(10)
        return status

    def end(self, number: signal.Signals) -> int:
        """Send the signal and wait for the end; the exit status."""
        self.process.send_signal(number)
        return self.ended()

    def told(self) -> str:
        return "\n".join(self.lines)
