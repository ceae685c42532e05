"""E14: reactions at single-point constraints."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.selection import Floats, PointSelection, selected_subcases

Point = Annotated[tuple[float, ...], Field(min_length=3, max_length=3)]
SUMS = ("fx", "fy", "fz", "mx", "my", "mz")


class Reactions(PointSelection):
    """Resultant of the forces of single-point constraint in the basic frame, and the largest."""

    outputs: ClassVar[Mapping[str, Output]] = {
        **{f"f{k}": Output(unit_kind="force", description=f"Sum along basic {k}.") for k in "xyz"},
        **{
            f"m{k}": Output(unit_kind="moment", description=f"Sum about basic {k} at the point.")
            for k in "xyz"
        },
        "max_force": Output(unit_kind="force", description="Largest force at one grid point."),
        "max_moment": Output(unit_kind="moment", description="Largest moment at one grid point."),
    }
    tables: ClassVar[tuple[Table, ...]] = ("reactions",)

    point: Annotated[Point, Field(description="Where moments are summed, basic frame.")] = (
        0.0,
        0.0,
        0.0,
    )

    def measure(self, results: Results) -> dict[str, float]:
        """The sums and sizes of the subcase with the largest force at one grid point.

        Raises:
            SolveFailed: no such subcase or grid point, or the file has no such reactions.
        """
        rows = self.rows(results)
        cases = np.isin(results.subcases, selected_subcases(results, self.subcase))
        reactions = results.reactions[cases][:, rows]
        if not reactions.any():
            said = "The file has no forces of single-point constraint there; SPCFORCES = ALL asks."
            raise SolveFailed("parse", said)
        forces, moments = (
            np.linalg.norm(reactions[..., part], axis=2).max(axis=1)
            for part in (slice(0, 3), slice(3, 6))
        )
        worst = int(forces.argmax())
        sums = self._sums(reactions[worst], results.positions[rows])
        largest = {"max_force": float(forces[worst]), "max_moment": float(moments[worst])}
        return dict(zip(SUMS, sums.tolist(), strict=True)) | largest

    def _sums(self, reactions: Floats, positions: Floats) -> Floats:
        """Sum of forces and of moments about the point, shape (6,)."""
        arms = np.cross(positions - np.array(self.point), reactions[:, :3])
        return np.concatenate([reactions[:, :3].sum(axis=0), (reactions[:, 3:] + arms).sum(axis=0)])
