"""Solution 101: displacements, SPC forces and stresses of every subcase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import write_nodal
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.energy import Strained, strain_energies
from atomizer.engine.solvers.embedded.f06_elements import element_page, energy_page
from atomizer.engine.solvers.embedded.op2.elements import (
    FORCE,
    PLY_STRESS,
    STRESS,
    Block,
    Kind,
    blocks,
    write_blocks,
)
from atomizer.engine.solvers.embedded.op2.energy import EnergyBlock, energy_blocks, write_energy
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.weighing import weighing
from atomizer.engine.solvers.embedded.static import Answer, solve_statics

DISPLACEMENT = "D I S P L A C E M E N T   V E C T O R"
SPC_FORCES = "F O R C E S   O F   S I N G L E - P O I N T   C O N S T R A I N T"
MPC_FORCES = "F O R C E S   O F   M U L T I - P O I N T   C O N S T R A I N T"
PRINTED = {FORCE.name: "force", STRESS.name: "stress", PLY_STRESS.name: "stress"}


@dataclass(frozen=True)
class StaticAnswers:
    """The answers of static subcases."""

    problem: Problem
    answers: Sequence[Answer]

    def write(self, file: Op2File) -> None:
        """OQG1, OQMG1, OUGV1, OES1X1, OES1C, OEF1X, ONRGY1."""
        grid = self.problem.model.grid
        write = partial(write_nodal, file, grid.ids, kinds=grid.kinds)
        write([(a.case, a.spc_forces) for a in self.answers], "OQG1")
        tied = [(a.case, a.mpc_forces) for a in self.answers if a.mpc_forces is not None]
        if tied:
            write(tied, "OQMG1")
        write([(a.case, a.displacement) for a in self.answers], "OUGV1")
        for kind, found in self.tables:
            write_blocks(file, kind, found)
        if self.energies:
            write_energy(file, self.energies)

    @cached_property
    def energies(self) -> list[EnergyBlock]:
        """Strain energies."""
        elements = self.problem.elements
        found = strain_energies(
            elements,
            [Strained(a.motion, a.heat) for a in self.answers],
            self.problem.stiffnesses,
        )
        pairs = zip(self.answers, found, strict=True)
        return [block for a, each in pairs for block in energy_blocks(elements, each, a.case)]

    @cached_property
    def tables(self) -> list[tuple[Kind, list[Block]]]:
        """Forces and stresses of the elements, where there are any."""
        elements, points = self.problem.elements, self.problem.model.grid.ids
        found = [
            (kind, blocks(kind, elements, self.answers, points))
            for kind in (FORCE, STRESS, PLY_STRESS)
        ]
        return [(kind, each) for kind, each in found if each]

    def pages(self) -> list[str]:
        """Resultants of the loads, then what each subcase asks for."""
        lines = f06.resultant_lines(self.answers, self.problem.model.grid)
        for answer in self.answers:
            lines += [*self._at_points(answer), *self._of_elements(answer)]
        return lines

    def _at_points(self, answer: Answer) -> Iterator[str]:
        """Displacements and SPC forces; forces of constraint where they are asked for."""
        case, grid = answer.case, self.problem.model.grid
        yield f"0 SUBCASE {case.id:8d}   EPSILON {answer.epsilon:.7E}"
        yield from f06.vector_page(DISPLACEMENT, case, grid, answer.displacement)
        yield from f06.vector_page(SPC_FORCES, case, grid, answer.spc_forces)
        if answer.mpc_forces is not None and "mpc_forces" in case.printed:
            there = np.flatnonzero(answer.mpc_forces.any(axis=1))
            forces = answer.mpc_forces[there]
            yield from f06.vector_page(MPC_FORCES, case, grid.some(there), forces)

    def _of_elements(self, answer: Answer) -> Iterator[str]:
        """Forces, stresses and energies that are asked for."""
        case = answer.case
        for kind, found in self.tables:
            for block in found if PRINTED[kind.name] in case.printed else ():
                if block.answer is answer:
                    yield from element_page(kind.name, block.card, case, block.rows)
        for energy in self.energies if "energy" in case.printed else ():
            if energy.case is case:
                yield from energy_page(energy)


def statics(problem: Problem) -> Sequence[Part]:
    """Mass properties and the answer of every subcase."""
    weight = weighing(problem)
    answers = solve_statics(problem.structure, problem.cases, problem.loads)
    return [weight, StaticAnswers(problem, answers)]
