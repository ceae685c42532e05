"""The tables of a solution at its grid points: displacements, SPC forces, modes, weight.

Table and element codes, and the words of each row: MSC Nastran DMAP Programmer's Guide, data blocks
OUG, OQG, LAMA and OGPWG. Ids carry the device code: id * 10 + 1 (plot).
"""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.op2.records import DEVICE, Head, Op2File
from atomizer.engine.op2.tables import STATICS
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.modes import Modes, eigenvalue_columns
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.engine.solvers.embedded.weight import Weight

VIBRATION, BUCKLING = 21, 81  # approaches 2 and 8
EIGENVALUES, EIGENVECTOR, WEIGHT = 6, 7, 13
NODAL = {"OUGV1": 1, "OQG1": 3, "OQMG1": 39}


def write_nodal(
    file: Op2File, name: str, points: Ints, rows: Sequence[tuple[Answer, Floats]]
) -> None:
    """OUGV1, OQG1 or OQMG1: six components at each grid point, in the displacement frames."""
    code = NODAL[name]
    file.begin(name)
    for answer, values in rows:
        _block(file, answer, {2: code, 10: 8}, _vector(points, values))
    file.end()


def write_eigenvalues(file: Op2File, modes: Modes, approach: int) -> None:
    """LAMA: order, eigenvalue, radians, cycles, generalized mass and stiffness of each mode."""
    count = len(modes.eigenvalues)
    table = np.zeros(count, [("order", "<i4", 2), ("value", "<f4", 5)])
    table["order"] = np.arange(1, count + 1)[:, None]
    table["value"] = np.stack(eigenvalue_columns(modes), axis=1)
    file.begin("LAMA")
    file.block({1: approach, 2: EIGENVALUES, 4: modes.case.id, 10: 7}, table.tobytes())
    file.end()


def write_modes(file: Op2File, points: Ints, modes: Sequence[Modes], approach: int) -> None:
    """OUGV1: six components of each mode at each grid point."""
    file.begin("OUGV1")
    for each in modes:
        rows = zip(each.eigenvalues, each.frequencies, each.shapes, strict=True)
        for number, (eigenvalue, cycles, shape) in enumerate(rows, start=1):
            head = {2: EIGENVECTOR, 5: number, 6: float(eigenvalue), 7: float(cycles), 10: 8}
            if approach == BUCKLING:
                del head[7]
            case = each.case
            words: Head = {1: approach, 4: case.id, 9: 1, **head}
            file.block(words, _vector(points, shape), case.subtitle, case.label)
    file.end()


def _vector(points: Ints, values: Floats) -> bytes:
    """Rows of six components at grid points."""
    table = np.zeros(len(points), [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", 6)])
    table["id"], table["kind"], table["value"] = points * 10 + DEVICE, 1, values
    return table.tobytes()


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
