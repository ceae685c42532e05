"""Factorisation of the stiffness matrix, and the search for what makes it singular.

SuperLU in symmetric mode without pivoting on a minimum-degree ordering (Li, ACM Trans. Math. Softw.
31 (2005) 302-325).

A pivot that is small beside its diagonal term is a mechanism: Nastran's limit for that ratio,
PARAM,MAXRATIO, is 1e7; ours is 1e11, because slender and thin models that are sound reach 1e7.
Where a weak freedom comes last, such as the rotation about a shell's normal, the pivots do not show
the mechanism. So the softest motion is sought too, by inverse iteration: a mechanism is one whose
work is nothing but rounding beside the work of its freedoms taken one by one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from atomizer.engine.solvers.embedded.arrays import Floats

MAX_RATIO = 1e11
LEAST_WORK = 1e-15
ITERATIONS = 3
TINY = float(np.finfo(float).tiny)


class Singular(ArithmeticError):
    """The matrix has no stiffness against some motion.

    Attributes:
        row: The row with the worst pivot.
        ratio: Its diagonal term over its pivot.
    """

    def __init__(self, row: int, ratio: float) -> None:
        super().__init__(f"row {row}, ratio {ratio:g}")
        self.row, self.ratio = row, ratio


@dataclass(frozen=True)
class Factor:
    """A factorised matrix; one of size 0 has nothing to decompose."""

    matrix: sp.csc_matrix
    decomposed: Any

    def solve(self, right: Floats) -> Floats:
        """The solution, refined once; shape of the right-hand side, (size,) or (size, k)."""
        if self.decomposed is None:
            return right
        solution = self.decomposed.solve(right)
        return np.asarray(solution + self.decomposed.solve(right - self.matrix @ solution))


def factorize(matrix: sp.csc_matrix, max_ratio: float = MAX_RATIO) -> Factor:
    """Factorise a symmetric positive definite matrix.

    Raises:
        Singular: a pivot is too small or negative.
    """
    if not matrix.shape[0]:
        return Factor(matrix, None)
    try:
        decomposed = _decompose(matrix)
    except RuntimeError as error:  # SuperLU: "Factor is exactly singular", without saying where
        raise _worst(matrix) from error
    row, ratio = _worst_ratio(matrix, decomposed)
    if not 0 <= ratio <= max_ratio:
        raise Singular(row, ratio)
    row, work = _softest(matrix, decomposed)
    if work < LEAST_WORK:
        raise Singular(row, 1.0 / max(work, TINY))
    return Factor(matrix, decomposed)


def _decompose(matrix: sp.csc_matrix) -> Any:
    return splu(
        matrix,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )


def _worst_ratio(matrix: sp.csc_matrix, decomposed: Any) -> tuple[int, float]:
    """The row with the largest ratio of diagonal term to pivot; a negative one is worse."""
    pivots = decomposed.U.diagonal()[decomposed.perm_c]
    inverse = pivots / matrix.diagonal()
    row = int(inverse.argmin())
    return row, float(1.0 / inverse[row]) if inverse[row] else float("inf")


def _softest(matrix: sp.csc_matrix, decomposed: Any) -> tuple[int, float]:
    """The row that moves most in the softest motion, and that motion's relative work."""
    scale = np.sqrt(matrix.diagonal())
    motion = np.cos(np.arange(len(scale))) / scale
    for _ in range(ITERATIONS):
        motion = decomposed.solve(scale**2 * motion)
        motion /= np.linalg.norm(scale * motion)
    return int(np.abs(scale * motion).argmax()), abs(float(motion @ (matrix @ motion)))


def _worst(matrix: sp.csc_matrix) -> Singular:
    """Where an exactly singular matrix is singular: the worst pivot after a tiny stiffening."""
    diagonal = matrix.diagonal()
    empty = np.flatnonzero(diagonal <= 0)
    if len(empty):
        return Singular(int(empty[0]), float("inf"))
    stiffened = (matrix + sp.diags(1e-13 * diagonal)).tocsc()
    row, ratio = _worst_ratio(stiffened, _decompose(stiffened))
    return Singular(row, ratio)
