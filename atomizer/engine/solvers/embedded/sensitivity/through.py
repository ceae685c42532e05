"""Numbers that follow a static displacement: their derivatives through it.

K u = P gives du/dx = K^-1 (dP/dx - dK/dx u). For a number with the slopes s by u that is s du/dx
(direct) or (K^-1 s)(dP/dx - dK/dx u) (adjoint); the one with fewer solutions is taken (Haftka and
Gürdal, Elements of Structural Optimization, 3rd ed., section 7.2). Where freedoms follow others,
u = G v, and moving grid points change G: G^T (P - K G v) = 0 is differentiated with it.
"""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import to_displacement_frames
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.static import Answer, Held


@dataclass(frozen=True)
class Through:
    """Derivatives of numbers through the displacement of one subcase.

    Attributes:
        slopes: Of each number by the displacement in the displacement frames,
            shape (n, 6 n_points).
    """

    problem: Problem
    held: Held
    answer: Answer
    slopes: sp.csr_matrix
    _forces: list[Floats] = field(default_factory=list)
    _follows: list[Floats] = field(default_factory=list)

    def take(self, change: Change) -> None:
        """Take the next design variable."""
        motion = self.answer.motion
        turned = change.stiffness @ motion.ravel()
        basic = change.forces(self.answer) + change.heating(self.answer) - turned.reshape(-1, 6)
        support = self.held.support
        force = support.gather(to_displacement_frames(basic, self.problem.model.grid).ravel())
        follows = np.zeros(self.slopes.shape[0])
        if change.moves_rigid():
            moved, back = self._following(change)
            force = force + back
            follows = self.slopes @ moved
        self._forces.append(force[support.free])
        self._follows.append(follows)

    def gradient(self) -> Floats:
        """Shape (n, n_variables)."""
        support, factor = self.held.support, self.held.factor
        slopes = self.slopes if support.expand is None else self.slopes @ support.expand
        free = sp.csr_matrix(slopes)[:, support.free]
        forces = np.stack(self._forces, axis=1)
        if free.shape[0] < forces.shape[1]:
            through = factor.solve(free.toarray().T).T @ forces
        else:
            through = free @ factor.solve(forces)
        return np.asarray(through + np.stack(self._follows, axis=1))

    def _following(self, change: Change) -> tuple[Floats, Floats]:
        """Motion of all freedoms as G changes, and the forces on the independent ones by that."""
        answer, support, loads = self.answer, self.held.support, self.problem.loads
        total = answer.load if answer.heat is None else answer.load + loads.heating(answer.heat)
        stiffness, flat = self.problem.structure.stiffness, answer.displacement.ravel()
        grid = self.problem.model.grid
        left = to_displacement_frames(total, grid).ravel() - stiffness @ flat
        (moved,), back = change.following(support, answer.case.mpc, flat[None], left[None])
        return moved, back[0] - support.gather(stiffness @ moved)
