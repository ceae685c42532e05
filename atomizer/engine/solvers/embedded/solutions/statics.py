"""Solution 101: displacements, SPC forces and stresses of every subcase."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from atomizer.engine.op2.modes import Points
from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import write_nodal
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.energy import Strained, strain_energies
from atomizer.engine.solvers.embedded.f06_elements import element_page, energy_page
from atomizer.engine.solvers.embedded.op2.elements import KINDS, Block, Kind, blocks, write_blocks
from atomizer.engine.solvers.embedded.op2.energy import EnergyBlock, energy_blocks, write_energy
from atomizer.engine.solvers.embedded.requests import PRINTED, SILENT, Quantity, Request
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.weighing import weighing
from atomizer.engine.solvers.embedded.static import Answer, solve_statics

DISPLACEMENT = "D I S P L A C E M E N T   V E C T O R"
MPC_FORCES = "F O R C E S   O F   M U L T I - P O I N T   C O N S T R A I N T"
UNSAID: Mapping[Quantity, Request] = {
    "displacement": PRINTED, "spc_forces": PRINTED, "mpc_forces": SILENT, "stress": SILENT,
    "force": SILENT, "energy": SILENT,
}  # fmt: skip
"""What is written where a subcase says nothing: everything."""


@dataclass(frozen=True)
class StaticAnswers:
    """The answers of static subcases."""

    problem: Problem
    answers: Sequence[Answer]

    def write(self, file: Op2File) -> None:
        """OQG1, OQMG1, OUGV1, OES1X1, OES1C, OEF1X, ONRGY1."""
        self._write_vectors(file, "OQG1", "spc_forces")
        self._write_vectors(file, "OQMG1", "mpc_forces")
        self._write_vectors(file, "OUGV1", "displacement")
        for kind, found in self.tables:
            write_blocks(file, kind, found)
        if self.energies:
            write_energy(file, self.energies)

    def _write_vectors(self, file: Op2File, name: str, quantity: Quantity) -> None:
        grid, rows = self.problem.model.grid, []
        for answer in self.answers:
            request = answer.case.asked(quantity, UNSAID[quantity])
            values: Floats | None = getattr(answer, quantity)
            if request is None or values is None:
                continue
            if len(chosen := request.rows(grid.ids)):
                points = Points(grid.ids[chosen], grid.kinds[chosen])
                rows.append((answer.case, points, values[chosen]))
        if rows:
            write_nodal(file, rows, name)

    @cached_property
    def energies(self) -> list[EnergyBlock]:
        """Strain energies."""
        elements = self.problem.elements
        asked = [(a, a.case.asked("energy", UNSAID["energy"])) for a in self.answers]
        wanted = [(answer, request) for answer, request in asked if request is not None]
        states = [Strained(a.motion, a.heat) for a, _ in wanted]
        found = strain_energies(elements, states, self.problem.stiffnesses) if states else []
        return [
            block
            for (answer, request), energy in zip(wanted, found, strict=True)
            for block in energy_blocks(elements, energy, (answer.case, request), None)
        ]

    @cached_property
    def tables(self) -> list[tuple[Kind, list[Block]]]:
        """Forces and stresses of the elements, where there are any."""
        elements, points = self.problem.elements, self.problem.model.grid.ids
        found = [
            (kind, blocks(kind, elements, self.answers, points, UNSAID[kind.quantity]))
            for kind in KINDS
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
        yield f"0 SUBCASE {answer.case.id:8d}   EPSILON {answer.epsilon:.7E}"
        yield from self._vector(DISPLACEMENT, answer, "displacement", answer.displacement)
        yield from self._vector(f06.SPC_FORCES, answer, "spc_forces", answer.spc_forces)
        if answer.mpc_forces is not None:
            yield from self._vector(MPC_FORCES, answer, "mpc_forces", answer.mpc_forces)

    def _vector(
        self, heading: str, answer: Answer, quantity: Quantity, values: Floats
    ) -> Iterator[str]:
        """The page of a vector, if it is to be printed; of forces of constraint where they are."""
        case, grid = answer.case, self.problem.model.grid
        request = case.asked(quantity, UNSAID[quantity])
        if request is not None and request.printed:
            rows = request.rows(grid.ids)
            rows = rows[values[rows].any(axis=1)] if quantity == "mpc_forces" else rows
            yield from f06.vector_page(heading, case, grid.some(rows), values[rows])

    def _of_elements(self, answer: Answer) -> Iterator[str]:
        """Forces, stresses and energies that are asked for."""
        for kind, found in self.tables:
            for block in found:
                if block.printed and block.state is answer:
                    yield from element_page(kind.name, block)
        for energy in self.energies:
            if energy.printed and energy.case is answer.case:
                yield from energy_page(energy)


def statics(problem: Problem) -> Sequence[Part]:
    """Mass properties and the answer of every subcase."""
    weight = weighing(problem)
    answers = solve_statics(problem.structure, problem.cases, problem.loads)
    return [weight, StaticAnswers(problem, answers)]
