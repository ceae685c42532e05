"""Element matrices into one sparse matrix, and the way between basic and displacement frames."""

from collections.abc import Iterable, Sequence
from typing import Any

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
    triples = [_triples(family) for family in elements]
    blocks = [_blocks(matrix, at.shape[1]) for at, matrix in zip(triples, matrices, strict=True)]
    if not blocks:
        return sp.csr_matrix((size, size))
    places = [(at[:, :, None] * (size // 3) + at[:, None]).ravel() for at in triples]
    return _summed(size, _joined(places), _joined(blocks))


def _joined(parts: Sequence[Any]) -> Any:
    """Arrays one after the other; one alone as it is."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _triples(family: Elements) -> Ints:
    """Translations or rotations of the nodes of elements among two a grid point, (n, c m / 3)."""
    at = 2 * family.nodes[..., None] + np.arange(family.components // 3)
    return at.reshape(len(family.nodes), -1)


def _blocks(matrix: Floats, q: int) -> Floats:
    """Matrices of shape (n, 3 q, 3 q) as their blocks, shape (n q q, 9)."""
    return matrix.reshape(-1, q, 3, q, 3).transpose(0, 1, 3, 2, 4).reshape(-1, 9)


def _summed(size: int, places: Ints, blocks: Floats) -> sp.csr_matrix:
    """Blocks of three rows and columns, those at the same place summed up.

    Args:
        places: Row of each block times the number of rows, plus its column.
    """
    count = size // 3
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-1))
    ends = np.append(begins, len(order))
    total = sp.csr_matrix((np.ones(len(order)), order, ends), (len(begins), len(order))) @ blocks
    row, column = np.divmod(ordered[begins], count)
    starts = np.searchsorted(row, np.arange(count + 1))
    found = sp.bsr_matrix((total.reshape(-1, 3, 3), column, starts), shape=(size, size))
    return found.tocsr()


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
