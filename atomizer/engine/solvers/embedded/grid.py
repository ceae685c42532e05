"""The grid points of a deck as arrays: where they are and in which axes they move.

GRDSET fills fields 3, 7 and 8 of a GRID where they are blank or zero; the reader does not tell a
zero from a blank.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.frames import Frames

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


class UnknownGrid(LookupError):
    """A grid point that is not in the deck; the caller knows who asked for it."""

    def __init__(self, grid: int) -> None:
        super().__init__(str(grid))
        self.grid = grid


@dataclass(frozen=True)
class Grid:
    """All grid points, sorted by id.

    Attributes:
        ids: Shape (n,).
        xyz: Positions in the basic frame, shape (n, 3).
        axes: Rows of each are the axes of the displacement frame CD in the basic frame,
            shape (n, 3, 3).
        rotated: Whether any displacement frame differs from the basic frame.
        permanent: Components held by PS, as a string of digits for each point.
    """

    ids: Ints
    xyz: Floats
    axes: Floats
    rotated: bool
    permanent: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def index(self, ids: Ints) -> Ints:
        """Row of each id.

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


def read_grid(bdf: "BDF", frames: Frames) -> Grid:
    """The grid points of a deck."""
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
    return Grid(ids, xyz, axes, any(cd), tuple(held))
