"""PARAM,AUTOSPC: hold the directions no element stiffens, also inclined ones.

For each grid point the 3 by 3 blocks of translation and of rotation are examined (MSC Nastran
Linear Static Analysis User's Guide, "Automatic constraint of singularities"). Nastran holds the
component nearest to a direction without stiffness; that stops motion across the direction too, so
where the direction is inclined we tie the component to the others instead, and only the direction
is held. Our EPZERO is 1e-11, not Nastran's 1e-8, which holds freedoms of thin shells and slender
bars that are soft but not free.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats
from atomizer.engine.solvers.embedded.elimination import Dependence

EPZERO = 1e-11
NOISE = 1e-14
ALIGNED = 1e-9


@dataclass(frozen=True)
class Unstiffened:
    """What has no stiffness: freedoms to hold, shape (size,), and freedoms to tie to others."""

    held: Bools
    tied: list[Dependence]


def unstiffened(stiffness: sp.csr_matrix, examined: Bools, ratio: float = EPZERO) -> Unstiffened:
    """Directions to hold.

    Args:
        stiffness: In the displacement frames, shape (size, size), six freedoms a grid point.
        examined: Freedoms that are neither held nor dependent already, shape (size,).
        ratio: A direction with less than this part of the block's stiffness has none.
    """
    blocks = _blocks(stiffness)
    free = examined.reshape(-1, 3)
    soft, turn = _soft(blocks, free, ratio)
    within = ((turn * soft[:, None, :]) ** 2).sum(axis=2)
    held = (within > 1.0 - ALIGNED) & free
    inclined = np.flatnonzero(held.sum(axis=1) != soft.sum(axis=1))
    tied: list[Dependence] = []
    for block in inclined:
        held[block] = False
        alone, ties = _ties(turn[block][:, soft[block]].T, 3 * int(block))
        held[block, alone] = True
        tied += ties
    return Unstiffened(held.ravel(), tied)


def _blocks(stiffness: sp.csr_matrix) -> Floats:
    """Blocks of translation and rotation on the diagonal, shape (2 n_points, 3, 3)."""
    blocks = np.zeros((stiffness.shape[0] // 3, 3, 3))
    for above in range(3):
        entries = stiffness.diagonal(above)
        for row in range(3 - above):
            blocks[:, row, row + above] = blocks[:, row + above, row] = entries[row::3]
    return blocks


def _soft(blocks: Floats, free: Bools, ratio: float) -> tuple[Bools, Floats]:
    """Which principal directions of each block have no stiffness, and the directions (columns)."""
    both = free[:, :, None] & free[:, None, :]
    own = np.where(both, blocks, 0.0)
    largest = np.abs(blocks).reshape(-1, 2, 9).max(axis=(0, 2), initial=0.0)
    largest = np.maximum(np.resize(largest, len(blocks)), np.finfo(float).tiny)
    aside = np.where(free, 0.0, 2.0 * largest[:, None])
    values, turn = np.linalg.eigh(own + aside[..., None] * np.eye(3))
    limit = np.maximum(ratio * np.abs(own).max(axis=(1, 2)), NOISE * largest)
    return np.asarray(values <= limit[:, None]), np.asarray(turn)


def _ties(directions: Floats, first: int) -> tuple[list[int], list[Dependence]]:
    """Components that are soft alone, and those that must follow the others of their block.

    Args:
        directions: Soft directions, a row each, shape (m, 3).
        first: Freedom of the block's first component.
    """
    rows = directions.copy()
    pivots: list[int] = []
    for row in range(len(rows)):
        left = np.abs(rows[row])
        left[pivots] = 0.0
        pivots.append(int(left.argmax()))
        rows[row] /= rows[row, pivots[row]]
        for other in range(len(rows)):
            if other != row:
                rows[other] -= rows[other, pivots[row]] * rows[row]
    alone, ties = [], []
    for row, pivot in zip(rows, pivots, strict=True):
        others = np.flatnonzero((np.abs(row) > ALIGNED) & (np.arange(3) != pivot))
        if len(others):
            ties.append(Dependence(first + pivot, first + others, -row[others]))
        else:
            alone.append(pivot)
    return alone, ties
