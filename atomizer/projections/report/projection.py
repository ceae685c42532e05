"""A model seen from a direction: places on the paper, depth, and light.

The view is parallel, as engineers draw: equal lengths along an axis stay equal. Faces are painted
from back to front.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LIGHT_FROM = np.array([0.30, 0.75, 0.59])
"""Right, up and towards the reader."""
FLAT = 1e-9
"""A model is flat when its extent along an axis is below this part of its size."""

STILL = 0.01
"""It stays in a plane when its motion out of it is below this part of all its motion."""


@dataclass(frozen=True)
class View:
    """A direction of sight: the rows of `turn` point right, up and towards the reader."""

    turn: Floats

    def place(self, points: Floats) -> Floats:
        """Right, up and towards the reader, shape (..., 3), of points in the basic frame."""
        return np.asarray(points @ self.turn.T)


def view_of(positions: Floats, motion: Floats) -> View:
    """From above and the side; straight on for a model in a plane that it does not leave.

    Args:
        positions: Of the points, shape (n, 3).
        motion: How they are moved, shape (m, 3); of all that is drawn.
    """
    extent, moved = np.ptp(positions, axis=0), np.abs(motion).max(axis=0, initial=0.0)
    flat = (extent <= FLAT * float(extent.max())) & (moved <= STILL * float(moved.max()))
    straight = {0: (90.0, 0.0), 1: (0.0, 0.0), 2: (0.0, 90.0)}
    axes = np.flatnonzero(flat)
    return looking(*straight[int(axes[-1])]) if len(axes) else looking(40.0, 24.0)


def looking(around: float, down: float) -> View:
    """The view with z up, turned about z and then looked down at, in degrees."""
    a, d = np.radians(around), np.radians(down)
    right = np.array([np.cos(a), np.sin(a), 0.0])
    back = np.array([np.sin(a) * np.cos(d), -np.cos(a) * np.cos(d), np.sin(d)])
    return View(np.array([right, np.cross(back, right), back]))


def normals(corners: Floats) -> Floats:
    """Directions of placed faces, of length 1 or 0, shape (n, 3).

    Args:
        corners: Shape (n, 4, 3).
    """
    a, b, c, d = np.moveaxis(corners, 1, 0)
    found = np.cross(c - a, d - b)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-30))


def brightness(directions: Floats) -> Floats:
    """How bright faces are, shape (n,): equal on both sides, never dark."""
    light = LIGHT_FROM / np.linalg.norm(LIGHT_FROM)
    return np.asarray(0.84 + 0.16 * np.abs(directions @ light))
