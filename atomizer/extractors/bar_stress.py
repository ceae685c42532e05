"""E7: normal stress in bars, beams and rods."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.aggregation import AggregatedSelection
from atomizer.engine.results.families import normal


class BarStress(AggregatedSelection):
    """The largest normal stress in bars and beams (both ends, points C to F) and rods (axial)."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_stress": Output(unit_kind="stress", description="Most tensile normal stress."),
        "min_stress": Output(unit_kind="stress", description="Most compressive normal stress."),
        "max_abs_stress": Output(unit_kind="stress", description="Largest size of either."),
    }
    tables: ClassVar[tuple[Table, ...]] = ("bar_stress", "beam_stress", "rod_stress")

    def measure(self, results: Results) -> dict[str, float]:
        """The largest stresses over the selected bars and rods and subcases.

        Raises:
            SolveFailed: the results hold no stress of the selected elements.
        """
        parts = [normal(stress).ravel() for stress in self.selected(results, self.tables)]
        values = np.concatenate(parts)
        largest, smallest = self.top(values), self.bottom(values)
        return {
            "max_stress": largest,
            "min_stress": smallest,
            "max_abs_stress": max(abs(largest), abs(smallest)),
        }
