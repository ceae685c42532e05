"""Solution 153: temperatures, heat of constraint, gradients and fluxes of every subcase."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import Rows
from atomizer.engine.solvers.embedded import f06_heat
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.conduction.network import (
    HeatAnswer,
    Network,
    read_network,
    solve_heat,
)
from atomizer.engine.solvers.embedded.op2.heat import (
    flux_rows,
    inflow_rows,
    write_elements,
    write_points,
)
from atomizer.engine.solvers.embedded.requests import PRINTED, Quantity, Request
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem


@dataclass(frozen=True)
class Points:
    """A number at points: what asks for it, what it is called, and where it is."""

    names: tuple[Quantity, ...]
    heading: str
    values: Callable[[HeatAnswer], Floats]

    def request(self, case: Case) -> Request | None:
        """What a subcase asks for by the first of the names it says; all where it says none."""
        said = (name for name in self.names if name in case.requests)
        return case.asked(next(said, self.names[0]), PRINTED)


TEMPERATURE = Points(("temperature", "displacement"), f06_heat.TEMPERATURE, lambda a: a.temperature)
CONSTRAINT = Points(("spc_forces",), f06_heat.CONSTRAINT, lambda a: a.constraint)


@dataclass(frozen=True)
class HeatAnswers:
    """The answers of thermal subcases."""

    network: Network
    answers: Sequence[HeatAnswer]

    def write(self, file: Op2File) -> None:
        """OQG1, OUGV1, OEF1X."""
        for name, of in (("OQG1", CONSTRAINT), ("OUGV1", TEMPERATURE)):
            write_points(file, name, [row for a in self.answers if (row := self._row(of, a))])
        found = {**self._fluxes, **self._inflows}
        asked = {card: list(self._asked(tables)) for card, tables in found.items()}
        if any(asked.values()):
            write_elements(file, [(card, both) for card, both in asked.items() if both])

    def _row(self, of: Points, answer: HeatAnswer) -> tuple[HeatAnswer, Ints, Floats] | None:
        """Ids and values of the points that are asked for; none where nothing is."""
        if (request := of.request(answer.case)) is None:
            return None
        ids = self.network.model.grid.ids
        rows = request.rows(ids)
        rows = rows[answer.reached[rows]]
        return (answer, ids[rows], of.values(answer)[rows]) if len(rows) else None

    def _asked(self, tables: Sequence[Rows]) -> Iterator[tuple[HeatAnswer, Rows]]:
        """The rows of a card that are asked for, in each subcase that asks for any."""
        for answer, table in zip(self.answers, tables, strict=True):
            request = answer.case.asked("flux", PRINTED)
            if request is not None and len(rows := request.rows(table["id"] // 10)):
                yield answer, table[rows]

    def pages(self) -> list[str]:
        """Temperatures, heat of constraint, gradients and fluxes, heat into surfaces."""
        lines = []
        for answer in self.answers:
            case = answer.case
            lines.append(f"0 SUBCASE {case.id:8d}   EPSILON {answer.epsilon:.7E}")
            for of in (TEMPERATURE, CONSTRAINT):
                request, row = of.request(case), self._row(of, answer)
                if row is not None and request is not None and request.printed:
                    lines += f06_heat.point_page(of.heading, case, *row[1:])
            for page, found in (
                (f06_heat.flux_page, self._fluxes),
                (f06_heat.inflow_page, self._inflows),
            ):
                if tables := self._printed(answer, found.values()):
                    lines += page(case, tables)
        return lines

    def _printed(self, answer: HeatAnswer, found: Iterable[Sequence[Rows]]) -> list[Rows]:
        """The rows of each card that are printed in a subcase."""
        request = answer.case.asked("flux", PRINTED)
        if request is None or not request.printed:
            return []
        asked = (pair for tables in found for pair in self._asked(tables))
        return [rows for of, rows in asked if of is answer]

    @cached_property
    def _fluxes(self) -> dict[str, list[Rows]]:
        """Gradients and fluxes of each card in each subcase."""
        found: dict[str, list[list[Rows]]] = {}
        for family in self.network.conductors:
            at = [answer.temperature[family.nodes] for answer in self.answers]
            rows = [
                flux_rows(family.card, family.ids, family.gradient(there), family.flux(there))
                for there in at
            ]
            found.setdefault(family.card, []).append(rows)
        return {card: _together(batches) for card, batches in found.items()}

    @cached_property
    def _inflows(self) -> dict[str, list[Rows]]:
        """Heat into the surfaces of each card in each subcase."""
        network, loads = self.network, self.network.loads
        found: dict[str, list[list[Rows]]] = {}
        given = [loads.inflow(answer.case.load) for answer in self.answers]
        for k, batch in enumerate(network.surfaces):
            rows = []
            for answer, heat in zip(self.answers, given, strict=True):
                convected = np.zeros(len(batch.ids))
                for part in (p for p in network.convection if p.surfaces is batch):
                    np.add.at(convected, part.rows, part.inflow(answer.temperature))
                rows.append(inflow_rows(batch.card, batch.ids, heat[k], convected))
            found.setdefault(batch.card, []).append(rows)
        return {card: _together(batches) for card, batches in found.items()}


def _together(batches: Sequence[Sequence[Rows]]) -> list[Rows]:
    """The rows of several batches of one card, by subcase."""
    return [np.concatenate(parts) for parts in zip(*batches, strict=True)]


def steady_heat(problem: Problem) -> Sequence[Part]:
    """The answer of every subcase."""
    network = read_network(HeatModel(problem.model.bdf))
    return [HeatAnswers(network, solve_heat(network, problem.cases, problem.memory))]
