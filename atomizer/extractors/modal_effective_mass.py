"""E18: modal effective mass."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.selection import Floats, nth_mode

DIRECTIONS = ("x", "y", "z", "rx", "ry", "rz")
Direction = Literal["x", "y", "z", "rx", "ry", "rz"]


class ModalEffectiveMass(Value):
    """How much of the mass moves with natural modes along or about an axis of the basic frame."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "effective_mass": Output(
            unit_kind="mass", description="Of the mode, by the masses of the deck times WTMASS."
        ),
        "fraction": Output(unit_kind="factor", description="Of the mode: its part of all mass."),
        "cumulative_fraction": Output(
            unit_kind="factor", description="Of all modes counted: their part of all mass."
        ),
        "modes_counted": Output(unit_kind="count", description="How many modes are counted."),
    }
    tables: ClassVar[tuple[Table, ...]] = ("modes",)
    direction: Annotated[
        Direction,
        Field(description="Along an axis, or about one through the origin: then inertia."),
    ] = "x"
    mode: Annotated[int, Field(ge=1, description="Which mode, from 1 in ascending order.")] = 1
    last_mode: Annotated[
        int | None, Field(ge=1, description="Count modes up to this one; all when not given.")
    ] = None
    last_frequency: Annotated[
        float | None, Field(gt=0, description="Count modes up to this many Hz; all when not given.")
    ] = None
    subcase: Annotated[
        int | None, Field(description="Which load case; the only one when not given.")
    ] = None

    def measure(self, results: Results) -> dict[str, float]:
        """Effective mass of the mode, and its and the counted modes' parts of all mass.

        Raises:
            SolveFailed: no such mode, or the masses of the deck are not all known.
        """
        row = nth_mode(results.mode_subcases, self.mode, self.subcase, "natural mode")
        of_modes, whole = self._masses(results)
        counted = results.mode_subcases == results.mode_subcases[row]
        if self.last_mode is not None:
            counted[np.flatnonzero(counted)[self.last_mode :]] = False
        if self.last_frequency is not None:
            counted &= results.frequencies <= self.last_frequency
        return {
            "effective_mass": float(of_modes[row]),
            "fraction": float(of_modes[row]) / whole,
            "cumulative_fraction": float(of_modes[counted].sum()) / whole,
            "modes_counted": float(counted.sum()),
        }

    def _masses(self, results: Results) -> tuple[Floats, float]:
        """Effective mass of each mode in the direction, and all there is."""
        axis = DIRECTIONS.index(self.direction)
        effective, rigid = results.effective_mass, results.rigid_mass
        if effective is None or rigid is None:
            said = "The masses of the deck are not all known, so there are no effective ones."
            raise SolveFailed("parse", said)
        if not rigid[axis] > 0:
            said = f"The structure has no mass in direction {self.direction}."
            raise SolveFailed("parse", said)
        return effective[:, axis], float(rigid[axis])
