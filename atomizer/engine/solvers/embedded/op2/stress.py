"""The rows of OES1X1: what Nastran writes of the stresses of each element.

Element types and the words of each row: MSC Nastran DMAP Programmer's Guide, data block OES.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.op2.records import DEVICE

Rows = NDArray[np.void]
Form = list[tuple[str, Any, tuple[int, ...]]]
ELEMENT_TYPES = {
    "CROD": 1, "CBEAM": 2, "CTUBE": 3, "CONROD": 10, "CQUAD4": 33, "CBAR": 34, "CTETRA": 39,
    "CHEXA": 67, "CPENTA": 68, "CTRIA3": 74,
}  # fmt: skip


def stress_rows(
    card: str, elements: Sequence[Elements], stresses: Sequence[Floats], points: Ints
) -> Rows:
    """The rows of one card, by element id.

    Args:
        stresses: Of each family.
        points: Ids of the grid points, shape (n_points,).
    """
    of_card = [k for k, family in enumerate(elements) if family.card == card]
    rows = [ROWS[card](elements[k], stresses[k]) for k in of_card]
    for k, table in zip(of_card, rows, strict=True):
        if card in SOLIDS:
            table["place"]["node"][:, 1:] = points[_corners(elements[k])]
        if card == "CBEAM":
            table["station"]["node"][:, [0, 10]] = points[elements[k].nodes]
    table = np.concatenate(rows)
    return table[np.argsort(table["id"], kind="stable")]


def _table(family: Elements, form: Form) -> Rows:
    """Rows that begin with the element id."""
    table = np.zeros(len(family.ids), [("id", "<i4"), *form])
    table["id"] = family.ids * 10 + DEVICE
    return table


def _rod_rows(family: Elements, stress: Floats) -> Rows:
    """Axial stress, margin, torsional stress, margin."""
    table = _table(family, [("value", "<f4", (4,))])
    table["value"][:, 0], table["value"][:, 2] = stress[:, 0], stress[:, 1]
    return table


def _bar_rows(family: Elements, stress: Floats) -> Rows:
    """Ends A and B: four points, (axial,) largest, smallest, margin; 15 values."""
    table = _table(family, [("value", "<f4", (15,))])
    axial = stress[:, 8:]
    for points, first in ((stress[:, :4], 0), (stress[:, 4:8], 8)):
        largest = first + (5 if first == 0 else 4)
        table["value"][:, first : first + 4] = points
        table["value"][:, largest] = (points + axial).max(axis=1)
        table["value"][:, largest + 1] = (points + axial).min(axis=1)
    table["value"][:, 4] = stress[:, 8]
    return table


def _beam_rows(family: Elements, stress: Floats) -> Rows:
    """Eleven stations of which both ends are used: C, D, E, F with the axial stress, extremes."""
    station = [("node", "<i4"), ("place", "<f4"), ("value", "<f4", (8,))]
    table = _table(family, [("station", np.dtype(station), (11,))])
    axial = stress[:, 8:]
    for number, at in ((0, stress[:, :4] + axial), (10, stress[:, 4:8] + axial)):
        rows = table["station"][:, number]
        rows["place"] = number / 10.0
        rows["value"][:, :4] = at
        rows["value"][:, 4], rows["value"][:, 5] = at.max(axis=1), at.min(axis=1)
    return table


def _shell_rows(family: Elements, stress: Floats) -> Rows:
    """Both fibres: distance, xx, yy, xy, angle, major, minor, von Mises."""
    assert isinstance(family, Shells)
    table = _table(family, [("value", "<f4", (2, 8))])
    xx, yy, xy = np.moveaxis(stress, -1, 0)
    centre, half = (xx + yy) / 2.0, (xx - yy) / 2.0
    radius = np.hypot(half, xy)
    angle = np.degrees(np.arctan2(xy, half) / 2.0)
    mises = np.sqrt(xx**2 - xx * yy + yy**2 + 3.0 * xy**2)
    columns = (family.section.fibres, xx, yy, xy, angle, centre + radius, centre - radius, mises)
    table["value"] = np.stack(columns, axis=-1)
    return table


def _corners(family: Elements) -> Ints:
    assert isinstance(family, Solids)
    return family.nodes[:, : len(family.shape.outline.corners)]


def _solid_rows(family: Elements, stress: Floats) -> Rows:
    """Centre and corners: stresses, principal stresses and directions, pressure, von Mises."""
    place = np.dtype([("node", "<i4"), ("value", "<f4", (20,))])
    form = [("cid", "<i4", ()), ("word", "S4", ()), ("corners", "<i4", ())]
    table = _table(family, [*form, ("place", place, (stress.shape[1],))])
    table["word"], table["corners"] = b"GRID", stress.shape[1] - 1
    tensor = stress[..., [0, 3, 5, 3, 1, 4, 5, 4, 2]].reshape(*stress.shape[:2], 3, 3)
    principal, turn = (part[..., ::-1] for part in np.linalg.eigh(tensor))
    mean = principal.mean(axis=-1)
    mises = np.sqrt(1.5 * ((principal - mean[..., None]) ** 2).sum(axis=-1))
    lines = [
        [
            stress[..., k],
            stress[..., 3 + k],
            principal[..., k],
            *np.moveaxis(turn[..., k, :], -1, 0),
        ]
        for k in range(3)
    ]
    columns = [*lines[0], -mean, mises, *lines[1], *lines[2]]
    table["place"]["value"] = np.stack(columns, axis=-1)
    return table


SOLIDS = {"CTETRA", "CHEXA", "CPENTA"}
ROWS: Mapping[str, Callable[[Elements, Floats], Rows]] = {
    "CROD": _rod_rows,
    "CONROD": _rod_rows,
    "CTUBE": _rod_rows,
    "CBEAM": _beam_rows,
    "CBAR": _bar_rows,
    "CQUAD4": _shell_rows,
    "CTRIA3": _shell_rows,
    "CTETRA": _solid_rows,
    "CHEXA": _solid_rows,
    "CPENTA": _solid_rows,
}
