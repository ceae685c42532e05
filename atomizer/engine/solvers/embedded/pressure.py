"""Pressure on a face as forces at its nodes."""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.shapes import Shape


def face_forces(
    shape: Shape, corners: Floats, pressure: Floats, direction: Floats | None
) -> Floats:
    """Work-equivalent forces: the integral of shape function times traction, shape (n, m, 3).

    Args:
        corners: Positions of the nodes, shape (n, m, 3).
        pressure: At the corners, shape (m,).
        direction: Of the traction, shape (3,); None is along the normal of the face.
    """
    force = np.zeros_like(corners)
    for point, weight in shape.points:
        tangents = shape.slopes(point).T @ corners
        area = np.cross(tangents[:, 0], tangents[:, 1])
        if direction is not None:
            area = np.linalg.norm(area, axis=1)[:, None] * direction
        functions = shape.functions(point)
        traction = float(functions @ pressure) * weight * area
        force += functions[:, None] * traction[:, None]
    return force
