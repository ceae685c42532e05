"""Plates and shells: rectangular plates, the Scordelis-Lo roof, the hemisphere, the cylinder."""

from functools import partial

import numpy as np

from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats
from tests.bench.solver.beams import MACNEAL
from tests.bench.solver.bodies import (
    SHELLS,
    Cells,
    Kind,
    body,
    forces,
    hold,
    over_shells,
    section,
    spread,
)
from tests.bench.solver.case import Case, Measure, Measured, Problem
from tests.engine.solvers.bricks import Block

PLATES = {
    ("simply supported", 1): (4.062, 11.60),
    ("clamped", 1): (1.26, 5.60),
    ("simply supported", 5): (12.97, 16.96),
    ("clamped", 5): (2.56, 7.23),
}
THIN, THICK = 1e-4, 1e-2
BOTH = ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "LOAD = 2")


def plate(edges: str, aspect: int, kind: Kind, cells: Cells) -> Problem:
    """A quarter: its middle is at x = 1, y = aspect; solids are 100 times thicker, loads 1e6."""
    thickness, scale = (THIN, 1.0) if kind in SHELLS else (THICK, 1e6)
    mesh = body(kind, cells, lambda points: points * [1.0, aspect, thickness])
    bulk = ["MAT1,1,1.7472+7,,.3", section(kind, thickness), *mesh.bulk()]
    outer = mesh.where(lambda x: np.isclose(x[0], 0) | np.isclose(x[1], 0))
    by_x, by_y = (
        mesh.where(lambda x, k=k, v=v: np.isclose(x[k], v)) for k, v in ((0, 1), (1, aspect))
    )
    middle = sorted({*by_x} & {*by_y})
    if kind in SHELLS:
        bulk += hold(range(1, len(mesh.points) + 1), "126")
        bulk += hold(outer, "345" if edges == "clamped" else "3")
        bulk += [*hold(by_x, "5"), *hold(by_y, "4")]
        pressed = over_shells(mesh)
    else:
        bulk += hold(outer, "123" if edges == "clamped" else "3")
        bulk += [*hold(by_x, "1"), *hold(by_y, "2")]
        pressed = spread(kind, mesh, mesh.where(lambda x: np.isclose(x[2], thickness)))
    down = np.array([0.0, 0.0, -1e-4 * scale])
    bulk += forces(1, ((n, share * aspect * down) for n, share in pressed.items()))
    bulk += forces(2, ((n, down / len(middle)) for n in middle))
    return Problem(bulk, _middle(middle), BOTH)


def _middle(nodes: list[int]) -> Measure:
    rows = np.array(nodes) - 1

    def measure(results: Results) -> Measured:
        pressed, pushed = -results.displacement[:, rows, 2].mean(axis=1)
        return {"uniform": float(pressed), "point": float(pushed)}

    return measure


def single(mesh: Block, at: tuple[float, float, float], axis: int, sign: float) -> Measure:
    """The displacement of one grid point along an axis."""
    (node,) = mesh.where(lambda x: np.isclose(x, np.array(at)[:, None], atol=1e-6).all(axis=0))
    return lambda results: {"displacement": sign * float(results.displacement[0, node - 1, axis])}


def roof(kind: Kind, cells: Cells) -> Problem:
    def place(points: Floats) -> Floats:
        angle = np.radians(40) * points[:, 0]
        return np.stack([25 * np.sin(angle), 25 * points[:, 1], 25 * np.cos(angle)], axis=1)

    mesh = body(kind, cells, place)
    bulk = ["MAT1,1,4.32+8,,0.", section(kind, 0.25), *mesh.bulk()]
    bulk += hold(mesh.where(lambda x: np.isclose(x[0], 0)), "156")
    bulk += hold(mesh.where(lambda x: np.isclose(x[1], 0)), "13")
    bulk += hold(mesh.where(lambda x: np.isclose(x[1], 25)), "246")
    weight = np.array([0, 0, -90 * 25 * 25 * np.radians(40)])
    bulk += forces(1, ((n, share * weight) for n, share in over_shells(mesh).items()))
    edge = (25 * np.sin(np.radians(40)), 25.0, 25 * np.cos(np.radians(40)))
    return Problem(bulk, single(mesh, edge, 2, -1.0))


def hemisphere(kind: Kind, cells: Cells) -> Problem:
    def place(points: Floats) -> Floats:
        around, up = np.radians(90) * points[:, 0], np.radians(72) * points[:, 1]
        flat = 10 * np.cos(up)
        return np.stack([flat * np.cos(around), flat * np.sin(around), 10 * np.sin(up)], axis=1)

    mesh = body(kind, cells, place)
    bulk = ["MAT1,1,6.825+7,,.3", section(kind, 0.04), *mesh.bulk()]
    bulk += hold(mesh.where(lambda x: np.isclose(x[1], 0)), "246")
    bulk += hold(mesh.where(lambda x: np.isclose(x[0], 0, atol=1e-6)), "156")
    (pulled,) = mesh.where(lambda x: np.isclose(x[0], 10))
    (pushed,) = mesh.where(lambda x: np.isclose(x[1], 10))
    bulk += hold([pulled], "3")
    bulk += forces(1, [(pulled, np.array([1.0, 0, 0])), (pushed, np.array([0, -1.0, 0]))])
    return Problem(bulk, single(mesh, (10.0, 0.0, 0.0), 0, 1.0))


def cylinder(kind: Kind, cells: Cells) -> Problem:
    def place(points: Floats) -> Floats:
        angle = np.radians(90) * points[:, 0]
        return np.stack([300 * np.sin(angle), 300 * points[:, 1], 300 * np.cos(angle)], axis=1)

    mesh = body(kind, cells, place)
    bulk = ["MAT1,1,3.+6,,.3", section(kind, 3.0), *mesh.bulk()]
    bulk += hold(mesh.where(lambda x: np.isclose(x[0], 0)), "156")
    bulk += hold(mesh.where(lambda x: np.isclose(x[2], 0, atol=1e-6)), "345")
    bulk += hold(mesh.where(lambda x: np.isclose(x[1], 0)), "13")
    bulk += hold(mesh.where(lambda x: np.isclose(x[1], 300)), "246")
    (loaded,) = mesh.where(lambda x: np.isclose(x[1], 300) & np.isclose(x[2], 300))
    bulk += forces(1, [(loaded, np.array([0, 0, -0.25]))])
    return Problem(bulk, single(mesh, (0.0, 300.0, 300.0), 2, -1.0))


PLATE_CASES = [
    Case(
        name=f"Rectangular plate, {edges}, b/a {aspect}",
        statement=f"Sides 2 and {2 * aspect}, thickness 1e-4; E 1.7472e7, nu 0.3; a quarter with "
        f"{edges} edges; pressure 1e-4 or a force 4e-4 in the middle. Displacement of the middle. "
        "Solids: thickness 1e-2 and 1e6 times the load.",
        source=MACNEAL,
        targets={"uniform": targets[0], "point": targets[1]},
        kinds=(*SHELLS, ("CHEXA", 8), ("CHEXA", 20), ("CPENTA", 15), ("CTETRA", 10)),
        cells=(4, 4, 1),
        problem=partial(plate, edges, aspect),
        through=False,
        remark="Published for 8 by 8 elements, the second mesh.",
    )
    for (edges, aspect), targets in PLATES.items()
]
SHELL_CASES = [
    *PLATE_CASES,
    Case(
        name="Scordelis-Lo roof",
        statement="Radius 25, length 50, 80 degrees, thickness 0.25; E 4.32e8, nu 0; a quarter; "
        "its ends on rigid diaphragms, weight 90 an area. Sag in the middle of the free edge.",
        source=MACNEAL,
        targets={"displacement": 0.3024},
        kinds=SHELLS,
        cells=(4, 4, 1),
        problem=roof,
    ),
    Case(
        name="Hemisphere with a hole of 18 degrees",
        statement="Radius 10, thickness 0.04; E 6.825e7, nu 0.3; a quarter; its rim is free and "
        "pulled and pushed by 2 on perpendicular diameters. Displacement under the load.",
        source=MACNEAL,
        targets={"displacement": 0.0924},
        kinds=SHELLS,
        cells=(4, 4, 1),
        problem=hemisphere,
    ),
    Case(
        name="Pinched cylinder with diaphragms",
        statement="Radius 300, length 600, thickness 3; E 3e6, nu 0.3; an eighth; pinched by two "
        "forces of 1 in the middle. Displacement under the load.",
        source="T. Belytschko and others, Stress projection for membrane and shear locking in "
        "shell finite elements, Comput. Meth. Appl. Mech. Engng 51 (1985) 221-258",
        targets={"displacement": 1.8248e-5},
        kinds=SHELLS,
        cells=(8, 8, 1),
        problem=cylinder,
    ),
]
