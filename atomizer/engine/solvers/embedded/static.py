"""Solution 101: linear statics, K u = P, for every subcase."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.assembly import (
    assemble,
    freedoms,
    in_displacement_frames,
    to_basic_frame,
    to_displacement_frames,
)
from atomizer.engine.solvers.embedded.autospc import EPZERO, unstiffened
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.constraints import Held, read_held
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.rigid import Elimination, read_rigid
from atomizer.engine.solvers.embedded.sparse.factor import (
    MAX_RATIO,
    Factor,
    Limits,
    Singular,
    factorize,
)

COMPONENTS = ("T1", "T2", "T3", "R1", "R2", "R3")
MAX_RESIDUAL = 1e-3


@dataclass(frozen=True)
class Answer:
    """What one subcase gave; vectors in the displacement frames unless said otherwise.

    Attributes:
        case: The subcase.
        load: Applied forces in the basic frame, shape (n_points, 6).
        displacement: Shape (n_points, 6).
        motion: The displacement in the basic frame, shape (n_points, 6).
        spc_forces: Forces of single-point constraint, shape (n_points, 6).
        epsilon: Residual work over applied work.
    """

    case: Case
    load: Floats
    displacement: Floats
    motion: Floats
    spc_forces: Floats
    epsilon: float


@dataclass(frozen=True)
class Statics:
    """A structure that is ready to be loaded."""

    model: Model
    stiffness: sp.csr_matrix
    elimination: Elimination | None
    memory: float | None = None

    def answers(self, cases: Sequence[Case], loads: Loads) -> list[Answer]:
        """The answer of every subcase; those with equal supports share one factor."""
        supports = {case.spc: self._support(case.spc) for case in cases}
        return [self._answer(case, supports[case.spc], loads) for case in cases]

    def _support(self, spc: int) -> "Support":
        held = read_held(self.model, spc)
        independent = self._independent()
        self._need_disjoint(held, independent)
        reduced = self._reduce(self.stiffness)
        auto = np.zeros(len(held.fixed), bool)
        if self.model.word("AUTOSPC", "YES") not in ("NO", "0"):
            examined = ~held.fixed & np.isin(np.arange(len(auto)), independent)
            ratio = self.model.number("EPZERO", EPZERO)
            auto = unstiffened(self._in_place(reduced, independent), examined, ratio)
        fixed = (held.fixed | auto)[independent]
        free = np.flatnonzero(~fixed)
        factor = self._factor(reduced[free][:, free].tocsc(), independent[free])
        return Support(held.motion[independent], fixed, free, auto, reduced, factor)

    def _answer(self, case: Case, support: "Support", loads: Loads) -> Answer:
        load = loads.forces(case.load)
        grid = self.model.grid
        applied = self._gather(to_displacement_frames(load, grid).ravel())
        motion = np.where(support.fixed, support.motion, 0.0)
        right = (applied - support.stiffness @ motion)[support.free]
        motion[support.free] = support.factor.solve(right)
        force = support.stiffness @ motion - applied
        epsilon = self._epsilon(case, support, motion, force, applied)
        reaction = np.zeros(6 * len(grid))
        reaction[self._independent()] = np.where(support.fixed, force, 0.0)
        moved = self._expand(motion).reshape(-1, 6)
        basic = to_basic_frame(moved, grid)
        return Answer(case, load, moved, basic, reaction.reshape(-1, 6), epsilon)

    def _factor(self, matrix: sp.csc_matrix, names: Ints) -> Factor:
        """Factorise, or name the grid point and component that is not held."""
        try:
            return factorize(matrix, names // 6, self.model.grid.xyz, self._limits())
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

    def _limits(self) -> Limits:
        return Limits(self.model.number("MAXRATIO", MAX_RATIO), self.memory)

    def _epsilon(
        self, case: Case, support: "Support", motion: Floats, force: Floats, applied: Floats
    ) -> float:
        """Residual work over applied work (Nastran's EPSILON).

        Raises:
            Fatal: the numbers of the solution mean nothing.
        """
        free = support.free
        residual = abs(float(motion[free] @ force[free]))
        work = abs(float(motion @ applied)) + abs(float(motion @ (support.stiffness @ motion)))
        epsilon = residual / work if work > 0 else residual
        if not epsilon <= MAX_RESIDUAL:
            said = f"THE RESIDUAL OF SUBCASE {case.id} IS {epsilon:.5E} OF THE WORK OF ITS LOADS."
            raise Fatal(f"{said} CHECK THE SUPPORTS AND THE UNITS.")
        return epsilon

    def _independent(self) -> Ints:
        if self.elimination is None:
            return np.arange(6 * len(self.model.grid))
        return self.elimination.independent

    def _need_disjoint(self, held: Held, independent: Ints) -> None:
        dependent = held.fixed.copy()
        dependent[independent] = False
        if dependent.any():
            point, component = divmod(int(np.flatnonzero(dependent)[0]), 6)
            raise Fatal(
                f"GRID POINT {self.model.grid.ids[point]} COMPONENT {component + 1} "
                "IS ILLEGALLY DEFINED IN SETS UM US.",
                2101,
                "GP4",
            )

    def _reduce(self, matrix: sp.csr_matrix) -> sp.csr_matrix:
        if self.elimination is None:
            return matrix
        expand = self.elimination.expand
        return sp.csr_matrix(expand.T @ matrix @ expand)

    def _gather(self, vector: Floats) -> Floats:
        return vector if self.elimination is None else self.elimination.expand.T @ vector

    def _expand(self, vector: Floats) -> Floats:
        return vector if self.elimination is None else self.elimination.expand @ vector

    def _in_place(self, reduced: sp.csr_matrix, independent: Ints) -> sp.csr_matrix:
        """A reduced matrix back at the rows of all freedoms, so that points keep six rows."""
        if self.elimination is None:
            return reduced
        ones = np.ones(len(independent))
        at = (independent, np.arange(len(independent)))
        spread = sp.csr_matrix((ones, at), shape=(6 * len(self.model.grid), len(independent)))
        return sp.csr_matrix(spread @ reduced @ spread.T)


@dataclass(frozen=True)
class Support:
    """A structure held by one set of constraints; arrays over its independent freedoms.

    Attributes:
        motion: At which held freedoms are held, shape (k,).
        fixed: Which are held, shape (k,).
        free: Rows of the others.
        auto: Freedoms AUTOSPC holds, over all freedoms, shape (6 n_points,).
        stiffness: Shape (k, k).
        factor: Of the free part.
    """

    motion: Floats
    fixed: Bools
    free: Ints
    auto: Bools
    stiffness: sp.csr_matrix
    factor: Factor


def read_statics(
    model: Model, elements: Sequence[Elements], memory: float | None = None
) -> Statics:
    """Assemble a model; memory is the most the factor may take, in GB."""
    matrices = (family.stiffness() for family in elements)
    basic = assemble(6 * len(model.grid), elements, matrices)
    return Statics(model, in_displacement_frames(basic, model.grid), read_rigid(model), memory)


def stresses(elements: Sequence[Elements], answer: Answer) -> list[Floats]:
    """The stresses of each family, each in the family's own shape."""
    return [family.stress(answer.motion.ravel()[freedoms(family)]) for family in elements]
