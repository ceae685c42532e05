"""Elimination of freedoms that follow others: u = G u_independent.

NASTRAN Theoretical Manual, NASA SP-221, section 3.5.1. A freedom that follows a dependent one is
resolved along the chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.model import Model

MAX_CHAIN = 30


class Dependence(NamedTuple):
    """One freedom as a sum of others; freedoms are counted grid point by grid point.

    Attributes:
        freedom: The dependent one.
        on: What it follows, shape (m,).
        factors: How, shape (m,).
    """

    freedom: int
    on: Ints
    factors: Floats


@dataclass(frozen=True)
class Elimination:
    """How all freedoms follow from the independent ones.

    Attributes:
        independent: Freedoms that remain, ascending, shape (k,).
        expand: All freedoms from them, shape (n_freedoms, k).
    """

    independent: Ints
    expand: sp.csr_matrix


def eliminate(
    model: Model, dependences: Sequence[Dependence], components: int = 6
) -> Elimination | None:
    """The elimination of dependent freedoms, None if there are none.

    Args:
        components: How many freedoms a grid point has.

    Raises:
        Fatal: a freedom depends twice, or on itself along a chain.
    """
    if not dependences:
        return None
    size = components * len(model.grid)
    freedoms = np.array([each.freedom for each in dependences], np.int64)
    _need_once(model, freedoms, components)
    dependent = np.zeros(size, bool)
    dependent[freedoms] = True
    counts = [len(each.on) for each in dependences]
    free = np.flatnonzero(~dependent)
    rows = np.concatenate([np.repeat(freedoms, counts), free])
    columns = np.concatenate([*(each.on for each in dependences), free])
    values = np.concatenate([*(each.factors for each in dependences), np.ones(len(free))])
    step = sp.coo_matrix((values, (rows, columns)), (size, size)).tocsr()
    expand = _resolve_chains(step, dependent)
    return Elimination(free, expand[:, free].tocsr())


def _resolve_chains(step: sp.csr_matrix, dependent: Bools) -> sp.csr_matrix:
    """Repeat the step until no dependent freedom is left on the right-hand side."""
    expand = step
    for _ in range(MAX_CHAIN):
        if not abs(expand[:, np.flatnonzero(dependent)]).sum():
            return expand
        expand = expand @ step
    raise Fatal("RIGID ELEMENTS OR MULTI-POINT CONSTRAINTS DEPEND ON EACH OTHER IN A CIRCLE.")


def _need_once(model: Model, freedoms: Ints, components: int) -> None:
    for before, after in pairwise(np.sort(freedoms).tolist()):
        if before == after:
            point, component = divmod(after, components)
            raise Fatal(
                f"GRID POINT {model.grid.ids[point]} COMPONENT {component + 1} IS DEPENDENT IN "
                "MORE THAN ONE RIGID ELEMENT OR MULTI-POINT CONSTRAINT.",
                2101,
                "GP4",
            )
