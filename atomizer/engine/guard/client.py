"""The runner's side of the guard: start it, wait for its answer, ask it to end."""

import contextlib
import os
import subprocess
import sys
from types import TracebackType
from typing import Self

from atomizer.engine.guard.order import Ended, Order, read_ended


class Guarded:
    """A program under guard. One thread waits for it; any other may end it.

    Raises:
        OSError: the guard cannot be started.
    """

    def __init__(self, order: Order) -> None:
        self._guard = subprocess.Popen(
            [sys.executable, "-P", "-m", "atomizer.engine.guard"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # who ends the runner's group must not end the guard first
        )
        self._tell(order.line())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Of the guard."""
        return self._guard.pid

    def end(self) -> None:
        """Ask for the end of the program and all it started."""
        self._tell(b"end\n")

    def wait(self) -> Ended:
        """How it ended; until then nothing of it is left."""
        assert self._guard.stdout, "it is a pipe"
        ended = read_ended(self._guard.stdout.readline())
        self._guard.wait()
        return ended

    def close(self) -> None:
        """Let go of it: what still runs is ended."""
        assert self._guard.stdin and self._guard.stdout, "both are pipes"
        with contextlib.suppress(OSError):
            self._guard.stdin.close()
        self._guard.wait()
        self._guard.stdout.close()

    def _tell(self, line: bytes) -> None:
        assert self._guard.stdin, "it is a pipe"
        with contextlib.suppress(OSError):  # it has ended meanwhile
            self._guard.stdin.write(line)
            self._guard.stdin.flush()


def guarded(order: Order) -> Ended:
    """Run a program under guard to its end."""
    with Guarded(order) as running:
        return running.wait()


def environment(**changed: str) -> dict[str, str]:
    """That of this process with changes; a worker's holds no secrets."""
    return {**os.environ, **changed}
