"""What strains the elements in a response: shapes, and the coordinates that scale them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import to_basic_frame
from atomizer.engine.solvers.embedded.dynamics.system import System
from atomizer.engine.solvers.embedded.recovery import Shape

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Strain:
    """Shapes with their coordinates: motions, then what lies between the ends of bars.

    Attributes:
        shapes: c of them.
        coordinates: Real, or complex over frequencies, shape (n, c).
        told: Whether all loads between the ends of bars are in it.
    """

    shapes: Sequence[Shape]
    coordinates: Numbers
    told: bool = True


def read_strain(system: System, moved: Floats, coordinates: Numbers, driven: Numbers) -> Strain:
    """The shapes of a subcase and what its loads do between the ends of bars.

    Args:
        moved: In the displacement frames, shape (c, 6 n_points).
        coordinates: Shape (n, c).
        driven: Histories of the d loads, shape (n, d).
    """
    grid, case = system.held.structure.model.grid, system.case
    motions = to_basic_frame(moved.reshape(len(moved), -1, 6), grid)
    still = np.zeros((len(grid), 6))
    spread = [
        (d, drive.spread)
        for d, drive in enumerate(system.drives)
        if drive.spread and drive.spread.ends
    ]
    shapes = [Shape(case, motion) for motion in motions]
    shapes += [Shape(case, still, spread=each.ends, passed=each.passed) for _, each in spread]
    whole = np.hstack([coordinates, driven[:, [d for d, _ in spread]]])
    return Strain(shapes, whole, all(drive.spread is not None for drive in system.drives))
