"""The plugin: Nastran as an outside program."""

import re
import sys
from pathlib import Path
from time import perf_counter
from typing import Annotated

from pydantic import Field

from atomizer.engine.outside import OutsideSolver, Program, Run, solution_of
from atomizer.engine.outside.nastran import judge, printed_release
from atomizer.engine.port import Solved

NAME = "nastran"
PROGRAM = Program(
    title="Nastran",
    names=("nastran", "nast"),
    variable="ATOMIZER_NASTRAN",
    hint="Install Simcenter Nastran, NX Nastran or MSC Nastran with a licence.",
)
RELEASE = re.compile(r"(?:simcenter|nx|msc|nast(?:ran)?)[_ -]?(?:nastran)?[_ -]?v?(\d[\d.]*)", re.I)


class Nastran(OutsideSolver):
    """Simcenter, NX or MSC Nastran, installed beside Atomizer and licensed to you."""

    mem: Annotated[
        str | None, Field(pattern=r"^\w[\w.]*$", description="Keyword mem, for example 8gb.")
    ] = None
    parallel: Annotated[int, Field(ge=1, le=256, description="Keyword parallel.")] = 1
    sdir: Annotated[
        str | None,
        Field(pattern=r"^[^\s=,]+$", description="Keyword sdir: the folder for scratch files."),
    ] = None

    def version(self) -> str:
        """The name, the release if the path tells it, and the path."""
        path = PROGRAM.find(self.executable)
        release = RELEASE.search(str(path))
        return f"{NAME} {release[1] if release else 'of unknown release'} ({path})"

    def solve(self, deck: Path, folder: Path) -> Solved:
        """Solve a deck and leave `<stem>.op2`, `.f06` and `.log` in the folder.

        Raises:
            SolveFailed: see `verdict`; or there is no Nastran on this machine.
        """
        start, stem = perf_counter(), deck.stem
        run = Run(
            argv=self._argv(deck, folder),
            folder=folder,
            output=f"{stem}.out.log",
            printed=[f"{stem}.f06", f"{stem}.F06"],
            log=[f"{stem}.log", f"{stem}.LOG"],
            op2=[f"{stem}.op2", f"{stem}.OP2"],
            threads=self.parallel,
        )
        evidence = self.run(run)
        if failed := judge(evidence):
            raise failed
        op2, f06 = run.path(run.op2), run.path(run.printed)
        assert op2 and f06, "the verdict needs both"
        release = printed_release(evidence.print or "")
        return Solved(
            solver=NAME,
            version=f"{NAME}: {release}" if release else self.version(),
            solution=solution_of(deck),
            op2=op2,
            f06=f06,
            seconds=perf_counter() - start,
        )

    def _argv(self, deck: Path, folder: Path) -> list[str]:
        """The command line; a deck that lies elsewhere is solved into the folder."""
        near = deck.parent.resolve() == folder.resolve()
        argv = [str(PROGRAM.find(self.executable)), deck.name if near else str(deck.resolve())]
        argv += ["scr=yes", "old=no", "news=no", "notify=no"]
        argv += [] if near else [f"out={folder.resolve() / deck.stem}"]
        argv += ["bat=no"] if sys.platform == "linux" else []
        argv += [f"mem={self.mem}"] if self.mem else []
        argv += [f"parallel={self.parallel}"] if self.parallel > 1 else []
        return [*argv, f"sdir={self.sdir}"] if self.sdir else argv
