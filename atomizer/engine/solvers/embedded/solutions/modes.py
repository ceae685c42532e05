"""Solution 103: eigenvalues, effective masses and modes of every subcase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from atomizer.engine.op2.modes import VIBRATION, write_eigenvalues, write_modes
from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.assembly import to_basic_frame
from atomizer.engine.solvers.embedded.energy import Strained, strain_energies
from atomizer.engine.solvers.embedded.f06_elements import energy_page
from atomizer.engine.solvers.embedded.modes import Modes, solve_modes
from atomizer.engine.solvers.embedded.op2.energy import (
    EnergyBlock,
    Mode,
    energy_blocks,
    write_energy,
)
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
        """LAMA for each subcase with modes, OUGV1, of modes of vibration ONRGY1."""
        for modes in (each for each in self.modes if len(each.eigenvalues)):
            write_eigenvalues(file, modes, self.approach)
        grid = self.problem.model.grid
        write_modes(file, grid.ids, self.modes, self.approach, grid.kinds)
        if self.approach == VIBRATION and self.energies:
            write_energy(file, self.energies)

    @cached_property
    def energies(self) -> list[EnergyBlock]:
        """Strain energies of modes of vibration."""
        return [block for modes in self.modes for block in self._energies(modes)]

    def _energies(self, modes: Modes) -> Iterator[EnergyBlock]:
        elements = self.problem.elements
        moved = to_basic_frame(modes.shapes, self.problem.model.grid)
        found = strain_energies(
            elements, [Strained(shape) for shape in moved], self.problem.stiffnesses
        )
        rows = zip(modes.eigenvalues, modes.frequencies, found, strict=True)
        for number, (eigenvalue, cycles, energy) in enumerate(rows, start=1):
            mode = Mode(number, float(eigenvalue), float(cycles))
            yield from energy_blocks(elements, energy, modes.case, mode)

    def pages(self) -> list[str]:
        """Eigenvalues, effective masses and the modes themselves."""
        lines: list[str] = []
        for modes in self.modes:
            lines += [*_none_found(modes), *f06.eigenvalue_page(modes), *f06.effective_page(modes)]
            lines += f06.mode_pages(modes, self.problem.model.grid)
            if self.approach == VIBRATION and "energy" in modes.case.printed:
                of_case = (each for each in self.energies if each.case is modes.case)
                lines += [line for block in of_case for line in energy_page(block)]
        return lines


def _none_found(modes: Modes) -> list[str]:
    """What is said of a range of buckling factors that holds none."""
    if len(modes.eigenvalues):
        return []
    case = modes.case
    said = f"METHOD SET {case.method} OF SUBCASE {case.id} HOLDS NO BUCKLING FACTOR IN ITS RANGE."
    return f06.warning_lines([said])


def natural_modes(problem: Problem) -> Sequence[Part]:
    """Mass properties and the natural modes of every subcase."""
    weight = weighing(problem)
    modes = [solve_modes(problem.structure, problem.masses, case) for case in problem.cases]
    return [weight, ModeShapes(problem, modes)]
