"""Who is at work on which trial: a runner holds a lock as long as it lives.

The operating system lets go of the lock when the process ends, however it ends, so a runner that
was killed is known to be gone without waiting for a lease to run out.
"""

import os
import platform
import re
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from filelock import FileLock, Timeout


class Claims:
    """This runner's name, held as long as it works, and the question whether another one lives."""

    def __init__(self, folder: Path) -> None:
        host = re.sub(r"[^A-Za-z0-9]+", "-", platform.node())[:24] or "host"
        self.runner = f"{host}-{os.getpid()}-{uuid4().hex[:8]}"
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._path(self.runner))

    def __enter__(self) -> Self:
        self._lock.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()
        self._path(self.runner).unlink(missing_ok=True)

    def is_gone(self, runner: str) -> bool:
        """Whether a runner has ended; one on another machine counts only while its lock is seen."""
        if runner == self.runner:
            return False
        path = self._path(runner)
        if not path.exists():
            return True
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return False
        lock.release()
        path.unlink(missing_ok=True)
        return True

    def _path(self, runner: str) -> Path:
        return self._folder / f"{Path(runner).name}.lock"
