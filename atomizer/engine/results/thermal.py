"""Temperatures of a result file, and the heat that keeps them at constraints."""

from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.results.balance import applied_heat
from atomizer.engine.results.mesh import known_rows
from atomizer.engine.results.op2_tables import CONSTRAINT, TEMPERATURES, heat_at_points
from atomizer.engine.results.results import Floats, Ints, Thermal
from atomizer.engine.solvers.embedded.grid import Grid
from atomizer.engine.solvers.embedded.model import Model

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2


def read_thermal(op2: "OP2", model: Model, grid: Grid) -> Thermal:
    """The thermal subcases of a file; none is no failure.

    Args:
        grid: The grid points of the model, without its scalar points.

    Raises:
        SolveFailed: a point is not in the deck, or a value is not a number.
    """
    found = list(heat_at_points(op2, TEMPERATURES))
    subcases = np.array([subcase for subcase, *_ in found], np.int64)
    temperature = np.full((len(subcases), len(grid)), np.nan)
    for row, (_, points, values) in enumerate(found):
        at_grid = ~np.isin(points, model.grid.ids[model.grid.scalar])
        there = known_rows(grid, points[at_grid], "temperature")
        temperature[row, there] = values[at_grid]
    points, constraint = _constraint(op2, subcases)
    applied = applied_heat(model, subcases) if len(subcases) else None
    return Thermal(subcases, temperature, points, constraint, applied)


def unreported(thermal: Thermal) -> str:
    """A sentence if some grid points have no temperature, else empty."""
    silent, total = np.isnan(thermal.temperature).any(axis=0).sum(), thermal.temperature.shape[1]
    return f"The file reports no temperature of {silent} of {total} grid points." if silent else ""


def _constraint(op2: "OP2", subcases: Ints) -> tuple[Ints, Floats]:
    """Points with heat of constraint in any subcase, and that heat."""
    found = [row for row in heat_at_points(op2, CONSTRAINT) if row[0] in subcases]
    ids = np.unique(np.concatenate([np.zeros(0, np.int64), *(p[v != 0] for _, p, v in found)]))
    heat = np.zeros((len(subcases), len(ids)))
    for subcase, points, values in found:
        row, there = int(np.flatnonzero(subcases == subcase)[0]), np.isin(points, ids)
        heat[row, np.searchsorted(ids, points[there])] = values[there]
    return ids, heat
