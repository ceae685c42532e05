"""What a unit of one design variable does to matrices, forces and stresses while nothing moves.

Everything is in the basic frame, and only what the variable touches is computed.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.slopes import Driver
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import assemble
from atomizer.engine.solvers.embedded.sensitivity.cards import with_fields
from atomizer.engine.solvers.embedded.sensitivity.difference import NotSmooth, derivative
from atomizer.engine.solvers.embedded.sensitivity.piece import Piece
from atomizer.engine.solvers.embedded.sensitivity.touched import size_of, touched
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.engine.solvers.embedded.structure import Support

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

BY_MASS = ("GRAV", "RFORCE")
LENGTHS = ("GRID", "CQUAD4", "CTRIA3", "CBAR", "CBEAM")
"""Entries whose fields are lengths or vectors, so that the elements say what is a small change."""


class Change:
    """One design variable of a structure."""

    def __init__(self, base: Problem, driver: Driver) -> None:
        self._base, self._driver = base, driver
        self._touched = touched(base.model, self._deck(0.0))
        self._pieces: dict[float, Piece] = {}

    @cached_property
    def stiffness(self) -> sp.csr_matrix:
        """Of the stiffness, shape (6 n_points, 6 n_points)."""
        return self._assembled(lambda piece: [f.stiffness() for f in piece.elements])

    def geometric(self, answer: Answer) -> sp.csr_matrix:
        """Of the stiffness by stress, shape (6 n_points, 6 n_points)."""
        return self._assembled(lambda piece: piece.geometric(answer))

    def mass_times(self, motion: Floats) -> Floats:
        """Of the mass, in the unit of the densities, times motions, shape (6 n_points, k)."""
        return self._of(lambda piece: np.asarray(piece.masses @ motion))

    def forces(self, answer: Answer) -> Floats:
        """Of the forces of the load set, shape (n_points, 6)."""
        if not (answer.case.load and self._changes_forces()):
            return np.zeros_like(answer.load)
        rest = self._base.masses.matrix - self._piece(0.0).masses
        return self._of(lambda piece: piece.forces(answer.case.load, rest))

    def heating(self, answer: Answer) -> Floats:
        """Of the forces of thermal strains, shape (n_points, 6)."""
        heat = answer.heat
        if heat is None:
            return np.zeros_like(answer.load)
        return self._of(lambda piece: piece.heating(heat))

    def stresses(self, answer: Answer) -> dict[int, Floats]:
        """Of the stresses of each touched element, in the shape of its family."""
        families = self._piece(0.0).elements
        found = self._split(lambda piece: piece.stresses(answer))
        return {
            int(eid): row
            for family, rows in zip(families, found, strict=True)
            for eid, row in zip(family.ids, rows, strict=True)
        }

    def moves_rigid(self) -> bool:
        """Whether freedoms may follow others in another way."""
        return bool(self._touched.points and self._base.model.bdf.rigid_elements)

    def touches(self, element: int) -> bool:
        """Whether the stress of an element can change while nothing moves."""
        return element in self._touched.elements

    def following(
        self, support: Support, mpc: int, motion: Floats, forces: Floats
    ) -> tuple[Floats, Floats]:
        """How freedoms follow others in another way.

        Args:
            support: What the structure is held by.
            mpc: Its set of multi-point constraints.
            motion: Motions of all freedoms, shape (m, 6 n_points).
            forces: Forces on all freedoms, shape (m, 6 n_points).

        Returns:
            The change of the motions, shape (m, 6 n_points), and that of the forces on the
            independent freedoms of the support, shape (m, k).
        """
        whole = self._piece(0.0).elimination(mpc)
        if whole is None or support.expand is None:
            return np.zeros_like(motion), np.zeros((len(forces), len(support.independent)))
        led = motion[:, whole.independent].T

        def both(piece: Piece) -> list[Floats]:
            expand = _expand(piece, mpc)
            return [expand @ led, expand.T @ forces.T]

        moved, gathered = self._split(both)
        return moved.T, (support.expand[whole.independent].T @ gathered).T

    def _changes_forces(self) -> bool:
        """Whether forces can depend on the variable."""
        cards = self._base.model.bdf.card_count
        by_mass = any(name in cards for name in BY_MASS)
        return bool(self._touched.points or self._touched.loads or by_mass or "PLOAD1" in cards)

    def _assembled(self, matrices: Callable[[Piece], list[Floats]]) -> sp.csr_matrix:
        size = 6 * len(self._base.model.grid)
        return assemble(size, self._piece(0.0).elements, self._split(matrices))

    def _split(self, arrays: Callable[[Piece], list[Floats]]) -> list[Floats]:
        """The derivatives of several arrays at once."""
        shapes = [each.shape for each in arrays(self._piece(0.0))]
        flat = self._of(lambda piece: _stacked(arrays(piece)))
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        parts = np.split(flat, ends[:-1]) if shapes else []
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def _of(self, array: Callable[[Piece], Floats]) -> Floats:
        try:
            return derivative(lambda step: array(self._piece(step)), self._scale)
        except NotSmooth as reason:
            name = self._driver.name
            what = f"The model does not change smoothly with {name}. {reason}".strip()
            raise DeckRejected(what, hint="Move it off the limit it is at.") from reason

    @cached_property
    def _scale(self) -> float:
        """A change of the variable that is large: as large as a value or as an element."""
        size = size_of(self._base.model, self._touched.elements)
        large = [
            (size if f.target.card.name in LENGTHS else abs(f.value) or 1.0) / abs(f.slope)
            for f in self._driver.fields
        ]
        return min(large, default=1.0)

    def _piece(self, step: float) -> Piece:
        if step not in self._pieces:
            model = self._base.model.with_cards(self._deck(step))
            self._pieces[step] = Piece(self._base, model, self._touched)
        return self._pieces[step]

    def _deck(self, step: float) -> "BDF":
        fields = self._driver.fields
        return with_fields(
            self._base.model.bdf, [(f.target, f.value + step * f.slope) for f in fields]
        )


def _expand(piece: Piece, mpc: int) -> sp.csr_matrix:
    """All freedoms from those that follow no others."""
    found = piece.elimination(mpc)
    return found.expand if found else sp.identity(6 * len(piece.model.grid), format="csr")


def _stacked(arrays: Sequence[Floats]) -> Floats:
    """Several arrays as one row of numbers."""
    return np.concatenate([np.zeros(0), *(each.ravel() for each in arrays)])
