"""The plugin: MYSTRAN as an outside program."""

import re
from pathlib import Path
from time import perf_counter

from atomizer.engine.outside import OutsideSolver, Program, Run, solution_of
from atomizer.engine.port import Solved
from atomizer.engine.solvers.mystran.deck import translate
from atomizer.engine.solvers.mystran.factors import add_factors
from atomizer.engine.solvers.mystran.verdict import judge

NAME = "mystran"
PROGRAM = Program(
    title="MYSTRAN",
    names=("mystran",),
    variable="ATOMIZER_MYSTRAN",
    hint="Download it from https://www.mystran.com and put it on PATH.",
)
BUCKLING = 105
VERSION = re.compile(r"MYSTRAN\s+(?:Version|v)\s*:?\s*(\d[\w.]*)", re.IGNORECASE)


class Mystran(OutsideSolver):
    """MYSTRAN, an open-source Nastran, installed beside Atomizer."""

    def version(self) -> str:
        """The name and the path; MYSTRAN tells its version only in its F06."""
        return f"{NAME} ({PROGRAM.find(self.executable)})"

    def solve(self, deck: Path, folder: Path) -> Solved:
        """Solve a deck and leave `<stem>_mystran.op2` and `.f06` in the folder.

        Raises:
            SolveFailed: see `verdict`; buckling factors were asked for and not printed; or there
                is no MYSTRAN on this machine.
        """
        start, stem = perf_counter(), f"{deck.stem}_mystran"
        program = PROGRAM.find(self.executable)
        solution = solution_of(deck)
        (folder / f"{stem}.bdf").write_text(translate(deck), encoding="latin-1", newline="\n")
        run = Run(
            argv=[str(program), f"{stem}.bdf"],
            folder=folder,
            output=f"{stem}.out.log",
            printed=[f"{stem}.F06", f"{stem}.f06"],
            log=[f"{stem}.ERR", f"{stem}.err"],
            op2=[f"{stem}.OP2", f"{stem}.op2"],
        )
        evidence = self.run(run)
        if failed := judge(evidence):
            raise failed
        op2, f06 = run.path(run.op2), run.path(run.printed)
        assert op2 and f06, "the verdict needs both"
        if solution == BUCKLING:
            add_factors(op2, f06, deck)
        release = VERSION.search(evidence.words)
        return Solved(
            solver=NAME,
            version=f"{NAME} {release[1]}" if release else self.version(),
            solution=solution,
            op2=op2,
            f06=f06,
            seconds=perf_counter() - start,
        )
