"""Element matrices into one sparse matrix, and the way between basic and displacement frames."""

from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.grid import Grid


def freedoms(family: Elements) -> Ints:
    """Freedoms of the nodes of elements among six a grid point, shape (n, c m)."""
    at = 6 * family.nodes[..., None] + np.arange(family.components)
    return at.reshape(len(family.nodes), -1)


def assemble(size: int, elements: Sequence[Elements], matrices: Iterable[Floats]) -> sp.csr_matrix:
    """Matrices of elements in one matrix of the basic frame, shape (size, size).

    Args:
        matrices: One array of shape (n, c m, c m) a family; taken one after the other.
    """
    places = (freedoms(family) for family in elements)
    return scatter(size, zip(places, matrices, strict=True))


def scatter(size: int, parts: Iterable[tuple[Ints, Floats]]) -> sp.csr_matrix:
    """Many small matrices in one, shape (size, size).

    Args:
        parts: Rows of each matrix, shape (n, m), and the matrices, shape (n, m, m).
    """
    rows, columns, values = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)], [np.zeros(0)]
    for places, matrix in parts:
        at = places.astype(np.int32)
        rows.append(np.repeat(at, at.shape[1], axis=1).ravel())
        columns.append(np.tile(at, (1, at.shape[1])).ravel())
        values.append(matrix.ravel())
    entries = (np.concatenate(rows), np.concatenate(columns))
    return sp.csr_matrix((np.concatenate(values), entries), shape=(size, size))


def in_displacement_frames(matrix: sp.csr_matrix, grid: Grid) -> sp.csr_matrix:
    """A matrix of the basic frame in the displacement frames of the grid points."""
    if not grid.rotated:
        return matrix
    blocks = np.arange(2 * len(grid))
    turn = sp.bsr_matrix((grid.rotation(), blocks, np.append(blocks, len(blocks))))
    return sp.csr_matrix(turn @ matrix @ turn.T)


def to_displacement_frames(motion: Floats, grid: Grid) -> Floats:
    """Vectors at grid points, shape (..., n, 6), from the basic to the displacement frames."""
    return _turn(motion, grid, "nij,...nkj->...nki")


def to_basic_frame(motion: Floats, grid: Grid) -> Floats:
    """Vectors at grid points, shape (..., n, 6), from the displacement frames to the basic one."""
    return _turn(motion, grid, "nji,...nkj->...nki")


def _turn(motion: Floats, grid: Grid, how: str) -> Floats:
    if not grid.rotated:
        return motion
    pairs = motion.reshape(*motion.shape[:-1], 2, 3)
    return np.asarray(np.einsum(how, grid.axes, pairs)).reshape(motion.shape)
