"""E17: heat flux in elements, heat into surfaces and through supports."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import ElementTable, Output, Results, Table
from atomizer.engine.results.aggregation import AggregatedSelection
from atomizer.engine.results.selection import Ids, chosen_subcases, listed


class HeatFlux(AggregatedSelection):
    """The largest heat flux in elements, and the heat that enters by surfaces and supports."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_flux": Output(
            unit_kind="power per area", description="Largest size of the flux in the elements."
        ),
        "surface_heat": Output(
            unit_kind="power", description="Heat into the chosen surfaces, CHBDYE, CHBDYG, CHBDYP."
        ),
        "support_heat": Output(
            unit_kind="power", description="Heat into the model at the chosen held points."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("element_flux", "surface_heat", "temperature")

    surfaces: Annotated[Ids, Field(description="Ids of surfaces; none given means all.")] = ()
    supports: Annotated[
        Ids, Field(description="Ids of held grid or scalar points; none given means all.")
    ] = ()

    def measure(self, results: Results) -> dict[str, float]:
        """The largest flux, and of each sum the one that is largest in size of the subcases.

        Raises:
            SolveFailed: the results hold no flux of the selected elements, or no such surface or
                support.
        """
        found = self.selected(results, ("element_flux",))
        parts = [table.columns("flux1", "flux2", "flux3") for table in found]
        sizes = np.linalg.norm(np.concatenate(parts, axis=1), axis=0)
        return {
            "max_flux": self.top(sizes),
            "surface_heat": self._surface_heat(results),
            "support_heat": self._support_heat(results),
        }

    def _wanted(self, results: Results) -> list[int]:
        return chosen_subcases(results.thermal.subcases.tolist(), self.subcase, "temperatures")

    def _surface_heat(self, results: Results) -> float:
        """Over the chosen surfaces; 0 where there is none."""
        tables = [table for table in results.element_tables if table.table == "surface_heat"]
        known = {int(eid) for table in tables for eid in table.elements}
        _need_known("surface", self.surfaces, known)
        sums = dict.fromkeys(self._wanted(results), 0.0)
        for table in (each for each in tables if each.subcase in sums):
            sums[table.subcase] += self._total(table)
        return max(sums.values(), key=abs)

    def _total(self, table: ElementTable) -> float:
        chosen = np.isin(table.elements, self.surfaces) if self.surfaces else slice(None)
        return float(table.columns("ftotal")[0][chosen].sum())

    def _support_heat(self, results: Results) -> float:
        """Over the chosen supports; 0 where there is none."""
        thermal = results.thermal
        _need_known("support", self.supports, set(thermal.points.tolist()))
        cases = np.isin(thermal.subcases, self._wanted(results))
        there = np.isin(thermal.points, self.supports) if self.supports else slice(None)
        sums = thermal.constraint[cases][:, there].sum(axis=1)
        return float(max(sums, key=abs))


def _need_known(what: str, chosen: Ids, known: set[int]) -> None:
    missing = sorted(set(chosen) - known)
    if missing:
        said = f"The file has no heat of {what} {missing[0]}. There are: {listed(known) or 'none'}."
        raise SolveFailed("parse", said)
