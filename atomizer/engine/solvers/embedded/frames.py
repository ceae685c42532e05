"""Coordinate systems CORD1x and CORD2x, rectangular, cylindrical and spherical.

Definitions: MSC Nastran Quick Reference Guide, entries CORD1R ... CORD2S. Angles are in degrees
in a location and the axes of a curved system turn with the point.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, unit
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_frame

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class Frame:
    """One coordinate system.

    Attributes:
        kind: R, C or S.
        origin: In the basic frame, shape (3,).
        axes: Rows are the x, y, z axes in the basic frame, shape (3, 3).
    """

    kind: str
    origin: Floats
    axes: Floats

    def position(self, location: Floats) -> Floats:
        """A location given in this system, in the basic frame, shape (3,)."""
        return self.origin + FROM_LOCATION[self.kind](location) @ self.axes

    def axes_at(self, point: Floats) -> Floats:
        """Rows are this system's axes at a point of the basic frame, shape (3, 3).

        On the polar axis of a curved system, where they are undefined, they are its x, y, z axes.
        """
        local = self.axes @ (point - self.origin)
        radius = float(np.hypot(local[0], local[1]))
        if self.kind == "R" or radius < 1e-12 * (1.0 + float(np.abs(local).max())):
            return self.axes
        return LOCAL_AXES[self.kind](local, radius) @ self.axes


def _rectangular(location: Floats) -> Floats:
    return location


def _cylindrical(location: Floats) -> Floats:
    r, theta, z = location[0], np.radians(location[1]), location[2]
    return np.array([r * np.cos(theta), r * np.sin(theta), z])


def _spherical(location: Floats) -> Floats:
    r, theta, phi = location[0], np.radians(location[1]), np.radians(location[2])
    flat = r * np.sin(theta)
    return np.array([flat * np.cos(phi), flat * np.sin(phi), r * np.cos(theta)])


def _cylindrical_axes(local: Floats, radius: float) -> Floats:
    c, s = local[0] / radius, local[1] / radius
    return np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def _spherical_axes(local: Floats, radius: float) -> Floats:
    c, s = local[0] / radius, local[1] / radius
    distance = float(np.linalg.norm(local))
    st, ct = radius / distance, local[2] / distance
    return np.array([[st * c, st * s, ct], [ct * c, ct * s, -st], [-s, c, 0.0]])


FROM_LOCATION: Mapping[str, Callable[[Floats], Floats]] = {
    "R": _rectangular,
    "C": _cylindrical,
    "S": _spherical,
}
LOCAL_AXES: Mapping[str, Callable[[Floats, float], Floats]] = {
    "C": _cylindrical_axes,
    "S": _spherical_axes,
}
BASIC = Frame("R", np.zeros(3), np.eye(3))


@dataclass
class Frames:
    """Every coordinate system of a deck, resolved on demand along the chain of references."""

    bdf: "BDF"
    known: dict[int, Frame] = field(default_factory=lambda: {0: BASIC})
    _open: set[int] = field(default_factory=set)

    def get(self, cid: int, owner: str) -> Frame:
        """The frame of that id.

        Raises:
            Fatal: it is not in the deck, or it is defined by itself.
        """
        if cid not in self.known:
            self.known[cid] = self._resolve(cid, owner)
        return self.known[cid]

    def vector(self, cid: int, components: Floats, point: Floats, owner: str) -> Floats:
        """A vector given in frame `cid` at a point, in the basic frame, shape (3,)."""
        return np.asarray(components, float) @ self.get(cid, owner).axes_at(point)

    def _resolve(self, cid: int, owner: str) -> Frame:
        if cid not in self.bdf.coords:
            raise undefined_frame(owner, cid)
        if cid in self._open:
            raise Fatal(f"COORDINATE SYSTEM {cid} IS DEFINED BY ITSELF.", 2004)
        self._open.add(cid)
        card = self.bdf.coords[cid]
        origin, on_z, in_xz = self._three_points(card, f"{card.type} {cid}")
        self._open.discard(cid)
        return Frame(card.type[-1], origin, _axes(origin, on_z, in_xz, f"{card.type} {cid}"))

    def _three_points(self, card: Any, owner: str) -> tuple[Floats, Floats, Floats]:
        if card.type.startswith("CORD1"):
            a, b, c = (self._grid(int(n), owner) for n in (card.g1, card.g2, card.g3))
            return a, b, c
        parent = self.get(int(card.rid), owner)
        points = (card.e1, card.e2, card.e3)
        a, b, c = (parent.position(np.asarray(p, float)) for p in points)
        return a, b, c

    def _grid(self, node: int, owner: str) -> Floats:
        if node not in self.bdf.nodes:
            raise Fatal(f"COORDINATE SYSTEM {owner} REFERENCES UNDEFINED GRID POINT {node}.", 2003)
        card = self.bdf.nodes[node]
        return self.get(int(card.cp), f"GRID {node}").position(np.asarray(card.xyz, float))


def _axes(origin: Floats, on_z: Floats, in_xz: Floats, owner: str) -> Floats:
    """Rows x, y, z of the frame through three points."""
    z = unit(on_z - origin)
    y = np.cross(z, in_xz - origin)
    if np.linalg.norm(y) <= 1e-12 * np.linalg.norm(in_xz - origin) or not z.any():
        raise Fatal(f"THE THREE POINTS OF {owner} ARE ON ONE LINE.", 2005)
    y = unit(y)
    return np.stack([np.cross(y, z), y, z])
