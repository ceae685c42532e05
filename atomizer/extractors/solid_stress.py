"""E3: stress in solids."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import Output, Results, Table, solid_principal, von_mises
from atomizer.engine.results.selection import ElementSelection


class SolidStress(ElementSelection):
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
            "max_stress": float(von_mises(stress).max()),
            "max_principal": float(principal[-1].max()),
            "min_principal": float(principal[0].min()),
        }
