"""Waking those who wait for the next event."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from time import monotonic

BRISK, IDLE, IDLE_AFTER = 0.01, 0.05, 1.0
"""Seconds between two looks at a file that another process may write, and when to look less."""


class Bell:
    """Rung on every commit of this process; who waits also looks from time to time.

    The look is `head()`: at 3 us it costs no more than `PRAGMA data_version`, and it answers the
    question itself. Who waits is counted before it looks, who rings has committed before it counts:
    either the look finds the event or the count finds who waits.
    """

    def __init__(self) -> None:
        self._rung, self._waiting, self._closed = 0, 0, False
        self._changed = Condition()

    def ring(self) -> None:
        """Wake everybody."""
        self._rung += 1
        if self._waiting:
            with self._changed:
                self._changed.notify_all()

    def close(self) -> None:
        """Wake everybody for good."""
        self._closed = True
        self.ring()

    def wait(self, head: Callable[[], int], after: int, timeout: float, *, pause: float) -> bool:
        """Sleep until `head()` is beyond a position, looking at least every `pause` seconds."""
        self._count(1)
        try:
            return self._wait(head, after, timeout, pause)
        finally:
            self._count(-1)

    def _wait(self, head: Callable[[], int], after: int, timeout: float, pause: float) -> bool:
        start = monotonic()
        while not self._closed:
            seen = self._rung
            if head() > after:
                return True
            waited = monotonic() - start
            if waited >= timeout:
                return False
            self._sleep(seen, min(timeout - waited, pause if waited < IDLE_AFTER else 5 * pause))
        return False

    def _count(self, more: int) -> None:
        with self._changed:
            self._waiting += more

    def _sleep(self, seen: int, seconds: float) -> None:
        with self._changed:
            if self._rung == seen and not self._closed:
                self._changed.wait(seconds)
