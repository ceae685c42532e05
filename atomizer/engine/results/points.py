"""Grid points by their ids, or by those of elements and properties."""

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


def rows_of_elements(results: Results, elements: Iterable[int], properties: Iterable[int]) -> Ints:
    """Rows of the grid points of some elements, ascending; of all points if nothing is given.

    Given both, an element must be of both.

    Raises:
        SolveFailed: there is no such element.
    """
    ids, pids = set(elements), set(properties)
    if not ids and not pids:
        return np.arange(len(results.nodes))
    found = []
    for cells in results.cells:
        chosen = np.isin(cells.ids, list(ids)) if ids else np.ones(len(cells.ids), bool)
        chosen &= np.isin(cells.properties, list(pids)) if pids else True
        found.append(cells.nodes[chosen].ravel())
    rows = np.unique(np.concatenate([np.zeros(0, np.int64), *found]))
    if not len(rows):
        said = f"No element is of elements {sorted(ids) or 'any'} and properties {sorted(pids)}."
        raise SolveFailed("parse", said)
    return np.asarray(rows)
