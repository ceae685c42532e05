"""The patch test of MacNeal and Harder, Finite Elements in Analysis and Design 1 (1985) 3-20."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import Results, plane_principal
from atomizer.engine.solvers.embedded.arrays import Floats
from tests.engine.solvers.decks import grid, solved, stress_of

CORNERS = np.array([[0.0, 0.0], [0.24, 0.0], [0.24, 0.12], [0.0, 0.12]])
INSIDE = np.array([[0.04, 0.02], [0.18, 0.03], [0.16, 0.08], [0.08, 0.08]])
POINTS = np.vstack([CORNERS, INSIDE])
QUADS = ((1, 2, 6, 5), (2, 3, 7, 6), (3, 4, 8, 7), (4, 1, 5, 8), (5, 6, 7, 8))
TRIANGLES = tuple(t for a, b, c, d in QUADS for t in ((a, b, c), (a, c, d)))
PLATE = ["MAT1,1,1.+6,,.25", "PSHELL,1,1,.001,1,,1"]
MESHES = {"CQUAD4": QUADS, "CTRIA3": TRIANGLES}
over_meshes = pytest.mark.parametrize("card", MESHES)


def membrane(x: float, y: float) -> list[float]:
    return [1e-3 * (x + y / 2), 1e-3 * (y + x / 2), 0.0, 0.0, 0.0, 0.0]


def bending(x: float, y: float) -> list[float]:
    return [
        0.0,
        0.0,
        1e-3 * (x * x + x * y + y * y) / 2,
        1e-3 * (y + x / 2),
        -1e-3 * (x + y / 2),
        0,
    ]


def patch(folder: Path, card: str, field: object) -> Results:
    moved = [field(x, y) for x, y in POINTS]
    bulk = [*PLATE, *(grid(n, (x, y, 0)) for n, (x, y) in enumerate(POINTS, start=1))]
    for number, nodes in enumerate(MESHES[card], start=1):
        bulk.append(f"{card},{number},1,{','.join(map(str, nodes))}")
    for node in (1, 2, 3, 4):
        for component, value in enumerate(moved[node - 1], start=1):
            bulk.append(f"SPC,1,{node},{component},{value:.9e}")
    return solved(folder, bulk, ("SPC = 1",))


def principal(results: Results) -> Floats:
    """Principal stresses at both fibres of each element, shape (n, 2, 2)."""
    stress = stress_of(results)
    return plane_principal(stress.columns("oxx", "oyy", "txy")).T.reshape(-1, 2, 2)


@over_meshes
def test_constant_membrane_strain_is_exact(tmp_path: Path, card: str) -> None:
    results = patch(tmp_path, card, membrane)
    exact = np.array([membrane(x, y) for x, y in POINTS])
    assert results.displacement[0, :, :2] == pytest.approx(exact[:, :2], rel=1e-6, abs=1e-12)
    for fibre in (0, 1):
        for found in principal(results)[:, fibre]:
            assert found == pytest.approx([4000 / 3 - 400, 4000 / 3 + 400], rel=1e-5)


@over_meshes
def test_constant_curvature_is_exact(tmp_path: Path, card: str) -> None:
    results = patch(tmp_path, card, bending)
    exact = np.array([bending(x, y) for x, y in POINTS])
    assert results.displacement[0] == pytest.approx(exact, rel=1e-5, abs=1e-11)
    for lower, upper in principal(results):
        assert lower == pytest.approx([2 / 3 - 0.2, 2 / 3 + 0.2], rel=1e-4)
        assert upper == pytest.approx([-2 / 3 - 0.2, -2 / 3 + 0.2], rel=1e-4)
