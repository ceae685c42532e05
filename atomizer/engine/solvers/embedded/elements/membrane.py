"""Membrane strains: constant-strain triangle, QM6 quadrilateral, and the drilling spring.

QM6 adds two incompatible modes (Taylor, Beresford and Wilson, A non-conforming element for stress
analysis, Int. J. Numer. Meth. Engng 10 (1976) 1211-1219); their Jacobian is taken at the centre, so
that the patch test is passed.
"""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, determinant, inverse
from atomizer.engine.solvers.embedded.elements.shapes import QUAD, Point, Shape, jacobian


def strain(shape: Shape, point: Point, inverted: Floats) -> Floats:
    """Strains xx, yy, gamma xy from the freedoms of the nodes, shape (n, 3, 6 m).

    Args:
        inverted: Inverse of the Jacobian at the point, shape (n, 2, 2).
    """
    by_x, by_y = np.moveaxis(inverted @ shape.slopes(point).T, 1, 0)
    full = np.zeros((len(inverted), 3, shape.nodes, 6))
    full[:, 0, :, 0], full[:, 1, :, 1] = by_x, by_y
    full[:, 2, :, 0], full[:, 2, :, 1] = by_y, by_x
    return full.reshape(len(inverted), 3, -1)


def incompatible_strain(point: Point, plane: Floats, size: Floats) -> Floats:
    """Strains of the modes 1 - xi^2 and 1 - eta^2 in u and v, shape (n, 3, 4).

    Args:
        plane: Shape (n, 4, 2).
        size: Determinant of the Jacobian at the point, shape (n,).
    """
    centre = jacobian(QUAD.slopes(QUAD.centre), plane)
    ratio = determinant(centre) / size
    slopes = np.diag([-2.0 * point[0], -2.0 * point[1]])
    by_x, by_y = np.moveaxis(inverse(centre) @ slopes, 1, 0) * ratio[:, None]
    full = np.zeros((len(plane), 3, 2, 2))
    full[:, 0, :, 0], full[:, 1, :, 1] = by_x, by_y
    full[:, 2, :, 0], full[:, 2, :, 1] = by_y, by_x
    return full.reshape(len(plane), 3, 4)


def drilling(shape: Shape, plane: Floats) -> Floats:
    """Rotation of each node about the normal less that of the membrane, shape (n, m, 6 m)."""
    inverted = inverse(jacobian(shape.slopes(shape.centre), plane))
    by_x, by_y = np.moveaxis(inverted @ shape.slopes(shape.centre).T, 1, 0)
    full = np.zeros((len(plane), shape.nodes, shape.nodes, 6))
    full[..., 0] = by_y[:, None, :] / 2.0
    full[..., 1] = -by_x[:, None, :] / 2.0
    nodes = np.arange(shape.nodes)
    full[:, nodes, nodes, 5] = 1.0
    return full.reshape(len(plane), shape.nodes, -1)
