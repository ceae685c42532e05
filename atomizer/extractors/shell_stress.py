"""E6: stress in shells."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import Output, Results, Table, plane_principal, plane_von_mises
from atomizer.engine.results.aggregation import AggregatedSelection


class ShellStress(AggregatedSelection):
    """The largest stress in shells over both fibres, at the centres and the corners reported."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_stress": Output(unit_kind="stress", description="Largest von Mises stress."),
        "max_principal": Output(unit_kind="stress", description="Most tensile principal stress."),
        "min_principal": Output(
            unit_kind="stress", description="Most compressive principal stress."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("shell_stress",)

    def measure(self, results: Results) -> dict[str, float]:
        """The largest stresses over the selected shells and subcases.

        Raises:
            SolveFailed: the results hold no stress of the selected shells.
        """
        parts = [s.columns("oxx", "oyy", "txy") for s in self.selected(results, self.tables)]
        stress = np.concatenate(parts, axis=1)
        smallest, largest = plane_principal(stress)
        return {
            "max_stress": self.top(plane_von_mises(stress)),
            "max_principal": self.top(largest),
            "min_principal": self.bottom(smallest),
        }
