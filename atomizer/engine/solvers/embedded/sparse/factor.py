"""Factorisation of the stiffness matrix, and the search for what makes it singular.

A pivot that is small beside its diagonal term is a mechanism: Nastran's limit for that ratio,
PARAM,MAXRATIO, is 1e7; ours is 1e11, because slender and thin models that are sound reach 1e7.
Where a weak freedom comes last, such as the rotation about a shell's normal, the pivots do not show
the mechanism. So the softest motion is sought too, by inverse iteration: a mechanism is one whose
work is nothing but rounding beside the work of its freedoms taken one by one.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import GIGABYTE, Floats, Ints
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.sparse.cholesky import Cholesky, NotPositive, decompose
from atomizer.engine.solvers.embedded.sparse.fronts import Fronts, read_fronts
from atomizer.engine.solvers.embedded.sparse.pardiso import Pardiso

Method = Literal["own", "pardiso"]
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
class Limits:
    """What a factorisation may not exceed.

    Attributes:
        ratio: Of a diagonal term to its pivot.
        memory: Gigabytes; None is no limit.
        method: Who factorises.
    """

    ratio: float = MAX_RATIO
    memory: float | None = None
    method: Method = "own"


class Decomposed(Protocol):
    """What a factorisation can do."""

    def solve(self, right: Floats) -> Floats:
        """The solution; shape of the right-hand side, (size,) or (size, k)."""
        ...


@dataclass(frozen=True)
class Factor:
    """A factorised matrix; one of size 0 has nothing to decompose."""

    matrix: sp.csc_matrix
    decomposed: Decomposed | None

    def solve(self, right: Floats) -> Floats:
        """The solution, refined once; shape of the right-hand side, (size,) or (size, k)."""
        solution = self.apply(right)
        return np.asarray(solution + self.apply(right - self.matrix @ solution))

    def apply(self, right: Floats) -> Floats:
        """The solution without refinement, for iterations that correct themselves."""
        return right if self.decomposed is None else self.decomposed.solve(right)


def factorize(
    matrix: sp.csc_matrix, nodes: Ints, points: Floats, limits: Limits | None = None
) -> Factor:
    """Factorise a symmetric positive definite matrix.

    Args:
        matrix: Shape (size, size).
        nodes: Node of each row, shape (size,).
        points: Where the nodes are, shape (n_nodes, 3).
        limits: None is the default ones.

    Raises:
        Singular: a pivot is too small or negative.
        Fatal: the factor needs more memory than it may take.
    """
    limits = limits or Limits()
    if not matrix.shape[0]:
        return Factor(matrix, None)
    _need_diagonal(matrix)
    if limits.method == "pardiso" and (found := _by_pardiso(matrix)):
        return found
    used, at = np.unique(nodes, return_inverse=True)
    fronts = read_fronts(matrix, at, points[used])
    _need_memory(fronts, limits.memory)
    decomposed = _decompose(matrix, fronts)
    row, ratio = _worst_ratio(matrix, decomposed)
    if not 0 <= ratio <= limits.ratio:
        raise Singular(row, ratio)
    row, work = _softest(matrix, decomposed)
    if work < LEAST_WORK:
        raise Singular(row, 1.0 / max(work, TINY))
    return Factor(matrix, decomposed)


def _by_pardiso(matrix: sp.csc_matrix) -> Factor | None:
    """The factor; None where there is a mechanism, which our own names better."""
    try:
        decomposed = Pardiso(matrix)
    except NotPositive:
        return None
    _, work = _softest(matrix, decomposed)
    return Factor(matrix, decomposed) if work >= LEAST_WORK else None


def _need_diagonal(matrix: sp.csc_matrix) -> None:
    empty = np.flatnonzero(matrix.diagonal() <= 0)
    if len(empty):
        raise Singular(int(empty[0]), float("inf"))


def _need_memory(fronts: Fronts, memory: float | None) -> None:
    """Refuse before anything is allocated."""
    needed = fronts.memory() / GIGABYTE
    if memory is not None and needed > memory:
        said = f"THE FACTOR OF {len(fronts.order)} EQUATIONS NEEDS {needed:.2g} GB OF MEMORY"
        raise Fatal(f"{said}, MORE THAN THE {memory:g} GB IT MAY TAKE (OPTION memory).", 3008)


def _decompose(matrix: sp.csc_matrix, fronts: Fronts) -> Cholesky:
    """Factorise, or find the worst pivot of the matrix made a little stiffer."""
    try:
        return decompose(matrix, fronts)
    except NotPositive as first:
        stiffened = (matrix + sp.diags(1e-13 * matrix.diagonal())).tocsc()
        try:
            row, ratio = _worst_ratio(stiffened, decompose(stiffened, fronts))
        except NotPositive:
            row, ratio = first.row, float("inf")
        raise Singular(row, ratio) from first


def _worst_ratio(matrix: sp.csc_matrix, decomposed: Cholesky) -> tuple[int, float]:
    """The row with the largest ratio of diagonal term to pivot."""
    inverse = decomposed.pivots() / matrix.diagonal()
    row = int(inverse.argmin())
    return row, float(1.0 / inverse[row]) if inverse[row] else float("inf")


def _softest(matrix: sp.csc_matrix, decomposed: Decomposed) -> tuple[int, float]:
    """The row that moves most in the softest motion, and that motion's relative work."""
    scale = np.sqrt(matrix.diagonal())
    motion = np.cos(np.arange(len(scale))) / scale
    for _ in range(ITERATIONS):
        motion = decomposed.solve(scale**2 * motion)
        motion /= np.linalg.norm(scale * motion)
    return int(np.abs(scale * motion).argmax()), abs(float(motion @ (matrix @ motion)))
