"""Eigenpairs of sparse symmetric pencils by Lanczos, small ones by a dense solver.

Ericsson and Ruhe, Math. Comp. 35 (1980) 1251-1268 (shift and invert); the implicitly restarted
Lanczos process is ARPACK's (Lehoucq, Sorensen and Yang, ARPACK Users' Guide, SIAM, 1998). It begins
from a fixed vector, so that the same deck gives the same modes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy.sparse as sp
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from atomizer.engine.solvers.embedded.arrays import GIGABYTE, Floats
from atomizer.engine.solvers.embedded.fatal import Fatal

DENSE = 400
"""Size up to which a dense solver is quicker."""
ACCURACY = 1e-10
SEED = 4711
Which = Literal["largest", "furthest from zero"]
Solve = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Pencil:
    """A x = mu B x.

    Attributes:
        numerator: A, symmetric.
        denominator: B, symmetric and positive definite.
        solve: The inverse of B on a vector.
        memory: The most the vectors may take, in GB; None is no limit.
    """

    numerator: sp.csc_matrix
    denominator: sp.csc_matrix
    solve: Solve
    memory: float | None = None

    @property
    def size(self) -> int:
        """Of the vectors."""
        return int(self.numerator.shape[0])


def pairs(pencil: Pencil, count: int, which: Which) -> tuple[Floats, Floats]:
    """Some pairs of a pencil.

    Args:
        pencil: The two matrices.
        count: How many pairs are wanted; fewer come where there are fewer.
        which: The largest mu, or those of largest size.

    Returns:
        The mu, from the most wanted one on, shape (n,), and the x as columns, shape (size, n).

    Raises:
        Fatal: the process does not converge, or the vectors need more memory than they may take.
    """
    count = min(count, pencil.size)
    dense = pencil.size <= DENSE or 3 * count > pencil.size
    _need_memory(pencil, count, 3 * pencil.size if dense else _room(pencil, count) + 3 * count)
    values, vectors = (_dense if dense else _lanczos)(pencil, count, which)
    order = np.argsort(-(values if which == "largest" else np.abs(values)), kind="stable")
    return values[order][:count], vectors[:, order][:, :count]


def _need_memory(pencil: Pencil, count: int, vectors: int) -> None:
    """Refuse before anything is allocated."""
    needed = 8.0 * vectors * pencil.size / GIGABYTE
    if pencil.memory is not None and needed > pencil.memory:
        said = f"{count} MODES OF {pencil.size} EQUATIONS NEED {needed:.2g} GB OF MEMORY, MORE THAN"
        raise Fatal(
            f"{said} THE {pencil.memory:.3g} GB THEY MAY TAKE (OPTION memory). ASK FOR FEWER.", 3008
        )


def _room(pencil: Pencil, count: int) -> int:
    """How many vectors the Lanczos process keeps."""
    return min(pencil.size, max(2 * count + 10, 30))


def _dense(pencil: Pencil, count: int, which: Which) -> tuple[Floats, Floats]:
    if which == "largest":
        wanted: tuple[int, int] | None = (pencil.size - count, pencil.size - 1)
    else:
        wanted = None
    both = (pencil.numerator.toarray(), pencil.denominator.toarray())
    values, vectors = eigh(*both, subset_by_index=wanted)
    return np.asarray(values), np.asarray(vectors)


def _lanczos(pencil: Pencil, count: int, which: Which) -> tuple[Floats, Floats]:
    size = pencil.size
    inverse = LinearOperator((size, size), matvec=pencil.solve, dtype=np.float64)
    drawn = np.random.default_rng(SEED).uniform(0.5, 1.0, size)
    try:
        values, vectors = eigsh(
            pencil.numerator,
            k=count,
            M=pencil.denominator,
            Minv=inverse,
            which="LA" if which == "largest" else "LM",
            ncv=_room(pencil, count),
            v0=pencil.solve(pencil.numerator @ drawn),
            tol=ACCURACY,
        )
    except ArpackError as error:
        raise Fatal(f"THE EIGENVALUES DO NOT CONVERGE: {str(error).upper()}") from error
    return np.asarray(values), np.asarray(vectors)
