"""E15: temperature."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.points import rows_of_elements
from atomizer.engine.results.selection import Floats, Ids, PointSelection, chosen_subcases


class Temperature(PointSelection):
    """Temperatures of the grid points: the highest, the lowest and their mean."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_temperature": Output(unit_kind="temperature", description="The highest one."),
        "min_temperature": Output(unit_kind="temperature", description="The lowest one."),
        "mean_temperature": Output(
            unit_kind="temperature",
            description="The mean over the grid points, of the subcase where it is highest.",
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("temperature",)

    elements: Annotated[
        Ids, Field(description="Element ids whose grid points count; none given means all.")
    ] = ()
    properties: Annotated[
        Ids, Field(description="Property ids whose elements' grid points count; none means all.")
    ] = ()

    def measure(self, results: Results) -> dict[str, float]:
        """The temperatures over the selected grid points and subcases.

        Raises:
            SolveFailed: no such subcase, grid point or element, or the file does not report it.
        """
        there = self._selected(results)
        return {
            "max_temperature": float(np.nanmax(there)),
            "min_temperature": float(np.nanmin(there)),
            "mean_temperature": float(np.nanmean(there, axis=1).max()),
        }

    def _selected(self, results: Results) -> Floats:
        """Of the selected subcases and grid points, shape (n_subcases, n)."""
        thermal = results.thermal
        wanted = chosen_subcases(thermal.subcases.tolist(), self.subcase, "temperatures")
        rows = np.intersect1d(
            self.rows(results),
            rows_of_elements(results, self.elements, self.properties),
        )
        there = thermal.temperature[np.isin(thermal.subcases, wanted)][:, rows]
        reported = ~np.isnan(there)
        if not reported.any(axis=1).all() or ((self.nodes or self.sets) and not reported.all()):
            said = "The file does not report the temperature of the selected grid points."
            raise SolveFailed("parse", said)
        return np.asarray(there)
