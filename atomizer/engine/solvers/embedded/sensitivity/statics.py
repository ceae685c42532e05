"""Displacements, stresses and compliance of a static subcase."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import freedoms, to_displacement_frames
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.recovery import element_stress
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.sensitivity.readings import Reading, read_stress
from atomizer.engine.solvers.embedded.sensitivity.responses import (
    Compliance,
    Displacement,
    Static,
    Stress,
)
from atomizer.engine.solvers.embedded.sensitivity.solved import Solved
from atomizer.engine.solvers.embedded.sensitivity.through import Through


class StaticNumbers:
    """The responses of one static subcase."""

    def __init__(self, solved: Solved, subcase: int, responses: Sequence[Static]) -> None:
        self._problem, self._responses = solved.problem, responses
        case = solved.case(subcase)
        self._held, self._answer = solved.held(case), solved.answer(case)
        self._direct: list[Floats] = []

    @cached_property
    def values(self) -> Floats:
        """Shape (n_responses,)."""
        return np.array([self._value(response) for response in self._responses])

    def take(self, change: Change) -> None:
        """Take the next design variable."""
        self._through.take(change)
        touched = any(change.touches(each.element) for each in self._readings)
        stresses = change.stresses(self._answer) if touched else {}
        self._direct.append(
            np.array([self._while_still(each, change, stresses) for each in self._responses])
        )

    def gradient(self) -> Floats:
        """Shape (n_responses, n_variables)."""
        return self._through.gradient() + np.stack(self._direct, axis=1)

    def _value(self, response: Static) -> float:
        if isinstance(response, Stress):
            return self._readings[response][0]
        if isinstance(response, Compliance):
            return float((self._answer.load * self._answer.motion).sum())
        return float(self._answer.displacement.ravel()[self._freedom(response)])

    def _while_still(
        self, response: Static, change: Change, stresses: Mapping[int, Floats]
    ) -> float:
        """The derivative while nothing moves."""
        if isinstance(response, Compliance):
            return float((change.forces(self._answer) * self._answer.motion).sum())
        if isinstance(response, Stress) and response.element in stresses:
            return float((self._readings[response][1] * stresses[response.element]).sum())
        return 0.0

    def _freedom(self, response: Displacement) -> int:
        ids = self._problem.model.grid.ids
        row = int(np.searchsorted(ids, response.grid))
        if row == len(ids) or ids[row] != response.grid:
            raise DeckRejected(f"There is no grid point {response.grid}.")
        return 6 * row + response.component - 1

    @cached_property
    def _readings(self) -> dict[Stress, Reading]:
        """Values of the stresses and their derivatives by the components."""
        known = self._problem.loads.elements_by_id
        found: dict[Stress, Reading] = {}
        stresses: dict[int, Floats] = {}
        for response in (each for each in self._responses if isinstance(each, Stress)):
            if response.element not in known:
                raise DeckRejected(f"There is no element {response.element} with stresses.")
            family, row = known[response.element]
            if id(family) not in stresses:
                stresses[id(family)] = element_stress(family, self._answer)
            found[response] = read_stress(family, stresses[id(family)][row], response)
        return found

    @cached_property
    def _through(self) -> Through:
        rows = [self._slopes(response) for response in self._responses]
        return Through(self._problem, self._held, self._answer, sp.csr_matrix(sp.vstack(rows)))

    def _slopes(self, response: Static) -> sp.csr_matrix:
        """By the displacement in the displacement frames, shape (1, 6 n_points)."""
        grid = self._problem.model.grid
        basic = np.zeros((len(grid), 6))
        if isinstance(response, Displacement):
            basic.flat[self._freedom(response)] = 1.0
            return sp.csr_matrix(basic.reshape(1, -1))
        if isinstance(response, Compliance):
            basic += self._answer.load
        else:
            at, by_motion = self._by_motion[response.element]
            by_stress = self._readings[response][1]
            slopes = np.tensordot(by_stress, by_motion, by_stress.ndim)
            basic += np.bincount(at, slopes, basic.size).reshape(-1, 6)
        return sp.csr_matrix(to_displacement_frames(basic, grid).reshape(1, -1))

    @cached_property
    def _by_motion(self) -> dict[int, tuple[Floats, Floats]]:
        """Freedoms of elements and their stresses by a unit of each, the last axis."""
        wanted = {response.element for response in self._readings}
        found = {}
        for family in read_elements(self._problem.model, wanted):
            columns = _unit_stresses(family)
            for row, (eid, at) in enumerate(zip(family.ids, freedoms(family), strict=True)):
                found[int(eid)] = at, columns[row]
        return found


def _unit_stresses(family: Elements) -> Floats:
    """Stresses by a unit of each freedom, shape (n, ..., c m): they are linear in the motion."""
    count = freedoms(family).shape[1]
    motions = np.tile(np.eye(count)[:, None], (1, len(family.ids), 1))
    return np.stack([family.stress(motion) for motion in motions], axis=-1)
