"""Mean normals of the shells at each grid point, for PARAM,SNORM."""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints, unit
from atomizer.engine.solvers.embedded.elements.shapes import SHAPES
from atomizer.engine.solvers.embedded.elements.shell_frame import shell_frame
from atomizer.engine.solvers.embedded.model import Model

DEFAULT_ANGLE = 20.0  # degrees; PARAM,SNORM


def nodal_normals(model: Model, nodes: Ints, facets: Floats) -> Floats:
    """The unit normal at each node of each shell, shape (n, m, 3).

    It is the mean of the shells around the node where all of them are within PARAM,SNORM of it,
    and the facet's own elsewhere.

    Args:
        nodes: Rows of the grid points, shape (n, m).
        facets: Normals of the shells, shape (n, 3).
    """
    mean, smooth = mean_normals(model)
    return np.where(smooth[nodes][..., None], mean[nodes], facets[:, None])


def mean_normals(model: Model) -> tuple[Floats, Bools]:
    """The mean normal at each grid point and whether the shells there are smooth enough."""
    around = [(n, np.repeat(f[:, None], n.shape[1], axis=1)) for n, f in _facets(model)]
    total = np.zeros((len(model.grid), 3))
    for nodes, facets in around:
        np.add.at(total, nodes, facets)
    mean = unit(total)
    angle = model.number("SNORM", DEFAULT_ANGLE)
    smooth = np.full(len(mean), angle > 0)
    for nodes, facets in around:
        near = (facets * mean[nodes]).sum(-1) > np.cos(np.radians(angle))
        np.logical_and.at(smooth, nodes, near)
    return mean, smooth


def _facets(model: Model) -> list[tuple[Ints, Floats]]:
    """Nodes and normals of the shells of each card."""
    found = []
    for card in SHAPES:
        if card in model.cards:
            nodes = model.nodes(model.cards[card])
            found.append((nodes, shell_frame(model.grid.xyz[nodes]).axes[:, 2]))
    return found
