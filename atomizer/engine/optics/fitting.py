"""Weighted least squares for tall matrices.

The matrix is reduced by orthogonal transformations block by block (J. Demmel, L. Grigori,
M. Hoemmen, J. Langou, SIAM J. Sci. Comput. 34 (2012) A206-A239, TSQR): never by the normal
equations, which square the condition, and without Q.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

Floats = NDArray[np.float64]

BLOCK = 2048
"""Rows that fit into the cache with some dozens of columns."""

DEPENDENT = 1e-7
"""Below this part of the largest pivot a column is taken for a combination of the others."""


class Undetermined(Exception):
    """The points do not tell the columns of the matrix apart."""


def fit(basis: Floats, values: Floats, weights: Floats) -> Floats:
    """Coefficients c that minimise the sum of weights (values - basis c)^2.

    Args:
        basis: Shape (n_points, n_terms).
        values: Shape (n_points, n_cases).
        weights: Positive, shape (n_points,).

    Returns:
        Shape (n_terms, n_cases).

    Raises:
        Undetermined: there are several.
    """
    count = basis.shape[1]
    if len(basis) < count:
        raise Undetermined
    root = np.sqrt(weights / weights.sum())[:, None]
    triangle = _triangle(np.hstack([basis, values]) * root)
    pivots = np.abs(np.diag(triangle))[:count]
    if pivots.min() <= DEPENDENT * pivots.max():
        raise Undetermined
    return np.asarray(solve_triangular(triangle[:count, :count], triangle[:count, count:]))


def _triangle(matrix: Floats) -> Floats:
    """R of the QR factorisation of a matrix."""
    parts = range(0, len(matrix), BLOCK)
    factors = [np.linalg.qr(matrix[start : start + BLOCK], mode="r") for start in parts]
    return np.asarray(np.linalg.qr(np.vstack(factors), mode="r"))
