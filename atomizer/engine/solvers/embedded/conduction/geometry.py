"""Lines, faces and bodies in space: one way to differentiate and integrate on all of them.

An element of d natural coordinates has the tangents J = dx/dr, shape (d, 3). Its size at a point is
sqrt(det J J^T), and the gradient of what it interpolates, within the element, is J^T (J J^T)^-1
times the slopes: the usual J^-1 for a body (Zienkiewicz and Taylor, The Finite Element Method, 5th
ed., volume 1, section 9.5; Kreyszig, Differential Geometry, section 56 for a surface).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose
from atomizer.engine.solvers.embedded.elements.interpolation import (
    Interpolation,
    Rule,
    line_rule,
    simplex_powers,
)
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from atomizer.engine.solvers.embedded.pressure import FACES


@dataclass(frozen=True, eq=False)
class Form:
    """A kind of line, face or body.

    Attributes:
        interpolation: Its shape functions, over d natural coordinates.
        rule: Where it is integrated.
        centre: Natural coordinates of its centre, shape (d,).
    """

    interpolation: Interpolation
    rule: Rule
    centre: Floats

    def samples(self, points: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Each point of the rule with the shape functions there and its part of the sizes.

        Args:
            points: Positions of the nodes, shape (n, m, 3).

        Returns:
            Natural coordinates; functions, shape (m,); parts of length, area or volume, (n,).
        """
        for point, weight in self.rule:
            tangents = self._tangents(point, points)
            size = np.sqrt(np.maximum(np.linalg.det(tangents @ transpose(tangents)), 0.0))
            yield point, self.interpolation.functions(point), weight * size

    def gradients(self, point: Floats, points: Floats) -> Floats:
        """Gradients of the shape functions in the basic frame, shape (n, 3, m)."""
        tangents = self._tangents(point, points)
        slopes = self.interpolation.slopes(point).T
        return transpose(tangents) @ np.linalg.solve(tangents @ transpose(tangents), slopes[None])

    def orientation(self, point: Floats, points: Floats) -> Floats:
        """What changes its sign where an element is folded: tangent, normal or volume, (n, k)."""
        tangents = self._tangents(point, points)
        if tangents.shape[1] == 3:
            return np.asarray(np.linalg.det(tangents)[:, None])
        if tangents.shape[1] == 2:
            return np.cross(tangents[:, 0], tangents[:, 1])
        return np.asarray(tangents[:, 0])

    def sizes(self, points: Floats) -> Floats:
        """Length, area or volume of each, shape (n,)."""
        return np.asarray(np.sum([size for _, _, size in self.samples(points)], axis=0))

    def shares(self, points: Floats, width: Floats) -> Floats:
        """Integrals of products of shape functions times a width, shape (n, m, m).

        Args:
            width: At the nodes, shape (n, m).
        """
        total = np.zeros((*width.shape, width.shape[1]))
        for _, functions, size in self.samples(points):
            here = size * (width @ functions)
            total += here[:, None, None] * np.outer(functions, functions)
        return total

    def _tangents(self, point: Floats, points: Floats) -> Floats:
        """Derivatives of the position by the natural coordinates, shape (n, d, 3)."""
        if not len(point):
            return np.zeros((len(points), 0, 3))
        return np.asarray(self.interpolation.slopes(point).T @ points)


POINT = Form(
    Interpolation(np.zeros((1, 0)), np.zeros((1, 0), np.int64)), ((np.zeros(0), 1.0),), np.zeros(0)
)
LINE = Form(
    Interpolation(np.array([[-1.0], [1.0]]), simplex_powers(1, 1)),
    tuple((np.array([place]), weight) for place, weight in line_rule(2)),
    np.zeros(1),
)
AREAS = {
    count: Form(face.whole, face.rule, np.full(2, 1 / 3) if count in (3, 6) else np.zeros(2))
    for count, face in FACES.items()
}
"""Faces by number of nodes."""
BODIES = {
    kind: Form(shape.interpolation, shape.stiffness, shape.outline.centre)
    for kind, shape in SOLID_SHAPES.items()
}
"""Bodies by card and number of nodes."""
