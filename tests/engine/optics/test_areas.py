"""Areas of grid points: they add up, whatever the mesh is made of."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.areas import cloud_areas, mesh_areas
from atomizer.engine.results import Cells, Results
from tests.extractors.states import results

UP = np.array([0.0, 0.0, 1.0])
SQUARE = [(0, 0, 0), (3, 0, 0), (3, 2, 0), (0, 2, 0)]
SIDES = [(1.5, 0, 0), (3, 1, 0), (1.5, 2, 0), (0, 1, 0)]
BLOCK = [*SQUARE, *((x, y, 1) for x, y, _ in SQUARE)]
MIDDLES = [*SIDES, *((x, y, 0.5) for x, y, _ in SQUARE), *((x, y, 1) for x, y, _ in SIDES)]
TOP = [(0, 0, 0), (3, 0, 0), (3, 2, 0), (0, 2, 0), (1.5, 1, -1)]

PATCHES: dict[str, tuple[list[tuple[float, ...]], Sequence[tuple[str, list[int]]]]] = {
    "quadrilateral": (SQUARE, [("CQUAD4", [0, 1, 2, 3])]),
    "turned over": (SQUARE, [("CQUAD4", [3, 2, 1, 0])]),
    "triangles": (SQUARE, [("CTRIA3", [0, 1, 2]), ("CTRIA3", [0, 3, 2])]),
    "eight nodes": (SQUARE + SIDES, [("CQUAD8", list(range(8)))]),
    "a middle missing": (SQUARE + SIDES, [("CQUAD8", list(range(7)))]),
    "six nodes": (
        [*SQUARE, *SIDES, (1.5, 1, 0)],
        [("CTRIA6", [0, 1, 2, 4, 5, 8]), ("CTRIA6", [0, 2, 3, 8, 6, 7])],
    ),
    "hexahedron": (BLOCK, [("CHEXA", list(range(8)))]),
    "hexahedron of 20": (BLOCK + MIDDLES, [("CHEXA", list(range(20)))]),
    "wedges": (BLOCK, [("CPENTA", [0, 1, 2, 4, 5, 6]), ("CPENTA", [0, 2, 3, 4, 6, 7])]),
    "pyramid": (TOP, [("CPYRAM", [0, 1, 2, 3, 4])]),
    "tetrahedra": (TOP, [("CTETRA", [0, 1, 2, 4]), ("CTETRA", [0, 2, 3, 4])]),
}


def patch(name: str) -> Results:
    positions, elements = PATCHES[name]
    cells = tuple(
        Cells(card, np.array([k + 1]), np.array([1]), np.array([nodes]))
        for k, (card, nodes) in enumerate(elements)
    )
    nodes = np.arange(1, 1 + len(positions))
    return replace(results(), positions=np.array(positions, float), nodes=nodes, cells=cells)


def areas(state: Results, axis: np.ndarray = UP) -> np.ndarray:
    every = [np.ones(len(cells.ids), bool) for cells in state.cells]
    return mesh_areas(state, np.ones(len(state.nodes), bool), every, axis)


@pytest.mark.parametrize("name", PATCHES)
def test_a_linear_field_is_integrated_exactly(name: str) -> None:
    state = patch(name)
    found = areas(state)
    assert found.sum(axis=0) == pytest.approx([0, 0, 6])
    assert found[:, 2] @ state.positions[:, :2] == pytest.approx([9, 6])
    assert (found[:, 2] >= 0).all()


@pytest.mark.parametrize("name", ["hexahedron", "wedges", "hexahedron of 20"])
def test_a_face_two_solids_share_is_inside(name: str) -> None:
    state = patch(name)
    step = np.array([0.0, 0.0, 1.0])
    above = [replace(c, nodes=c.nodes + len(state.nodes), ids=c.ids + 10) for c in state.cells]
    positions, unique = np.unique(
        np.vstack([state.positions, state.positions + step]), axis=0, return_inverse=True
    )
    cells = tuple(replace(c, nodes=unique.ravel()[c.nodes]) for c in (*state.cells, *above))
    nodes = np.arange(1, 1 + len(positions))
    stack = replace(state, positions=positions, nodes=nodes, cells=cells)
    found = areas(stack)
    assert found.sum(axis=0) == pytest.approx([0, 0, 6])
    assert (stack.positions[found.any(axis=1), 2] == 2).all()


def test_a_face_across_the_axis_is_no_mirror() -> None:
    assert not areas(patch("quadrilateral"), np.array([1.0, 0.0, 0.0])).any()


def test_points_alone_are_joined_by_triangles() -> None:
    grid = np.array([(x, y) for x in range(4) for y in range(3)], float)
    found = cloud_areas(grid, 0.0)
    assert found.sum() == pytest.approx(6) and found @ grid == pytest.approx([9, 6])


def test_a_hole_is_not_filled() -> None:
    angles = 2 * np.pi * np.arange(60) / 60
    rings = [r * np.column_stack([np.cos(angles), np.sin(angles)]) for r in (0.5, 0.75, 1.0)]
    polygon = 60 / 2 * np.sin(2 * np.pi / 60)
    assert cloud_areas(np.vstack(rings), 0.5).sum() == pytest.approx(0.75 * polygon)
    assert cloud_areas(np.vstack(rings), 0.0).sum() == pytest.approx(polygon)


def test_points_on_a_line_are_refused() -> None:
    with pytest.raises(SolveFailed, match="on one line"):
        cloud_areas(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), 0.0)
