"""Solution 112: the response over time, integrated exactly for loads that are lines between steps.

The state s = (S q, q') of the shapes, S = sqrt(k / m), obeys s' = A s + b p; with p a line over a
step both its propagators follow from one matrix exponential (Van Loan, "Computing integrals
involving the matrix exponential", IEEE Trans. Automat. Contr. 23 (1978) 395-404). So a step has no
error of amplitude, period or damping; what is left is the load between the steps. MSC Nastran steps
by Newmark's method with beta 1/3 instead: its periods are too long by (w dt)^2 / 8 and it smooths
the load, so that its answers come near these as its steps shrink. Shapes that dashpots or loss
factors couple are propagated together, the others one by one.

The structure is at rest at time 0. Given displacements are differentiated by central differences,
given velocities likewise and integrated by trapezoids, given accelerations integrated exactly as
lines between the steps.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import expm

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.dynamics.answer import Answer, Motion, answer
from atomizer.engine.solvers.embedded.dynamics.drives import Drive
from atomizer.engine.solvers.embedded.dynamics.sampling import Steps, read_steps
from atomizer.engine.solvers.embedded.dynamics.system import System

QUASI_STATIC = 1e4
"""A shape that many times faster than all natural modes and all steps follows its load at once."""


@dataclass(frozen=True)
class Equations:
    """x'' + C x' + w^2 x = f for groups of g shapes of unit mass, x = q sqrt(m).

    Attributes:
        scale: 1 / sqrt(m), shape (n_groups, g).
        squares: w^2, shape (n_groups, g).
        dashpots: C, shape (n_groups, g, g).
    """

    scale: Floats
    squares: Floats
    dashpots: Floats

    @property
    def speeds(self) -> Floats:
        """What makes a coordinate a speed: w, or 1 for a rigid body, shape (n_groups, g)."""
        speeds = np.sqrt(np.abs(self.squares))
        return np.where(speeds > 0, speeds, 1.0)


def solve_times(system: System) -> Answer:
    """The response at every time the subcase asks for."""
    steps = read_steps(system.held.structure.model, system.case.dynamic.times)
    given = [_given(system, steps, order) for order in (0, 1, 2)]
    driven = _forces(system, steps)
    force = driven @ (system.basis.shapes.T @ system.forces).T
    force = force - given[2] @ system.on_followed(system.held.vibration.mass).T
    force = force - given[1] @ (_dashpots_on_followed(system)).T
    start = _start(system, given)
    q, v, a = _integrate(_equations(system, steps), steps, force, start)
    moved = [np.hstack([part, g[steps.kept]]) for part, g in zip((q, v, a), given, strict=True)]
    spread = [_per_rate(system, "W3", system.damping.overall), _per_rate(system, "W4", 1.0)]
    stiff, loss = moved[0] + spread[0] * moved[1], spread[1] * moved[1]
    reaction = np.hstack([stiff, loss, moved[1], moved[2], driven[steps.kept]])
    motion = Motion(moved[0], moved[1], moved[2], reaction)
    found = answer(system, "time", steps.times[steps.kept], motion)
    return replace(found, warnings=(*found.warnings, *_ignored(system)))


def _ignored(system: System) -> list[str]:
    """Warnings of structural damping that has no effect over time, as in Nastran."""
    given = (system.damping.overall != 0, system.damping.structural is not None)
    names = (("PARAM G", "W3"), ("GE", "W4"))
    lost = [pair for pair, there in zip(names, given, strict=True) if there]
    return [
        f"{name} HAS NO EFFECT OVER TIME WITHOUT PARAM {rate}."
        for name, rate in lost
        if not _per_rate(system, rate, 1.0)
    ]


def _per_rate(system: System, name: str, loss: float) -> float:
    """A loss factor over the circular frequency PARAM,W3 or W4; 0 where that is not given."""
    rate = system.held.structure.model.number(name, 0.0)
    return loss / rate if rate > 0 else 0.0


def _equations(system: System, steps: Steps) -> Equations:
    basis, damping = system.basis, system.damping
    fastest = max(QUASI_STATIC / steps.widths.min(), 2e4 * np.pi * _highest(system))
    still = basis.masses * fastest**2 < basis.stiffness
    masses = np.where(still, basis.stiffness / fastest**2, basis.masses)
    own = system.modal_damping * np.sqrt(np.abs(basis.stiffness) * basis.masses)
    own = own + _per_rate(system, "W3", damping.overall) * np.abs(basis.stiffness)
    own = np.where(still, 2.0 * masses * fastest, own)
    scale, squares = 1.0 / np.sqrt(masses), basis.stiffness / masses
    if not system.coupled:
        return Equations(scale[:, None], squares[:, None], (own * scale**2)[:, None, None])
    dashpots = np.diag(own) + system.reduced(damping.viscous)
    dashpots += _per_rate(system, "W4", 1.0) * system.reduced(damping.structural)
    return Equations(scale[None], squares[None], (np.outer(scale, scale) * dashpots)[None])


def _highest(system: System) -> float:
    """The highest natural frequency of the basis in Hz."""
    return float(system.basis.frequencies[: system.basis.natural].max(initial=0.0))


def _dashpots_on_followed(system: System) -> Floats:
    loss = _per_rate(system, "W4", 1.0)
    structural = system.on_followed(system.damping.structural)
    return system.on_followed(system.damping.viscous) + loss * structural


def _forces(system: System, steps: Steps) -> Floats:
    """Histories of the forces, 0 for given motions, shape (n_steps, d)."""
    columns = [np.zeros((len(steps.times), 0))]
    for drive in system.drives:
        forced = drive.kind == "force"
        found = drive.history(steps.times) if forced else np.zeros(len(steps.times))
        columns.append(np.asarray(found, float)[:, None])
    return np.hstack(columns)


def _given(system: System, steps: Steps, order: int) -> Floats:
    """Given displacements, velocities or accelerations, 0 for forces, shape (n_steps, d)."""
    columns = [np.zeros((len(steps.times), 0))]
    columns += [_motion(drive, steps)[order][:, None] for drive in system.drives]
    return np.hstack(columns)


def _motion(drive: Drive, steps: Steps) -> tuple[Floats, Floats, Floats]:
    """A given motion, its speed and its acceleration, each of shape (n_steps,)."""
    times, widths = steps.times, steps.widths
    if drive.kind == "force":
        zero = np.zeros(len(times))
        return zero, zero, zero
    said = np.asarray(drive.history(times), float)
    if drive.kind == "displacement":
        speed = np.gradient(said, times)
        return said, speed, np.gradient(speed, times)
    if drive.kind == "velocity":
        return _sums(widths * (said[1:] + said[:-1]) / 2.0), said, np.gradient(said, times)
    speed = _sums(widths * (said[1:] + said[:-1]) / 2.0)
    ways = widths * speed[:-1] + widths**2 * (said[:-1] / 3.0 + said[1:] / 6.0)
    return _sums(ways), speed, said


def _sums(increments: Floats) -> Floats:
    return np.append(0.0, np.cumsum(increments))


def _start(system: System, given: list[Floats]) -> tuple[Floats, Floats]:
    """Coordinates and their speeds of a structure at rest, relative to the given motion."""
    against = system.on_followed(system.held.vibration.mass)
    masses = np.where(system.basis.masses > 0, system.basis.masses, np.inf)
    position, speed = (-(against @ part[0]) / masses for part in given[:2])
    return position, speed


def _integrate(
    equations: Equations, steps: Steps, force: Floats, start: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Coordinates, speeds and accelerations at the times kept, each of shape (n_kept, m)."""
    scale, speeds = equations.scale, equations.speeds
    shape = scale.shape
    begun = [part.reshape(shape) / scale for part in start]
    state = np.concatenate([begun[0] * speeds, begun[1]], axis=1)
    loads = force.reshape(-1, *shape) * scale
    known: dict[float, tuple[Floats, Floats, Floats]] = {}
    kept = []
    for row, load in enumerate(loads):
        if row:
            width = float(steps.widths[row - 1])
            if width not in known:
                known[width] = _propagators(equations, width)
            state = _step(known[width], state, loads[row - 1], load)
        if steps.kept[row]:
            kept.append(_kinematics(equations, state, load))
    q, v, a = np.moveaxis(np.array(kept), 1, 0).reshape(3, len(kept), -1)
    return q, v, a


def _step(
    by: tuple[Floats, Floats, Floats], state: Floats, before: Floats, after: Floats
) -> Floats:
    free, steady, rising = by
    moved = free @ state[..., None] + steady @ before[..., None]
    return np.asarray((moved + rising @ (after - before)[..., None])[..., 0])


def _kinematics(equations: Equations, state: Floats, load: Floats) -> Floats:
    """Coordinates, speeds and accelerations, shape (3, n_groups, g)."""
    q, v = np.split(state, 2, axis=1)
    q = q / equations.speeds
    drag = (equations.dashpots @ v[..., None])[..., 0]
    return np.asarray(equations.scale * np.stack([q, v, load - drag - equations.squares * q]))


def _propagators(equations: Equations, width: float) -> tuple[Floats, Floats, Floats]:
    """What a step makes of a state, of a steady load, and of one that rises by one over it."""
    groups, g = equations.scale.shape
    eye = np.eye(g)
    joint = np.zeros((groups, 4 * g, 4 * g))
    joint[:, :g, g : 2 * g] = width * equations.speeds[:, :, None] * eye
    joint[:, g : 2 * g, :g] = -width * (equations.squares / equations.speeds)[:, :, None] * eye
    joint[:, g : 2 * g, g : 2 * g] = -width * equations.dashpots
    joint[:, g : 2 * g, 2 * g : 3 * g] = width * eye
    joint[:, 2 * g : 3 * g, 3 * g :] = eye
    found = np.asarray(expm(joint))[:, : 2 * g]
    return found[..., : 2 * g], found[..., 2 * g : 3 * g], found[..., 3 * g :]
