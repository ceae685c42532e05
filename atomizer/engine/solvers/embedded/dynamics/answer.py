"""The answer of one subcase: coordinates over frequencies or times, and the shapes they scale.

Nothing is spread over the grid points before it is written: a response of n values at p points is
n times p times six numbers, its coordinates are few.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.dynamics.drives import Over
from atomizer.engine.solvers.embedded.dynamics.strain import Strain, read_strain
from atomizer.engine.solvers.embedded.dynamics.system import System
from atomizer.engine.solvers.embedded.requests import SILENT, Form, Quantity, Request

Numbers = NDArray[Any]
MOTIONS: tuple[Quantity, ...] = ("displacement", "velocity", "acceleration")


@dataclass(frozen=True)
class Field:
    """One quantity at some points.

    Attributes:
        ids: Of the points, ascending, shape (p,).
        scalar: Which are scalar points, shape (p,).
        coordinates: Real, or complex over frequencies, shape (n, c).
        shapes: In the displacement frames, shape (c, p, 6).
        form: In which complex numbers are written.
        printed: Whether the F06 shows it.
    """

    ids: Ints
    scalar: Bools
    coordinates: Numbers
    shapes: Floats
    form: Form
    printed: bool

    def at(self, number: int) -> Numbers:
        """The values at one frequency or time, shape (p, 6)."""
        flat = self.coordinates[number] @ self.shapes.reshape(len(self.shapes), -1)
        return np.asarray(flat).reshape(-1, 6)

    def parts(self, values: Numbers) -> Numbers:
        """Complex numbers as twelve columns in the form asked for, phases from 0 to 360 degrees."""
        if self.form == "polar":
            phase = np.degrees(np.angle(values)) % 360.0
            return np.concatenate([np.abs(values), phase], axis=1)
        return np.concatenate([values.real, values.imag], axis=1)


@dataclass(frozen=True)
class Answer:
    """The response of one subcase.

    Attributes:
        case: The subcase.
        over: What it is a function of.
        at: Frequencies in Hz or times, shape (n,).
        fields: What was asked for at points.
        strain: What the elements are strained by.
        warnings: For the F06.
    """

    case: Case
    over: Over
    at: Floats
    fields: Mapping[Quantity, Field]
    strain: Strain
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Motion:
    """Coordinates of the shapes, then of the given motions: values, speeds and accelerations.

    Attributes:
        reaction: Coordinates of the forces of K, K4, B and M times the shapes, and of the applied
            forces, for `reaction_shapes`, shape (n, 4 c + d).
    """

    displacement: Numbers
    velocity: Numbers
    acceleration: Numbers
    reaction: Numbers


def answer(system: System, over: Over, at: Floats, motion: Motion) -> Answer:
    """What the subcase asked for."""
    shapes = np.hstack([system.basis.shapes, system.followed])
    moved = np.asarray(system.held.vibration.support.spread(shapes)).T
    fields: dict[Quantity, Field] = {}
    for quantity, request in _at_points(system.case).items():
        if quantity == "spc_forces":
            forces = _reactions(system, shapes)
            fields[quantity] = _field(system, request, motion.reaction, forces)
        else:
            fields[quantity] = _field(system, request, getattr(motion, quantity), moved)
    driven = motion.reaction[:, 4 * len(moved) :]
    strain = read_strain(system, moved, motion.displacement, driven)
    return Answer(system.case, over, at, fields, strain, system.warnings)


def _at_points(case: Case) -> dict[Quantity, Request]:
    """What is asked for at grid points; displacements of all of them if no motion is named."""
    named = any(quantity in case.requests for quantity in MOTIONS)
    unsaid: dict[Quantity, Request] = {} if named else {"displacement": SILENT}
    asked = {quantity: case.requests.get(quantity) for quantity in (*MOTIONS, "spc_forces")}
    return {**unsaid, **{quantity: found for quantity, found in asked.items() if found}}


def _field(system: System, request: Request, coordinates: Numbers, shapes: Floats) -> Field:
    grid = system.held.structure.model.grid
    rows = request.rows(grid.ids)
    chosen = shapes.reshape(len(shapes), -1, 6)[:, rows]
    printed = request.printed and request.members is not None
    return Field(grid.ids[rows], grid.scalar[rows], coordinates, chosen, request.form, printed)


def _reactions(system: System, shapes: Floats) -> Floats:
    """Forces of constraint by each coordinate of `Motion.reaction`, shape (4 c + d, 6 n_points)."""
    vibration, damping = system.held.vibration, system.damping
    support = vibration.support
    parts = [support.stiffness @ shapes]
    for matrix in (damping.structural, damping.viscous, vibration.mass):
        zero = np.zeros_like(shapes)
        parts.append(zero if matrix is None else support.reduced(matrix) @ shapes)
    forces = np.hstack([*parts, -system.forces])
    found = np.zeros((forces.shape[1], 6 * len(system.held.structure.model.grid)))
    found[:, support.independent[support.fixed]] = forces[support.fixed].T
    return found
