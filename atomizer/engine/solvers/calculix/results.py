"""The OP2 of a solve by CalculiX: displacements and stresses as Nastran would write them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.op2 import Case, Op2File, Solid, write_nodal, write_stress
from atomizer.engine.op2.tables import Rows, rod_rows, shell_rows, solid_rows
from atomizer.engine.solvers.calculix.cards import subcases
from atomizer.engine.solvers.calculix.frd import Floats, Frd, Ints
from atomizer.engine.solvers.calculix.mesh import RODS, SHELLS, Group
from atomizer.engine.solvers.calculix.points import CORNERS, extrapolation
from atomizer.engine.solvers.calculix.sections import thickness

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

Stresses = dict[int, Floats]
FIBRE = np.sqrt(3.0)
"""From the two layers of integration points to the fibres: 1 over the Gauss point."""


def op2_content(
    bdf: "BDF", groups: Sequence[Group], frd: Frd, stresses: Sequence[Stresses]
) -> bytes:
    """The content of an OP2.

    Raises:
        SolveFailed: an element has no stress.
    """
    cases = _cases(bdf)
    file = Op2File(str(next(iter(subcases(bdf).values())).get("TITLE", "")))
    points, order = np.unique(frd.nodes, return_index=True)
    nodal = [np.pad(step[order], ((0, 0), (0, 3))) for step in frd.steps]
    write_nodal(file, points, list(zip(cases, nodal, strict=True)))
    write_stress(file, _stress_rows(cases, groups, stresses))
    return file.content()


def _cases(bdf: "BDF") -> list[Case]:
    return [
        Case(i, int(case.get("LOAD", 0)), str(case.get("SUBTITLE", "")), str(case.get("LABEL", "")))
        for i, case in subcases(bdf).items()
    ]


def _stress_rows(
    cases: Sequence[Case], groups: Sequence[Group], stresses: Sequence[Stresses]
) -> dict[str, list[tuple[Case, Rows]]]:
    """The rows of each card in each subcase."""
    found: dict[str, list[tuple[Case, Rows]]] = {}
    for card in sorted({group.card for group in groups}):
        of_card = [group for group in groups if group.card == card]
        for case, step in zip(cases, stresses, strict=True):
            rows = np.concatenate([_rows(group, step) for group in of_card])
            found.setdefault(card, []).append((case, rows))
    return found


def _rows(group: Group, step: Stresses) -> Rows:
    ids = np.array([element.eid for element in group.elements], np.int64)
    if lost := [i for i in ids.tolist() if i not in step]:
        raise SolveFailed("parse", f"CalculiX printed no stress of {group.card} {lost[0]}.")
    stress = np.array([step[i] for i in ids.tolist()])
    if group.card in SHELLS:
        return _shells(group, ids, stress)
    if group.card in RODS:
        return rod_rows(ids, _along(group, stress.mean(axis=1)))
    return _solids(group, ids, stress)


def _solids(group: Group, ids: Ints, stress: Floats) -> Rows:
    matrix = extrapolation(group.type)
    corners = np.array([element.node_ids[: len(matrix) - 1] for element in group.elements])
    assert corners.shape[1] in CORNERS
    return solid_rows(Solid(ids, corners, np.einsum("pq,eqk->epk", matrix, stress)))


def _along(group: Group, stress: Floats) -> Floats:
    """Axial stress of rods, shape (n,)."""
    ends = np.array([element.get_node_positions() for element in group.elements])
    axis = _unit(ends[:, 1] - ends[:, 0])
    found: Floats = np.einsum("ei,eij,ej->e", axis, _tensor(stress), axis)
    return found


def _shells(group: Group, ids: Ints, stress: Floats) -> Rows:
    """Mean of each layer, extrapolated to the fibres, in the axes of the element."""
    half = np.array([thickness(element) / 2.0 for element in group.elements])
    below, above = (part.mean(axis=1) for part in np.split(stress, 2, axis=1))
    middle, slope = (below + above) / 2.0, FIBRE * (above - below) / 2.0
    axes = _shell_axes(np.array([element.get_node_positions() for element in group.elements]))
    fibres = _tensor(np.stack([middle - slope, middle + slope], axis=1))
    turned = np.einsum("eai,esij,ebj->esab", axes, fibres, axes)
    plane = turned[..., [0, 1, 0], [0, 1, 1]]
    return shell_rows(ids, np.stack([-half, half], axis=1), plane)


def _shell_axes(corners: Floats) -> Floats:
    """Axes x, y, z as rows, shape (n, 3, 3).

    x halves the angle between the diagonals of a CQUAD4 and is side G1-G2 of a CTRIA3 (Quick
    Reference Guide, figures of the element coordinate systems).
    """
    if corners.shape[1] == 3:
        x = _unit(corners[:, 1] - corners[:, 0])
        z = _unit(np.cross(x, corners[:, 2] - corners[:, 0]))
    else:
        one, two = _unit(corners[:, 2] - corners[:, 0]), _unit(corners[:, 1] - corners[:, 3])
        x, z = _unit(one + two), _unit(np.cross(two, one))
    return np.stack([x, np.cross(z, x), z], axis=1)


def _tensor(stress: Floats) -> Floats:
    """Shape (..., 3, 3)."""
    return stress[..., [0, 3, 5, 3, 1, 4, 5, 4, 2]].reshape(*stress.shape[:-1], 3, 3)


def _unit(vectors: Floats) -> Floats:
    found: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return found
