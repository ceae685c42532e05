"""A pool of workers on this machine: jobs go in, outcomes come out, in any order.

One thread supervises one warm worker process. A job that takes its worker down, or is ended for
taking too long, fails alone; the worker is replaced. Licence tokens are taken all at once or not
at all, and a job that waits for one does not keep others waiting.
"""

import queue
from collections.abc import Mapping
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

from atomizer.domain.values import Value
from atomizer.engine.attempt import Attempt
from atomizer.engine.failure import SolveFailed
from atomizer.engine.tasks import TRIAL, Task
from atomizer.engine.trial import Outcome, TrialJob, failure
from atomizer.engine.warm import Worker

__all__ = ["Outcome", "Pool", "call"]

Given = TypeVar("Given", bound=Value)
Made = TypeVar("Made")


class Pool:
    """Workers of this machine. To be closed when done.

    Args:
        workers: How many trials run at a time.
        licences: Tokens there are by name; a name that is not listed is not counted.
        memory: The most bytes a worker may allocate; 0 is no limit.
        log: Where the workers' stderr is appended to.
    """

    def __init__(
        self,
        workers: int,
        licences: Mapping[str, int] | None = None,
        memory: int = 0,
        log: Path | None = None,
    ) -> None:
        self.capacity = workers
        self._total = dict(licences or {})
        self._free = dict(self._total)
        self._memory, self._log = memory, log
        self._changed = Condition()
        self._waiting: list[TrialJob] = []
        self._running: dict[int, Worker] = {}
        self._closing = False
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._threads = [Thread(target=self._serve, daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def submit(self, job: TrialJob) -> None:
        """Take a job; never blocks.

        Raises:
            ValueError: it needs a licence of which there is no token at all.
        """
        for name in _tokens(job):
            if self._total.get(name, 1) < 1:
                raise ValueError(f"there is no token of the licence {name!r}")
        with self._changed:
            self._waiting.append(job)
            self._changed.notify_all()

    def outcomes(self, timeout: float) -> list[Outcome]:
        """What has ended; waits for the first at most so many seconds."""
        try:
            found = [self._outcomes.get(timeout=timeout)]
        except queue.Empty:
            return []
        while not self._outcomes.empty():
            found.append(self._outcomes.get())
        return found

    def cancel(self, number: int) -> None:
        """End a trial; its outcome is a failure of the kind `cancelled`, unless it was faster."""
        with self._changed:
            for job in [job for job in self._waiting if job.number == number]:
                self._waiting.remove(job)
                self._outcomes.put(failure(job, "cancelled", "It had not begun.", 0.0))
            if worker := self._running.get(number):
                worker.end("cancelled")

    def close(self) -> None:
        """End everything: what waits is dropped, what runs is ended, all processes are gone."""
        with self._changed:
            self._closing = True
            self._waiting.clear()
            for worker in self._running.values():
                worker.end("cancelled")
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        """One worker's life, and the lives of those that replace it."""
        worker: Worker | None = None
        try:
            while job := self._take():
                outcome: Outcome = failure(job, "crash", "The pool broke.", 0.0)
                try:
                    worker = self._renewed(worker)
                    outcome = self._outcome(job, worker)
                except OSError as error:
                    text = f"No worker could be started: {error.strerror}."
                    worker, outcome = None, failure(job, "crash", text, 0.0)
                finally:
                    self._finish(job, outcome)
        finally:
            if worker:
                worker.close()

    def _take(self) -> TrialJob | None:
        """The first job whose licences are free, with them; None when the pool closes."""
        with self._changed:
            while not self._closing:
                for job in self._waiting:
                    if all(self._free.get(name, 1) > 0 for name in _tokens(job)):
                        self._waiting.remove(job)
                        self._count(job, -1)
                        return job
                self._changed.wait()
        return None

    def _renewed(self, worker: Worker | None) -> Worker:
        """A worker that can be asked: this one, or a new one in its place."""
        if worker and worker.is_alive:
            return worker
        if worker:
            worker.close()
        return Worker(self._log, self._memory)

    def _outcome(self, job: TrialJob, worker: Worker) -> Outcome:
        with self._changed:
            self._running[job.number] = worker
            if self._closing:
                worker.end("cancelled")
        start = monotonic()
        try:
            return worker.ask(TRIAL, job, job.limits.seconds)
        except SolveFailed as failed:
            Attempt(job.folder, job.attempt).fail()
            return failure(job, failed.kind, failed.message, monotonic() - start)

    def _finish(self, job: TrialJob, outcome: Outcome) -> None:
        with self._changed:
            self._running.pop(job.number, None)
            self._count(job, 1)
            self._outcomes.put(outcome)
            self._changed.notify_all()

    def _count(self, job: TrialJob, change: int) -> None:
        for name in _tokens(job):
            if name in self._free:
                self._free[name] += change


def call(task: Task[Given, Made], given: Given, seconds: float, memory: int = 0) -> Made:
    """Have one task done by a process of its own: to read a file that nobody vouches for.

    Args:
        memory: The most bytes it may allocate; 0 is no limit.

    Raises:
        SolveFailed: the task failed, took too long or took its process with it.
    """
    worker = Worker(memory=memory)
    try:
        return worker.ask(task, given, seconds)
    finally:
        worker.close()


def _tokens(job: TrialJob) -> set[str]:
    return {job.solver, *job.resources}
