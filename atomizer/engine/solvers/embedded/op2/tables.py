"""The tables of a static solution: displacements, SPC forces, stresses, grid point weight.

Table and element codes, and the words of each row: MSC Nastran DMAP Programmer's Guide, data blocks
OUG, OQG and OGPWG. Ids carry the device code: id * 10 + 1 (plot).
"""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.op2.records import DEVICE, Head, Op2File
from atomizer.engine.solvers.embedded.op2.stress import ELEMENT_TYPES, ROWS, stress_rows
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.engine.solvers.embedded.weight import Weight

STATICS = 11  # approach 1 (statics) * 10 + device 1
DISPLACEMENT, SPC_FORCE, STRESS, WEIGHT = 1, 3, 5, 13


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
    file: Op2File,
    elements: Sequence[Elements],
    rows: Sequence[tuple[Answer, Sequence[Floats]]],
    points: Ints,
) -> None:
    """OES1X1: the stresses of each card in each subcase.

    Args:
        rows: The stresses of each family in each subcase.
        points: Ids of the grid points, shape (n_points,).
    """
    file.begin("OES1X1")
    written = ROWS.keys() & {family.card for family in elements}
    for card in sorted(written, key=ELEMENT_TYPES.__getitem__):
        for answer, stresses in rows:
            table = stress_rows(card, elements, stresses, points)
            head = {2: STRESS, 3: ELEMENT_TYPES[card], 10: table.itemsize // 4, 11: 1}
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
