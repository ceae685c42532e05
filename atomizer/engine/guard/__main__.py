"""The guard's process: an order on stdin, its answer on stdout, until stdin closes.

    {"argv": ["nastran", "deck.dat", ...], "folder": ..., "seconds": 3600.0, ...}
    {"why": "exited", "code": 0, "seconds": 12.5, "message": ""}

A second line on stdin asks for the end, the end of stdin says that the runner is gone.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic

from atomizer.engine.guard.order import Ended, Order, read_order
from atomizer.engine.guard.output import record
from atomizer.engine.guard.watch import Tree, Wish, end, new_tree, watch

PATIENCE = 2.0
"""Seconds for the last of the output; who holds the pipe longer is not of the tree."""


def main() -> None:
    """Run one order and answer."""
    line = sys.stdin.buffer.readline()
    if not line:
        return
    ended = run(read_order(line), new_tree(), Wish())
    with contextlib.suppress(OSError):  # nobody listens any more
        sys.stdout.buffer.write(ended.line())
        sys.stdout.buffer.flush()


def run(order: Order, tree: Tree, wish: Wish) -> Ended:
    """Run a program and leave nothing of it."""
    start = monotonic()
    reading, writing = os.pipe()
    try:
        tree.start(order, writing)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return Ended("not_started", message=str(error))
    finally:
        os.close(writing)
    _listen(wish)
    recorder = _in_background(record, reading, Path(order.output), order.output_cap)
    why = watch(order, tree, wish)
    end(tree, order.grace)
    recorder.join(PATIENCE)
    return Ended(why, tree.code, monotonic() - start)


def _listen(wish: Wish) -> None:
    """Have the wish when a line, the end of stdin or a signal comes."""

    def wait() -> None:
        wish.have("asked" if sys.stdin.buffer.readline() else "orphaned")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: wish.have("asked"))
    _in_background(wait)


def _in_background(work: Callable[..., None], *given: object) -> Thread:
    thread = Thread(target=work, args=given, daemon=True)
    thread.start()
    return thread


if __name__ == "__main__":
    main()
    os._exit(0)  # a thread may still wait at stdin
