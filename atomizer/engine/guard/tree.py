"""The processes of one program on Linux and macOS: start them, signal all of them, reap them.

Linux makes the guard a sub-reaper: whoever leaves the program's session, daemons included, becomes
the guard's child when its parent ends, so that no children at all means nothing is left. macOS has
nothing like it: there only the process group is ended, and a program that leaves it gets away.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from atomizer.engine.guard.order import Order

assert sys.platform != "win32", "Windows has job objects"

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class GroupTree:
    """A program and the process group it leads."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self.code: int | None = None

    def start(self, order: Order, output: int) -> None:
        """Run the program; raises OSError when that is impossible."""
        self._child = subprocess.Popen(
            order.argv,
            cwd=order.folder,
            env=order.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_prepared(order),  # before there is any thread
        )

    def ended(self) -> bool:
        """Whether the program itself has ended."""
        self._reap()
        return self.code is not None

    def gone(self) -> bool:
        """Whether nothing of it is left."""
        self._reap()
        return self.ended() and not self._send(0)

    def terminate(self) -> None:
        """Ask all of it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End all of it."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> bool:
        """Signal everybody; whether there was anybody."""
        assert self._child, "it was started"
        try:
            os.killpg(self._child.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS says the latter of a zombie
            return False
        return True

    def _reap(self) -> bool:
        """Take note of every child that has ended; whether there is a child left."""
        assert self._child, "it was started"
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            if pid == self._child.pid:
                self.code = self._child.returncode = os.waitstatus_to_exitcode(status)


class LinuxTree(GroupTree):
    """A program and everything that descends from it."""

    def __init__(self) -> None:
        super().__init__()
        _prctl(PR_SET_CHILD_SUBREAPER, 1)

    def gone(self) -> bool:
        """Whether nothing of it is left."""
        return not self._reap()

    def _send(self, number: int) -> bool:
        pids = descendants(os.getpid())
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        return bool(pids)


def descendants(root: int) -> list[int]:
    """Everything below a process, by /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := _parent(entry)):
            children.setdefault(parent, []).append(int(entry.name))
    found, queue = [], children.get(root, [])
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def _parent(entry: Path) -> int:
    """The parent of a process; 0 when it is gone meanwhile. Its name may hold spaces and ')'."""
    try:
        return int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
    except OSError:
        return 0


def _prepared(order: Order) -> Callable[[], None]:
    """What the program's process does before it becomes the program."""

    def prepare() -> None:
        import resource

        _limit(resource.RLIMIT_CORE, 1)
        _limit(resource.RLIMIT_FSIZE, order.disk)
        if sys.platform == "linux":
            _limit(resource.RLIMIT_AS, order.memory)
            _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return prepare


def _limit(what: int, limit: int) -> None:
    """Lower a limit; 0 leaves it."""
    import resource

    hard = resource.getrlimit(what)[1]
    most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    if limit:
        resource.setrlimit(what, (most, most))


def _prctl(option: int, value: int) -> None:
    import ctypes

    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
