"""Solution 101: displacements, SPC forces and stresses of every subcase."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.energy import Strained, strain_energies
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
from atomizer.engine.solvers.embedded.op2.tables import write_nodal
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.weighing import weighing
from atomizer.engine.solvers.embedded.static import Answer, solve_statics

DISPLACEMENT = "D I S P L A C E M E N T   V E C T O R"
SPC_FORCES = "F O R C E S   O F   S I N G L E - P O I N T   C O N S T R A I N T"


@dataclass(frozen=True)
class StaticAnswers:
    """The answers of static subcases."""

    problem: Problem
    answers: Sequence[Answer]

    def write(self, file: Op2File) -> None:
        """OQG1, OQMG1, OUGV1, OES1X1, OES1C, OEF1X, ONRGY1."""
        ids = self.problem.model.grid.ids
        write_nodal(file, "OQG1", ids, [(a, a.spc_forces) for a in self.answers])
        tied = [(a, a.mpc_forces) for a in self.answers if a.mpc_forces is not None]
        if tied:
            write_nodal(file, "OQMG1", ids, tied)
        write_nodal(file, "OUGV1", ids, [(a, a.displacement) for a in self.answers])
        for kind in (STRESS, PLY_STRESS, FORCE):
            if found := self._blocks(kind):
                write_blocks(file, kind, found)
        if self.energies:
            write_energy(file, self.energies)

    @cached_property
    def energies(self) -> list[EnergyBlock]:
        """Strain energies."""
        elements = self.problem.elements
        found = strain_energies(elements, [Strained(a.motion, a.heat) for a in self.answers])
        pairs = zip(self.answers, found, strict=True)
        return [block for a, each in pairs for block in energy_blocks(elements, each, a.case)]

    def _blocks(self, kind: Kind) -> list[Block]:
        """The tables of the elements."""
        problem = self.problem
        return blocks(kind, problem.elements, self.answers, problem.model.grid.ids)

    def pages(self) -> list[str]:
        """Resultants of the loads, displacements and SPC forces."""
        grid = self.problem.model.grid
        lines = f06.resultant_lines(self.answers, grid.xyz)
        for answer in self.answers:
            case = answer.case
            lines.append(f"0 SUBCASE {case.id:8d}   EPSILON {answer.epsilon:.7E}")
            lines += f06.vector_page(DISPLACEMENT, case, grid.ids, answer.displacement)
            lines += f06.vector_page(SPC_FORCES, case, grid.ids, answer.spc_forces)
        return lines


def statics(problem: Problem) -> Sequence[Part]:
    """Mass properties and the answer of every subcase."""
    weight = weighing(problem)
    answers = solve_statics(problem.structure, problem.cases, problem.loads)
    return [weight, StaticAnswers(problem, answers)]
