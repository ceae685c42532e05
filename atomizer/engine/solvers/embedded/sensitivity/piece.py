"""The touched part of a structure at one value of a design variable."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elimination import Elimination, eliminate
from atomizer.engine.solvers.embedded.fatal import unsupported
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.mass import Masses, read_masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.mpc import read_mpcs
from atomizer.engine.solvers.embedded.recovery import element_stress, geometric
from atomizer.engine.solvers.embedded.rigid import read_rigid
from atomizer.engine.solvers.embedded.sensitivity.touched import Touched
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.static import Answer


@dataclass(frozen=True)
class Piece:
    """What a variable touches, with the variable at one value.

    Attributes:
        base: The whole structure with the variable where it is.
        model: The model with the variable at its value.
    """

    base: Problem
    model: Model
    touched: Touched

    @cached_property
    def elements(self) -> tuple[Elements, ...]:
        """The touched elements."""
        if self.touched.points and not np.array_equal(
            self.model.grid.axes, self.base.model.grid.axes
        ):
            raise unsupported("A DESIGN VARIABLE THAT TURNS A DISPLACEMENT FRAME")
        return read_elements(self.model, self.touched.elements)

    @cached_property
    def masses(self) -> sp.csr_matrix:
        """Masses of the touched elements and points, shape (6 n_points, 6 n_points)."""
        bdf = self.model.bdf
        alone = object.__new__(type(bdf))
        vars(alone).update(vars(bdf))
        alone.masses = {eid: bdf.masses[eid] for eid in self.touched.masses}
        return read_masses(self.model.with_cards(alone), self.elements).matrix

    def forces(self, set_id: int, without: sp.csr_matrix) -> Floats:
        """All forces of a load set, shape (n_points, 6).

        Args:
            without: The masses of the structure less those of this piece.
        """
        return self._loads(sp.csr_matrix(without + self.masses)).forces(set_id)

    def heating(self, heat: Floats) -> Floats:
        """Forces of heat on the touched elements, shape (n_points, 6)."""
        return Loads(self.model, self.elements, self.base.masses).heating(heat)

    def stresses(self, answer: Answer) -> list[Floats]:
        """Stresses of the touched elements while nothing moves, one array a family."""
        return [element_stress(family, self._spread(answer)) for family in self.elements]

    def geometric(self, answer: Answer) -> list[Floats]:
        """Stiffness by stress of the touched elements while nothing moves."""
        return [geometric(family, self._spread(answer)) for family in self.elements]

    def elimination(self, mpc: int) -> Elimination | None:
        """How freedoms follow others."""
        return eliminate(self.model, [*read_rigid(self.model), *read_mpcs(self.model, mpc)])

    def _spread(self, answer: Answer) -> Answer:
        """An answer with the loads between the ends of bars as they are here."""
        if not answer.spread:
            return answer
        loads, load = self._loads(self.base.masses.matrix), answer.case.load
        return replace(answer, spread=loads.spread(load), passed=loads.passed(load))

    def _loads(self, masses: sp.csr_matrix) -> Loads:
        """The loads on all elements, the touched ones as they are here."""
        families = [self._here(family) for family in self.base.elements]
        return Loads(self.model, families, Masses(masses, self.model.grid))

    def _here(self, family: Elements) -> Elements:
        """A family as it is here, if all of it is touched; else as it is in the base."""
        alike = (f for f in self.elements if np.array_equal(f.ids, family.ids))
        return next(alike, family)
