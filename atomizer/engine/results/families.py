"""Stresses of rows, whichever family of elements they are of."""

import numpy as np

from atomizer.engine.results.formulas import (
    plane_principal,
    plane_von_mises,
    solid_principal,
    von_mises,
)
from atomizer.engine.results.results import ElementTable, Floats

SPACE = ("oxx", "oyy", "ozz", "txy", "tyz", "txz")
PLANE = ("oxx", "oyy", "txy")
BENDING = tuple(f"s{point}{end}" for end in "ab" for point in (1, 2, 3, 4))
"""Columns of a CBAR: bending stress at C, D, E, F of end A, then of end B."""
BEAM = ("sxc", "sxd", "sxe", "sxf")
"""Columns of a CBEAM: the whole normal stress at C, D, E, F of one end."""


def equivalent(stress: ElementTable) -> Floats:
    """Von Mises stress of solids or shells, shape (n_rows,)."""
    if stress.table == "solid_stress":
        return von_mises(stress.columns(*SPACE))
    return plane_von_mises(stress.columns(*PLANE))


def principal(stress: ElementTable) -> Floats:
    """Principal stresses, smallest first, shape (3, n_rows); across a shell there is none: 0."""
    if stress.table == "solid_stress":
        return solid_principal(stress.columns(*SPACE))
    plane = plane_principal(stress.columns(*PLANE))
    return np.sort(np.vstack([plane, np.zeros_like(plane[:1])]), axis=0)


def normal(stress: ElementTable) -> Floats:
    """Normal stresses of bars, shape (n_points, n_rows); a rod has its axial stress only."""
    if stress.table == "beam_stress":
        return stress.columns(*BEAM)
    axial = stress.columns("axial")
    if stress.table == "rod_stress":
        return axial
    return np.concatenate([axial, axial + stress.columns(*BENDING)])
