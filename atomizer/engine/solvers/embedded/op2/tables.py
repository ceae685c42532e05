"""The tables of a static solution: displacements, SPC forces, stresses, grid point weight.

Table and element codes, and the words of each row: MSC Nastran DMAP Programmer's Guide, data blocks
OUG, OQG, OES and OGPWG. Ids carry the device code: id * 10 + 1 (plot).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.op2.records import Head, Op2File
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.engine.solvers.embedded.weight import Weight

STATICS = 11  # approach 1 (statics) * 10 + device 1
DEVICE = 1
DISPLACEMENT, SPC_FORCE, STRESS, WEIGHT = 1, 3, 5, 13
Rows = NDArray[np.void]
ELEMENT_TYPES = {"CROD": 1, "CONROD": 10, "CQUAD4": 33, "CBAR": 34, "CTRIA3": 74}


def write_nodal(
    file: Op2File, name: str, points: Ints, rows: Sequence[tuple[Answer, Floats]]
) -> None:
    """OUGV1 or OQG1: six components at each grid point, in the displacement frames."""
    code = DISPLACEMENT if name.startswith("OUG") else SPC_FORCE
    table = np.zeros(len(points), [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", 6)])
    table["id"], table["kind"] = points * 10 + DEVICE, 1
    file.begin(name)
    for answer, values in rows:
        table["value"] = values
        _block(file, answer, {2: code, 10: 8}, table.tobytes())
    file.end()


def write_stress(
    file: Op2File, elements: Sequence[Elements], rows: Sequence[tuple[Answer, Sequence[Floats]]]
) -> None:
    """OES1X1: the stresses of each family in each subcase."""
    file.begin("OES1X1")
    ordered = sorted(range(len(elements)), key=lambda k: ELEMENT_TYPES[elements[k].card])
    for k in ordered:
        family = elements[k]
        for answer, stresses in rows:
            table = ROWS[family.card](family, stresses[k])
            head = {2: STRESS, 3: ELEMENT_TYPES[family.card], 10: table.itemsize // 4, 11: 1}
            _block(file, answer, head, table.tobytes())
    file.end()


def write_weight(file: Op2File, weight: Weight) -> None:
    """OGPWG: rigid mass matrix, directions S, masses and centres, I(S), I(Q), Q."""
    printed = weight.inertia * (2.0 * np.eye(3) - 1.0)
    principal, turn = np.linalg.eigh(weight.inertia)
    centres = np.column_stack([np.diag(weight.rigid)[:3], weight.centres])
    parts = (weight.rigid, np.eye(3), centres, printed, principal, turn)
    values = np.concatenate([np.ravel(part) for part in parts]).astype("<f4")
    file.begin("OGPWG")
    file.block({1: STATICS, 2: WEIGHT, 3: weight.reference, 10: 78}, values.tobytes())
    file.end()


def _block(file: Op2File, answer: Answer, head: Head, rows: bytes) -> None:
    case = answer.case
    common = {1: STATICS, 4: case.id, 5: 1, 8: case.load, 9: 1}
    file.block({**common, **head}, rows, case.subtitle, case.label)


def _table(family: Elements, form: list[tuple[str, str, tuple[int, ...]]]) -> Rows:
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


ROWS: Mapping[str, Callable[[Elements, Floats], Rows]] = {
    "CROD": _rod_rows,
    "CONROD": _rod_rows,
    "CBAR": _bar_rows,
    "CQUAD4": _shell_rows,
    "CTRIA3": _shell_rows,
}
