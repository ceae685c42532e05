"""Solution 103: eigenvalues, effective masses and modes of every subcase, and what they strain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from atomizer.engine.op2.modes import VIBRATION, Points, write_eigenvalues, write_modes
from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.assembly import to_basic_frame
from atomizer.engine.solvers.embedded.energy import Strained, strain_energies
from atomizer.engine.solvers.embedded.f06_elements import element_page, energy_page
from atomizer.engine.solvers.embedded.grid import Grid
from atomizer.engine.solvers.embedded.modes import Modes, solve_modes
from atomizer.engine.solvers.embedded.op2.elements import KINDS, Block, Kind, blocks, write_blocks
from atomizer.engine.solvers.embedded.op2.energy import EnergyBlock, energy_blocks, write_energy
from atomizer.engine.solvers.embedded.recovery import Mode, Shape
from atomizer.engine.solvers.embedded.requests import PRINTED, SILENT, Request
from atomizer.engine.solvers.embedded.solutions.modal_reactions import ModalReactions
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.weighing import weighing

ENERGY: Mapping[int, Request] = {VIBRATION: SILENT}
"""Where energies are written though nobody asks."""


@dataclass(frozen=True)
class ModeShapes:
    """Modes of vibration or of buckling."""

    problem: Problem
    modes: Sequence[Modes]
    approach: int = VIBRATION

    def write(self, file: Op2File) -> None:
        """LAMA for each subcase with modes, OUGV1; OEF1X, OES1X1, OES1C, ONRGY1 as asked for."""
        for modes in (each for each in self.modes if len(each.eigenvalues)):
            write_eigenvalues(file, modes, self.approach)
        asked = [(modes, modes.case.asked("displacement", PRINTED)) for modes in self.modes]
        shown = [self._at(modes, request) for modes, request in asked if request is not None]
        points = [(Points(grid.ids, grid.kinds), m) for grid, m in shown if len(grid)]
        write_modes(file, points, self.approach)
        for kind, found in self.tables:
            write_blocks(file, kind, found)
        if self.energies:
            write_energy(file, self.energies)

    def _at(self, modes: Modes, request: Request) -> tuple[Grid, Modes]:
        """The points that are asked for, and the modes at them."""
        grid = self.problem.model.grid
        rows = request.rows(grid.ids)
        return grid.some(rows), replace(modes, shapes=modes.shapes[:, rows])

    @cached_property
    def shapes(self) -> list[Shape]:
        """Every mode as a motion."""
        return [shape for modes in self.modes for shape in self._shapes(modes)]

    def _shapes(self, modes: Modes) -> list[Shape]:
        moved = to_basic_frame(modes.shapes, self.problem.model.grid)
        rows = zip(modes.eigenvalues, modes.frequencies, moved, strict=True)
        return [
            Shape(modes.case, motion, Mode(number, float(eigenvalue), float(cycles), self.approach))
            for number, (eigenvalue, cycles, motion) in enumerate(rows, start=1)
        ]

    @cached_property
    def tables(self) -> list[tuple[Kind, list[Block]]]:
        """Forces and stresses of the elements, where they are asked for."""
        elements, points = self.problem.elements, self.problem.model.grid.ids
        found = [(kind, blocks(kind, elements, self.shapes, points, None)) for kind in KINDS]
        return [(kind, each) for kind, each in found if each]

    @cached_property
    def energies(self) -> list[EnergyBlock]:
        """Strain energies: of modes of vibration always, of buckling where asked for."""
        unsaid = ENERGY.get(self.approach)
        asked = [(shape, shape.case.asked("energy", unsaid)) for shape in self.shapes]
        wanted = [(shape, request) for shape, request in asked if request is not None]
        if not wanted:
            return []
        elements, states = self.problem.elements, [Strained(shape.motion) for shape, _ in wanted]
        found = strain_energies(elements, states, self.problem.stiffnesses)
        return [
            block
            for (shape, request), energy in zip(wanted, found, strict=True)
            for block in energy_blocks(elements, energy, (shape.case, request), shape.mode)
        ]

    def pages(self) -> list[str]:
        """Eigenvalues, effective masses, the modes themselves, then what they strain."""
        lines: list[str] = []
        for modes in self.modes:
            lines += [*_none_found(modes), *f06.eigenvalue_page(modes), *f06.effective_page(modes)]
            request = modes.case.asked("displacement", PRINTED)
            if request is not None and request.printed:
                grid, shown = self._at(modes, request)
                lines += f06.mode_pages(shown, grid)
            lines += self._of_elements(modes)
        return lines

    def _of_elements(self, modes: Modes) -> list[str]:
        """Forces, stresses and energies of the elements that are asked for."""
        found = [(kind.name, block) for kind, blocks in self.tables for block in blocks]
        of_case = [(name, b) for name, b in found if b.printed and b.state.case is modes.case]
        energies = [e for e in self.energies if e.printed and e.case is modes.case]
        return [
            *(line for name, block in of_case for line in element_page(name, block)),
            *(line for energy in energies for line in energy_page(energy)),
        ]


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
    return [weight, ModeShapes(problem, modes), ModalReactions(problem, modes)]
