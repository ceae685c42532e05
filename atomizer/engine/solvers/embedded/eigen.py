"""Eigenpairs of sparse symmetric pencils by Lanczos, small ones by a dense solver.

Ericsson and Ruhe, Math. Comp. 35 (1980) 1251-1268 (shift and invert); the implicitly restarted
Lanczos process is ARPACK's (Lehoucq, Sorensen and Yang, ARPACK Users' Guide, SIAM, 1998). It begins
from a fixed vector, so that the same deck gives the same modes.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
import scipy.sparse as sp
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal

DENSE = 400
"""Size up to which a dense solver is quicker."""
ACCURACY = 1e-10
SEED = 4711
Which = Literal["largest", "furthest from zero"]
Solve = Callable[[Floats], Floats]


def pairs(
    numerator: sp.csc_matrix, denominator: sp.csc_matrix, solve: Solve, count: int, which: Which
) -> tuple[Floats, Floats]:
    """Solve A x = mu B x for some mu.

    Args:
        numerator: A, symmetric.
        denominator: B, symmetric and positive definite.
        solve: The inverse of B on a vector.
        count: How many pairs are wanted; fewer come where there are fewer.
        which: The largest mu, or those of largest size.

    Returns:
        The mu, from the most wanted one on, shape (n,), and the x as columns, shape (size, n).
    """
    size = numerator.shape[0]
    found = _dense if size <= DENSE or 3 * count > size else _lanczos
    values, vectors = found(numerator, denominator, solve, min(count, size), which)
    order = np.argsort(-(values if which == "largest" else np.abs(values)), kind="stable")
    return values[order][:count], vectors[:, order][:, :count]


def _dense(
    numerator: sp.csc_matrix, denominator: sp.csc_matrix, solve: Solve, count: int, which: Which
) -> tuple[Floats, Floats]:
    size = numerator.shape[0]
    if which == "largest":
        wanted: tuple[int, int] | None = (size - count, size - 1)
    else:
        wanted = None
    values, vectors = eigh(numerator.toarray(), denominator.toarray(), subset_by_index=wanted)
    return np.asarray(values), np.asarray(vectors)


def _lanczos(
    numerator: sp.csc_matrix, denominator: sp.csc_matrix, solve: Solve, count: int, which: Which
) -> tuple[Floats, Floats]:
    size = numerator.shape[0]
    inverse = LinearOperator((size, size), matvec=solve, dtype=np.float64)
    start = solve(numerator @ np.random.default_rng(SEED).uniform(0.5, 1.0, size))
    try:
        values, vectors = eigsh(
            numerator,
            k=count,
            M=denominator,
            Minv=inverse,
            which="LA" if which == "largest" else "LM",
            ncv=min(size, max(2 * count + 10, 30)),
            v0=start,
            tol=ACCURACY,
        )
    except ArpackError as error:
        raise Fatal(f"THE EIGENVALUES DO NOT CONVERGE: {str(error).upper()}") from error
    return np.asarray(values), np.asarray(vectors)
