"""Natural frequencies: d lambda = phi^T (dK - lambda dM) phi for a mode with phi^T M phi = 1.

Nelson's lambda alone, no derivatives of modes (Haftka and Gürdal, section 7.3). Where an eigenvalue
is repeated the modes are not single-valued; the derivatives are the eigenvalues of that matrix
between all its modes, the smallest for the lowest (Seyranian, Lund and Olhoff, Struct. Optim. 8
(1994) 207-227): right for a variable that grows, and each for itself, not for sums of variables.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.assembly import in_displacement_frames, to_basic_frame
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.sensitivity.responses import Frequency
from atomizer.engine.solvers.embedded.sensitivity.solved import Solved, mode_row
from atomizer.engine.solvers.embedded.structure import Support

EQUAL = 1e-6
"""Eigenvalues that differ by a smaller part of themselves are one that is repeated."""
STILL = 1e-6
"""A frequency that is a smaller part of the highest is that of a rigid body."""


class Frequencies:
    """Natural frequencies of one subcase."""

    def __init__(self, solved: Solved, subcase: int, responses: Sequence[Frequency]) -> None:
        self._solved, self._case = solved, solved.case(subcase)
        self._modes = solved.modes(self._case)
        self._rows = [mode_row(self._modes, response.mode) for response in responses]
        self._found: list[Floats] = []

    @property
    def values(self) -> Floats:
        """In Hz, shape (n_responses,)."""
        return np.asarray(self._modes.frequencies[self._rows])

    def take(self, change: Change) -> None:
        """Take the next design variable."""
        slopes: dict[int, float] = {}
        for group in self._groups:
            found = np.linalg.eigvalsh(self._between(group, change))
            slopes.update(zip(group.tolist(), found, strict=True))
        self._found.append(np.array([slopes[row] for row in self._rows]))

    def gradient(self) -> Floats:
        """Shape (n_responses, n_variables)."""
        return np.stack(self._found, axis=1) / (8.0 * np.pi**2 * self.values[:, None])

    @cached_property
    def _support(self) -> Support:
        return self._solved.problem.structure.support(self._case.spc, self._case.mpc)

    @cached_property
    def _groups(self) -> list[Ints]:
        """Rows of the modes that are wanted, with those of the same eigenvalue."""
        highest = self._modes.frequencies.max()
        if (self.values <= STILL * highest).any():
            what = f"Subcase {self._case.id}: a motion of a rigid body has no frequency to change."
            raise DeckRejected(what, hint="Ask for an elastic mode.")
        return repeated(self._modes.eigenvalues, self._rows)

    def _between(self, group: Ints, change: Change) -> Floats:
        """Derivatives of the reduced matrix between modes of one eigenvalue, shape (m, m)."""
        problem, mean = self._solved.problem, self._modes.eigenvalues[group].mean()
        shapes = self._modes.shapes[group] / np.sqrt(self._modes.masses[group])[:, None, None]
        basic = to_basic_frame(shapes, problem.model.grid).reshape(len(group), -1)
        scale = mean * problem.model.number("WTMASS", 1.0)
        pushed = change.stiffness @ basic.T - scale * change.mass_times(basic.T)
        found = basic @ pushed
        if change.moves_rigid():
            mass = in_displacement_frames(problem.masses.matrix, problem.model.grid)
            flat = shapes.reshape(len(group), -1)
            left = problem.structure.stiffness @ flat.T - scale * (mass @ flat.T)
            moved, _ = change.following(self._support, self._case.mpc, flat, flat)
            found += moved @ left + (moved @ left).T
        return np.asarray((found + found.T) / 2.0)


def repeated(eigenvalues: Floats, wanted: Sequence[int]) -> list[Ints]:
    """Groups of rows of equal eigenvalues that hold the wanted ones, each once."""
    groups: dict[int, Ints] = {}
    for row in wanted:
        near = np.abs(eigenvalues - eigenvalues[row]) <= EQUAL * np.abs(eigenvalues[row])
        group = np.flatnonzero(near)
        groups[int(group[0])] = group[np.argsort(eigenvalues[group], kind="stable")]
    return list(groups.values())
