"""Published benchmarks on the meshes they are published for.

MacNeal and Harder, A proposed standard set of problems to test finite element accuracy, Finite
Elements in Analysis and Design 1 (1985) 3-20. The ratios are what these elements reach on these
coarse meshes; they may get better, not worse.
"""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.solvers.embedded.arrays import Floats
from tests.engine.solvers.decks import grids, quads, solved

SHAPES = {"rectangles": 0.0, "trapezoids": 45.0, "parallelograms": 45.0}


def straight_beam(shape: str) -> list[str]:
    """Length 6, height 0.2, thickness 0.1, six elements along it."""
    lower, upper = np.arange(7.0), np.arange(7.0)
    lean = 0.2 * np.tan(np.radians(SHAPES[shape])) / 2
    sign = np.where(np.arange(7) % 2, -1, 1) if shape == "trapezoids" else np.ones(7)
    lower[1:6] -= (lean * sign)[1:6]
    upper[1:6] += (lean * sign)[1:6]
    points = [(x, 0, 0) for x in lower] + [(x, 0.2, 0) for x in upper]
    bulk = ["MAT1,1,1.+7,,.3", "PSHELL,1,1,.1,1,,1", *grids(np.array(points, float))]
    return [*bulk, *quads(6, 1), "SPC1,1,123456,1,8"]


def tip(axis: int, size: float = 0.5) -> list[str]:
    direction = ",".join("1." if k == axis else "0." for k in range(3))
    return [f"FORCE,1,{node},,{size},{direction}" for node in (7, 14)]


CASES = [
    ("rectangles", 0, 3.0e-5, 0.98),
    ("rectangles", 1, 0.1081, 0.98),
    ("rectangles", 2, 0.4321, 0.98),
    ("trapezoids", 0, 3.0e-5, 0.95),
    ("trapezoids", 2, 0.4321, 0.95),
    ("parallelograms", 0, 3.0e-5, 0.95),
    ("parallelograms", 2, 0.4321, 0.95),
]


@pytest.mark.parametrize(("shape", "axis", "target", "least"), CASES)
def test_the_straight_cantilever(
    tmp_path: Path, shape: str, axis: int, target: float, least: float
) -> None:
    results = solved(tmp_path, [*straight_beam(shape), *tip(axis)])
    reached = results.displacement[0, [6, 13], axis].mean() / target
    assert least < reached < 1.02


def scordelis_lo(n: int) -> list[str]:
    """A quarter of the roof: radius 25, length 50, 80 degrees, weight 90 an area."""
    angle, along = np.meshgrid(np.radians(np.linspace(0, 40, n + 1)), np.linspace(0, 25, n + 1))
    points = [25 * np.sin(angle), along, 25 * np.cos(angle)]
    bulk = ["MAT1,1,4.32+8,,0.", "PSHELL,1,1,.25,1,,1"]
    bulk += [*grids(np.stack([p.ravel() for p in points], axis=1)), *quads(n, n)]
    crown = ",".join(str(1 + j * (n + 1)) for j in range(n + 1))
    first = ",".join(str(1 + i) for i in range(n + 1))
    last = ",".join(str(1 + i + n * (n + 1)) for i in range(n + 1))
    bulk += [wrapped(f"SPC1,1,{held},{nodes}") for held, nodes in (("156", crown), ("13", first))]
    bulk += [wrapped(f"SPC1,1,246,{last}")]
    return [*bulk, f"PLOAD4,1,1,-90.,,,,THRU,{n * n}\n,0,0.,0.,1."]


def wrapped(card: str) -> str:
    """A long free-field card on lines of nine fields."""
    fields = card.split(",")
    lines = [fields[:9]] + [["", *fields[k : k + 8]] for k in range(9, len(fields), 8)]
    return "\n".join(",".join(line) for line in lines)


def free_edge(displacement: Floats, n: int) -> float:
    """Vertical displacement in the middle of the free edge."""
    return float(displacement[0, n + n * (n + 1), 2])


def test_the_scordelis_lo_roof(tmp_path: Path) -> None:
    results = solved(tmp_path, scordelis_lo(8))
    assert free_edge(results.displacement, 8) == pytest.approx(-0.3024, rel=0.02)


@pytest.mark.parametrize(
    ("axis", "target"), [(1, 5.424e-3), (2, 1.754e-3)], ids=["in plane", "out of plane"]
)
def test_the_twisted_beam_needs_nodal_normals(tmp_path: Path, axis: int, target: float) -> None:
    """Length 12, width 1.1, thickness 0.32, twisted by 90 degrees; 12 by 2 elements.

    The tip is loaded along its width (in plane) or across it.
    """
    along, across = np.meshgrid(np.linspace(0, 12, 13), np.linspace(-0.55, 0.55, 3))
    turn = np.radians(90) * along / 12
    points = np.stack([along, across * np.sin(turn), across * np.cos(turn)], axis=-1)
    bulk = ["MAT1,1,2.9+7,,.22", "PSHELL,1,1,.32,1,,1", *grids(points.reshape(-1, 3))]
    bulk += [*quads(12, 2), "SPC1,1,123456,1,14,27"]
    direction = "0.,0.,1." if axis == 2 else "0.,1.,0."
    bulk += [f"FORCE,1,{n},,{s},{direction}" for n, s in ((13, 0.25), (26, 0.5), (39, 0.25))]
    reached = solved(tmp_path, bulk).displacement[0, 25, axis] / target
    assert reached == pytest.approx(1, abs=0.03)
    stiff = solved(tmp_path, [*bulk, "PARAM,SNORM,0."]).displacement[0, 25, axis] / target
    assert abs(stiff - 1) > 2 * abs(reached - 1)
