"""The equations of motion of one subcase in the coordinates of its basis.

Motions given to held freedoms are followed statically by the rest of the structure, u = F q + U b,
where U is the static shape under a unit of the motion b; the coordinates q then move relative to
it, driven by the inertia and the damping of that shape (Craig and Kurdila, Fundamentals of
Structural Dynamics, 2nd ed., section 11.5; Clough and Penzien, Dynamics of Structures, 26-2).
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.dynamics.basis import Basis, natural_basis, with_residuals
from atomizer.engine.solvers.embedded.dynamics.damping import Damping, need_positive, read_damping
from atomizer.engine.solvers.embedded.dynamics.drives import Drive, Over, read_drives
from atomizer.engine.solvers.embedded.dynamics.tables import damping_curve
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.modes import Modes, Vibration
from atomizer.engine.solvers.embedded.static import not_held
from atomizer.engine.solvers.embedded.structure import Structure

MOST_DASHPOTS = 100
"""Above that many dashpots get no residual vectors; a warning says so."""


@dataclass(frozen=True)
class Held:
    """A structure held as some subcases hold it, with its natural modes."""

    vibration: Vibration
    modes: Modes

    @property
    def structure(self) -> Structure:
        """What is held."""
        return self.vibration.structure


@dataclass(frozen=True)
class System:
    """Coordinates q of a basis, shape (m,), driven by d drives.

    Attributes:
        followed: Static shapes of given motions over the independent freedoms, 0 for a force,
            shape (k, d).
        forces: Forces on the independent freedoms, 0 for a given motion, shape (k, d).
        modal_damping: The loss g of each shape by the TABDMP1, shape (m,).
        warnings: For the F06.
    """

    held: Held
    case: Case
    basis: Basis
    damping: Damping
    drives: tuple[Drive, ...]
    followed: Floats
    forces: Floats
    modal_damping: Floats
    warnings: tuple[str, ...]

    def reduced(self, matrix: sp.csr_matrix | None) -> Floats:
        """A matrix of all freedoms between the shapes, shape (m, m); 0 where there is none."""
        return self._between(matrix, self.basis.shapes)

    def on_followed(self, matrix: sp.csr_matrix | None) -> Floats:
        """Forces of a matrix times the given motions on the shapes, shape (m, d)."""
        return self._between(matrix, self.followed)

    def _between(self, matrix: sp.csr_matrix | None, right: Floats) -> Floats:
        if matrix is None:
            return np.zeros((len(self.basis.masses), right.shape[1]))
        small = self.held.vibration.support.reduced(matrix)
        return np.asarray(self.basis.shapes.T @ (small @ right))

    @property
    def coupled(self) -> bool:
        """Whether dashpots or loss factors of materials couple the shapes."""
        return self.damping.viscous is not None or self.damping.structural is not None


def read_system(
    held: Held, elements: tuple[Elements, ...], loads: Loads, case: Case, over: Over
) -> System:
    """The equations of motion of a subcase."""
    vibration, model = held.vibration, held.structure.model
    if vibration.support.motion[vibration.support.fixed].any():
        raise unsupported(
            "A MOTION GIVEN ON AN SPC ENTRY IN A DYNAMIC RESPONSE, USE SPCD, SPC SET", str(case.spc)
        )
    drives = tuple(read_drives(loads, case, over))
    none = np.zeros((len(vibration.support.independent), 0))
    columns = [_columns(held, drive) for drive in drives]
    followed = np.hstack([none, *(column[:, :1] for column in columns)])
    forces = np.hstack([none, *(column[:, 1:] for column in columns)])
    damping = read_damping(model, elements)
    basis = natural_basis(vibration, held.modes)
    warnings: tuple[str, ...] = ()
    if _with_residuals(held, case):
        patterns, warnings = _patterns(held, damping, followed, forces)
        basis = with_residuals(vibration, basis, patterns)
    if not len(basis.masses):
        raise Fatal(f"SUBCASE {case.id} HAS NO MODES IN THE RANGE ASKED FOR.")
    modal = _modal_damping(held, case, basis)
    return System(held, case, basis, damping, drives, followed, forces, modal, warnings)


def _with_residuals(held: Held, case: Case) -> bool:
    said = case.dynamic.residual or held.structure.model.word("RESVEC", "YES")
    return said not in ("NO", "COMPONENT")


def _patterns(
    held: Held, damping: Damping, followed: Floats, forces: Floats
) -> tuple[Floats, tuple[str, ...]]:
    """Loads that want residual vectors: forces, inertia of given motions, and dashpots."""
    vibration = held.vibration
    support = vibration.support
    inertia = support.reduced(vibration.mass) @ followed
    count = damping.patterns.shape[1]
    given = [forces[support.free], inertia[support.free]]
    if count > MOST_DASHPOTS:
        said = f"THE {count} DASHPOTS GET NO RESIDUAL VECTORS; {MOST_DASHPOTS} WOULD."
        return np.hstack(given), (said,)
    dashpots = np.asarray(support.gather(damping.patterns))
    return np.hstack([*given, dashpots[support.free]]), ()


def _columns(held: Held, drive: Drive) -> Floats:
    """Of one drive: the shape its motion makes and its forces, one of them 0, shape (k, 2)."""
    support = held.vibration.support
    found = np.zeros((len(support.independent), 2))
    if drive.kind == "force":
        found[:, 1] = support.gather(drive.pattern)
    else:
        found[:, 0] = _followed(held, drive)
    return found


def _followed(held: Held, drive: Drive) -> Floats:
    """The static shape under a given motion, shape (k,)."""
    support, structure = held.vibration.support, held.structure
    shape = drive.pattern[support.independent]
    moved = np.zeros(len(drive.pattern), bool)
    moved[support.independent] = support.fixed
    loose = np.flatnonzero((drive.pattern != 0) & ~moved)
    if len(loose):
        raise not_held(structure, held.modes.case.dynamic.load, int(loose[0]))
    if held.vibration.shift != 0.0:
        raise unsupported("A GIVEN MOTION OF A STRUCTURE THAT IS NOT HELD OTHERWISE")
    right = -(support.stiffness @ shape)[support.free]
    shape[support.free] = held.vibration.factor.solve(right)
    return shape


def _modal_damping(held: Held, case: Case, basis: Basis) -> Floats:
    """The loss g of each shape; of residual vectors by the ends of the table beyond them."""
    if not case.dynamic.damping:
        return np.zeros(len(basis.masses))
    drawn_on, kept = damping_curve(held.structure.model, case.dynamic.damping)
    cycles, natural = basis.frequencies, basis.natural
    found = np.append(drawn_on(cycles[:natural]), kept(cycles[natural:]))
    need_positive(found, cycles, case.dynamic.damping)
    return found
