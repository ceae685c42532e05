"""E16: gradient of temperature."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.aggregation import AggregatedSelection


class ThermalGradient(AggregatedSelection):
    """The steepest temperature in the elements that conduct heat, at their centres."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_gradient": Output(
            unit_kind="temperature per length", description="Largest size of the gradient."
        ),
        "mean_gradient": Output(
            unit_kind="temperature per length", description="Mean size over the elements."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("element_flux",)

    def measure(self, results: Results) -> dict[str, float]:
        """The sizes over the selected elements and subcases.

        Raises:
            SolveFailed: the results hold no gradient of the selected elements.
        """
        found = self.selected(results, self.tables)
        parts = [table.columns("grad1", "grad2", "grad3") for table in found]
        sizes = np.linalg.norm(np.concatenate(parts, axis=1), axis=0)
        return {"max_gradient": self.top(sizes), "mean_gradient": float(sizes.mean())}
