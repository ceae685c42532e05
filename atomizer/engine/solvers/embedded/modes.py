"""Solution 103: natural modes, K x = lambda M x.

The pencil is inverted about a shift below all eigenvalues, mu = 1 / (lambda - shift): zero where
the structure is held, slightly negative where it is free to move. Freedoms without mass have mu = 0
and never come. Effective mass: MSC Nastran Dynamic Analysis User's Guide, "Modal Effective Mass".
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.assembly import in_displacement_frames, to_displacement_frames
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.eigen import pairs
from atomizer.engine.solvers.embedded.elements.shell_frame import rigid_motion
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.sparse.factor import Factor
from atomizer.engine.solvers.embedded.structure import Structure, Support
from atomizer.engine.solvers.embedded.wanted import Norm, Wanted, read_wanted

DEFAULT_COUNT = 10
SHIFT = 1e-7
SPURIOUS = 1e-13


@dataclass(frozen=True)
class Modes:
    """The modes of one subcase, of vibration or of buckling.

    Attributes:
        case: The subcase.
        eigenvalues: Squares of circular frequencies, or buckling factors, shape (n_modes,).
        shapes: In the displacement frames, shape (n_modes, n_points, 6).
        masses: Generalized masses, shape (n_modes,); of buckling generalized stiffness.
        effective: Modal effective masses along and about the axes of the basic frame about its
            origin, shape (n_modes, 6); without rows for buckling.
    """

    case: Case
    eigenvalues: Floats
    shapes: Floats
    masses: Floats
    effective: Floats

    @property
    def frequencies(self) -> Floats:
        """In Hz, shape (n_modes,)."""
        return np.asarray(np.sqrt(np.abs(self.eigenvalues)) / (2.0 * np.pi))


def eigenvalue_columns(modes: Modes) -> list[Floats]:
    """Eigenvalue, radians, cycles, generalized mass and stiffness; those of one mode a row."""
    radians = 2.0 * np.pi * modes.frequencies
    stiffness = modes.eigenvalues * modes.masses
    return [modes.eigenvalues, radians, modes.frequencies, modes.masses, stiffness]


def solve_modes(structure: Structure, masses: Masses, case: Case) -> Modes:
    """The natural modes of one subcase.

    Raises:
        Fatal: the structure has no mass, or a mechanism without mass.
    """
    wanted = read_wanted(structure.model, case.method)
    support = structure.support(case.spc, case.mpc)
    scaled = masses.matrix * structure.model.number("WTMASS", 1.0)
    whole = in_displacement_frames(sp.csr_matrix(scaled), structure.model.grid)
    mass = support.free_part(support.reduced(whole))
    if not mass.diagonal().max(initial=0.0) > 0:
        raise Fatal("THE FREE COMPONENTS HAVE NO MASS.", 4683)
    eigenvalues, vectors = _pairs(structure, support, mass, wanted)
    shapes = _shapes(structure, support, mass, vectors, wanted.norm)
    flat = shapes.reshape(len(shapes), -1)
    generalized = np.einsum("mi,mi->m", flat, (whole @ flat.T).T)
    effective = _effective(structure, whole, flat, generalized)
    return Modes(case, eigenvalues, shapes, generalized, effective)


def _pairs(
    structure: Structure, support: Support, mass: sp.csc_matrix, wanted: Wanted
) -> tuple[Floats, Floats]:
    """Eigenvalues in the wanted range, ascending, and vectors as columns."""
    stiffness = support.free_part(support.stiffness)
    shift, factor = _shifted(structure, support, stiffness, mass)
    count = wanted.count or DEFAULT_COUNT
    limit = int((mass.diagonal() > 0).sum())
    while True:
        mu, vectors = pairs(mass, factor.matrix, factor.apply, min(count, limit), "largest")
        real = mu > SPURIOUS * mu.max()
        values, vectors = 1.0 / mu[real] + shift, vectors[:, real]
        order = np.argsort(values, kind="stable")
        values, vectors = values[order], vectors[:, order]
        if wanted.count or wanted.last is None or count >= limit or not real.all():
            break
        if _frequency(values[-1]) > wanted.last:
            break
        count *= 2
    inside = _inside(values, wanted)
    return values[inside], vectors[:, inside]


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


def _shapes(
    structure: Structure, support: Support, mass: sp.csc_matrix, vectors: Floats, norm: Norm
) -> Floats:
    """Modes at all grid points, their largest component positive, shape (n, n_points, 6)."""
    scale = np.sqrt(np.einsum("im,im->m", vectors, mass @ vectors))
    independent = np.zeros((len(support.independent), vectors.shape[1]))
    independent[support.free] = vectors / scale
    flat = support.spread(independent).T
    return normalized(flat, norm).reshape(len(flat), len(structure.model.grid), 6)


def normalized(flat: Floats, norm: Norm) -> Floats:
    """Modes with their largest component positive, with MAX one; shape (n, size)."""
    largest = flat[np.arange(len(flat)), np.abs(flat).argmax(axis=1)]
    return np.asarray(flat / (np.sign(largest) if norm == "MASS" else largest)[:, None])


def _effective(
    structure: Structure, mass: sp.csr_matrix, flat: Floats, generalized: Floats
) -> Floats:
    grid = structure.model.grid
    basic = np.moveaxis(rigid_motion(grid.xyz), 2, 0)
    rigid = to_displacement_frames(basic, grid).reshape(6, -1)
    return np.asarray((flat @ (mass @ rigid.T)) ** 2 / generalized[:, None])
