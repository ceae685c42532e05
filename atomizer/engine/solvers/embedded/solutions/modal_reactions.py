"""The forces of single-point constraint of natural modes, where SPCFORCES asks for them.

They hold the inertia of the mode, F = K x - lambda M x at the held freedoms, with the mode as it is
scaled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from atomizer.engine.op2.modes import CONSTRAINT, VIBRATION, Points, write_modes
from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.assembly import in_displacement_frames
from atomizer.engine.solvers.embedded.modes import Modes
from atomizer.engine.solvers.embedded.requests import Request
from atomizer.engine.solvers.embedded.solutions.problem import Problem


@dataclass(frozen=True)
class ModalReactions:
    """The forces of constraint of the modes of all subcases."""

    problem: Problem
    modes: Sequence[Modes]

    def write(self, file: Op2File) -> None:
        """OQG1."""
        found = [(request.rows(self.problem.model.grid.ids), m) for m, request in self.forces]
        grid = self.problem.model.grid
        shown = [
            (Points(grid.ids[rows], grid.kinds[rows]), replace(m, shapes=m.shapes[:, rows]))
            for rows, m in found
            if len(rows)
        ]
        write_modes(file, shown, VIBRATION, CONSTRAINT)

    def pages(self) -> list[str]:
        """A page for each mode of the subcases that print them."""
        grid, lines = self.problem.model.grid, []
        for modes, request in self.forces:
            if request.printed:
                rows = request.rows(grid.ids)
                for value, forces in zip(modes.eigenvalues, modes.shapes[:, rows], strict=True):
                    lines.append(f"      EIGENVALUE = {value:13.6E}")
                    lines += f06.vector_page(f06.SPC_FORCES, modes.case, grid.some(rows), forces)
        return lines

    @cached_property
    def forces(self) -> list[tuple[Modes, Request]]:
        """The modes with forces in place of their shapes, of the subcases that ask for them."""
        asked = [(modes, modes.case.asked("spc_forces", None)) for modes in self.modes]
        return [(self._of(modes), request) for modes, request in asked if request is not None]

    def _of(self, modes: Modes) -> Modes:
        structure, case = self.problem.structure, modes.case
        support = structure.support(case.spc, case.mpc)
        scaled = self.problem.masses.matrix * structure.model.number("WTMASS", 1.0)
        mass = support.reduced(in_displacement_frames(sp.csr_matrix(scaled), structure.model.grid))
        flat = modes.shapes.reshape(len(modes.shapes), -1)
        moved = flat[:, support.independent].T
        force = support.stiffness @ moved - (mass @ moved) * modes.eigenvalues
        found = np.zeros_like(flat)
        found[:, support.independent[support.fixed]] = force[support.fixed].T
        return replace(modes, shapes=found.reshape(modes.shapes.shape))
