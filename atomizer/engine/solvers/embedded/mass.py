"""Masses of a model: those of the elements, lumped or coupled, and concentrated ones.

Everything is in the unit the deck gives densities and masses in; PARAM,WTMASS turns it into the
mass that inertia forces need.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats, skew
from atomizer.engine.solvers.embedded.assembly import assemble
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.spring import scalar_ends
from atomizer.engine.solvers.embedded.fatal import (
    undefined_grid,
    undefined_property,
    unsupported,
)
from atomizer.engine.solvers.embedded.grid import Grid, UnknownGrid
from atomizer.engine.solvers.embedded.model import Model

TRANSLATIONS = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])


@dataclass(frozen=True)
class Masses:
    """The masses of all points.

    Attributes:
        matrix: In the basic frame, shape (6 n_points, 6 n_points).
        grid: The points.
    """

    matrix: sp.csr_matrix
    grid: Grid

    def times(self, acceleration: Floats) -> Floats:
        """Mass times a uniform acceleration of the grid points, shape (n_points, 6).

        Args:
            acceleration: In the basic frame, shape (3,).
        """
        moved = np.zeros((len(self.grid), 6))
        moved[~self.grid.scalar, :3] = acceleration
        return np.asarray(self.matrix @ moved.ravel()).reshape(-1, 6)

    def rigid(self, origin: Floats) -> Floats:
        """The rigid-body mass matrix about a place in the basic frame, shape (6, 6)."""
        motion = self.grid.rigid(origin).reshape(-1, 6)
        return np.asarray(motion.T @ (self.matrix @ motion))


def read_masses(model: Model, elements: Sequence[Elements]) -> Masses:
    """The masses of a model: coupled with PARAM,COUPMASS,1, else lumped."""
    size = 6 * len(model.grid)
    if model.number("COUPMASS", -1) > 0:
        of_elements = assemble(size, elements, [family.coupled() for family in elements])
    else:
        of_elements = _lumped(size, elements)
    return Masses(sp.csr_matrix(of_elements + _concentrated(model, size)), model.grid)


def _lumped(size: int, elements: Sequence[Elements]) -> sp.csr_matrix:
    """Masses of the elements at the translations of their nodes."""
    at_points = np.zeros((size // 6, 6))
    for family in elements:
        np.add.at(at_points, family.nodes, family.masses()[..., None] * TRANSLATIONS)
    return sp.csr_matrix(sp.diags(at_points.ravel()) + _spins(size, elements))


def _spins(size: int, elements: Sequence[Elements]) -> sp.csr_matrix:
    """Lumped inertia of beams about their axes."""
    blocks = np.zeros((size // 3, 3, 3))
    for family in elements:
        if isinstance(family, Bars):
            np.add.at(blocks, 2 * family.nodes + 1, family.spins())
    diagonal = np.arange(len(blocks))
    return sp.csr_matrix(sp.bsr_matrix((blocks, diagonal, np.append(diagonal, len(blocks)))))


def _concentrated(model: Model, size: int) -> sp.csr_matrix:
    """CONM1, CONM2 and CMASS1 to CMASS4."""
    total = sp.csr_matrix((size, size))
    for eid in sorted(model.bdf.masses):
        card = model.bdf.masses[eid]
        if card.type not in CONCENTRATED:
            raise unsupported(card.type, str(card.eid))
        rows, block = CONCENTRATED[card.type](model, card)
        at = (6 * np.array(rows)[:, None] + np.arange(6)).ravel()
        entries = (np.repeat(at, len(at)), np.tile(at, len(at)))
        total = total + sp.coo_matrix((block.ravel(), entries), (size, size)).tocsr()
    return total


def _conm2(model: Model, card: Any) -> tuple[list[int], Floats]:
    row = _row(model, card)
    return [row], _block(model, card, row)


def _conm1(model: Model, card: Any) -> tuple[list[int], Floats]:
    """Any symmetric mass at a grid point, given in the axes of a frame."""
    row = _row(model, card)
    axes = model.frames.get(int(card.cid), f"CONM1 {card.eid}").axes_at(model.grid.xyz[row])
    turn = np.kron(np.eye(2), axes)
    return [row], turn.T @ np.asarray(card.mass_matrix, float) @ turn


def _cmass1(model: Model, card: Any) -> tuple[list[int], Floats]:
    """CMASS1 or CMASS3, with its mass on a PMASS."""
    if card.pid not in model.bdf.properties_mass:
        raise undefined_property(int(card.eid), int(card.pid))
    rows, stretch = scalar_ends(model, card)
    return rows, float(model.bdf.properties_mass[card.pid].mass) * np.outer(stretch, stretch)


def _cmass2(model: Model, card: Any) -> tuple[list[int], Floats]:
    """CMASS2 or CMASS4: it resists the difference of two components, or one component."""
    rows, stretch = scalar_ends(model, card)
    return rows, float(card.mass) * np.outer(stretch, stretch)


def _row(model: Model, card: Any) -> int:
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


CONCENTRATED: Mapping[str, Callable[[Model, Any], tuple[list[int], Floats]]] = {
    "CONM1": _conm1,
    "CONM2": _conm2,
    "CMASS1": _cmass1,
    "CMASS2": _cmass2,
    "CMASS3": _cmass1,
    "CMASS4": _cmass2,
}
