"""The tables of a solution at its grid points: displacements, SPC forces, weight.

Table and element codes, and the words of each row: MSC Nastran DMAP Programmer's Guide, data blocks
OUG, OQG and OGPWG. Ids carry the device code: id * 10 + 1 (plot).
"""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.op2.modes import vector
from atomizer.engine.op2.records import Head, Op2File
from atomizer.engine.op2.tables import NODAL, STATICS
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.engine.solvers.embedded.weight import Weight

WEIGHT = 13


def write_nodal(
    file: Op2File, name: str, points: Ints, rows: Sequence[tuple[Answer, Floats]]
) -> None:
    """OUGV1, OQG1 or OQMG1: six components at each grid point, in the displacement frames."""
    code = NODAL[name]
    file.begin(name)
    for answer, values in rows:
        _block(file, answer, {2: code, 10: 8}, vector(points, values))
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
