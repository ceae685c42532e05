"""The shapes a response is made of: natural modes, and residual vectors that make up for the rest.

A residual vector is what the modes lack of the static response to a load, K^-1 (I - M F F^T) p with
modes F of unit mass; the vectors of all loads are made orthogonal to the modes and to each other
with respect to mass and stiffness, so that they act as further modes (Rose, "Using residual vectors
in MSC/NASTRAN dynamic analysis to improve accuracy", MSC World Users' Conference, 1991; Craig and
Kurdila, Fundamentals of Structural Dynamics, 2nd ed., section 11.4). They have unit stiffness, not
unit mass, because a load on freedoms without mass gives one without mass.
"""

from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.modes import Modes, Vibration

NEGLIGIBLE = 1e-12
"""Part of the energy of a static response below which the modes hold all of it."""
DEPENDENT = 1e-10


@dataclass(frozen=True)
class Basis:
    """Shapes over the k independent freedoms with their generalized mass and stiffness.

    Attributes:
        modes: All natural modes computed.
        shapes: Natural modes, then residual vectors, shape (k, m).
        masses: Shape (m,); 0 for a residual vector that moves no mass.
        stiffness: Shape (m,).
        natural: How many of them are natural modes.
    """

    modes: Modes
    shapes: Floats
    masses: Floats
    stiffness: Floats
    natural: int

    @property
    def frequencies(self) -> Floats:
        """In Hz, shape (m,); infinite without mass."""
        with np.errstate(divide="ignore"):
            squares = np.abs(self.stiffness) / self.masses
        return np.asarray(np.sqrt(squares) / (2.0 * np.pi))


def natural_basis(vibration: Vibration, modes: Modes) -> Basis:
    """Natural modes within PARAM,LFREQ and HFREQ, or the first LMODES of them."""
    number = vibration.structure.model.number
    count = int(number("LMODES", 0))
    cycles = modes.frequencies
    kept = (cycles >= number("LFREQ", 0.0)) & (cycles <= number("HFREQ", 1e30))
    rows = np.arange(len(cycles))[:count] if count > 0 else np.flatnonzero(kept)
    flat = modes.shapes.reshape(len(modes.shapes), -1)[rows]
    shapes = np.ascontiguousarray(flat[:, vibration.support.independent].T)
    masses = modes.masses[rows]
    return Basis(modes, shapes, masses, modes.eigenvalues[rows] * masses, len(rows))


def with_residuals(vibration: Vibration, basis: Basis, loads: Floats) -> Basis:
    """A basis that holds the static response to loads exactly.

    Args:
        loads: On the free freedoms, as columns, shape (n_free, n_loads).
    """
    if not loads.shape[1]:
        return basis
    free = vibration.support.free
    modes = basis.shapes[free] / np.sqrt(basis.masses)
    weighed = vibration.free_mass @ modes
    left = loads - weighed @ (modes.T @ loads)
    found = np.stack([vibration.factor.solve(column) for column in left.T], axis=1)
    found -= modes @ (weighed.T @ found)
    whole = _energies(found, left) + _modal_energies(vibration, basis, modes.T @ loads)
    wanted = _energies(found, left) > NEGLIGIBLE * whole
    vectors, masses = _orthogonal(vibration, found[:, wanted])
    shapes = np.zeros((len(basis.shapes), vectors.shape[1]))
    shapes[free] = vectors
    return Basis(
        basis.modes,
        np.hstack([basis.shapes, shapes]),
        np.append(basis.masses, masses),
        np.append(basis.stiffness, np.ones(len(masses))),
        basis.natural,
    )


def _energies(found: Floats, loads: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->j", found, loads))


def _modal_energies(vibration: Vibration, basis: Basis, amplitudes: Floats) -> Floats:
    """Work of loads on the modes that have stiffness, shape (n_loads,)."""
    values = basis.stiffness / basis.masses
    elastic = np.abs(values) > abs(vibration.shift) * 10.0
    return np.asarray((amplitudes[elastic] ** 2 / np.abs(values[elastic])[:, None]).sum(axis=0))


def _orthogonal(vibration: Vibration, vectors: Floats) -> tuple[Floats, Floats]:
    """Combinations of vectors with unit stiffness, without coupling, and their masses."""
    support = vibration.support
    stiffness = support.free_part(support.stiffness)
    scaled = vectors / np.sqrt(np.einsum("ij,ij->j", vectors, stiffness @ vectors))
    values, turn = np.linalg.eigh(scaled.T @ (stiffness @ scaled))
    kept = values > DEPENDENT
    unit = scaled @ (turn[:, kept] / np.sqrt(values[kept]))
    masses, turn = np.linalg.eigh(unit.T @ (vibration.free_mass @ unit))
    return unit @ turn[:, ::-1], np.maximum(masses[::-1], 0.0)
