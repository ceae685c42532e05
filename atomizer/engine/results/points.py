"""Grid points by their ids."""

from collections.abc import Iterable

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.results import Ints, Results


def rows_of(results: Results, nodes: Iterable[int]) -> Ints:
    """Rows of some grid points in `Results.nodes`, ascending; of all if none are given.

    Raises:
        SolveFailed: one of them is not there.
    """
    wanted = set(nodes)
    if not wanted:
        return np.arange(len(results.nodes))
    missing = sorted(wanted - set(results.nodes.tolist()))
    if missing:
        first, last = int(results.nodes[0]), int(results.nodes[-1])
        said = f"There is no grid point {missing[0]}; ids run from {first} to {last}."
        raise SolveFailed("parse", said)
    return np.flatnonzero(np.isin(results.nodes, list(wanted)))
