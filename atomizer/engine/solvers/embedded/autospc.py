"""PARAM,AUTOSPC: hold the freedoms no element stiffens, also inclined ones.

For each grid point the 3 by 3 blocks of translation and of rotation are examined (MSC Nastran
Linear Static Analysis User's Guide, "Automatic constraint of singularities"): where a direction has
no stiffness, the component nearest to it is held. Our EPZERO is 1e-11, not Nastran's 1e-8, which
holds freedoms of thin shells and slender bars that are soft but not free.
"""

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats

EPZERO = 1e-11
NOISE = 1e-14


def unstiffened(stiffness: sp.csr_matrix, examined: Bools, ratio: float = EPZERO) -> Bools:
    """Freedoms to hold, shape (size,).

    Args:
        stiffness: In the displacement frames, shape (size, size), six freedoms a grid point.
        examined: Freedoms that are neither held nor dependent already, shape (size,).
        ratio: A direction with less than this part of the block's stiffness has none.
    """
    blocks = _blocks(stiffness)
    largest = np.abs(blocks).reshape(-1, 2, 9).max(axis=(0, 2), initial=0.0)
    free = examined.reshape(-1, 2, 3).copy()
    for _ in range(3):
        soft = _softest(blocks, free, np.maximum(largest, np.finfo(float).tiny), ratio)
        free &= ~soft
    return examined & ~free.ravel()


def _blocks(stiffness: sp.csr_matrix) -> Floats:
    """Blocks of translation and rotation on the diagonal, shape (n_points, 2, 3, 3)."""
    entries = stiffness.tocoo()
    near = entries.row // 3 == entries.col // 3
    row, column = entries.row[near], entries.col[near]
    blocks = np.zeros((stiffness.shape[0] // 3, 3, 3))
    np.add.at(blocks, (row // 3, row % 3, column % 3), entries.data[near])
    return blocks.reshape(-1, 2, 3, 3)


def _softest(blocks: Floats, free: Bools, largest: Floats, ratio: float) -> Bools:
    """The component nearest to the softest direction of each block, if that has no stiffness."""
    both = free[..., :, None] & free[..., None, :]
    held = np.where(free, 0.0, 2.0 * largest[:, None])
    reduced = np.where(both, blocks, 0.0) + held[..., None] * np.eye(3)
    values, vectors = np.linalg.eigh(reduced)
    own = np.abs(np.where(both, blocks, 0.0)).max(axis=(-1, -2))
    limit = np.maximum(ratio * own, NOISE * largest)
    nearest = np.abs(np.where(free, vectors[..., 0], 0.0)).argmax(axis=-1)
    return np.asarray(
        (values[..., 0] <= limit)[..., None] & (np.arange(3) == nearest[..., None]) & free
    )
