"""A warm worker as its parent holds it: started, asked, and ended with all it started."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import IO, TypeVar

from atomizer.domain.values import Value
from atomizer.engine.failure import FailureKind, SolveFailed
from atomizer.engine.tasks import Task
from atomizer.engine.worker import Failed

ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR")
} | {"VECLIB_MAXIMUM_THREADS": "1"}
"""Trials run beside each other; a library that takes all cores for one makes all of them slower."""
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
"""glibc keeps what was freed for the next array, as the system clears every page it gives anew:
a sixth of a solve of 10,000 unknowns."""
SECRET = ("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL")
"""Variables with such a word in their name are not handed on."""
PATIENCE = 5.0
"""Seconds a worker has to end by itself when it is no longer needed."""

Given = TypeVar("Given", bound=Value)
Made = TypeVar("Made")


class Worker:
    """One worker process. One thread asks; any other may end it.

    Args:
        log: Where its stderr is appended to; the stderr of this process, if none is given.
        memory: The most bytes it may allocate; 0 is no limit.
    """

    def __init__(self, log: Path | None = None, memory: int = 0) -> None:
        self._lock = Lock()
        self._ended: FailureKind | None = None
        self._asks = 0
        self._process, self._lifeline = _start(log, memory)

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._ended is None and self._process.poll() is None

    def ask(self, task: Task[Given, Made], given: Given, seconds: float) -> Made:
        """Have a task done.

        Raises:
            SolveFailed: the task failed, took too long, was ended, or took the worker with it.
        """
        self._asks += 1
        timer = Timer(seconds, self._expire, [self._asks])
        timer.daemon = True
        timer.start()
        try:
            return self._answer(task, given, seconds)
        finally:
            timer.cancel()
            with self._lock:
                self._asks += 1

    def end(self, why: FailureKind) -> None:
        """Kill it and all it started; the task at work fails with this kind."""
        with self._lock:
            self._end(why)

    def close(self) -> None:
        """Let it end by itself, or see to it."""
        _close_quietly(self._process.stdin)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        _kill_tree(self._process)
        self._process.wait()
        _close_quietly(self._process.stdout)
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None

    def _expire(self, ask: int) -> None:
        """End it, unless the answer came meanwhile."""
        with self._lock:
            if ask == self._asks:
                self._end("timeout")

    def _end(self, why: FailureKind) -> None:
        self._ended = self._ended or why
        _kill_tree(self._process)

    def _answer(self, task: Task[Given, Made], given: Given, seconds: float) -> Made:
        assert self._process.stdin and self._process.stdout, "both are pipes"
        try:
            self._process.stdin.write(f"{task.name} {given.model_dump_json()}\n".encode())
            self._process.stdin.flush()
            word, _, said = self._process.stdout.readline().partition(b" ")
        except OSError:  # the pipe broke
            word = said = b""
        if word == b"ok":
            return task.gives.validate_json(said)
        if word == b"failed":
            failed = Failed.model_validate_json(said)
            raise SolveFailed(failed.kind, failed.message)
        raise self._died(seconds)

    def _died(self, seconds: float) -> SolveFailed:
        """Why there was no answer."""
        _kill_tree(self._process)
        code = self._process.wait()
        if self._ended == "timeout":
            return SolveFailed("timeout", f"It was ended after {seconds:g} s, the time limit.")
        if self._ended:
            return SolveFailed(self._ended, "It was ended before it was done.")
        self._ended = "crash"
        return SolveFailed("crash", f"Its process ended without an answer ({_ending(code)}).")


def _start(log: Path | None, memory: int) -> tuple["subprocess.Popen[bytes]", int | None]:
    """A process, and our end of its life line."""
    theirs, ours = os.pipe() if sys.platform == "linux" else (0, None)
    errors = log.open("ab") if log else None
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "atomizer.engine.worker", str(memory), str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(),
            start_new_session=True,  # so that Ctrl-C reaches the parent alone
            creationflags=_new_group(),
            pass_fds=(theirs,) if theirs else (),
        )
    except OSError:
        if ours is not None:
            os.close(ours)
        raise
    finally:
        if theirs:
            os.close(theirs)
        if errors:
            errors.close()
    return process, ours


def _new_group() -> int:
    """What Windows has in place of a session."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def environment() -> dict[str, str]:
    """Ours without its secrets: one thread a library, memory kept, tracebacks, no windows."""
    open_to_all = {
        name: value
        for name, value in os.environ.items()
        if not any(word in name.upper() for word in SECRET)
    }
    ours = {"PYTHONFAULTHANDLER": "1", "MPLBACKEND": "Agg"}
    return {**open_to_all, **ONE_THREAD, **KEPT_MEMORY, **ours}


def _kill_tree(process: "subprocess.Popen[bytes]") -> None:
    """Kill a worker and what it started. Before it is waited for its id cannot be another's."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()  # it has no group of its own yet


def _ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    names = {one.value: one.name for one in signal.Signals}
    return names.get(-code, f"signal {-code}")


def _close_quietly(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose other end may be gone."""
    with contextlib.suppress(OSError):
        if pipe:
            pipe.close()
