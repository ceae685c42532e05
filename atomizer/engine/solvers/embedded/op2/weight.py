"""OGPWG, the grid point weight: MSC Nastran DMAP Programmer's Guide, data block OGPWG."""

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import STATICS
from atomizer.engine.solvers.embedded.weight import Weight

WEIGHT = 13


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
