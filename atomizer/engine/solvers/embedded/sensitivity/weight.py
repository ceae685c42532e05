"""The mass of the structure."""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.sensitivity.solved import Solved


class TotalMass:
    """The mass, once for each response that asks for it."""

    def __init__(self, solved: Solved, count: int) -> None:
        self._weight, self._count = solved.problem.weight, count
        along = np.tile(np.eye(6)[:, :3], (len(solved.problem.model.grid), 1))
        self._translations = along
        self._found: list[float] = []

    @property
    def values(self) -> Floats:
        """Shape (n_responses,)."""
        return np.full(self._count, self._weight.mass)

    def take(self, change: Change) -> None:
        """Take the next design variable: the mean of the masses along x, y and z."""
        moved = self._translations
        self._found.append(float((moved * change.mass_times(moved)).sum() / 3.0))

    def gradient(self) -> Floats:
        """Shape (n_responses, n_variables)."""
        return np.tile(np.array(self._found), (self._count, 1))
