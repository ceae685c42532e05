"""Strain energy of elements.

E = 1/2 u K u - u P with K the stiffness of an element and P the forces that stretch it as its
temperatures do (MSC Nastran Quick Reference Guide, parameter XFLAG, its default). The energies of
all elements sum up to 1/2 u K u of the structure, less that thermal part; rigid elements have none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import freedoms
from atomizer.engine.solvers.embedded.elements.family import Elements


@dataclass(frozen=True)
class Strained:
    """A motion of a structure.

    Attributes:
        motion: In the basic frame, shape (n_points, 6).
        heat: Temperature of the grid points, shape (n_points,); None without thermal loads.
    """

    motion: Floats
    heat: Floats | None = None


@dataclass(frozen=True)
class Energy:
    """The energies of all elements in one motion.

    Attributes:
        energies: Of each family, shape (n,).
        total: Of all elements.
    """

    energies: Sequence[Floats]
    total: float


def strain_energies(
    elements: Sequence[Elements],
    states: Sequence[Strained],
    stiffnesses: Sequence[Floats] | None = None,
) -> list[Energy]:
    """The energies in each motion.

    Args:
        stiffnesses: Of the elements of each family; None has each made once for all motions.
    """
    made = stiffnesses or (family.stiffness() for family in elements)
    by_family = [_of_family(*pair, states) for pair in zip(elements, made, strict=True)]
    by_state = [[of_family[:, k] for of_family in by_family] for k in range(len(states))]
    return [Energy(each, float(sum(part.sum() for part in each))) for each in by_state]


def _of_family(family: Elements, stiffness: Floats, states: Sequence[Strained]) -> Floats:
    """Shape (n, n_states)."""
    at = freedoms(family)
    motion = np.stack([state.motion.ravel()[at] for state in states], axis=-1)
    energy = ((stiffness @ motion) * motion).sum(axis=1) / 2.0
    for k, state in enumerate(states):
        if state.heat is not None:
            held = family.heating(state.heat[family.nodes])
            energy[:, k] -= (held * motion[..., k]).sum(axis=1)
    return np.asarray(energy)
