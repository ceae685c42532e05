"""The factor by Intel's PARDISO, where the package pypardiso is installed: quicker on large solids.

Schenk and Gaertner, Solving unsymmetric sparse systems of linear equations with PARDISO, Future
Generation Computer Systems 20 (2004) 475-487; matrix type 2, real symmetric positive definite.
"""

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.sparse.cholesky import NotPositive

POSITIVE_DEFINITE = 2


class Pardiso:
    """A factorised matrix.

    Raises:
        Fatal: the package is not installed.
        NotPositive: the matrix is not positive definite.
    """

    def __init__(self, matrix: sp.csc_matrix) -> None:
        try:
            import pypardiso
        except ImportError as missing:
            said = "THE PACKAGE pypardiso IS NOT INSTALLED: pip install 'atomizer[pardiso]'"
            raise Fatal(f"{said}, OR LEAVE OUT THE OPTION factor.") from missing
        self._upper = sp.csr_matrix(sp.triu(matrix, format="csr"))
        self._solver = pypardiso.PyPardisoSolver(mtype=POSITIVE_DEFINITE)
        try:
            self._solver.factorize(self._upper)
        except pypardiso.pardiso_wrapper.PyPardisoError as error:
            raise NotPositive(0) from error

    def solve(self, right: Floats) -> Floats:
        """The solution; shape of the right-hand side, (size,) or (size, k)."""
        solution = self._solver.solve(self._upper, np.asfortranarray(right))
        return np.asarray(solution).reshape(right.shape)
