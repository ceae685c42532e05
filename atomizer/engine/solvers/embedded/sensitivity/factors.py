"""Buckling factors: (K + lambda Kg) phi = 0 with Kg by the stress of a preload.

For a mode with phi^T K phi = 1: d lambda = lambda phi^T (dK + lambda dKg) phi. Kg changes with the
variable while nothing moves, and through the displacement of the preload: phi^T Kg phi is linear in
it, so that part is a response of the preload with known slopes (Haftka and Gürdal, section 7.3).
Repeated factors as in `frequencies`.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.assembly import (
    freedoms,
    to_basic_frame,
    to_displacement_frames,
)
from atomizer.engine.solvers.embedded.buckling import stress_stiffness
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.sensitivity.frequencies import repeated
from atomizer.engine.solvers.embedded.sensitivity.responses import BucklingFactor
from atomizer.engine.solvers.embedded.sensitivity.solved import Solved, mode_row
from atomizer.engine.solvers.embedded.sensitivity.through import Through


class BucklingFactors:
    """Buckling factors of one subcase."""

    def __init__(self, solved: Solved, subcase: int, responses: Sequence[BucklingFactor]) -> None:
        self._problem, self._case = solved.problem, solved.case(subcase)
        self._answer, self._modes = solved.buckling(self._case)
        self._held = solved.held(self._answer.case)
        self._support = solved.held(self._case).support
        self._rows = [mode_row(self._modes, response.mode) for response in responses]
        self._found: list[list[Floats]] = []

    @property
    def values(self) -> Floats:
        """Shape (n_responses,)."""
        return np.asarray(self._modes.eigenvalues[self._rows])

    def take(self, change: Change) -> None:
        """Take the next design variable."""
        self._through.take(change)
        geometric = change.geometric(self._answer)
        self._found.append([self._while_still(group, change, geometric) for group in self._groups])

    def gradient(self) -> Floats:
        """Shape (n_responses, n_variables)."""
        through = self._through.gradient()
        columns = [
            self._column(still, through[:, number]) for number, still in enumerate(self._found)
        ]
        return np.stack(columns, axis=1)

    def _column(self, still: list[Floats], through: Floats) -> Floats:
        """The derivatives by one variable, shape (n_responses,)."""
        slopes: dict[int, float] = {}
        first = 0
        for group, found in zip(self._groups, still, strict=True):
            size, factor = len(group), self._modes.eigenvalues[group].mean()
            by_motion = through[first : first + size**2].reshape(size, size)
            first += size**2
            turned = factor * (found + factor * by_motion)
            slopes.update(zip(group.tolist(), np.linalg.eigvalsh(turned), strict=True))
        return np.array([slopes[row] for row in self._rows])

    @cached_property
    def _groups(self) -> list[Ints]:
        return repeated(self._modes.eigenvalues, self._rows)

    def _shapes(self, group: Ints) -> Floats:
        """Modes with phi^T K phi = 1 in the displacement frames, shape (m, n_points, 6)."""
        return np.asarray(
            self._modes.shapes[group] / np.sqrt(self._modes.masses[group])[:, None, None]
        )

    def _basic(self, group: Ints) -> Floats:
        """The same in the basic frame, shape (m, 6 n_points)."""
        turned = to_basic_frame(self._shapes(group), self._problem.model.grid)
        return turned.reshape(len(group), -1)

    def _while_still(self, group: Ints, change: Change, geometric: sp.csr_matrix) -> Floats:
        """Phi^T (dK + lambda dKg) phi while the preload does not move, shape (m, m)."""
        factor, basic = self._modes.eigenvalues[group].mean(), self._basic(group)
        found = basic @ (change.stiffness @ basic.T + factor * (geometric @ basic.T))
        if change.moves_rigid():
            flat = self._shapes(group).reshape(len(group), -1)
            left = self._problem.structure.stiffness @ flat.T + factor * (self._stressed @ flat.T)
            moved, _ = change.following(self._support, self._case.mpc, flat, flat)
            found += moved @ left + (moved @ left).T
        return np.asarray((found + found.T) / 2.0)

    @cached_property
    def _stressed(self) -> sp.csr_matrix:
        return stress_stiffness(self._problem.structure, self._problem.elements, self._answer)

    @cached_property
    def _through(self) -> Through:
        """How phi^T Kg phi follows the preload, for each pair of modes of a group."""
        pairs = [
            (basic[i], basic[j])
            for basic in map(self._basic, self._groups)
            for i in range(len(basic))
            for j in range(len(basic))
        ]
        grid = self._problem.model.grid
        slopes = np.zeros((len(pairs), 6 * len(grid)))
        for family in self._problem.elements:
            _add_slopes(slopes, family, pairs)
        turned = to_displacement_frames(slopes.reshape(len(pairs), -1, 6), grid)
        return Through(
            self._problem, self._held, self._answer, sp.csr_matrix(turned.reshape(slopes.shape))
        )


def _add_slopes(slopes: Floats, family: Elements, pairs: Sequence[tuple[Floats, Floats]]) -> None:
    """Add those of one family; its stiffness by stress is linear in the motion (in place)."""
    at = freedoms(family)
    ends = [(first[at], second[at]) for first, second in pairs]
    for freedom in range(at.shape[1]):
        motion = np.zeros(at.shape)
        motion[:, freedom] = 1.0
        stiffness = family.geometric(motion)
        for row, (first, second) in zip(slopes, ends, strict=True):
            work = np.einsum("ni,nij,nj->n", first, stiffness, second)
            np.add.at(row, at[:, freedom], work)
