"""Solution 103: eigenvalues, effective masses and modes of every subcase."""

from collections.abc import Sequence
from dataclasses import dataclass

from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.modes import Modes, solve_modes
from atomizer.engine.solvers.embedded.op2.tables import VIBRATION, write_eigenvalues, write_modes
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.weighing import weighing


@dataclass(frozen=True)
class ModeShapes:
    """Modes of vibration or of buckling."""

    problem: Problem
    modes: Sequence[Modes]
    approach: int = VIBRATION

    def write(self, file: Op2File) -> None:
        """LAMA for each subcase with modes, OUGV1."""
        for modes in (each for each in self.modes if len(each.eigenvalues)):
            write_eigenvalues(file, modes, self.approach)
        write_modes(file, self.problem.model.grid.ids, self.modes, self.approach)

    def pages(self) -> list[str]:
        """Eigenvalues, effective masses and the modes themselves."""
        lines: list[str] = []
        for modes in self.modes:
            lines += [*f06.eigenvalue_page(modes), *f06.effective_page(modes)]
            lines += f06.mode_pages(modes, self.problem.model.grid.ids)
        return lines


def natural_modes(problem: Problem) -> Sequence[Part]:
    """Mass properties and the natural modes of every subcase."""
    weight = weighing(problem)
    modes = [solve_modes(problem.structure, problem.masses, case) for case in problem.cases]
    return [weight, ModeShapes(problem, modes)]
