"""The OP2 of a solve by CalculiX: its answers as Nastran would write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.op2 import Case, Op2File, Points, Solid, write_nodal, write_stress
from atomizer.engine.op2.modes import (
    BUCKLING,
    VIBRATION,
    Modes,
    write_eigenvalues,
    write_modes,
)
from atomizer.engine.op2.tables import Rows, rod_rows, shell_rows, solid_rows
from atomizer.engine.solvers.calculix.cases import Step
from atomizer.engine.solvers.calculix.dat import Dat
from atomizer.engine.solvers.calculix.frd import Floats, Frd, Ints
from atomizer.engine.solvers.calculix.inp import printed_groups
from atomizer.engine.solvers.calculix.layout import Block
from atomizer.engine.solvers.calculix.loads import Loading
from atomizer.engine.solvers.calculix.mesh import RODS, SHELLS, Group
from atomizer.engine.solvers.calculix.model import Model
from atomizer.engine.solvers.calculix.points import CORNERS, extrapolation
from atomizer.engine.solvers.calculix.reactions import known, reactions
from atomizer.engine.solvers.calculix.sections import thickness
from atomizer.engine.solvers.calculix.wanted import read_wanted

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

Stresses = dict[int, Floats]
FIBRE = np.sqrt(3.0)
"""From the two layers of integration points to the fibres: 1 over the Gauss point."""


@dataclass(frozen=True, eq=False)
class Found:
    """What CalculiX left.

    Attributes:
        layout: What each block of the result file is.
    """

    frd: Frd
    dat: Dat
    layout: tuple[Block, ...]

    def blocks(self, kind: Block) -> list[int]:
        """Which blocks are of a kind."""
        return [k for k, each in enumerate(self.layout) if each == kind]


def op2_content(bdf: "BDF", model: Model, found: Found) -> bytes:
    """The content of an OP2.

    Raises:
        SolveFailed: an element has no stress.
    """
    file = Op2File(model.steps[0].title)
    static = [step for step in model.steps if step.kind == "static"]
    cases = [_case(step) for step in static]
    if static:
        points, shapes = _moved(bdf, model, found, "static")
        write_nodal(
            file, [(case, Points(points), s) for case, s in zip(cases, shapes, strict=True)]
        )
        _write_reactions(file, bdf, model, found)
        if printed := printed_groups(model):
            stresses = [found.dat.stresses[k] for k in found.blocks("static")]
            write_stress(file, _stress_rows(cases, printed, stresses))
    if len(static) < len(model.steps):
        _write_modes(file, bdf, model, found)
    return file.content()


def _write_reactions(file: Op2File, bdf: "BDF", model: Model, found: Found) -> None:
    """OQG1 of the subcases whose reactions can be told."""
    loading = Loading(bdf, model)
    points = np.array(sorted(bdf.nodes), np.int64)
    answers = []
    static = [step for step in model.steps if step.kind == "static"]
    for k, step in zip(found.blocks("static"), static, strict=True):
        motions = loading.motions(step.spc, step.load)
        if known(model, motions):
            values = np.zeros((len(points), 6))
            held = reactions(model, found.frd, k, motions, loading.forces(step.load))
            for node, force in held.items():
                values[np.searchsorted(points, node)] = force
            answers.append((_case(step), Points(points), values))
    if answers:
        write_nodal(file, answers, "OQG1")


def _write_modes(file: Op2File, bdf: "BDF", model: Model, found: Found) -> None:
    """LAMA and OUGV1 of each subcase with modes."""
    points, shapes = _moved(bdf, model, found, "mode")
    first, every = 0, []
    steps = [step for step in model.steps if step.kind != "static"]
    for step, values in zip(steps, found.dat.values, strict=True):
        those = shapes[first : first + len(values)]
        first += len(values)
        every.append(_modes(step, values, those, largest=read_wanted(bdf, step).largest))
    approach = VIBRATION if steps[0].kind == "modes" else BUCKLING
    for modes in every:
        write_eigenvalues(file, modes, approach)
    write_modes(file, [(Points(points), modes) for modes in every], approach)


def _modes(step: Step, values: Floats, shapes: Floats, *, largest: bool) -> Modes:
    """Those of vibration have a generalized mass of one, in CalculiX too."""
    scale = np.ones(len(values))
    if largest or step.kind == "buckling":
        scale = 1.0 / np.abs(shapes[..., :3]).max(axis=(1, 2))
    masses = scale**2 if step.kind == "modes" else np.ones(len(values))
    return Modes(_case(step), values, scale[:, None, None] * shapes, masses)


def _moved(bdf: "BDF", model: Model, found: Found, block: Block) -> tuple[Ints, Floats]:
    """Grid points, shape (n,), and their motions in their frames in each block, (m, n, 6).

    Rotations are those of rotation points; CalculiX does not say those of shells and bars.
    """
    chosen = found.blocks(block)
    frd_rows = {i: row for row, i in enumerate(found.frd.nodes.tolist()) if i in bdf.nodes}
    extra = [i for i in model.bare if i in bdf.nodes and i not in frd_rows]
    points = np.array(sorted([*frd_rows, *extra]), np.int64)
    motions = np.zeros((len(chosen), len(points), 6))
    rows = np.array([row for _, row in sorted(frd_rows.items())], np.int64)
    at = np.searchsorted(points, sorted(frd_rows))
    for motion, k in zip(motions, chosen, strict=True):
        motion[at, :3] = found.frd.steps[k][rows]
        if found.dat.moved:
            _add_extra(motion, points, model, found.dat.moved[k])
    for node, axes in model.equations.axes.turned().items():
        row = np.searchsorted(points, node)
        if row < len(points) and points[row] == node:
            motions[:, row, :3] = motions[:, row, :3] @ axes.T
    return points, motions


def _add_extra(motion: Floats, points: Ints, model: Model, moved: Stresses) -> None:
    for row, node in enumerate(points.tolist()):
        if node in moved:
            motion[row, :3] = moved[node]
        if node in model.equations.rotation:
            motion[row, 3:] = moved[model.equations.rotation[node]]


def _case(step: Step) -> Case:
    return Case(step.id, step.load, step.subtitle, step.label)


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
