"""Running an outside solver under guard in the folder of its attempt."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.guard.client import environment, guarded
from atomizer.engine.guard.order import Order
from atomizer.engine.outside.evidence import Evidence, Text
from atomizer.engine.outside.op2 import look_into

GB = 10**9
SOLUTION = re.compile(r"^\s*SOL\s+(\w+)", re.IGNORECASE | re.MULTILINE)
NAMED = {"SESTATIC": 101, "SEMODES": 103, "SEBUCKL": 105, "NLSTATIC": 106, "SEMFREQ": 111}


@dataclass(frozen=True)
class Run:
    """One program, its arguments, and the files it is known to write.

    Attributes:
        argv: The program and its arguments.
        folder: Where it runs.
        output: File for stdout and stderr.
        printed: Names its main print may have; likewise the others.
        log: Of its log file.
        op2: Of an OP2.
        results: Of results in a form of its own, for its adapter to read.
        threads: How many it may use.
    """

    argv: Sequence[str]
    folder: Path
    output: str
    printed: Sequence[str] = ()
    log: Sequence[str] = ()
    op2: Sequence[str] = ()
    results: Sequence[str] = ()
    threads: int = 1

    def remove_stale(self) -> None:
        """Take away what an earlier run left under the names of this one's files."""
        for name in (self.output, *self.printed, *self.log, *self.op2, *self.results):
            (self.folder / name).unlink(missing_ok=True)

    def path(self, names: Sequence[str]) -> Path | None:
        """The file that is there of some names."""
        return next((p for name in names if (p := self.folder / name).is_file()), None)

    def text(self, names: Sequence[str]) -> Text | None:
        """Its content."""
        path = self.path(names)
        return Text.read(path) if path else None


class OutsideSolver(Value):
    """The options every outside solver has."""

    executable: Annotated[
        str | None, Field(description="The program, if it is not the one on PATH.")
    ] = None
    seconds: Annotated[
        float | None, Field(gt=0, description="Wall time of one solve; the trial's counts as well.")
    ] = None
    memory: Annotated[
        float | None, Field(gt=0, description="The most memory one of its processes takes, in GB.")
    ] = None
    disk: Annotated[
        float | None, Field(gt=0, description="The most disk the folder of a trial takes, in GB.")
    ] = None

    def run(self, run: Run) -> Evidence:
        """Run a program to its end and collect what it left."""
        run.remove_stale()
        started = _now(run.folder)
        ended = guarded(self._order(run))
        said = run.text([run.output])
        op2 = run.path(run.op2)
        return Evidence(
            started=started,
            ended=ended,
            said=said.content if said else "",
            printed=run.text(run.printed),
            log=run.text(run.log),
            op2=look_into(op2) if op2 else None,
        )

    def _order(self, run: Run) -> Order:
        threads = str(run.threads)
        return Order(
            argv=tuple(run.argv),
            folder=str(run.folder),
            output=str(run.folder / run.output),
            environment=environment(OMP_NUM_THREADS=threads),
            seconds=self.seconds or 0.0,
            memory=int((self.memory or 0.0) * GB),
            disk=int((self.disk or 0.0) * GB),
        )


def solution_of(deck: Path) -> int:
    """The solution sequence a deck asks for; 101 where it asks for none."""
    with deck.open("rb") as file:
        found = SOLUTION.search(file.read(1 << 16).decode("latin-1"))
    asked = found[1].upper() if found else "101"
    return int(asked) if asked.isdigit() else NAMED.get(asked, 0)


def _now(folder: Path) -> int:
    """The time by the clock that also dates the files of a folder, a server's for example."""
    mark = folder / f".started-{os.getpid()}"
    mark.touch()
    try:
        return mark.stat().st_mtime_ns
    finally:
        mark.unlink()
