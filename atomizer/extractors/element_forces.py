"""E20: forces and moments in elements."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.aggregation import AggregatedSelection

Component = Literal[
    "axial", "torque", "moment_1", "moment_2", "shear_1", "shear_2", "spring",
    "bushing_fx", "bushing_fy", "bushing_fz", "bushing_mx", "bushing_my", "bushing_mz",
    "membrane_x", "membrane_y", "membrane_xy", "bending_x", "bending_y", "bending_xy",
    "transverse_x", "transverse_y",
]  # fmt: skip

COLUMNS: Mapping[Component, Mapping[Table, tuple[str, ...]]] = {
    "axial": {"rod_force": ("axial",), "bar_force": ("axial",), "beam_force": ("axial_force",)},
    "torque": {
        "rod_force": ("torsion",), "bar_force": ("torque",), "beam_force": ("total_torque",)
    },
    "moment_1": {
        "bar_force": ("bending_moment_a1", "bending_moment_b1"),
        "beam_force": ("bending_moment1",),
    },
    "moment_2": {
        "bar_force": ("bending_moment_a2", "bending_moment_b2"),
        "beam_force": ("bending_moment2",),
    },
    "shear_1": {"bar_force": ("shear1",), "beam_force": ("shear1",)},
    "shear_2": {"bar_force": ("shear2",), "beam_force": ("shear2",)},
    "spring": {"spring_force": ("spring_force",)},
    "bushing_fx": {"bushing_force": ("fx",)},
    "bushing_fy": {"bushing_force": ("fy",)},
    "bushing_fz": {"bushing_force": ("fz",)},
    "bushing_mx": {"bushing_force": ("mx",)},
    "bushing_my": {"bushing_force": ("my",)},
    "bushing_mz": {"bushing_force": ("mz",)},
    "membrane_x": {"shell_force": ("mx",)},
    "membrane_y": {"shell_force": ("my",)},
    "membrane_xy": {"shell_force": ("mxy",)},
    "bending_x": {"shell_force": ("bmx",)},
    "bending_y": {"shell_force": ("bmy",)},
    "bending_xy": {"shell_force": ("bmxy",)},
    "transverse_x": {"shell_force": ("tx",)},
    "transverse_y": {"shell_force": ("ty",)},
}  # fmt: skip
"""What pyNastran calls a component in the table of each family."""


class ElementForces(AggregatedSelection):
    """One component of what elements carry: rods, bars, beams, springs, bushings or shells."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_force": Output(unit_kind="force", description="Most positive value."),
        "min_force": Output(unit_kind="force", description="Most negative value."),
        "max_abs_force": Output(unit_kind="force", description="Largest size of either."),
    }
    tables: ClassVar[tuple[Table, ...]] = (
        "rod_force", "bar_force", "beam_force", "spring_force", "bushing_force", "shell_force",
    )  # fmt: skip
    component: Annotated[
        Component,
        Field(
            description="Which one: moment_1 bends in plane 1; spring and bushing_ are those of "
            "CELAS and CBUSH; membrane_, bending_ and transverse_ of a unit of length of shells."
        ),
    ] = "axial"

    def measure(self, results: Results) -> dict[str, float]:
        """The extremes over the selected elements, both ends of them, and subcases.

        Raises:
            SolveFailed: the results hold no forces of the selected elements with this component.
        """
        columns = COLUMNS[self.component]
        found = self.selected(results, tuple(columns))
        values = np.concatenate([each.columns(*columns[each.table]).ravel() for each in found])
        largest, smallest = self.top(values), self.bottom(values)
        return {
            "max_force": largest,
            "min_force": smallest,
            "max_abs_force": max(abs(largest), abs(smallest)),
        }
