"""E12: principal stress in solids and shells."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.results import (
    ElementTable,
    Output,
    Results,
    Table,
    plane_principal,
    solid_principal,
)
from atomizer.engine.results.selection import ElementSelection, Floats


class PrincipalStress(ElementSelection):
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
        principal = np.concatenate([_principal(stress) for stress in found], axis=1)
        largest, smallest = float(principal[-1].max()), float(principal[0].min())
        return {
            "max_principal": largest,
            "min_principal": smallest,
            "max_abs_principal": max(abs(largest), abs(smallest)),
            "max_shear": float((principal[-1] - principal[0]).max()) / 2.0,
        }


def _principal(stress: ElementTable) -> Floats:
    """Principal stresses, smallest first, shape (3, n_rows); across a shell there is none: 0."""
    if stress.table == "solid_stress":
        return solid_principal(stress.columns("oxx", "oyy", "ozz", "txy", "tyz", "txz"))
    plane = plane_principal(stress.columns("oxx", "oyy", "txy"))
    return np.sort(np.vstack([plane, np.zeros_like(plane[:1])]), axis=0)
