"""Stress benchmarks of NAFEMS: LE1, LE10, LE11."""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats
from tests.bench.solver.bodies import (
    SHELLS,
    SOLIDS,
    Cells,
    Kind,
    Place,
    body,
    forces,
    hold,
    section,
    spread,
)
from tests.bench.solver.case import Case, Measure, Measured, Problem
from tests.engine.solvers.bricks import Block
from tests.engine.solvers.decks import STATIC, stress_of

BOOK = "NAFEMS, The Standard NAFEMS Benchmarks, TNSB rev. 3 (1990)"
STEEL = "MAT1,1,2.1+5,,.3,,2.3-4"


def corner_stress(mesh: Block, node: int, column: str) -> Measure:
    """A stress at a grid point: the mean of the elements that meet there.

    From their corners, or their centres where the file has no stress at corners.
    """
    meeting = [n for n, nodes in enumerate(mesh.elements, start=1) if node in nodes]

    def measure(results: Results) -> Measured:
        stress = stress_of(results)
        values = stress.columns(column)[0]
        there = stress.places == node
        if not there.any():
            there = np.isin(stress.elements, meeting)
        return {"stress": float(values[there].mean())}

    return measure


def ellipses(thickness: float) -> Place:
    """Between the ellipses 2 by 1 and 3.25 by 2.75; the unit cube's second axis points inward."""

    def place(points: Floats) -> Floats:
        angle, out = np.radians(90) * points[:, 0], 1.0 - points[:, 1]
        x = (2.0 + 1.25 * out) * np.cos(angle)
        y = (1.0 + 1.75 * out) * np.sin(angle)
        return np.stack([x, y, thickness * points[:, 2]], axis=1)

    return place


def _outside(x: Floats) -> Floats:
    return np.isclose((x[0] / 3.25) ** 2 + (x[1] / 2.75) ** 2, 1)


def _symmetry(mesh: Block) -> list[str]:
    return [
        *hold(mesh.where(lambda x: np.isclose(x[1], 0)), "2"),
        *hold(mesh.where(lambda x: np.isclose(x[0], 0)), "1"),
    ]


def le1(kind: Kind, cells: Cells) -> Problem:
    """Solids are the upper half of the thickness."""
    thickness = 0.1 if kind in SHELLS else 0.05
    mesh = body(kind, cells, ellipses(thickness))
    bulk = [STEEL, section(kind, thickness), *mesh.bulk(), *_symmetry(mesh)]
    if kind in SHELLS:
        bulk += hold(range(1, len(mesh.points) + 1), "3456")
    else:
        bulk += hold(mesh.where(lambda x: np.isclose(x[2], 0)), "3")
    bulk += _pulled(kind, mesh, mesh.where(_outside), 10.0 * thickness)
    (at_d,) = mesh.where(
        lambda x: np.isclose(x[0], 2) & np.isclose(x[1], 0) & np.isclose(x[2], x[2].max())
    )
    case = (*STATIC, "STRESS(CORNER) = ALL")
    return Problem(bulk, corner_stress(mesh, at_d, "omax"), case)


def _pulled(kind: Kind, mesh: Block, nodes: Sequence[int], tension: float) -> list[str]:
    """Tension, a force a length, normal to the outer ellipse."""
    shares = spread(kind, mesh, nodes)
    points = mesh.points[np.array(list(shares)) - 1]
    angle = np.arctan2(points[:, 1] / 2.75, points[:, 0] / 3.25)
    normal = np.stack([np.cos(angle) / 3.25, np.sin(angle) / 2.75, 0 * angle], axis=1)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    pull = normal * (np.array(list(shares.values())) * tension * _perimeter())[:, None]
    return forces(1, zip(shares, pull, strict=True))


def _perimeter() -> float:
    """Length of a quarter of the outer ellipse."""
    angle = np.linspace(0, np.pi / 2, 2001)
    steps = np.diff([3.25 * np.cos(angle), 2.75 * np.sin(angle)])
    return float(np.hypot(*steps).sum())


def le10(kind: Kind, cells: Cells) -> Problem:
    mesh = body(kind, cells, ellipses(0.6))
    bulk = [STEEL, section(kind, 0.6), *mesh.bulk(), *_symmetry(mesh)]
    bulk += hold(mesh.where(_outside), "12")
    bulk += hold(mesh.where(lambda x: _outside(x) & np.isclose(x[2], 0.3)), "3")
    top = spread(kind, mesh, mesh.where(lambda x: np.isclose(x[2], 0.6)))
    area = np.pi / 4 * (3.25 * 2.75 - 2.0 * 1.0)
    bulk += forces(1, ((n, np.array([0, 0, -share * area])) for n, share in top.items()))
    (at_d,) = mesh.where(
        lambda x: np.isclose(x[0], 2) & np.isclose(x[1], 0) & np.isclose(x[2], 0.6)
    )
    return Problem(bulk, corner_stress(mesh, at_d, "oyy"))


DIAGONAL = float(np.sqrt(0.5))
BREAKS = (0.0, 0.4, 0.8, 1.0)
"""Where the sphere, the taper and the cylinder end along the third axis of the unit cube."""


def taper(points: Floats) -> Floats:
    """Sphere, taper and cylinder about z, a quarter of them."""
    around, out, up = points.T * [[np.pi / 2], [1.0], [1.0]]
    bend = np.interp(up, BREAKS[:2], (0.0, 1.0))
    inner, outer = bend * np.pi / 4, bend * np.arcsin(DIAGONAL / 1.4)
    rise = np.interp(up, BREAKS[1:], (0.0, 0.69, 1.09))
    near = np.stack([np.cos(inner), np.sin(inner) + rise])
    slope = np.interp(up, BREAKS[1:3], (0.0, 1.0))
    edge = 1.4 * np.cos(np.arcsin(DIAGONAL / 1.4))
    radius = np.where(up <= BREAKS[1], 1.4 * np.cos(outer), edge + slope * (1.0 - edge))
    far = np.stack([radius, 1.4 * np.sin(outer) + rise])
    r, z = near + out * (far - near)
    return np.stack([r * np.cos(around), r * np.sin(around), z], axis=1)


def le11(kind: Kind, cells: Cells) -> Problem:
    mesh = body(kind, cells, taper)
    bulk = [STEEL, section(kind, 0.0), *mesh.bulk(), *_symmetry(mesh)]
    ends = mesh.where(lambda x: np.isclose(x[2], 0) | np.isclose(x[2], x[2].max()))
    bulk += hold(ends, "3")
    warm = np.hypot(mesh.points[:, 0], mesh.points[:, 1]) + mesh.points[:, 2]
    bulk += [f"TEMP,4,{node},{heat:.9e}" for node, heat in enumerate(warm, start=1)]
    (at_a,) = mesh.where(lambda x: np.isclose(x, [[1.0], [0.0], [0.0]]).all(axis=0))
    return Problem(bulk, corner_stress(mesh, at_a, "ozz"), ("SPC = 1", "TEMPERATURE(LOAD) = 4"))


NAFEMS_CASES = [
    Case(
        name="LE1, elliptic membrane",
        statement="Ellipses 2 by 1 and 3.25 by 2.75, thickness 0.1; E 210e3, nu 0.3; a quarter; "
        "tension 10 on the outer edge. Largest stress at D (2, 0). CTRIA3 has "
        "a stress at its centre alone.",
        source=BOOK,
        targets={"stress": 92.7},
        kinds=(*SHELLS, *SOLIDS),
        cells=(6, 4, 1),
        problem=le1,
        through=False,
    ),
    Case(
        name="LE10, thick elliptic plate",
        statement="The same plan, thickness 0.6; pressure 1 on top; outer face held in its plane, "
        "its middle upright. Stress yy on top at D.",
        source=BOOK,
        targets={"stress": -5.38},
        kinds=SOLIDS,
        cells=(6, 4, 2),
        problem=le10,
        refined=(1, 2, 3),
    ),
    Case(
        name="LE11, cylinder, taper, sphere",
        statement="Radii 1 and 1.4 at z = 0, 0.7071 and 1 at z = 1.7971; E 210e3, nu 0.3, alpha "
        "2.3e-4; a quarter; temperature r + z; held along z at both ends. Stress zz at A (1, 0).",
        source=BOOK,
        targets={"stress": -105.0},
        kinds=SOLIDS,
        cells=(3, 2, 5),
        problem=le11,
        refined=(1, 2, 3),
    ),
]
