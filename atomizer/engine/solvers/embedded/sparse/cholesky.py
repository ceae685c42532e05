"""Multifrontal Cholesky factorisation, A = L L^T, with dense BLAS on every front.

Liu, SIAM Review 34 (1992) 82-109: each front is assembled from the matrix and from what its
children hand over, its own rows are eliminated, and the Schur complement of its border goes to its
parent. Only lower triangles are computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import scipy.sparse as sp
from scipy.linalg.blas import dsyrk, dtrsm, dtrsv
from scipy.linalg.lapack import dpotrf

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.sparse.fronts import Fronts, ranges

LONG_RUN = 200
"""Entries from which adding a block of them at once is worth the call."""


class NotPositive(ArithmeticError):
    """The matrix is not positive definite; `row` is where its first pivot is not positive."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


@dataclass(frozen=True)
class Panel:
    """Columns of L of one front.

    Attributes:
        rows: Positions the front eliminates.
        border: Later positions it touches, shape (b,).
        pivots: The triangle of its own rows, shape (k, k).
        below: The rows of the border, shape (b, k).
    """

    rows: slice
    border: Ints
    pivots: Floats
    below: Floats


@dataclass(frozen=True)
class Cholesky:
    """A factorised matrix."""

    order: Ints
    panels: Sequence[Panel]

    def pivots(self) -> Floats:
        """The squared diagonal of L by row of the matrix, shape (n_rows,)."""
        pivots = np.empty(len(self.order))
        found = [np.diagonal(panel.pivots) for panel in self.panels]
        pivots[self.order] = np.concatenate(found) ** 2
        return pivots

    def solve(self, right: Floats) -> Floats:
        """The solution; shape of the right-hand side, (n_rows,) or (n_rows, k)."""
        columns = right.reshape(len(right), -1)
        moved = np.asfortranarray(columns[self.order])
        self._forward(moved)
        self._backward(moved)
        solution = np.empty_like(moved)
        solution[self.order] = moved
        return solution.reshape(right.shape)

    def _forward(self, x: Floats) -> None:
        for panel in self.panels:
            own = _triangular(panel.pivots, x[panel.rows], 0)
            x[panel.rows] = own
            if len(panel.border):
                x[panel.border] -= panel.below @ own

    def _backward(self, x: Floats) -> None:
        for panel in reversed(self.panels):
            own = x[panel.rows]
            if len(panel.border):
                own = own - panel.below.T @ x[panel.border]
            x[panel.rows] = _triangular(panel.pivots, own, 1)


def _triangular(pivots: Floats, right: Floats, transposed: Literal[0, 1]) -> Floats:
    """The solution of a triangle, shape (k, n); for one column BLAS has a quicker way."""
    if right.shape[1] == 1:
        return np.asarray(dtrsv(pivots, right.ravel(), lower=1, trans=transposed))[:, None]
    return np.asarray(dtrsm(1.0, pivots, right, lower=1, trans_a=transposed))


@dataclass
class _Front:
    """The lower triangle of a front while it is assembled: own rows, border rows, border."""

    own: Floats
    below: Floats
    border: Floats

    def add(self, places: Ints, part: Floats) -> None:
        """Add what a child hands over, its rows at ascending places of this front."""
        k = len(self.own)
        inner = int(np.searchsorted(places, k))
        own, beyond = places[:inner], places[inner:] - k
        _add(self.own, own, own, part[:inner, :inner])
        _add(self.below, beyond, own, part[inner:, :inner])
        _add(self.border, beyond, beyond, part[inner:, inner:])


def decompose(matrix: sp.csc_matrix, fronts: Fronts) -> Cholesky:
    """Factorise a symmetric positive definite matrix.

    Raises:
        NotPositive: it is not.
    """
    position = np.empty_like(fronts.order)
    position[fronts.order] = np.arange(len(position))
    place = np.zeros(len(fronts.order), np.int64)
    handed: dict[int, Floats] = {}
    panels: list[Panel] = []
    for front, border in enumerate(fronts.borders):
        rows = slice(int(fronts.starts[front]), int(fronts.starts[front + 1]))
        place[rows] = np.arange(rows.stop - rows.start)
        place[border] = rows.stop - rows.start + np.arange(len(border))
        at, values, column = _entries(matrix, fronts.order[rows], position, rows.start)
        work = _assembled(place[at], values, column, (rows.stop - rows.start, len(border)))
        for child in fronts.children[front]:
            work.add(place[fronts.borders[child]], handed.pop(child))
        panel, handed[front] = _eliminate(work, rows, border, fronts.order)
        panels.append(panel)
    return Cholesky(fronts.order, panels)


def _entries(
    matrix: sp.csc_matrix, columns: Ints, position: Ints, start: int
) -> tuple[Ints, Floats, Ints]:
    """Of some columns the positions from `start` on, their values, and which column it is."""
    begins = matrix.indptr[columns].astype(np.int64)
    counts = matrix.indptr[columns + 1] - begins
    taken = ranges(begins, counts)
    at = position[matrix.indices[taken]]
    later = at >= start
    column = np.repeat(np.arange(len(columns)), counts)
    return at[later], matrix.data[taken[later]], column[later]


def _assembled(at: Ints, values: Floats, column: Ints, shape: tuple[int, int]) -> _Front:
    """A front with its entries of the matrix.

    Args:
        at: Their rows in the front, own ones first.
        shape: How many rows of its own and of the border there are.
    """
    k, border = shape
    work = _Front(_zeros(k, k), _zeros(border, k), _zeros(border, border))
    inside = at < k
    work.own[at[inside], column[inside]] = values[inside]
    work.below[at[~inside] - k, column[~inside]] = values[~inside]
    return work


def _eliminate(work: _Front, rows: slice, border: Ints, order: Ints) -> tuple[Panel, Floats]:
    """The panel of a front and what is left on its border."""
    pivots, stopped = dpotrf(work.own, lower=1, clean=0, overwrite_a=1)
    if stopped > 0:
        raise NotPositive(int(order[rows.start + stopped - 1]))
    if not len(border):
        return Panel(rows, border, pivots, work.below), work.border
    below = dtrsm(1.0, pivots, work.below, side=1, lower=1, trans_a=1, overwrite_b=1)
    left = dsyrk(-1.0, below, beta=1.0, c=work.border, lower=1, overwrite_c=1)
    return Panel(rows, border, pivots, below), left


def _add(target: Floats, rows: Ints, columns: Ints, part: Floats) -> None:
    """Add a block at ascending rows and columns; whole runs at once where these are long."""
    if not part.size:
        return
    down, across = _runs(rows), _runs(columns)
    if len(down) * len(across) * LONG_RUN > part.size:
        target[np.ix_(rows, columns)] += part
        return
    for a, b in across:
        for c, d in down:
            if rows is not columns or c >= a:  # lower triangle
                target[rows[c] : rows[d - 1] + 1, columns[a] : columns[b - 1] + 1] += part[c:d, a:b]


def _runs(places: Ints) -> list[tuple[int, int]]:
    """Begin and end of each stretch of consecutive numbers."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    bounds = [0, *breaks.tolist(), len(places)]
    return list(pairwise(bounds))


def _zeros(rows: int, columns: int) -> Floats:
    return np.zeros((rows, columns), order="F")
