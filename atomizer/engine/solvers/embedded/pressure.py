"""Pressure on faces as forces at their nodes: the integral of shape functions times traction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.interpolation import (
    Interpolation,
    Rule,
    cube_rule,
    serendipity_powers,
    simplex_powers,
    triangle_rule,
    with_middles,
)


@dataclass(frozen=True)
class Pressed:
    """One face and the traction on it.

    Attributes:
        nodes: Rows of the grid points around it, corners first; the normal is by the right hand.
        pressure: At the corners, shape (n_corners,).
        direction: Of the traction; zero is along the normal, shape (3,).
    """

    nodes: tuple[int, ...]
    pressure: Floats
    direction: Floats

    def times(self, scale: float) -> "Pressed":
        """The same face under a multiple of its traction."""
        return replace(self, pressure=scale * self.pressure)


@dataclass(frozen=True, eq=False)
class Face:
    """A triangle or quadrilateral, with its corners alone or with nodes on its sides too."""

    whole: Interpolation
    corners: Interpolation
    rule: Rule


_SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
_TRIANGLE = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
_QUAD = Interpolation(_SQUARE, serendipity_powers(1, 2))
_TRIA = Interpolation(_TRIANGLE, simplex_powers(1, 2))
FACES = {
    3: Face(_TRIA, _TRIA, triangle_rule(2)),
    4: Face(_QUAD, _QUAD, cube_rule(2, 2)),
    6: Face(
        Interpolation(with_middles(_TRIANGLE, ((0, 1), (1, 2), (2, 0))), simplex_powers(2, 2)),
        _TRIA,
        triangle_rule(5),
    ),
    8: Face(
        Interpolation(
            with_middles(_SQUARE, ((0, 1), (1, 2), (2, 3), (3, 0))), serendipity_powers(2, 2)
        ),
        _QUAD,
        cube_rule(3, 2),
    ),
}
"""By number of nodes."""


def pressure_forces(points: Floats, pressed: Sequence[Pressed]) -> Floats:
    """Forces at all grid points, shape (n_points, 3).

    Args:
        points: Positions of the grid points, shape (n_points, 3).
    """
    total = np.zeros_like(points)
    for count, face in FACES.items():
        here = [each for each in pressed if len(each.nodes) == count]
        if here:
            nodes = np.array([each.nodes for each in here], np.int64)
            np.add.at(total, nodes, _face_forces(face, points[nodes], here))
    return total


def _face_forces(face: Face, at: Floats, pressed: Sequence[Pressed]) -> Floats:
    """Forces at the nodes of faces of one kind, shape (n, m, 3)."""
    pressure = np.array([each.pressure for each in pressed])
    direction = np.array([each.direction for each in pressed])
    along_normal = ~direction.any(axis=1)
    force = np.zeros_like(at)
    for point, weight in face.rule:
        tangents = face.whole.slopes(point).T @ at
        area = np.cross(tangents[:, 0], tangents[:, 1])
        given = np.linalg.norm(area, axis=1)[:, None] * direction
        traction = np.where(along_normal[:, None], area, given)
        traction *= (weight * pressure @ face.corners.functions(point))[:, None]
        force += face.whole.functions(point)[:, None] * traction[:, None]
    return force
