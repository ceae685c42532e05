"""A warm worker: one task a line on stdin, one answer a line on stdout, until stdin closes.

    trial {"number": 7, ...}        ->  ok {"status": "completed", ...}
    trial {"number": 8, ...}        ->  failed {"kind": "crash", "message": "..."}

Being warm saves the imports of the deck reader and the arrays, a second or two per trial. It
serves one parent and does not outlive it: when stdin closes it ends at once, busy or not, and
takes along what it started. On Linux the kernel sees to it even while a library holds the
interpreter: the parent holds the other end of a pipe, its life line, and when that closes the
whole process group gets a SIGIO, which ends it. (The kernel's parent-death signal would end the
worker alone, and so leave behind what it started.)

What a library prints goes to stderr; stdout is ours alone.
"""

import gc
import os
import signal
import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, NoReturn

from atomizer.domain.values import Value
from atomizer.engine.failure import FailureKind, SolveFailed
from atomizer.engine.tasks import TASKS


class Failed(Value):
    """A task that gave nothing, and why."""

    kind: FailureKind
    message: str


def main() -> NoReturn:
    """Serve the parent until it is gone; arguments: limit of memory in bytes, life line."""
    memory, lifeline = (int(argument) for argument in sys.argv[1:] or (0, 0))
    _limit_memory(memory)
    _hang_on(lifeline)
    asked, answers = _own_channel()
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(asked, lines), daemon=True).start()
    while True:
        answers.write(answer(lines.get()))
        answers.flush()
        settle()


def answer(line: bytes) -> bytes:
    """Do what a line asks; whatever goes wrong is an answer too."""
    name, _, given = line.partition(b" ")
    try:
        return b"ok " + TASKS[name.decode()].answer(given) + b"\n"
    except SolveFailed as failure:
        failed = Failed(kind=failure.kind, message=failure.message)
    except BaseException as error:  # noqa: BLE001 - the parent must hear of it, whatever it is
        traceback.print_exc(file=sys.stderr)
        failed = Failed(kind="crash", message=_in_words(error))
    return b"failed " + failed.model_dump_json().encode() + b"\n"


def settle() -> None:
    """Have garbage collection pass over what the first task imported.

    It stays for good, and each look through it takes a tenth of a second of a later task.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


def _in_words(error: BaseException) -> str:
    """One line; the traceback stands in the log."""
    if isinstance(error, MemoryError):
        return "The memory was not enough."
    said = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _listen(asked: BinaryIO, lines: "SimpleQueue[bytes]") -> None:
    """Hand on what is asked; at the end of stdin everything ends, busy or not."""
    for line in asked:
        lines.put(line)
    _kill_own_group()
    os._exit(0)


def _own_channel() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and stdout for the protocol; libraries and children get nothing and stderr."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return asked, answers


def _kill_own_group() -> None:
    """End this process and all it started, if it leads a group as a pool starts it."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


def _hang_on(lifeline: int) -> None:
    """Have the kernel end this process group when the life line is cut; Linux only."""
    if lifeline and sys.platform == "linux":
        import fcntl

        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC)


def _limit_memory(limit: int) -> None:
    """Let an allocation beyond the limit fail here rather than the machine swap; not on Windows."""
    if limit and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
