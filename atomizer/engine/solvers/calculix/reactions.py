"""Forces of constraint: what is left of the internal forces after the loads and the equations.

CalculiX says the internal forces f at each grid point. With the loads p, what remains at a freedom
is r = f - p; at a dependent freedom u_d = sum c_i u_i it is the force of the equation, which
does no work, so that c_i r_d comes to each independent one.
"""

from collections.abc import Mapping

import numpy as np

from atomizer.engine.solvers.calculix.equations import Freedom
from atomizer.engine.solvers.calculix.frd import Floats, Frd
from atomizer.engine.solvers.calculix.model import Model

Nodal = Mapping[Freedom, float]


def known(model: Model, motions: Nodal) -> bool:
    """Whether reactions can be told: CalculiX has no word for moments on shells and bars."""
    return not any(c > 3 and node in model.turning for node, c in motions)


def reactions(
    model: Model, frd: Frd, step: int, motions: Nodal, forces: Nodal
) -> dict[int, Floats]:
    """Forces of constraint at the grid points that are held, in their frames, shape (6,).

    Args:
        step: Which block of the result file.
        motions: What is held.
        forces: The loads.
    """
    left: dict[Freedom, float] = {freedom: -value for freedom, value in forces.items()}
    for node, force in zip(frd.nodes.tolist(), frd.forces[step], strict=True):
        for k, value in enumerate(model.equations.axes.at(node) @ force, start=1):
            left[node, k] = left.get((node, k), 0.0) + float(value)
    for freedom, terms in model.equations.resolved.items():
        taken = left.pop(freedom, 0.0)
        for other, factor in terms.items():
            left[other] = left.get(other, 0.0) + factor * taken
    found: dict[int, Floats] = {}
    for node, component in motions:
        vector = found.setdefault(node, np.zeros(6))
        vector[component - 1] = left.get((node, component), 0.0)
    return found
