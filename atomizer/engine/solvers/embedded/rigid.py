"""RBE2: grid points that move with another one as a rigid body.

Dependent freedoms are eliminated: u = G u_independent (NASTRAN Theoretical Manual, NASA SP-221,
section 3.5.1). A point that depends on a dependent point is resolved along the chain.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.constraints import components
from atomizer.engine.solvers.embedded.elements.shell_frame import rigid_motion
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_grid, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model

MAX_CHAIN = 30


@dataclass(frozen=True)
class Elimination:
    """How all freedoms follow from the independent ones.

    Attributes:
        independent: Freedoms that remain, ascending, shape (k,).
        expand: All freedoms from them, shape (6 n_points, k).
    """

    independent: Ints
    expand: sp.csr_matrix


def read_rigid(model: Model) -> Elimination | None:
    """The rigid elements of a model, None if there are none.

    Raises:
        Fatal: a freedom depends twice, or on itself along a chain.
    """
    cards = [model.bdf.rigid_elements[eid] for eid in sorted(model.bdf.rigid_elements)]
    if not cards:
        return None
    size = 6 * len(model.grid)
    dependent = np.zeros(size, bool)
    step = sp.lil_matrix((size, size))
    for card in cards:
        _write_rbe2(model, card, dependent, step)
    step.setdiag(np.where(dependent, 0.0, 1.0))
    expand = _resolve_chains(step.tocsr(), dependent)
    independent = np.flatnonzero(~dependent)
    return Elimination(independent, expand[:, independent].tocsr())


def _write_rbe2(model: Model, card: Any, dependent: Bools, step: sp.lil_matrix) -> None:
    if card.type != "RBE2":
        raise unsupported(card.type, str(card.eid))
    leader, followers = _rows(model, card)
    moved = components(str(card.cm), f"RBE2 {card.eid}")
    for row in followers:
        turned = _rigid_rows(model, int(row), leader)
        for component in moved:
            freedom = 6 * int(row) + component
            if dependent[freedom]:
                raise _twice(model, int(row))
            dependent[freedom] = True
            step[freedom, 6 * leader : 6 * leader + 6] = turned[component]


def _rows(model: Model, card: Any) -> tuple[int, Ints]:
    try:
        rows = model.grid.index(np.array([card.gn, *card.Gmi], np.int64))
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None
    return int(rows[0]), rows[1:]


def _rigid_rows(model: Model, follower: int, leader: int) -> Floats:
    """Motion of the follower from that of the leader, displacement frames, shape (6, 6)."""
    grid = model.grid
    motion = rigid_motion((grid.xyz[follower] - grid.xyz[leader])[None])[0]
    turned = np.kron(np.eye(2), grid.axes[follower]) @ motion
    return np.asarray(turned @ np.kron(np.eye(2), grid.axes[leader]).T)


def _resolve_chains(step: sp.csr_matrix, dependent: Bools) -> sp.csr_matrix:
    """Repeat the step until no dependent freedom is left on the right-hand side."""
    expand = step
    for _ in range(MAX_CHAIN):
        if not abs(expand[:, np.flatnonzero(dependent)]).sum():
            return expand
        expand = expand @ step
    raise Fatal("RIGID ELEMENTS DEPEND ON EACH OTHER IN A CIRCLE.")


def _twice(model: Model, row: int) -> Fatal:
    grid = int(model.grid.ids[row])
    said = f"GRID POINT {grid} IS DEPENDENT IN MORE THAN ONE RIGID ELEMENT."
    return Fatal(said, 2101, "GP4")
