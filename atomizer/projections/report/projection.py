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


@dataclass(frozen=True)
class View:
    """A direction of sight: the rows of `turn` point right, up and towards the reader."""

    turn: Floats

    def place(self, points: Floats) -> Floats:
        """Right, up and towards the reader, shape (..., 3), of points in the basic frame."""
        return np.asarray(points @ self.turn.T)


def view_of(positions: Floats) -> View:
    """From above and the side; straight on for a model in a plane."""
    extent = np.ptp(positions, axis=0)
    flat = np.flatnonzero(extent <= FLAT * float(extent.max()))
    straight = {0: (90.0, 0.0), 1: (0.0, 0.0), 2: (0.0, 90.0)}
    return looking(*straight[int(flat[-1])]) if len(flat) else looking(40.0, 24.0)


def looking(around: float, down: float) -> View:
    """The view with z up, turned about z and then looked down at, in degrees."""
    a, d = np.radians(around), np.radians(down)
    right = np.array([np.cos(a), np.sin(a), 0.0])
    back = np.array([np.sin(a) * np.cos(d), -np.cos(a) * np.cos(d), np.sin(d)])
    return View(np.array([right, np.cross(back, right), back]))


def depths(faces: list[Floats]) -> Floats:
    """How near each placed face is, shape (n,)."""
    return np.array([face[:, 2].mean() for face in faces])


def brightness(faces: list[Floats]) -> Floats:
    """How bright each placed face is, shape (n,): equal on both sides, never dark."""
    normals = np.array([np.cross(f[2] - f[0], f[-1] - f[1]) for f in faces])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    light = LIGHT_FROM / np.linalg.norm(LIGHT_FROM)
    return np.asarray(0.80 + 0.20 * np.abs(normals @ light))
