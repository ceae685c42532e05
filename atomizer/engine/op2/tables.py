"""Tables of a static solution: displacements, reactions, stresses of rods, shells and solids.

Table and element codes, and the words of each row: MSC Nastran DMAP Programmer's Guide, data blocks
OUG, OQG and OES. Ids carry the device code: id * 10 + 1 (plot).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.op2.modes import Loaded, Points, vector
from atomizer.engine.op2.records import DEVICE, Op2File

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.void]
Form = list[tuple[str, Any, tuple[int, ...]]]

STATICS = 11  # approach 1 (statics) * 10 + device 1
STRESS = 5
NODAL = {"OUGV1": 1, "OQG1": 3, "OQMG1": 39}
TYPES = {
    "CROD": 1, "CBEAM": 2, "CTUBE": 3, "CSHEAR": 4, "CONROD": 10, "CELAS1": 11, "CELAS2": 12,
    "CELAS3": 13, "CELAS4": 14, "CQUAD4": 33, "CBAR": 34, "CTETRA": 39, "CHEXA": 67, "CPENTA": 68,
    "CTRIA3": 74, "CBUSH": 102,
}  # fmt: skip
WITH_CORNERS = 144
"""A CQUAD4 with its corners."""
LAYERED = {"CQUAD4": 95, "CTRIA3": 97}


@dataclass(frozen=True)
class Case:
    """A subcase as tables name it."""

    id: int
    load: int = 0
    subtitle: str = ""
    label: str = ""


@dataclass(frozen=True, eq=False)
class Solid:
    """Stresses of solids at the centre and the corners.

    Attributes:
        ids: Shape (n,).
        corners: Grid point ids, shape (n, n_corners).
        stress: xx, yy, zz, xy, yz, zx in the basic frame, shape (n, 1 + n_corners, 6).
    """

    ids: Ints
    corners: Ints
    stress: Floats


def write_nodal(
    file: Op2File, answers: Sequence[tuple[Loaded, Points, Floats]], name: str = "OUGV1"
) -> None:
    """OUGV1, OQG1 or OQMG1: six components at each point, in the displacement frames.

    Args:
        answers: Of each subcase points and values, shape (n, 6).
    """
    file.begin(name)
    for case, points, values in answers:
        _block(file, case, {2: NODAL[name], 10: 8}, vector(points, values))
    file.end()


def write_stress(file: Op2File, answers: Mapping[str, Sequence[tuple[Case, Rows]]]) -> None:
    """OES1X1: the rows of each card in each subcase."""
    file.begin("OES1X1")
    for card in sorted(answers, key=TYPES.__getitem__):
        for case, rows in answers[card]:
            head = {2: STRESS, 3: TYPES[card], 10: rows.itemsize // 4, 11: 1}
            _block(file, case, head, rows[np.argsort(rows["id"], kind="stable")].tobytes())
    file.end()


def plain_rows(ids: Ints, values: Floats) -> Rows:
    """As many values as there are, shape (n, n_values)."""
    table = rows_of(ids, [("value", "<f4", values.shape[1:])])
    table["value"] = values
    return table


def stress_type(card: str, rows: Rows) -> int:
    """The element type of the stresses of a card: a CQUAD4 with corners has its own."""
    with_corners = card == "CQUAD4" and "place" in (rows.dtype.names or ())
    return WITH_CORNERS if with_corners else TYPES[card]


def rod_rows(ids: Ints, axial: Floats, torsion: Floats | float = 0.0) -> Rows:
    """Axial stress, margin, torsional stress, margin; stresses shape (n,)."""
    table = rows_of(ids, [("value", "<f4", (4,))])
    table["value"][:, 0], table["value"][:, 2] = axial, torsion
    return table


def shell_rows(ids: Ints, fibres: Floats, stress: Floats) -> Rows:
    """Both fibres: distance, xx, yy, xy, angle, major, minor, von Mises.

    Args:
        fibres: Distances of the fibres from the middle, shape (n, 2).
        stress: xx, yy, xy in the element's axes, shape (n, 2, 3).
    """
    table = rows_of(ids, [("value", "<f4", (2, 8))])
    table["value"] = _fibre_values(fibres, stress)
    return table


def corner_rows(ids: Ints, corners: Ints, fibres: Floats, stress: Floats) -> Rows:
    """Centre and corners of quadrilaterals, each as `shell_rows`; element type 144.

    Args:
        corners: Grid point ids, shape (n, 4).
        fibres: Distances of the fibres from the middle, shape (n, 5, 2).
        stress: xx, yy, xy in the element's axes, shape (n, 5, 2, 3).
    """
    place = np.dtype([("node", "<i4"), ("value", "<f4", (2, 8))])
    table = rows_of(ids, [("word", "S4", ()), ("place", place, (5,))])
    table["word"] = b"CEN/"
    table["place"]["node"][:, 0], table["place"]["node"][:, 1:] = corners.shape[1], corners
    table["place"]["value"] = _fibre_values(fibres, stress)
    return table


def ply_rows(ids: Ints, plies: Ints, stress: Floats) -> Rows:
    """A row a ply: 11, 22, 12, 1z, 2z, angle, major, minor, largest shear.

    Args:
        plies: What plies are called, shape (n, k).
        stress: 11, 22, 12, 1z, 2z, shape (n, k, 5).
    """
    table = rows_of(np.repeat(ids, plies.shape[1]), [("ply", "<i4", ()), ("value", "<f4", (9,))])
    table["ply"], flat = plies.ravel(), stress.reshape(-1, 5)
    angle, major, minor = _principal(*flat[:, :3].T)
    table["value"] = np.column_stack([flat, angle, major, minor, (major - minor) / 2.0])
    return table


def _fibre_values(fibres: Floats, stress: Floats) -> Floats:
    """The 8 words of each fibre, shape (..., 8)."""
    xx, yy, xy = np.moveaxis(stress, -1, 0)
    mises = np.sqrt(xx**2 - xx * yy + yy**2 + 3.0 * xy**2)
    return np.stack([fibres, xx, yy, xy, *_principal(xx, yy, xy), mises], axis=-1)


def _principal(xx: Floats, yy: Floats, xy: Floats) -> tuple[Floats, Floats, Floats]:
    """Angle to the major axis in degrees, major and minor stress."""
    centre, half = (xx + yy) / 2.0, (xx - yy) / 2.0
    radius = np.hypot(half, xy)
    angle = np.degrees(np.arctan2(xy, half) / 2.0)
    return angle, centre + radius, centre - radius


def solid_rows(solids: Solid) -> Rows:
    """Centre and corners: stresses, principal stresses and directions, pressure, von Mises."""
    places = solids.stress.shape[1]
    place = np.dtype([("node", "<i4"), ("value", "<f4", (20,))])
    head: Form = [("cid", "<i4", ()), ("word", "S4", ())]
    table = rows_of(solids.ids, [*head, ("corners", "<i4", ()), ("place", place, (places,))])
    table["word"], table["corners"] = b"GRID", places - 1
    table["place"]["node"][:, 1:] = solids.corners
    table["place"]["value"] = _solid_values(solids.stress)
    return table


def _solid_values(stress: Floats) -> Floats:
    """The 20 words of each place, shape (..., 20)."""
    tensor = stress[..., [0, 3, 5, 3, 1, 4, 5, 4, 2]].reshape(*stress.shape[:-1], 3, 3)
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
    return np.stack([*lines[0], -mean, mises, *lines[1], *lines[2]], axis=-1)


def rows_of(ids: Ints, form: Form) -> Rows:
    """Rows that begin with the element id."""
    table = np.zeros(len(ids), [("id", "<i4"), *form])
    table["id"] = ids * 10 + DEVICE
    return table


def _block(file: Op2File, case: Loaded, head: dict[int, int], rows: bytes) -> None:
    common = {1: STATICS, 4: case.id, 5: 1, 8: case.load, 9: 1}
    file.block({**common, **head}, rows, case.subtitle, case.label)
