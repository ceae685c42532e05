"""Masses of a model: lumped ones of the elements and concentrated ones, CONM2.

Everything is in the unit the deck gives densities and masses in; PARAM,WTMASS turns it into the
mass that inertia forces need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, skew, transpose
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shell_frame import rigid_motion
from atomizer.engine.solvers.embedded.fatal import undefined_grid, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Masses:
    """Mass at each grid point, and k concentrated masses beside them; basic frame.

    Attributes:
        lumped: Of the elements, shape (n_points,).
        rows: Grid points of the concentrated masses, shape (k,).
        blocks: Their 6 by 6 matrices at the grid points, shape (k, 6, 6).
    """

    lumped: Floats
    rows: Ints
    blocks: Floats

    def times(self, acceleration: Floats) -> Floats:
        """Mass times a uniform acceleration, shape (n_points, 6).

        Args:
            acceleration: In the basic frame, shape (3,).
        """
        force = np.zeros((len(self.lumped), 6))
        force[:, :3] = self.lumped[:, None] * acceleration
        np.add.at(force, self.rows, self.blocks[:, :, :3] @ acceleration)
        return force

    def rigid(self, points: Floats) -> Floats:
        """The rigid-body mass matrix about the origin of the points, shape (6, 6).

        Args:
            points: Positions of the grid points from a reference point, shape (n_points, 3).
        """
        motion = rigid_motion(points)
        translation = motion[:, :3]
        lumped = transpose(translation) @ (translation * self.lumped[:, None, None])
        at_rows = motion[self.rows]
        return np.asarray(
            lumped.sum(axis=0) + (transpose(at_rows) @ self.blocks @ at_rows).sum(axis=0)
        )


def read_masses(model: Model, elements: Sequence[Elements]) -> Masses:
    """The masses of a model."""
    lumped = np.zeros(len(model.grid))
    for family in elements:
        np.add.at(lumped, family.nodes, family.masses())
    cards = [model.bdf.masses[eid] for eid in sorted(model.bdf.masses)]
    rows = np.array([_row(model, card) for card in cards], np.int64)
    blocks = [_block(model, card, row) for card, row in zip(cards, rows, strict=True)]
    return Masses(lumped, rows, np.array(blocks).reshape(-1, 6, 6))


def _row(model: Model, card: Any) -> int:
    if card.type != "CONM2":
        raise unsupported(card.type, str(card.eid))
    try:
        return int(model.grid.index(np.array([card.nid]))[0])
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None


def _block(model: Model, card: Any, row: int) -> Floats:
    """A CONM2 at its grid point: mass, offset X, inertia I about the mass; (6, 6).

    CID -1 gives X as a position in the basic frame.
    """
    point = model.grid.xyz[row]
    if card.cid == -1:
        axes, offset = np.eye(3), np.asarray(card.X, float) - point
    else:
        axes = model.frames.get(int(card.cid), f"CONM2 {card.eid}").axes_at(point)
        offset = np.asarray(card.X, float) @ axes
    i11, i21, i22, i31, i32, i33 = (float(part) for part in card.I)
    inertia = np.array([[i11, -i21, -i31], [-i21, i22, -i32], [-i31, -i32, i33]])
    arm, mass = skew(offset), float(card.mass)
    block = np.zeros((6, 6))
    block[:3, :3] = mass * np.eye(3)
    block[:3, 3:], block[3:, :3] = -mass * arm, mass * arm
    block[3:, 3:] = axes.T @ inertia @ axes - mass * arm @ arm
    return block
