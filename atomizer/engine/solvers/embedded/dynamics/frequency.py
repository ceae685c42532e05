"""Solution 111: the steady response to harmonic loads, one linear system a frequency.

    (-w^2 m + i w c + (1 + i G) k + i h) q = p

between the shapes of the basis (Craig and Kurdila, Fundamentals of Structural Dynamics, 2nd ed.,
section 10.3; MSC Nastran Dynamic Analysis User's Guide, "Modal Frequency Response"). Mass and
stiffness are diagonal; dashpots c and the loss factors h of materials couple the shapes.
"""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.dynamics.answer import Answer, Motion, Numbers, answer
from atomizer.engine.solvers.embedded.dynamics.drives import Drive
from atomizer.engine.solvers.embedded.dynamics.sampling import read_frequencies
from atomizer.engine.solvers.embedded.dynamics.system import System
from atomizer.engine.solvers.embedded.fatal import Fatal

RESONANT = 1e-13
"""Part of its terms at which the sum of an undamped shape's stiffness and inertia is nothing."""
ORDERS = {"displacement": 0, "velocity": 1, "acceleration": 2}


def solve_frequencies(system: System) -> Answer:
    """The response at every frequency the subcase asks for.

    Raises:
        Fatal: an undamped mode is driven at its own frequency.
    """
    model = system.held.structure.model
    at = read_frequencies(model, system.case.dynamic.frequencies, system.held.modes.frequencies)
    rate = 2j * np.pi * at
    given, driven = _given(system, at), _histories(system, at, "force")
    force = _modal_forces(system, rate, given, driven)
    coordinates = np.hstack([_coordinates(system, at, force), given])
    velocity = rate[:, None] * coordinates
    acceleration = rate[:, None] * velocity
    stiff = (1.0 + 1j * system.damping.overall) * coordinates
    reaction = np.hstack([stiff, 1j * coordinates, velocity, acceleration, driven])
    motion = Motion(coordinates, velocity, acceleration, reaction)
    return answer(system, "frequency", at, motion)


def _histories(system: System, at: Floats, kind: str) -> Numbers:
    """Histories of the drives of one kind, 0 for the others, shape (n, d)."""
    columns = [np.zeros((len(at), 0), complex)]
    for drive in system.drives:
        column = drive.history(at) if drive.kind == kind else np.zeros(len(at))
        columns.append(np.asarray(column, complex)[:, None])
    return np.hstack(columns)


def _given(system: System, at: Floats) -> Numbers:
    """Given displacements, integrated from velocities and accelerations, shape (n, d)."""
    columns = [np.zeros((len(at), 0), complex)]
    columns += [_displaced(drive, at)[:, None] for drive in system.drives]
    return np.hstack(columns)


def _displaced(drive: Drive, at: Floats) -> Numbers:
    if drive.kind == "force":
        return np.zeros(len(at), complex)
    order = ORDERS[drive.kind]
    if order and not at.all():
        raise Fatal(f"A GIVEN {drive.kind.upper()} AT FREQUENCY 0 HAS NO BOUNDED MOTION.")
    return np.asarray(drive.history(at) / (2j * np.pi * at) ** order, complex)


def _modal_forces(system: System, rate: Numbers, given: Numbers, driven: Numbers) -> Numbers:
    """Forces on the shapes, shape (n, m)."""
    found = driven @ (system.basis.shapes.T @ system.forces).T
    if not system.followed.any():
        return np.asarray(found)
    inertia = system.on_followed(system.held.vibration.mass)
    drag = system.on_followed(system.damping.viscous)
    loss = system.on_followed(system.damping.structural)
    found = found - (rate[:, None] ** 2 * given) @ inertia.T
    return np.asarray(found - (rate[:, None] * given) @ drag.T - 1j * given @ loss.T)


def _coordinates(system: System, at: Floats, force: Numbers) -> Numbers:
    """The coordinates at each frequency, shape (n, m)."""
    alone = _diagonal(system, at)
    if not system.coupled:
        return np.asarray(force / alone)
    dashpots, losses = (
        system.reduced(matrix) for matrix in (system.damping.viscous, system.damping.structural)
    )
    found = np.zeros_like(force)
    for row, frequency in enumerate(at):
        matrix = 2j * np.pi * frequency * dashpots + 1j * losses
        found[row] = np.linalg.solve(matrix + np.diag(alone[row]), force[row])
    return found


def _diagonal(system: System, at: Floats) -> Numbers:
    """What resists each shape by itself, shape (n, m)."""
    basis, loss = system.basis, system.modal_damping
    omega = 2.0 * np.pi * at[:, None]
    stiffness = basis.stiffness * (1.0 + 1j * system.damping.overall)
    if system.held.structure.model.number("KDAMP", 1) < 0:
        stiffness = stiffness + 1j * loss * basis.stiffness
        drag = np.zeros(len(loss))
    else:
        drag = loss * np.sqrt(np.abs(basis.stiffness) * basis.masses)
    found = stiffness - omega**2 * basis.masses + 1j * omega * drag
    _need_bounded(system, at, found)
    return np.asarray(found)


def _need_bounded(system: System, at: Floats, resistance: Numbers) -> None:
    basis = system.basis
    terms = np.abs(basis.stiffness) + (2.0 * np.pi * at[:, None]) ** 2 * basis.masses
    if system.coupled or not (still := np.abs(resistance) <= RESONANT * terms).any():
        return
    row, mode = np.argwhere(still)[0]
    raise Fatal(
        f"SUBCASE {system.case.id}: FREQUENCY {at[row]:.6G} IS THAT OF MODE {mode + 1}, WHICH "
        "HAS NO DAMPING: ITS RESPONSE HAS NO BOUND."
    )
