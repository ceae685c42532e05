"""E3: stress in solids."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import Output, Results, Table, solid_principal, von_mises
from atomizer.engine.results.aggregation import AggregatedSelection


class SolidStress(AggregatedSelection):
    """The largest stress in solids at the centres and the corners reported."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_stress": Output(unit_kind="stress", description="Largest von Mises stress."),
        "max_principal": Output(unit_kind="stress", description="Most tensile principal stress."),
        "min_principal": Output(
            unit_kind="stress", description="Most compressive principal stress."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("solid_stress",)

    def measure(self, results: Results) -> dict[str, float]:
        """The largest stresses over the selected solids and subcases.

        Raises:
            SolveFailed: the results hold no stress of the selected solids.
        """
        names = ("oxx", "oyy", "ozz", "txy", "tyz", "txz")
        parts = [found.columns(*names) for found in self.selected(results, self.tables)]
        stress = np.concatenate(parts, axis=1)
        principal = solid_principal(stress)
        return {
            "max_stress": self.top(von_mises(stress)),
            "max_principal": self.top(principal[-1]),
            "min_principal": self.bottom(principal[0]),
        }
