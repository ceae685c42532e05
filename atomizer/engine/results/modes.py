"""Modes of a result file: natural frequencies and buckling factors with their shapes.

A frequency is the LAMA table's cycles or, where a file has none, sqrt(|eigenvalue|) / 2 pi of the
vector; `mode_cycles` of the vectors is in radians in the files of some solvers and never used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from atomizer.engine.results.mesh import known_rows
from atomizer.engine.results.op2_tables import ANALYSIS, finite
from atomizer.engine.results.results import Floats, Ints, ModeKind
from atomizer.engine.solvers.embedded.arrays import rigid_motion
from atomizer.engine.solvers.embedded.assembly import to_basic_frame
from atomizer.engine.solvers.embedded.elements import FAMILIES, read_elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.grid import Grid
from atomizer.engine.solvers.embedded.mass import read_masses
from atomizer.engine.solvers.embedded.model import Model

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

EIGENVALUE: Mapping[ModeKind, str] = {"natural": "eigns", "buckling": "eigrs"}
AGREEMENT = 1e-4


@dataclass(frozen=True, eq=False)
class Modes:
    """Modes of all subcases of a file, one after the other.

    Attributes:
        subcases: Subcase of each, shape (n_modes,).
        eigenvalues: Shape (n_modes,).
        frequencies: In Hz; of no meaning for buckling, shape (n_modes,).
        shapes: In the basic frame, shape (n_modes, n_nodes, 6).
    """

    subcases: Ints
    eigenvalues: Floats
    frequencies: Floats
    shapes: Floats


def read_modes(op2: "OP2", grid: Grid, kind: ModeKind) -> Modes:
    """The modes of one kind; none is no failure."""
    found = [_modes(op2, grid, kind, table) for table in _tables(op2, kind)]
    if not found:
        empty = np.zeros(0)
        return Modes(np.zeros(0, np.int64), empty, empty, np.zeros((0, len(grid), 6)))
    names = ("subcases", "eigenvalues", "frequencies", "shapes")
    return Modes(*(np.concatenate([getattr(each, name) for each in found]) for name in names))


def effective_mass(model: Model, modes: Modes) -> tuple[Floats, Floats] | None:
    """Modal effective masses along and about the axes of the basic frame, and all mass there is.

    Shapes (n_modes, 6) and (6,).
    By the masses of the deck times PARAM,WTMASS (MSC Nastran Dynamic Analysis User's Guide, "Modal
    Effective Mass"); None where the deck has elements the embedded solver does not know, or scalar
    points, whose part in a mode is not read, or where the file leaves grid points out.
    """
    if not len(modes.eigenvalues) or set(model.cards) - set(FAMILIES):
        return None
    if np.isnan(modes.shapes).any():
        return None
    try:
        if model.grid.scalar.any():
            return None
        masses = read_masses(model, read_elements(model))
        scaled = sp.csr_matrix(masses.matrix * model.number("WTMASS", 1.0))
    except Fatal:
        return None
    flat = modes.shapes.reshape(len(modes.shapes), -1)
    weighed = np.asarray(scaled @ flat.T)
    generalized = np.einsum("mi,im->m", flat, weighed)
    if not (generalized > 0).all():
        return None
    rigid = rigid_motion(model.grid.xyz).reshape(-1, 6)
    shares = weighed.T @ rigid
    whole = np.einsum("ic,ic->c", rigid, scaled @ rigid)
    return np.asarray(shares**2 / generalized[:, None]), whole


def _tables(op2: "OP2", kind: ModeKind) -> Iterator[Any]:
    """Tables of eigenvectors of one kind, in the order of their subcases."""
    found = [t for t in op2.eigenvectors.values() if t.analysis_code == ANALYSIS[kind]]
    yield from sorted(found, key=lambda table: int(table.isubcase))


def _modes(op2: "OP2", grid: Grid, kind: ModeKind, table: Any) -> Modes:
    what = f"modes of subcase {table.isubcase}"
    eigenvalues = np.asarray(getattr(table, EIGENVALUE[kind]), np.float64)
    at_points = table.node_gridtype[:, 1] == 1
    rows = known_rows(grid, table.node_gridtype[at_points, 0], what)
    shapes = np.full((len(eigenvalues), len(grid), 6), np.nan)
    shapes[:, rows] = finite(table.data[:, at_points], what)
    if not table.table_name.startswith("B"):  # BOUGV1 is in the basic frame already
        shapes = to_basic_frame(shapes, grid)
    subcases = np.full(len(eigenvalues), int(table.isubcase))
    frequencies = _frequencies(op2, finite(eigenvalues, what))
    return Modes(subcases, eigenvalues, frequencies, shapes)


def _frequencies(op2: "OP2", eigenvalues: Floats) -> Floats:
    """In Hz, from the LAMA table with these eigenvalues if there is one, shape (n_modes,)."""
    for lama in op2.eigenvalues.values():
        listed = np.asarray(lama.eigenvalues, np.float64)
        scale = np.abs(eigenvalues).max(initial=0.0)
        same = listed.shape == eigenvalues.shape and hasattr(lama, "cycles")
        if same and np.abs(listed - eigenvalues).max(initial=0.0) <= AGREEMENT * scale:
            return finite(lama.cycles, "table of eigenvalues")
    return np.asarray(np.sqrt(np.abs(eigenvalues)) / (2.0 * np.pi))
