"""E1: how far the model moves."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.selection import Floats, PointSelection, selected_subcases

Component = Literal["magnitude", "x", "y", "z"]


class Displacement(PointSelection):
    """The largest displacement of the grid points, in the basic frame."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_displacement": Output(
            unit_kind="length", description="Largest magnitude, or size of the chosen component."
        ),
        "max_x": Output(unit_kind="length", description="Largest size of the x component."),
        "max_y": Output(unit_kind="length", description="Largest size of the y component."),
        "max_z": Output(unit_kind="length", description="Largest size of the z component."),
    }
    tables: ClassVar[tuple[Table, ...]] = ("displacement",)

    component: Annotated[Component, Field(description="What max_displacement is taken of.")] = (
        "magnitude"
    )

    def measure(self, results: Results) -> dict[str, float]:
        """The largest displacements over the selected grid points and subcases.

        Raises:
            SolveFailed: no such subcase or grid point, or the file does not report it.
        """
        moved = self._moved(results)
        sizes = dict(zip("xyz", (float(size) for size in np.abs(moved).max(axis=0)), strict=True))
        sizes["magnitude"] = float(np.linalg.norm(moved, axis=1).max())
        largest = {"max_displacement": sizes[self.component]}
        return largest | {f"max_{axis}": sizes[axis] for axis in "xyz"}

    def _moved(self, results: Results) -> Floats:
        """Translations of the selected grid points in the selected subcases, shape (n, 3)."""
        cases = np.isin(results.subcases, selected_subcases(results, self.subcase))
        moved = results.displacement[cases][:, self.rows(results), :3].reshape(-1, 3)
        reported = ~np.isnan(moved).any(axis=1)
        if not reported.any() or ((self.nodes or self.sets) and not reported.all()):
            raise SolveFailed("parse", "The file does not report the selected grid points.")
        return np.asarray(moved[reported])
