"""Beams of MacNeal and Harder: straight, curved, twisted."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats
from tests.bench.solver.bodies import (
    BARS,
    SHELLS,
    SOLIDS,
    Cells,
    Kind,
    body,
    clamp,
    forces,
    section,
    spread,
)
from tests.bench.solver.case import Case, Measured, Problem
from tests.engine.solvers.bricks import Block

MACNEAL = (
    "MacNeal and Harder, A proposed standard set of problems to test finite element accuracy, "
    "Finite Elements in Analysis and Design 1 (1985) 3-20"
)
Load = tuple[str, int]
"""What is measured, and the axis the load acts along; 3 is about the x axis."""


def cantilever(
    kind: Kind, mesh: Block, properties: Sequence[str], tip: Sequence[int], loads: Sequence[Load]
) -> Problem:
    """A body held where its unit cube begins and loaded by one at its tip, a subcase a load."""
    shares = spread(kind, mesh, tip)
    points = mesh.points[np.array(list(shares)) - 1]
    weights = np.array(list(shares.values()))
    pulls = [_pull(points, weights, axis) for _, axis in loads]
    bulk, case = [*properties, *mesh.bulk()], ["SPC = 1"]
    for sid, ((_, axis), pull) in enumerate(zip(loads, pulls, strict=True), start=1):
        case += [f"SUBCASE {sid}", f"LOAD = {sid}"]
        if axis == 3 and kind in BARS:
            bulk += [f"MOMENT,{sid},{tip[0]},,1.,1.,0.,0."]
        else:
            bulk += forces(sid, zip(shares, pull, strict=True))
    rows = np.array(list(shares)) - 1

    def measure(results: Results) -> Measured:
        moved = results.displacement[:, rows]
        if kind in BARS:
            return {name: float(moved[k, 0, axis]) for k, (name, axis) in enumerate(loads)}
        return {
            name: float((moved[k, :, :3] * pulls[k]).sum()) for k, (name, _) in enumerate(loads)
        }

    return Problem(bulk, measure, case)


def _pull(points: Floats, weights: Floats, axis: int) -> Floats:
    """Forces at the tip whose sum, or moment about x, is one, shape (n, 3)."""
    if axis < 3:
        return weights[:, None] * np.eye(3)[axis]
    arm = points - weights @ points
    turned = weights[:, None] * np.cross([1.0, 0.0, 0.0], arm)
    size = float((turned * np.cross([1.0, 0.0, 0.0], arm)).sum())
    return turned / (size or 1.0)


LEAN = {"rectangles": 0.0, "trapezoids": 0.1, "parallelograms": 0.1}


BENT: Sequence[Load] = (("extension", 0), ("in plane", 1), ("out of plane", 2))
TWISTED: Sequence[Load] = (("twist", 3),)


def straight(shape: str, loads: Sequence[Load], kind: Kind, cells: Cells) -> Problem:
    """Six by one cells of 45 degrees, cut further."""
    lean = LEAN[shape] * np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0])
    if shape == "trapezoids":
        lean *= np.where(np.arange(7) % 2, -1, 1)

    def place(points: Floats) -> Floats:
        along, across = 6.0 * points[:, 0], points[:, 1]
        lower, upper = (np.interp(along, range(7), np.arange(7) + s * lean) for s in (-1, 1))
        x = lower + (upper - lower) * across
        return np.stack([x, 0.2 * across, 0.1 * points[:, 2]], axis=1)

    mesh = body(kind, cells, place)
    bulk = ["MAT1,1,1.+7,,.3", section(kind, 0.1, 0.2)]
    bulk += clamp(kind, mesh.where(lambda x: np.isclose(x[0], 0)))
    return cantilever(kind, mesh, bulk, mesh.where(lambda x: np.isclose(x[0], 6)), loads)


def curved(kind: Kind, cells: Cells) -> Problem:
    def place(points: Floats) -> Floats:
        angle, radius = np.radians(90) * points[:, 0], 4.12 + 0.2 * points[:, 1]
        z = 0.1 * (points[:, 2] - 0.5)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle), z], axis=1)

    mesh = body(kind, cells, place)
    bulk = ["MAT1,1,1.+7,,.25", section(kind, 0.1, 0.2)]
    bulk += clamp(kind, mesh.where(lambda x: np.isclose(x[1], 0)))
    loads = [("in plane", 1), ("out of plane", 2)]
    return cantilever(kind, mesh, bulk, mesh.where(lambda x: np.isclose(x[0], 0)), loads)


def twisted(kind: Kind, cells: Cells) -> Problem:
    def place(points: Floats) -> Floats:
        x, across, up = points.T * [[12.0], [1.1], [0.32]] - [[0.0], [0.55], [0.16]]
        turn = np.radians(90) * x / 12
        y = across * np.sin(turn) + up * np.cos(turn)
        return np.stack([x, y, across * np.cos(turn) - up * np.sin(turn)], axis=1)

    mesh = body(kind, cells, place)
    bulk = ["MAT1,1,2.9+7,,.22", section(kind, 0.32)]
    bulk += clamp(kind, mesh.where(lambda x: np.isclose(x[0], 0)))
    loads = [("in plane", 1), ("out of plane", 2)]
    return cantilever(kind, mesh, bulk, mesh.where(lambda x: np.isclose(x[0], 12)), loads)


def straight_case(shape: str, name: str, loads: Sequence[Load], targets: Measured) -> Case:
    return Case(
        name=f"{name} of {shape}",
        statement="Length 6, depth 0.2, thickness 0.1; E 1e7, nu 0.3; held at one end, a unit "
        "force or a unit moment at the other. Displacement, or rotation, of the tip.",
        source=MACNEAL,
        targets=targets,
        kinds=(*(BARS if shape == "rectangles" else ()), *SHELLS, *SOLIDS),
        cells=(6, 1, 1),
        problem=partial(straight, shape, loads),
    )


TENSION_AND_BENDING = {"extension": 3.0e-5, "in plane": 0.1081, "out of plane": 0.4321}
BEAMS = [
    *(straight_case(shape, "Straight cantilever", BENT, TENSION_AND_BENDING) for shape in LEAN),
    *(straight_case(shape, "Torsion", TWISTED, {"twist": 0.03208}) for shape in LEAN),
    Case(
        name="Curved beam",
        statement="Radii 4.12 and 4.32, 90 degrees, thickness 0.1; E 1e7, nu 0.25; held at one "
        "end, a unit force across the other. Displacement of the tip.",
        source=MACNEAL,
        targets={"in plane": 0.08734, "out of plane": 0.5022},
        kinds=(*BARS, *SHELLS, *SOLIDS),
        cells=(6, 1, 1),
        problem=curved,
    ),
    Case(
        name="Twisted beam",
        statement="Length 12, width 1.1, thickness 0.32, twisted by 90 degrees; E 29e6, nu 0.22; "
        "held at one end, a unit force along the width (in plane) or across it at the other. "
        "Displacement of the tip.",
        source=MACNEAL,
        targets={"in plane": 5.424e-3, "out of plane": 1.754e-3},
        kinds=(*SHELLS, *SOLIDS),
        cells=(12, 2, 1),
        problem=twisted,
    ),
]
