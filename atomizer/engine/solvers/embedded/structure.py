"""A structure and its supports: the stiffness with what is held and what is dependent.

Every solution begins here: matrices of the elements are reduced to the independent freedoms, the
held ones are set aside, and the rest is factorised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.assembly import assemble, in_displacement_frames
from atomizer.engine.solvers.embedded.autospc import EPZERO, Unstiffened, unstiffened
from atomizer.engine.solvers.embedded.constraints import Held, read_held
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elimination import Elimination, eliminate
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.mpc import read_mpcs
from atomizer.engine.solvers.embedded.rigid import read_rigid
from atomizer.engine.solvers.embedded.sparse.factor import (
    MAX_RATIO,
    Factor,
    Limits,
    Singular,
    factorize,
)

COMPONENTS = ("T1", "T2", "T3", "R1", "R2", "R3")


@dataclass(frozen=True)
class Support:
    """A structure held by one set of constraints; arrays over its k independent freedoms.

    Attributes:
        independent: Which of all freedoms they are, shape (k,).
        expand: All freedoms from them, shape (6 n_points, k); None where all are independent.
        motion: At which held freedoms are held, shape (k,).
        fixed: Which are held, shape (k,).
        free: Rows of the others.
        stiffness: Shape (k, k).
    """

    independent: Ints
    expand: sp.csr_matrix | None
    motion: Floats
    fixed: Bools
    free: Ints
    stiffness: sp.csr_matrix

    def reduced(self, matrix: sp.csr_matrix) -> sp.csr_matrix:
        """A matrix of all freedoms as one of the independent ones."""
        return reduced_to(matrix, self.expand)

    def gather(self, vector: Floats) -> Floats:
        """Forces on all freedoms as forces on the independent ones."""
        return vector if self.expand is None else self.expand.T @ vector

    def spread(self, vector: Floats) -> Floats:
        """The motion of all freedoms, shape (6 n_points, ...)."""
        return vector if self.expand is None else self.expand @ vector

    def tied(self) -> Bools:
        """Which of all freedoms depend on others or are followed by others, shape (6 n_points,)."""
        if self.expand is None:
            return np.zeros(len(self.independent), bool)
        tied = np.ones(self.expand.shape[0], bool)
        tied[self.independent] = False
        followed = abs(self.expand[np.flatnonzero(tied)]).sum(axis=0)
        tied[self.independent[np.asarray(followed).ravel() > 0]] = True
        return tied

    def free_part(self, matrix: sp.csr_matrix) -> sp.csc_matrix:
        """The rows and columns of the free freedoms of a symmetric matrix."""
        part = matrix[self.free][:, self.free]  # of a symmetric matrix rows are columns
        return sp.csc_matrix((part.data, part.indices, part.indptr), part.shape)


@dataclass(frozen=True)
class Structure:
    """A deck with its stiffness in the displacement frames, shape (6 n_points, 6 n_points)."""

    model: Model
    stiffness: sp.csr_matrix
    memory: float | None = None

    def support(self, spc: int, mpc: int) -> Support:
        """The structure as a set of single-point and a set of multi-point constraints hold it."""
        held = read_held(self.model, spc)
        dependences = [*read_rigid(self.model), *read_mpcs(self.model, mpc)]
        elimination = eliminate(self.model, dependences)
        self._need_disjoint(held, elimination)
        reduced = reduced_to(self.stiffness, elimination.expand if elimination else None)
        soft = self._unstiffened(held, elimination, reduced)
        if soft.tied:
            elimination = eliminate(self.model, [*dependences, *soft.tied])
            reduced = reduced_to(self.stiffness, elimination.expand if elimination else None)
        independent = _independent(self.model, elimination)
        fixed = (held.fixed | soft.held)[independent]
        return Support(
            independent=independent,
            expand=elimination.expand if elimination else None,
            motion=held.motion[independent],
            fixed=fixed,
            free=np.flatnonzero(~fixed),
            stiffness=reduced,
        )

    def factor(self, support: Support, matrix: sp.csc_matrix) -> Factor:
        """Factorise a matrix of the free freedoms.

        Raises:
            Fatal: it is singular; names the grid point and component that is not held.
        """
        names = support.independent[support.free]
        limits = Limits(self.model.number("MAXRATIO", MAX_RATIO), self.memory, self.model.method)
        try:
            return factorize(matrix, names // 6, self.model.grid.xyz, limits)
        except Singular as singular:
            point, component = divmod(int(names[singular.row]), 6)
            raise Fatal(
                "RUN TERMINATED DUE TO EXCESSIVE PIVOT RATIOS IN MATRIX KLL: "
                f"GRID POINT ID {self.model.grid.ids[point]} "
                f"DEGREE OF FREEDOM {COMPONENTS[component]} "
                f"MATRIX/FACTOR DIAGONAL RATIO {singular.ratio:.5E}.",
                9137,
                "SEKRRS",
            ) from singular

    def _unstiffened(
        self, held: Held, elimination: Elimination | None, reduced: sp.csr_matrix
    ) -> Unstiffened:
        """What AUTOSPC holds."""
        if self.model.word("AUTOSPC", "YES") in ("NO", "0"):
            return Unstiffened(np.zeros(len(held.fixed), bool), [])
        independent = np.zeros(len(held.fixed), bool)
        independent[_independent(self.model, elimination)] = True
        in_place = _in_place(reduced, np.flatnonzero(independent), len(held.fixed))
        ratio = self.model.number("EPZERO", EPZERO)
        return unstiffened(in_place, ~held.fixed & independent, ratio)

    def _need_disjoint(self, held: Held, elimination: Elimination | None) -> None:
        dependent = held.fixed.copy()
        dependent[_independent(self.model, elimination)] = False
        if dependent.any():
            point, component = divmod(int(np.flatnonzero(dependent)[0]), 6)
            raise Fatal(
                f"GRID POINT {self.model.grid.ids[point]} COMPONENT {component + 1} "
                "IS ILLEGALLY DEFINED IN SETS UM US.",
                2101,
                "GP4",
            )


def read_structure(
    model: Model,
    elements: Sequence[Elements],
    memory: float | None = None,
    stiffnesses: Sequence[Floats] | None = None,
) -> Structure:
    """Assemble a model.

    Args:
        memory: The most the factor may take, in GB; None is no limit.
        stiffnesses: Of the elements of each family; None has them made one after the other.
    """
    made = (family.stiffness() for family in elements)
    basic = assemble(6 * len(model.grid), elements, stiffnesses or made)
    return Structure(model, in_displacement_frames(basic, model.grid), memory)


def _independent(model: Model, elimination: Elimination | None) -> Ints:
    return np.arange(6 * len(model.grid)) if elimination is None else elimination.independent


def reduced_to(matrix: sp.csr_matrix, expand: sp.csr_matrix | None) -> sp.csr_matrix:
    """A matrix of all freedoms as one of those that `expand` spreads; None is all of them."""
    return matrix if expand is None else sp.csr_matrix(expand.T @ matrix @ expand)


def _in_place(reduced: sp.csr_matrix, independent: Ints, size: int) -> sp.csr_matrix:
    """A reduced matrix back at the rows of all freedoms, so that points keep six rows."""
    if len(independent) == size:
        return reduced
    at = (independent, np.arange(len(independent)))
    spread = sp.csr_matrix((np.ones(len(independent)), at), shape=(size, len(independent)))
    return sp.csr_matrix(spread @ reduced @ spread.T)
