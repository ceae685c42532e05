"""The points of a deck as arrays: where they are and in which axes they move.

GRDSET fills fields 3, 7 and 8 of a GRID where they are blank or zero; the reader does not tell a
zero from a blank. Scalar points stand among the grid points, at the origin, with the first of six
components alone; their ids come from SPOINT or from the scalar elements that name them (MSC Nastran
Quick Reference Guide, entry SPOINT, remark 1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from atomizer.engine.op2.modes import GRID_POINT, SCALAR_POINT
from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints, resultant, rigid_motion
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.frames import Frames

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


SCALAR_ELEMENTS = {"CELAS3", "CELAS4", "CDAMP3", "CDAMP4", "CMASS3", "CMASS4"}
"""Elements between scalar points."""
MIXED_ELEMENTS = {"CELAS1", "CELAS2", "CDAMP1", "CDAMP2", "CMASS1", "CMASS2"}
"""Elements between components of grid points and scalar points."""


class UnknownGrid(LookupError):
    """A point that is no grid point of the deck; the caller knows who asked for it."""

    def __init__(self, grid: int) -> None:
        super().__init__(str(grid))
        self.grid = grid


class Points(Protocol):
    """Points by their ids and kinds."""

    @property
    def ids(self) -> Ints:
        """Ascending, shape (n,)."""
        ...

    @property
    def scalar(self) -> Bools:
        """Which are scalar points, shape (n,)."""
        ...


@dataclass(frozen=True)
class Grid:
    """All points, sorted by id.

    Attributes:
        ids: Shape (n,).
        xyz: Positions in the basic frame, shape (n, 3).
        axes: Rows of each are the axes of the displacement frame CD in the basic frame,
            shape (n, 3, 3).
        rotated: Whether any displacement frame differs from the basic frame.
        permanent: Components held by PS, as a string of digits for each point.
        scalar: Which are scalar points, shape (n,).
    """

    ids: Ints
    xyz: Floats
    axes: Floats
    rotated: bool
    permanent: tuple[str, ...]
    scalar: Bools

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def kinds(self) -> Ints:
        """What an OP2 calls each point: 1 a grid point, 2 a scalar point; shape (n,)."""
        return np.where(self.scalar, SCALAR_POINT, GRID_POINT)

    def rigid(self, origin: Floats) -> Floats:
        """Unit motions of all points as one body about an origin, basic frame, shape (n, 6, 6).

        Scalar points are nowhere and do not take part.
        """
        return np.where(self.scalar[:, None, None], 0.0, rigid_motion(self.xyz - origin))

    def resultant(self, forces: Floats) -> Floats:
        """Sum of forces at grid points and of their moments about the basic origin, shape (6,).

        Args:
            forces: Forces and moments in the basic frame, shape (n, 6).
        """
        return resultant(forces[~self.scalar], self.xyz[~self.scalar])

    def index(self, ids: Ints) -> Ints:
        """Row of each grid point.

        Raises:
            UnknownGrid: one of them is not in the deck, or a scalar point.
        """
        rows = self.index_of_any(ids)
        if self.scalar[rows].any():
            raise UnknownGrid(int(ids[self.scalar[rows]].flat[0]))
        return rows

    def index_of_any(self, ids: Ints) -> Ints:
        """Row of each grid point or scalar point.

        Raises:
            UnknownGrid: one of them is not in the deck.
        """
        if not len(self.ids):
            raise UnknownGrid(int(np.ravel(ids)[0]))
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        missing = self.ids[rows] != ids
        if missing.any():
            raise UnknownGrid(int(ids[missing].flat[0]))
        return rows

    def rotation(self) -> Floats:
        """Axes of each point twice: for its translations and its rotations, shape (2 n, 3, 3)."""
        return np.repeat(self.axes, 2, axis=0)

    def some(self, rows: Ints) -> "Grid":
        """Some of the points, by ascending rows."""
        held = tuple(self.permanent[row] for row in rows)
        parts = (self.ids[rows], self.xyz[rows], self.axes[rows])
        return Grid(*parts, self.rotated, held, self.scalar[rows])


def read_grid(bdf: "BDF", frames: Frames) -> Grid:
    """The grid points and the scalar points of a deck.

    Raises:
        Fatal: a frame is not there, or a point is of both kinds.
    """
    grid, scalar = _grid_points(bdf, frames), _scalar_points(bdf)
    both = np.intersect1d(grid.ids, scalar)
    if len(both):
        raise Fatal(f"POINT {both[0]} IS BOTH A GRID POINT AND A SCALAR POINT.")
    if not len(scalar):
        return grid
    whole = Grid(
        ids=np.concatenate([grid.ids, scalar]),
        xyz=np.vstack([grid.xyz, np.zeros((len(scalar), 3))]),
        axes=np.concatenate([grid.axes, np.tile(np.eye(3), (len(scalar), 1, 1))]),
        rotated=grid.rotated,
        permanent=(*grid.permanent, *("" for _ in scalar)),
        scalar=np.concatenate([grid.scalar, np.ones(len(scalar), bool)]),
    )
    return whole.some(np.argsort(whole.ids))


def _scalar_points(bdf: "BDF") -> Ints:
    """Ids of SPOINT entries and of scalar elements, ascending."""
    there = (SCALAR_ELEMENTS | MIXED_ELEMENTS) & bdf.card_count.keys()
    cards = (*bdf.elements.values(), *bdf.masses.values()) if there else ()
    named = {node for card in cards for node in _scalar_ends(card) if node not in bdf.nodes}
    return np.array(sorted(named | set(bdf.spoints)), np.int64)


def _scalar_ends(card: Any) -> Iterator[int]:
    """Ids on an element that can only be those of scalar points, or of a GRID."""
    if card.type in SCALAR_ELEMENTS:
        yield from (int(node) for node in card.nodes if node)
    elif card.type in MIXED_ELEMENTS:
        ends = zip(card.nodes, (card.c1, card.c2), strict=True)
        yield from (int(node) for node, component in ends if node and not int(component or 0))


def _grid_points(bdf: "BDF", frames: Frames) -> Grid:
    cards = [bdf.nodes[node] for node in sorted(bdf.nodes)]
    default = bdf.grdset
    cp = [int(card.cp) or int(default.cp if default else 0) for card in cards]
    cd = [int(card.cd) or int(default.cd if default else 0) for card in cards]
    held = [str(card.ps or "") or str((default.ps if default else "") or "") for card in cards]
    names = [f"GRID {card.nid}" for card in cards]
    raw = np.array([card.xyz for card in cards], float).reshape(-1, 3)
    xyz = raw.copy()
    for row in np.flatnonzero(cp):
        xyz[row] = frames.get(cp[row], names[row]).position(raw[row])
    axes = np.tile(np.eye(3), (len(cards), 1, 1))
    for row in np.flatnonzero(np.array(cd)):
        axes[row] = frames.get(cd[row], names[row]).axes_at(xyz[row])
    ids = np.array([card.nid for card in cards], np.int64)
    return Grid(ids, xyz, axes, any(cd), tuple(held), np.zeros(len(ids), bool))
