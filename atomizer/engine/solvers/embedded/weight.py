"""Mass, centre of gravity and inertia: the grid point weight generator.

As in Nastran the figures are in the unit of the densities, before PARAM,WTMASS (NASTRAN Theoretical
Manual, NASA SP-221, section 5.5).
"""

from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Weight:
    """Mass properties.

    Attributes:
        reference: The grid point PARAM,GRDPNT names; 0 is the origin of the basic frame.
        rigid: The rigid-body mass matrix about it, shape (6, 6).
        mass: The mean of the masses along x, y, z.
        centre: Centre of gravity from the reference point, shape (3,).
        centres: Centres of gravity of the masses along x, y and z, a row each, shape (3, 3).
        inertia: About the centre of gravity, with negative products off the diagonal, shape (3, 3).
    """

    reference: int
    rigid: Floats
    mass: float
    centre: Floats
    centres: Floats
    inertia: Floats


def weigh(model: Model, masses: Masses, reference: int = 0) -> Weight:
    """Mass properties about a grid point; an unknown one means the origin of the basic frame."""
    row = np.flatnonzero(model.grid.ids == reference)
    origin = model.grid.xyz[int(row[0])] if len(row) else np.zeros(3)
    rigid = masses.rigid(origin)
    mass = float(np.trace(rigid[:3, :3]) / 3.0)
    per_mass = rigid[:3, 3:] / (mass or 1.0)
    centres = np.zeros((3, 3))
    centres[0, 1], centres[0, 2] = -per_mass[0, 2], per_mass[0, 1]
    centres[1, 0], centres[1, 2] = per_mass[1, 2], -per_mass[1, 0]
    centres[2, 0], centres[2, 1] = -per_mass[2, 1], per_mass[2, 0]
    centres += 0.0  # no negative zeros in print
    centre = np.array([centres[1, 0], centres[0, 1], centres[0, 2]])
    arm = centre @ centre * np.eye(3) - np.outer(centre, centre)
    inertia = rigid[3:, 3:] - mass * arm
    return Weight(reference if len(row) else 0, rigid, mass, centre, centres, inertia)
