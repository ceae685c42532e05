"""Group commit: whoever comes first does the work of all who wait, then hands the turn on.

Each waits on a lock of its own. Waiting for one lock together looks simpler, but those whose work
is done stand in its queue before those who bring new work, so that every other commit carries a
single job: measured with 64 clients, 2500 commits for 3840 jobs instead of 130, at a third of the
rate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Job = TypeVar("Job")


def _closed() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class _Seat(Generic[Job]):
    job: Job
    gate: Lock = field(default_factory=_closed)
    leads: bool = False


class Turns(Generic[Job]):
    """Does jobs in groups, one group at a time, in the order they came.

    Args:
        work: Does a group of jobs and writes its answer into each; also when it raises.
    """

    def __init__(self, work: Callable[[Sequence[Job]], None]) -> None:
        self._work = work
        self._waiting: list[_Seat[Job]] = []
        self._taken, self._mutex = False, Lock()

    def take(self, job: Job) -> None:
        """Have a job done, perhaps together with others; returns when it is.

        Raises:
            Exception: what `work` raised, for the one whose thread did it.
        """
        seat = self._sit(job)
        if not seat.leads:
            seat.gate.acquire()
        if seat.leads:
            self._lead(seat)

    def _sit(self, job: Job) -> _Seat[Job]:
        seat = _Seat(job)
        with self._mutex:
            self._waiting.append(seat)
            seat.leads, self._taken = not self._taken, True
        return seat

    def _lead(self, mine: _Seat[Job]) -> None:
        with self._mutex:
            group, self._waiting = self._waiting, []
        try:
            self._work([seat.job for seat in group])
        finally:
            self._hand_on()
            for seat in group:
                if seat is not mine:
                    seat.gate.release()

    def _hand_on(self) -> None:
        with self._mutex:
            following = self._waiting[0] if self._waiting else None
            self._taken = following is not None
            if following:
                following.leads = True
                following.gate.release()
