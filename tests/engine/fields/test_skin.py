"""What is seen of a mesh: closed facts of blocks cut into every kind of solid."""

import numpy as np
import pytest

from atomizer.engine.fields.skin import edges_of, skin_of
from atomizer.engine.results import Cells
from tests.engine.fields.models import KINDS
from tests.engine.solvers.bricks import Kind, block


def cells_of(kind: Kind, cells: int) -> tuple[Cells, np.ndarray]:
    made = block(kind, (cells,) * 3, lambda points: points)
    nodes = np.array(made.elements) - 1
    ids = np.arange(1, len(nodes) + 1)
    return Cells(kind[0], ids, np.ones_like(ids), nodes), made.points


@pytest.mark.parametrize("cells", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_block_shows_its_six_sides_and_nothing_of_its_inside(kind: Kind, cells: int) -> None:
    solid, points = cells_of(kind, cells)
    skin = skin_of([solid], points)
    corners = points[skin.faces]
    a, b, c, d = np.moveaxis(corners, 1, 0)
    areas = np.linalg.norm(np.cross(c - a, d - b), axis=1) / 2.0
    assert areas.sum() == pytest.approx(6.0, rel=1e-12)
    if kind[0] == "CHEXA":
        assert len(skin.faces) == 6 * cells**2
    if kind[0] == "CTETRA":
        assert len(skin.faces) == 12 * cells**2


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_faces_of_solids_look_outwards_however_elements_are_numbered(kind: Kind) -> None:
    solid, points = cells_of(kind, 2)
    mirrored = points * [-1.0, 1.0, 1.0]  # turns every element inside out
    for places in (points, mirrored):
        skin = skin_of([solid], places)
        a, b, c, d = np.moveaxis(places[skin.faces], 1, 0)
        volume = np.einsum("ni,ni->", a, np.cross(c - a, d - b)) / 6.0
        assert skin.closed
        assert volume == pytest.approx(1.0, rel=1e-12)  # the divergence theorem


def test_shells_that_lie_on_each_other_are_both_kept() -> None:
    twice = Cells("CQUAD4", np.array([1, 2]), np.array([1, 2]), np.array([[0, 1, 2, 3]] * 2))
    skin = skin_of([twice], np.eye(4, 3))
    assert skin.owners.tolist() == [1, 2]
    assert not skin.closed


def test_elements_of_second_order_are_drawn_by_their_corners() -> None:
    quad = Cells("CQUAD8", np.array([1]), np.array([1]), np.arange(8)[None])
    triangle = Cells("CTRIA6", np.array([2]), np.array([1]), np.arange(6)[None])
    skin = skin_of([triangle, quad], np.zeros((8, 3)))
    assert skin.faces.tolist() == [[0, 1, 2, 3], [0, 1, 2, 2]]
    assert skin.owners.tolist() == [1, 2]


def test_a_triangle_has_three_edges_and_a_quad_four() -> None:
    ends, faces = edges_of(np.array([[0, 1, 2, 3], [4, 5, 6, 6]]))
    assert sorted(map(tuple, ends.tolist())) == [
        *((0, 1), (0, 3), (1, 2), (2, 3)),
        *((4, 5), (4, 6), (5, 6)),
    ]
    assert np.bincount(faces).tolist() == [4, 3]


def test_bars_are_lines_and_springs_are_not_drawn() -> None:
    bar = Cells("CBAR", np.array([7]), np.array([1]), np.array([[0, 1]]))
    spring = Cells("CELAS1", np.array([8]), np.array([1]), np.array([[1, 2]]))
    skin = skin_of([bar, spring], np.eye(3))
    assert skin.bars.tolist() == [[0, 1]]
    assert skin.bar_owners.tolist() == [7]
    assert not len(skin.faces) and not skin.closed
