"""Solution 103: natural modes, K x = lambda M x.

The pencil is inverted about a shift below all eigenvalues, mu = 1 / (lambda - shift): zero where
the structure is held, slightly negative where it is free to move. Freedoms without mass have mu = 0
and never come. Effective mass: MSC Nastran Dynamic Analysis User's Guide, "Modal Effective Mass".
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.op2.modes import Modes as ModeTable
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.assembly import in_displacement_frames, to_displacement_frames
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.eigen import Pencil, pairs
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.sparse.factor import Factor
from atomizer.engine.solvers.embedded.structure import Structure, Support
from atomizer.engine.solvers.embedded.wanted import Norm, Wanted, read_wanted

DEFAULT_COUNT = 10
SHIFT = 1e-7
SPURIOUS = 1e-13
STILL = 1e-9


@dataclass(frozen=True)
class Modes(ModeTable):
    """The modes of one subcase, of vibration or of buckling.

    Attributes:
        effective: Modal effective masses along and about the axes of the basic frame about its
            origin, shape (n_modes, 6); without rows for buckling.
    """

    case: Case
    effective: Floats


@dataclass(frozen=True)
class Vibration:
    """A held structure with its mass.

    Attributes:
        mass: Of all freedoms in the displacement frames, times WTMASS, shape (6 n, 6 n).
        free_mass: Of the free freedoms.
        shift: Below all eigenvalues; 0 where the structure is held.
        factor: Of K - shift M of the free freedoms.
    """

    structure: Structure
    support: Support
    mass: sp.csr_matrix
    free_mass: sp.csc_matrix
    shift: float
    factor: Factor


def solve_modes(structure: Structure, masses: Masses, case: Case) -> Modes:
    """The natural modes of one subcase.

    Raises:
        Fatal: the structure has no mass, or a mechanism without mass.
    """
    read_wanted(structure.model, case.method)
    return modes_of(hold_with_mass(structure, masses, case), case)


def hold_with_mass(structure: Structure, masses: Masses, case: Case) -> Vibration:
    """Hold a structure as a subcase does, so that it can vibrate.

    Raises:
        Fatal: the structure has no mass, or a mechanism without mass.
    """
    support = structure.support(case.spc, case.mpc)
    scaled = masses.matrix * structure.model.number("WTMASS", 1.0)
    whole = in_displacement_frames(sp.csr_matrix(scaled), structure.model.grid)
    mass = support.free_part(support.reduced(whole))
    if not mass.diagonal().max(initial=0.0) > 0:
        raise Fatal("THE FREE COMPONENTS HAVE NO MASS.", 4683)
    stiffness = support.free_part(support.stiffness)
    shift, factor = _shifted(structure, support, stiffness, mass)
    return Vibration(structure, support, whole, mass, shift, factor)


def modes_of(vibration: Vibration, case: Case) -> Modes:
    """The modes a subcase wants.

    Raises:
        Fatal: there is none in the range of frequencies it asks for.
    """
    structure, whole = vibration.structure, vibration.mass
    wanted = read_wanted(structure.model, case.method)
    eigenvalues, vectors = _pairs(vibration, wanted)
    if not len(eigenvalues):
        raise Fatal(f"THERE IS NO MODE IN THE RANGE OF METHOD SET {case.method}.")
    shapes = _shapes(vibration, vectors, wanted)
    flat = shapes.reshape(len(shapes), -1)
    generalized = np.einsum("mi,mi->m", flat, (whole @ flat.T).T)
    effective = _effective(structure, whole, flat, generalized)
    return Modes(case, eigenvalues, shapes, generalized, effective)


def _pairs(vibration: Vibration, wanted: Wanted) -> tuple[Floats, Floats]:
    """Eigenvalues in the wanted range, ascending, and vectors as columns."""
    mass, factor = vibration.free_mass, vibration.factor
    pencil = Pencil(mass, factor.matrix, factor.apply, vibration.structure.memory)
    count = wanted.count or DEFAULT_COUNT
    limit = int((mass.diagonal() > 0).sum())
    while True:
        mu, vectors = pairs(pencil, min(count, limit), "largest")
        real = mu > SPURIOUS * mu.max()
        values, vectors = 1.0 / mu[real] + vibration.shift, vectors[:, real]
        order = np.argsort(values, kind="stable")
        values, vectors = values[order], vectors[:, order]
        if count >= limit or not real.all() or _enough(values, wanted):
            break
        count *= 2
    inside = _inside(values, wanted)[: wanted.count]
    return values[inside], vectors[:, inside]


def _enough(values: Floats, wanted: Wanted) -> bool:
    """Whether no more modes than these are wanted."""
    if wanted.last is not None and _frequency(values[-1]) > wanted.last:
        return True
    if wanted.count:
        return len(_inside(values, wanted)) >= wanted.count
    return wanted.last is None


def _inside(values: Floats, wanted: Wanted) -> Ints:
    """Rows of the eigenvalues within the range of frequencies."""
    first = 0.0 if wanted.first is None else wanted.first
    last = np.inf if wanted.last is None else wanted.last
    cycles = np.array([_frequency(value) for value in values])
    return np.flatnonzero((cycles >= first) & (cycles <= last))


def _frequency(value: float) -> float:
    return float(np.sqrt(abs(value)) / (2.0 * np.pi))


def _shifted(
    structure: Structure, support: Support, stiffness: sp.csc_matrix, mass: sp.csc_matrix
) -> tuple[float, Factor]:
    """A shift below the eigenvalues and the factor of K - shift M."""
    try:
        return 0.0, structure.factor(support, stiffness)
    except Fatal:
        heavy = mass.diagonal() > 0
        ratio = stiffness.diagonal()[heavy] / mass.diagonal()[heavy]
        shift = -SHIFT * float(np.median(ratio))
        if shift == 0.0:
            raise
        return shift, structure.factor(support, (stiffness - shift * mass).tocsc())


def _shapes(vibration: Vibration, vectors: Floats, wanted: Wanted) -> Floats:
    """Modes at all grid points, their largest component positive, shape (n, n_points, 6)."""
    support = vibration.support
    scale = np.sqrt(np.einsum("im,im->m", vectors, vibration.free_mass @ vectors))
    independent = np.zeros((len(support.independent), vectors.shape[1]))
    independent[support.free] = vectors / scale
    flat = support.spread(independent).T
    return scaled_shapes(flat, wanted).reshape(len(flat), len(vibration.structure.model.grid), 6)


def scaled_shapes(flat: Floats, wanted: Wanted) -> Floats:
    """Modes scaled as wanted, shape (n, size).

    Raises:
        Fatal: a mode does not move at the freedom that shall be one.
    """
    if wanted.freedom is None:
        return normalized(flat, wanted.norm)
    at = flat[:, wanted.freedom]
    if (np.abs(at) < STILL * np.abs(flat).max(axis=1)).any():
        raise Fatal("A MODE DOES NOT MOVE AT THE GRID POINT AND COMPONENT OF EIGR, NORM POINT.")
    return np.asarray(flat / at[:, None])


def normalized(flat: Floats, norm: Norm) -> Floats:
    """Modes with their largest component positive, with MAX one; shape (n, size)."""
    largest = flat[np.arange(len(flat)), np.abs(flat).argmax(axis=1)]
    return np.asarray(flat / (np.sign(largest) if norm == "MASS" else largest)[:, None])


def _effective(
    structure: Structure, mass: sp.csr_matrix, flat: Floats, generalized: Floats
) -> Floats:
    grid = structure.model.grid
    basic = np.moveaxis(grid.rigid(np.zeros(3)), 2, 0)
    rigid = to_displacement_frames(basic, grid).reshape(6, -1)
    return np.asarray((flat @ (mass @ rigid.T)) ** 2 / generalized[:, None])
