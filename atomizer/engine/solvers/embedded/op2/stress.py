"""The rows of OES1X1 and OES1C: what Nastran writes of the stresses of each element.

The words of each row: MSC Nastran DMAP Programmer's Guide, data block OES.
"""

from collections.abc import Callable, Mapping

import numpy as np

from atomizer.engine.op2.tables import (
    Rows,
    Solid,
    corner_rows,
    plain_rows,
    ply_rows,
    rod_rows,
    rows_of,
    shell_rows,
    solid_rows,
)
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.layered import LayeredShells
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.op2.stations import beam_stations


def _rod_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    return rod_rows(family.ids, stress[:, 0], stress[:, 1])


def _spring_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    return plain_rows(family.ids, stress)


def _panel_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    """Largest and mean shear, margin of safety."""
    return plain_rows(family.ids, np.pad(stress, ((0, 0), (0, 1))))


def _bar_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    """Ends A and B: four points, (axial,) largest, smallest, margin; 15 values."""
    table = rows_of(family.ids, [("value", "<f4", (15,))])
    axial = stress[:, 8:]
    for at, first in ((stress[:, :4], 0), (stress[:, 4:8], 8)):
        largest = first + (5 if first == 0 else 4)
        table["value"][:, first : first + 4] = at
        table["value"][:, largest] = (at + axial).max(axis=1)
        table["value"][:, largest + 1] = (at + axial).min(axis=1)
    table["value"][:, 4] = stress[:, 8]
    return table


def _beam_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    """Eleven stations, as many as are wanted: C, D, E, F with the axial stress, and extremes."""
    assert isinstance(family, Bars)
    corners = whole_at_stations(stress)
    extremes = np.stack([corners.max(axis=2), corners.min(axis=2)], axis=2)
    return beam_stations(family, points, np.concatenate([corners, extremes], axis=2), 8)


def whole_at_stations(stress: Floats) -> Floats:
    """Stress of beams at C, D, E, F with the axial one: ends, then between, shape (n, 2 + k, 4)."""
    ends = (stress[:, :8] + stress[:, 8:9]).reshape(-1, 2, 4)
    return np.concatenate([ends, stress[:, 9:].reshape(len(stress), -1, 4)], axis=1)


def _shell_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    assert isinstance(family, Shells)
    fibres = fibres_of(family, stress)
    if stress.ndim == 3:
        return shell_rows(family.ids, fibres, stress)
    return corner_rows(family.ids, points[family.nodes], fibres, stress)


def fibres_of(family: Shells, stress: Floats) -> Floats:
    """Distances of the fibres from the middle, of stresses of shape (n, 2, k) or (n, 5, 2, k)."""
    if stress.ndim == 3:
        return family.section.fibres
    places = np.insert(family.section.ratio, 0, 1.0, axis=1)
    return np.asarray(places[..., None] * family.section.fibres[:, None])


def _ply_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    assert isinstance(family, LayeredShells)
    return ply_rows(family.ids, family.layers.numbers, stress)


def _solid_rows(family: Elements, stress: Floats, points: Ints) -> Rows:
    assert isinstance(family, Solids)
    corners = family.nodes[:, : len(family.shape.outline.corners)]
    return solid_rows(Solid(family.ids, points[corners], stress))


ROWS: Mapping[str, Callable[[Elements, Floats, Ints], Rows]] = {
    "CROD": _rod_rows,
    "CONROD": _rod_rows,
    "CTUBE": _rod_rows,
    "CBEAM": _beam_rows,
    "CBAR": _bar_rows,
    "CELAS1": _spring_rows,
    "CELAS2": _spring_rows,
    "CELAS3": _spring_rows,
    "CBUSH": _spring_rows,
    "CSHEAR": _panel_rows,
    "CQUAD4": _shell_rows,
    "CTRIA3": _shell_rows,
    "CTETRA": _solid_rows,
    "CHEXA": _solid_rows,
    "CPENTA": _solid_rows,
}
PLY_ROWS: Mapping[str, Callable[[Elements, Floats, Ints], Rows]] = {
    "CQUAD4": _ply_rows,
    "CTRIA3": _ply_rows,
}
