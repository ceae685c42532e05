"""Watching one program: until it ends, until a limit passes, until nobody wants it any more."""

import sys
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Protocol

from atomizer.engine.guard.order import Order, Why

SHORTEST, LONGEST = 0.002, 0.05
"""Seconds between two looks: short at first, for a solve of milliseconds."""
STUBBORN = 10.0
"""Seconds after which the guard gives up what even the kernel cannot end."""


class Tree(Protocol):
    """A program and all it started."""

    code: int | None

    def start(self, order: Order, output: int) -> None:
        """Run the program."""

    def ended(self) -> bool:
        """Whether the program itself has ended."""

    def gone(self) -> bool:
        """Whether nothing of it is left."""

    def terminate(self) -> None:
        """Ask all of it to end."""

    def kill(self) -> None:
        """End all of it."""


class Wish:
    """That it be ended, once somebody has it."""

    def __init__(self) -> None:
        self.why: Why = "exited"
        self._event = Event()

    def have(self, why: Why) -> None:
        """Have it; the first reason counts."""
        if not self._event.is_set():
            self.why = why
            self._event.set()

    def within(self, seconds: float) -> bool:
        """Whether it is there, or comes in so many seconds."""
        return self._event.wait(seconds)


def new_tree() -> Tree:
    """What this system has to hold processes together."""
    if sys.platform == "win32":
        from atomizer.engine.guard.windows import JobTree

        return JobTree()
    from atomizer.engine.guard.tree import GroupTree, LinuxTree

    return LinuxTree() if sys.platform == "linux" else GroupTree()


def watch(order: Order, tree: Tree, wish: Wish) -> Why:
    """Wait until it is over, and say why; the tree may still be there."""
    until = monotonic() + (order.seconds or float("inf"))
    pause = SHORTEST
    while not wish.within(pause):
        pause = min(1.5 * pause, LONGEST)
        over = tree.ended()
        if _too_large(order):
            return "disk"
        if over:
            return "exited"
        if monotonic() >= until:
            return "timeout"
    return wish.why


def end(tree: Tree, grace: float) -> None:
    """Ask the tree to end, wait, then kill until nothing is left of it."""
    if tree.gone():
        return
    tree.terminate()
    until = monotonic() + grace
    while not tree.gone() and monotonic() < until:
        sleep(LONGEST / 5)
    until = monotonic() + STUBBORN
    while not tree.gone() and monotonic() < until:
        tree.kill()  # again: somebody may have forked meanwhile
        sleep(SHORTEST)


def _too_large(order: Order) -> bool:
    return bool(order.disk) and _size(Path(order.folder)) >= order.disk


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; a file that vanishes meanwhile has none."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size
        except OSError:
            continue
    return total
