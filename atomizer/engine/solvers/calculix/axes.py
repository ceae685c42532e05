"""Displacement frames: the axes at each grid point, rows of a matrix in the basic frame."""

from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.calculix.cards import refusal
from atomizer.engine.solvers.calculix.frd import Floats

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

ON_AXIS = 1e-9


class Axes:
    """The axes of CD at the grid points of a deck."""

    def __init__(self, bdf: "BDF") -> None:
        self._turned = {
            node.nid: _axes(node) for node in bdf.nodes.values() if node.Cd() not in (0, None)
        }

    def at(self, node: int) -> Floats:
        """Shape (3, 3); the identity in the basic frame."""
        return self._turned.get(node, np.eye(3))

    def turned(self) -> dict[int, Floats]:
        """Grid points with a frame of their own."""
        return self._turned


def _axes(node: Any) -> Floats:
    """x, y, z; r, theta, z; or r, theta, phi (Quick Reference Guide, CORD2C and CORD2S)."""
    frame = node.cd_ref
    base = np.asarray(frame.beta(), float)
    if frame.type in ("CORD1R", "CORD2R"):
        return base
    x, y, z = base @ (node.get_position() - frame.origin)
    radius = float(np.hypot(x, y))
    if radius <= ON_AXIS * max(1.0, abs(z)):
        raise refusal(f"GRID {node.nid} lies on the axis of its displacement frame {node.Cd()}")
    radial = np.array([x / radius, y / radius, 0.0])
    around = np.array([-y / radius, x / radius, 0.0])
    if frame.type in ("CORD1C", "CORD2C"):
        return np.asarray(np.stack([radial, around, [0.0, 0.0, 1.0]]) @ base)
    out = np.array([x, y, z]) / np.hypot(radius, z)
    return np.asarray(np.stack([out, np.cross(around, out), around]) @ base)
