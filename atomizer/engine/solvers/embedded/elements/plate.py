"""Bending and transverse shear of DKMQ (quadrilateral) and DKMT (triangle).

Katili, A new discrete Kirchhoff-Mindlin element based on Mindlin-Reissner plate theory and assumed
shear strain fields, Int. J. Numer. Meth. Engng 36 (1993): part I (DKMT) pp. 1859-1883, part II
(DKMQ) pp. 1885-1908. Rotations of a fibre: beta_x = +theta_y, beta_y = -theta_x, so that
u(z) = z beta_x and v(z) = z beta_y.
"""

from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.shapes import Point, Shape


@dataclass(frozen=True)
class Sides:
    """The sides of n plates with m nodes; every array begins with (n, m sides).

    Attributes:
        cosine: Of the angle from x to the side.
        sine: The same.
        length: Of the side.
        flexibility: phi = 12 D / (G k t L^2) along the side; 0 without shear flexibility.
        rigidity: D along the side.
        bubble: The quadratic part of the side's rotation from the freedoms of the nodes,
            shape (n, m, 6 m).
    """

    cosine: Floats
    sine: Floats
    length: Floats
    flexibility: Floats
    rigidity: Floats
    bubble: Floats


def read_sides(shape: Shape, plane: Floats, bending: Floats, shear: Floats) -> Sides:
    """The sides of plates.

    Args:
        plane: Positions in the element plane, shape (n, m, 2).
        bending: Moments from curvatures, shape (n, 3, 3).
        shear: Transverse forces from shear strains, shape (n, 2, 2); infinite stiffness is 0.
    """
    step = plane[:, shape.ends] - plane[:, shape.starts]
    length = np.linalg.norm(step, axis=2)
    c, s = step[..., 0] / length, step[..., 1] / length
    rigidity = _rigidity(c, s, bending)
    phi = _flexibility(c, s, length, rigidity, shear)
    return Sides(c, s, length, phi, rigidity, _bubble(shape, c, s, length * (1.0 + phi), 1.0 + phi))


def _rigidity(c: Floats, s: Floats, bending: Floats) -> Floats:
    """D along each side, shape (n, m)."""
    twist = np.stack([c * c, s * s, 2.0 * c * s], axis=-1)
    return np.asarray(np.einsum("nsi,nij,nsj->ns", twist, bending, twist))


def _flexibility(c: Floats, s: Floats, length: Floats, rigidity: Floats, shear: Floats) -> Floats:
    """phi of each side (Katili, part I equation 29), shape (n, m)."""
    along = np.stack([c, s], axis=-1)
    stiff = np.einsum("nsi,nij,nsj->ns", along, shear, along)
    return np.asarray(12.0 * rigidity / (np.where(stiff > 0, stiff, np.inf) * length**2))


def _bubble(shape: Shape, c: Floats, s: Floats, stretched: Floats, factor: Floats) -> Floats:
    """Katili, part I equation 30: from w at the two ends and the rotations along the side."""
    n, m = c.shape
    bubble = np.zeros((n, m, m, 6))
    sides, starts, ends = range(m), shape.starts, shape.ends
    bubble[:, sides, ends, 2] = -1.5 / stretched
    bubble[:, sides, starts, 2] = 1.5 / stretched
    for at in (starts, ends):
        bubble[:, sides, at, 4] = -0.75 * c / factor
        bubble[:, sides, at, 3] = 0.75 * s / factor
    return bubble.reshape(n, m, 6 * m)


def curvature(shape: Shape, point: Point, inverse: Floats, sides: Sides) -> Floats:
    """Curvatures xx, yy, 2 xy from the freedoms of the nodes, shape (n, 3, 6 m).

    Args:
        inverse: Of the Jacobian at the point, shape (n, 2, 2).
    """
    linear = np.zeros((len(inverse), 3, shape.nodes, 6))
    by_x, by_y = np.moveaxis(inverse @ shape.slopes(point).T, 1, 0)
    linear[:, 0, :, 4], linear[:, 1, :, 3] = by_x, -by_y
    linear[:, 2, :, 4], linear[:, 2, :, 3] = by_y, -by_x
    by_x, by_y = np.moveaxis(inverse @ shape.side_slopes(point).T, 1, 0)
    c, s = sides.cosine, sides.sine
    quadratic = np.stack([by_x * c, by_y * s, by_y * c + by_x * s], axis=1)
    return np.asarray(linear.reshape(len(inverse), 3, -1) + quadratic @ sides.bubble)


def shear_strain(shape: Shape, point: Point, inverse: Floats, sides: Sides) -> Floats:
    """Transverse shear strains xz, yz from the freedoms of the nodes, shape (n, 2, 6 m).

    Each side has a constant shear strain -2/3 phi times its bubble (part I equation 31).
    """
    along_sides = (-2.0 / 3.0 * sides.flexibility)[..., None] * sides.bubble
    spread = _quad_shear if shape.nodes == 4 else _triangle_shear
    return spread(point, inverse, sides) @ along_sides


def shear_force(shape: Shape, point: Point, inverse: Floats, sides: Sides, shear: Floats) -> Floats:
    """Transverse shear forces x, y from the freedoms of the nodes, shape (n, 2, 6 m).

    Along a side G k t gamma = -2/3 G k t phi times its bubble = -8 D / L^2 times its bubble, which
    stays when the stiffness grows without limit: so plates without flexibility have forces too.
    """
    limit = (-8.0 * sides.rigidity / sides.length**2)[..., None] * sides.bubble
    spread = _quad_shear if shape.nodes == 4 else _triangle_shear
    flexible = shear @ shear_strain(shape, point, inverse, sides)
    stiff = ~shear.any(axis=(1, 2), keepdims=True)
    return np.asarray(np.where(stiff, spread(point, inverse, sides) @ limit, flexible))


def _quad_shear(point: Point, inverse: Floats, sides: Sides) -> Floats:
    """Covariant shear linear between opposite sides (part II equation 25), shape (n, 2, 4)."""
    xi, eta = point
    covariant = np.zeros((len(inverse), 2, 4))
    half = sides.length / 4.0
    covariant[:, 0, 0] = (1.0 - eta) * half[:, 0]
    covariant[:, 0, 2] = -(1.0 + eta) * half[:, 2]
    covariant[:, 1, 1] = (1.0 + xi) * half[:, 1]
    covariant[:, 1, 3] = -(1.0 - xi) * half[:, 3]
    return inverse @ covariant


def _triangle_shear(point: Point, inverse: Floats, sides: Sides) -> Floats:
    """Shear at each corner from its two sides, then linear (part I equation 33), (n, 2, 3)."""
    weights = (1.0 - point[0] - point[1], point[0], point[1])
    spread = np.zeros((len(inverse), 2, 3))
    for leaving, weight in enumerate(weights):
        arriving = (leaving + 2) % 3
        c1, s1 = sides.cosine[:, leaving], sides.sine[:, leaving]
        c2, s2 = sides.cosine[:, arriving], sides.sine[:, arriving]
        scale = weight / (c1 * s2 - c2 * s1)
        spread[:, 0, leaving] += scale * s2
        spread[:, 0, arriving] -= scale * s1
        spread[:, 1, leaving] -= scale * c2
        spread[:, 1, arriving] += scale * c1
    return spread
