"""E12: principal stress in solids and shells."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.aggregation import AggregatedSelection
from atomizer.engine.results.families import principal


class PrincipalStress(AggregatedSelection):
    """The largest and smallest principal stress over solids and both fibres of shells."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_principal": Output(unit_kind="stress", description="Most tensile principal stress."),
        "min_principal": Output(
            unit_kind="stress", description="Most compressive principal stress."
        ),
        "max_abs_principal": Output(unit_kind="stress", description="Largest size of either."),
        "max_shear": Output(
            unit_kind="stress", description="Largest shear: half the largest difference of two."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("solid_stress", "shell_stress")

    def measure(self, results: Results) -> dict[str, float]:
        """The extremes over the selected elements and subcases.

        Raises:
            SolveFailed: the results hold no stress of the selected elements.
        """
        found = self.selected(results, self.tables)
        stresses = np.concatenate([principal(stress) for stress in found], axis=1)
        largest, smallest = self.top(stresses[-1]), self.bottom(stresses[0])
        return {
            "max_principal": largest,
            "min_principal": smallest,
            "max_abs_principal": max(abs(largest), abs(smallest)),
            "max_shear": self.top((stresses[-1] - stresses[0]) / 2.0),
        }
