"""The rows of OEF1X: what Nastran writes of the forces in each element.

The words of each row: MSC Nastran DMAP Programmer's Guide, data block OEF. Solids have none.
"""

from collections.abc import Callable, Mapping

import numpy as np

from atomizer.engine.op2.tables import Rows, plain_rows
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.op2.stations import beam_stations


def _plain_rows(family: Elements, forces: Floats, points: Ints) -> Rows:
    """The values as they are: rods, springs, bushings, shells and shear panels."""
    return plain_rows(family.ids, forces)


def _bar_rows(family: Elements, forces: Floats, points: Ints) -> Rows:
    """Moments at end A and at end B, then shear, axial force and torque at end A."""
    at_a, at_b = forces[:, 0], forces[:, 1]
    return plain_rows(family.ids, np.hstack([at_a[:, :2], at_b[:, :2], at_a[:, 2:]]))


def _beam_rows(family: Elements, forces: Floats, points: Ints) -> Rows:
    """Eleven stations, as many as are wanted: place, six forces, warping torque."""
    assert isinstance(family, Bars)
    return beam_stations(family, points, forces, 7)


ROWS: Mapping[str, Callable[[Elements, Floats, Ints], Rows]] = {
    "CROD": _plain_rows,
    "CONROD": _plain_rows,
    "CTUBE": _plain_rows,
    "CBEAM": _beam_rows,
    "CBAR": _bar_rows,
    "CELAS1": _plain_rows,
    "CELAS2": _plain_rows,
    "CELAS3": _plain_rows,
    "CELAS4": _plain_rows,
    "CBUSH": _plain_rows,
    "CSHEAR": _plain_rows,
    "CQUAD4": _plain_rows,
    "CTRIA3": _plain_rows,
}
