"""Warm workers that a server keeps to read results: only the first request waits for imports.

A result may be hostile: it is read by a process of its own, with a limit of time and of memory.
A worker that dies of one, or runs out of time or memory, is replaced; the others go on. A worker
is replaced after some tasks too, so that what a library keeps does not add up.
"""

from contextlib import suppress
from queue import Empty, LifoQueue
from threading import Lock
from typing import TypeVar

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.tasks import Task
from atomizer.engine.warm import Worker

TASKS = 100
"""Tasks of a worker before it is replaced."""
HARMLESS = "parse"
"""A worker that found a file to be wrong goes on; after any other failure it is replaced."""

Given = TypeVar("Given", bound=Value)
Made = TypeVar("Made")


class Busy(Exception):
    """No worker was free in time."""


class Readers:
    """Workers that are started when they are first needed. To be closed when done.

    Args:
        workers: How many tasks are done at a time.
        memory: The most bytes a worker may allocate; 0 is no limit.
    """

    def __init__(self, workers: int, memory: int = 0) -> None:
        self._memory = memory
        self._free: LifoQueue[tuple[Worker | None, int]] = LifoQueue()  # the warm ones first
        for _ in range(workers):
            self._free.put((None, 0))
        self._lock, self._closed = Lock(), False
        self._working: set[Worker | None] = set()

    def call(self, task: Task[Given, Made], given: Given, seconds: float, patience: float) -> Made:
        """Have a task done.

        Args:
            patience: Seconds to wait for a worker.

        Raises:
            SolveFailed: the task failed, took too long or took its process with it.
            Busy: no worker was free in time.
        """
        try:
            worker, done = self._free.get(timeout=patience)
        except Empty:
            raise Busy from None
        kept: Worker | None = None
        try:
            worker, done = self._ready(worker, done)
            made = worker.ask(task, given, seconds)
            kept = worker
        except SolveFailed as failed:
            kept = worker if failed.kind == HARMLESS else None
            raise
        finally:
            self._give_back(worker, kept, done + 1)
        return made

    def close(self) -> None:
        """End all of them, at work or not; what is asked afterwards fails."""
        with self._lock:
            self._closed = True
            for worker in filter(None, self._working):
                worker.end("cancelled")
        idle: list[Worker | None] = []
        with suppress(Empty):
            while True:
                idle.append(self._free.get_nowait()[0])
        for each in idle:
            if each:
                each.close()
            self._free.put((None, 0))

    def _ready(self, worker: Worker | None, done: int) -> tuple[Worker, int]:
        """A worker that can be asked: this one, or a new one in its place."""
        if worker and (done >= TASKS or not worker.is_alive):
            worker.close()
            worker, done = None, 0
        with self._lock:
            if self._closed:
                raise SolveFailed("cancelled", "The server is stopping.")
            worker = worker or Worker(memory=self._memory)
            self._working.add(worker)
        return worker, done

    def _give_back(self, worker: Worker | None, kept: Worker | None, done: int) -> None:
        """Let the next one have the worker, or a place for a new one if it is not kept."""
        with self._lock:
            self._working -= {worker}
            kept = None if self._closed else kept
        if worker and not kept:
            worker.end("cancelled")
            worker.close()
        self._free.put((kept, done if kept else 0))
