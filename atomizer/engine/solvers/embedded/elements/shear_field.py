"""The stress in a quadrilateral panel that carries shear flows along its sides alone.

H. C. Garvey, The Quadrilateral "Shear" Panel, Aircraft Engineering 23 (1951) 134-135, 144: lines
through the point where two opposite sides meet, and through the other such point, cut the panel
into small quadrilaterals each of which carries shear along its sides. With u and v along
these lines, scaled so that u x v is linear in the plane, sigma = c (u v + v u) / (u x v)^3 is in
equilibrium and has no stress across a side; the flow along a side is c t / (u x v)^2. Parallel
sides need no case of their own: the field is that of a parallelogram where u and v are constant,
of which Garvey gives the flexibility A (1 + 2 tan^2 / (1 + nu)) / (G t) in terms of the flow.
"""

from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.interpolation import line_rule
from atomizer.engine.solvers.embedded.elements.shapes import QUAD, jacobian

GAUSS_POINTS = 6
SENSE = np.array([-1.0, 1.0, -1.0, 1.0])
"""How positive shear pulls each side of the panel along it, from 1 to 2, from 2 to 3 ..."""


@dataclass(frozen=True)
class ShearField:
    """The field of c = 1 in n panels, for a unit of thickness.

    Attributes:
        sides: Unit vectors along the sides 1-2, 2-3, 3-4, 4-1, shape (n, 4, 2).
        lengths: Of the sides, shape (n, 4).
        corner_flow: Flow at each corner, shape (n, 4).
        side_flow: Mean flow along each side, shape (n, 4).
        area: Shape (n,).
        squares: The integrals of sigma : sigma and of the square of its trace, each (n,).
        stiffening: The integral of slopes of shape functions times sigma, shape (n, 4, 4).
    """

    sides: Floats
    lengths: Floats
    corner_flow: Floats
    side_flow: Floats
    area: Floats
    squares: tuple[Floats, Floats]
    stiffening: Floats

    def corner_forces(self) -> Floats:
        """Forces on the corners of the panel in its plane, half a side's at each end, (n, 4, 2)."""
        along = SENSE[:, None] * (self.side_flow * self.lengths / 2.0)[..., None] * self.sides
        return np.asarray(along + np.roll(along, 1, axis=1))

    def flexibility(self, young: Floats, poisson: Floats) -> Floats:
        """Twice the energy of c = 1 in plane stress, shape (n,)."""
        product, trace = self.squares
        return np.asarray(((1.0 + poisson) * product - poisson * trace) / young)


def shear_field(plane: Floats) -> ShearField:
    """The field of convex panels.

    Args:
        plane: Corners counter-clockwise, shape (n, 4, 2).
    """
    vectors = np.roll(plane, -1, axis=1) - plane
    lengths = np.linalg.norm(vectors, axis=2)
    sides = vectors / lengths[..., None]
    inward = np.stack([-sides[..., 1], sides[..., 0]], axis=2)
    at_corners = np.stack([_cross(*_lines(plane, inward, plane[:, k])) for k in range(4)], axis=1)
    area = product = trace = np.zeros(len(plane))
    stiffening = np.zeros((len(plane), 4, 4))
    rule = line_rule(GAUSS_POINTS)
    for xi, first in rule:
        for eta, second in rule:
            slopes = QUAD.slopes((xi, eta))
            turn = jacobian(slopes, plane)
            part = first * second * np.linalg.det(turn)
            sigma = _stress(*_lines(plane, inward, QUAD.functions((xi, eta)) @ plane))
            by_place = np.linalg.inv(turn) @ slopes.T
            area = area + part
            product = product + part * (sigma**2).sum(axis=(1, 2))
            trace = trace + part * np.trace(sigma, axis1=1, axis2=2) ** 2
            stiffening += part[:, None, None] * (by_place.swapaxes(1, 2) @ sigma @ by_place)
    ends = at_corners * np.roll(at_corners, -1, axis=1)
    return ShearField(
        sides, lengths, at_corners**-2, 1.0 / ends, area, (product, trace), stiffening
    )


def _lines(plane: Floats, inward: Floats, place: Floats) -> tuple[Floats, Floats]:
    """Vectors u and v at one place of each panel, shape (n, 2) both.

    Lines through the point where two lines meet are their combinations (a pencil of lines).
    """
    above = (inward * (place[:, None] - plane)).sum(axis=2, keepdims=True)
    pencils = above[:, [2, 3]] * inward[:, [0, 1]] - above[:, [0, 1]] * inward[:, [2, 3]]
    turned = np.stack([pencils[..., 1], -pencils[..., 0]], axis=2)
    return turned[:, 0], turned[:, 1]


def _stress(u: Floats, v: Floats) -> Floats:
    both = u[:, :, None] * v[:, None, :]
    return np.asarray((both + both.swapaxes(1, 2)) / (_cross(u, v) ** 3)[:, None, None])


def _cross(u: Floats, v: Floats) -> Floats:
    return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
