"""Quadrilateral and triangle in the plane: shape functions, sides, integration points.

Natural coordinates: the square -1 .. 1 with its nodes from (-1, -1) counter-clockwise, and the
triangle (0, 0), (1, 0), (0, 1). The side functions are the quadratic bubbles along each side that
carry the side rotations of the discrete Kirchhoff-Mindlin plates (Katili 1993, part I equation 24,
part II equation 20).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats

Point = tuple[float, float]
QUAD_CORNERS = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


@dataclass(frozen=True)
class Shape:
    """One plane shape.

    Attributes:
        nodes: How many.
        functions: Shape functions at a point, shape (nodes,).
        slopes: Their derivatives by the natural coordinates, shape (nodes, 2).
        side_slopes: Derivatives of the side functions, shape (nodes, 2).
        points: Integration points and weights of the area.
        centre: The natural coordinates of the centre.
    """

    nodes: int
    functions: Callable[[Point], Floats]
    slopes: Callable[[Point], Floats]
    side_slopes: Callable[[Point], Floats]
    points: tuple[tuple[Point, float], ...]
    centre: Point

    @property
    def starts(self) -> list[int]:
        """The node where each side begins."""
        return list(range(self.nodes))

    @property
    def ends(self) -> list[int]:
        """The node where each side ends."""
        return [*range(1, self.nodes), 0]


def jacobian(slopes: Floats, plane: Floats) -> Floats:
    """Derivatives of the position by the natural coordinates, shape (n, 2, 2).

    Args:
        slopes: Shape (nodes, 2).
        plane: Positions of the nodes in the plane, shape (n, nodes, 2).
    """
    return np.asarray(slopes.T @ plane)


def _quad(point: Point) -> Floats:
    return np.asarray((1.0 + QUAD_CORNERS * point).prod(axis=1) / 4.0)


def _quad_slopes(point: Point) -> Floats:
    factors = 1.0 + QUAD_CORNERS * point
    return np.asarray(QUAD_CORNERS * factors[:, ::-1] / 4.0)


def _quad_side_slopes(point: Point) -> Floats:
    xi, eta = point
    across, along = 1.0 - xi * xi, 1.0 - eta * eta
    return np.array(
        [
            [-xi * (1.0 - eta), -across / 2.0],
            [along / 2.0, -eta * (1.0 + xi)],
            [-xi * (1.0 + eta), across / 2.0],
            [-along / 2.0, -eta * (1.0 - xi)],
        ]
    )


def _triangle(point: Point) -> Floats:
    return np.array([1.0 - point[0] - point[1], point[0], point[1]])


def _triangle_slopes(_: Point) -> Floats:
    return np.array([[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]])


def _triangle_side_slopes(point: Point) -> Floats:
    r, s = point
    return np.array(
        [
            [4.0 * (1.0 - 2.0 * r - s), -4.0 * r],
            [4.0 * s, 4.0 * r],
            [-4.0 * s, 4.0 * (1.0 - r - 2.0 * s)],
        ]
    )


_G = 1.0 / np.sqrt(3.0)
QUAD = Shape(
    nodes=4,
    functions=_quad,
    slopes=_quad_slopes,
    side_slopes=_quad_side_slopes,
    points=tuple(((a, b), 1.0) for b in (-_G, _G) for a in (-_G, _G)),
    centre=(0.0, 0.0),
)
TRIANGLE = Shape(
    nodes=3,
    functions=_triangle,
    slopes=_triangle_slopes,
    side_slopes=_triangle_side_slopes,
    points=tuple((p, 1 / 6) for p in ((1 / 6, 1 / 6), (2 / 3, 1 / 6), (1 / 6, 2 / 3))),
    centre=(1 / 3, 1 / 3),
)
SHAPES = {"CQUAD4": QUAD, "CTRIA3": TRIANGLE}
EXTRAPOLATION = np.linalg.inv([_quad(point) for point, _ in QUAD.points])
"""Values at the corners of a quadrilateral from those at its integration points, (4, 4)."""
