"""Plugins for tests, installed as any foreign plugin is: a distribution with entry points.

`tests.plugins_installed` puts this folder where Python and its children find it.
"""

import ctypes
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, Literal

from atomizer.domain.values import Value
from atomizer.engine.deck import introspect
from atomizer.engine.failure import SolveFailed
from atomizer.engine.op2.records import Op2File
from atomizer.engine.port import Solved
from atomizer.engine.results import Output, Results, Table

Ill = Literal[
    "crash", "segfault", "hang", "deaf", "children", "licence", "fatal",
    "disk", "bug", "exit", "memory", "noise", "nan",
]  # fmt: skip


class Instant(Value):
    """A solver in closed form: with X1 and X2, grid 1 moves by X1 + X2 and grid 2 by 1 / (X1 X2).

    Attributes:
        seconds: How long it pretends to work.
        ills: What befalls it while X1 lies within a range, ends included.
        diary: Where every solve leaves a line: its process and its deck.
    """

    seconds: float = 0.0
    ills: Mapping[Ill, tuple[float, float]] = {}
    diary: Path | None = None

    def version(self) -> str:
        return "instant 1"

    def solve(self, deck: Path, folder: Path) -> Solved:
        if self.diary:
            with self.diary.open("a", encoding="utf-8") as file:
                file.write(f"{os.getpid()} {folder.name}\n")
        x1, x2 = (parameter.value for parameter in introspect(deck).parameters)
        (folder / "model.f06").write_text("*** an F06\n", encoding="utf-8")
        time.sleep(self.seconds)
        for ill, (low, high) in self.ills.items():
            if low <= float(x1) <= high:
                ILLS[ill](folder)
        nan = self.ills.get("nan")
        first = float("nan") if nan and nan[0] <= float(x1) <= nan[1] else float(x1) + float(x2)
        op2 = folder / "model.op2"
        op2.write_bytes(displaced(first, 1.0 / (float(x1) * float(x2))))
        return Solved(
            solver="instant",
            version=self.version(),
            solution=101,
            op2=op2,
            f06=folder / "model.f06",
            seconds=self.seconds,
        )


def crash(folder: Path) -> None:
    os._exit(3)


def segfault(folder: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(folder: Path) -> None:
    time.sleep(3600.0)


def hang_with_a_child(folder: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    (folder.parent / "child").write_text(str(child.pid))
    hang(folder)


def hang_deaf(folder: Path) -> None:
    """Hang inside a library that holds the interpreter, so that no other thread runs."""
    ctypes.PyDLL(None).sleep(3600)


def be_denied_a_licence(folder: Path) -> None:
    raise SolveFailed("licence", "Licence server: all tokens are in use.")


def say_fatal(folder: Path) -> None:
    (folder / "model.op2").write_bytes(bytes(1000))
    (folder / "model.f06").write_text("x" * (1 << 20) + "*** USER FATAL MESSAGE 9137\n")
    raise SolveFailed("fatal", "*** USER FATAL MESSAGE 9137")


def fill_the_disk(folder: Path) -> None:
    with Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"results")


def raise_a_bug(folder: Path) -> None:
    raise ValueError("a bug\nof two lines")


def leave(folder: Path) -> None:
    sys.exit(0)


def take_all_memory(folder: Path) -> None:
    bytearray(8 << 30)


def make_noise(folder: Path) -> None:
    """Write where answers are written, and read where tasks are read."""
    sys.stdout.write('ok {"status": "completed"}\n')
    sys.stdout.flush()
    os.write(1, b"failed nonsense\n")
    subprocess.run(["/bin/echo", "noise of a child"], check=True)
    assert sys.stdin.read() == ""


ILLS: Mapping[Ill, Callable[[Path], None]] = {
    "crash": crash,
    "segfault": segfault,
    "hang": hang,
    "deaf": hang_deaf,
    "children": hang_with_a_child,
    "licence": be_denied_a_licence,
    "fatal": say_fatal,
    "disk": fill_the_disk,
    "bug": raise_a_bug,
    "exit": leave,
    "memory": take_all_memory,
    "noise": make_noise,
    "nan": lambda folder: None,
}


def displaced(*lengths: float) -> bytes:
    """An OP2 with a displacement along x of every grid point."""
    file = Op2File("INSTANT")
    file.begin("OUGV1")
    rows = [
        struct.pack("<2i6f", 10 * grid + 1, 1, length, 0.0, 0.0, 0.0, 0.0, 0.0)
        for grid, length in enumerate(lengths, start=1)
    ]
    file.block({1: 11, 2: 1, 4: 1, 5: 1, 8: 1, 9: 1, 10: 8}, b"".join(rows))
    file.end()
    return file.content()


class Probe(Value):
    """What `Instant` answers: `weight` and `stress`, each times `factor`."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "weight": Output(unit_kind="mass", description="Of grid 1."),
        "stress": Output(unit_kind="stress", description="Of grid 2."),
    }
    tables: ClassVar[tuple[Table, ...]] = ("displacement",)
    factor: float = 1.0
    to_nothing: bool = False

    def measure(self, results: Results) -> dict[str, float]:
        weight, stress = (float(x) for x in results.displacement[0, :, 0])
        scale = float("inf") if self.to_nothing else self.factor
        return {"weight": scale * weight, "stress": scale * stress}
