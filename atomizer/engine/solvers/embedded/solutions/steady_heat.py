"""Solution 153: temperatures, heat of constraint, gradients and fluxes of every subcase."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import Rows
from atomizer.engine.solvers.embedded import f06_heat
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
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem


@dataclass(frozen=True)
class HeatAnswers:
    """The answers of thermal subcases."""

    network: Network
    answers: Sequence[HeatAnswer]

    def write(self, file: Op2File) -> None:
        """OQG1, OUGV1, OEF1X."""
        ids = self.network.model.grid.ids
        write_points(file, "OQG1", ids, [(a, a.constraint) for a in self.answers])
        write_points(file, "OUGV1", ids, [(a, a.temperature) for a in self.answers])
        found = {**self._fluxes, **self._inflows}
        if found:
            pairs = {card: zip(self.answers, rows, strict=True) for card, rows in found.items()}
            write_elements(file, [(card, list(both)) for card, both in pairs.items()])

    def pages(self) -> list[str]:
        """Temperatures, heat of constraint, gradients and fluxes, heat into surfaces."""
        ids, lines = self.network.model.grid.ids, []
        for number, answer in enumerate(self.answers):
            case, there = answer.case, answer.reached
            lines.append(f"0 SUBCASE {case.id:8d}   EPSILON {answer.epsilon:.7E}")
            for heading, values in (
                (f06_heat.TEMPERATURE, answer.temperature),
                (f06_heat.CONSTRAINT, answer.constraint),
            ):
                lines += f06_heat.point_page(heading, case, ids[there], values[there])
            if self._fluxes:
                tables = [rows[number] for rows in self._fluxes.values()]
                lines += f06_heat.flux_page(case, tables)
            if self._inflows:
                tables = [rows[number] for rows in self._inflows.values()]
                lines += f06_heat.inflow_page(case, tables)
        return lines

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
