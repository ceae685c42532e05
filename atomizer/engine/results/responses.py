"""Responses over frequencies and over time, as an OP2 of any Nastran holds them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.results.mesh import known_rows
from atomizer.engine.results.op2_tables import finite, finite_complex
from atomizer.engine.results.results import Numbers, Quantity, Response, ResponseTable
from atomizer.engine.solvers.embedded.assembly import to_basic_frame
from atomizer.engine.solvers.embedded.grid import Grid

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

QUANTITIES: Mapping[Quantity, str] = {
    "displacement": "displacements",
    "velocity": "velocities",
    "acceleration": "accelerations",
}
"""What pyNastran calls them."""


@dataclass(frozen=True)
class Kind:
    """How pyNastran tells a response: its analysis code, and whether its numbers are complex."""

    analysis: int
    complex: bool


KINDS: Mapping[ResponseTable, Kind] = {
    "frequency_response": Kind(5, complex=True),
    "transient_response": Kind(6, complex=False),
}


def read_responses(op2: "OP2", grid: Grid, table: ResponseTable) -> Iterator[Response]:
    """The responses of one kind, by quantity and subcase.

    Raises:
        SolveFailed: values are not numbers, or a grid point is not in the deck.
    """
    for quantity, name in QUANTITIES.items():
        found = [t for t in getattr(op2, name).values() if t.analysis_code == KINDS[table].analysis]
        for each in sorted(found, key=lambda each: int(each.isubcase)):
            yield _response(each, grid, table, quantity)


def _response(found: Any, grid: Grid, table: ResponseTable, quantity: Quantity) -> Response:
    what = f"{table.replace('_', ' ')} of subcase {found.isubcase}"
    at_points = found.node_gridtype[:, 1] == 1
    nodes = np.asarray(found.node_gridtype[at_points, 0], np.int64)
    rows = known_rows(grid, nodes, what)
    numbers = finite_complex if KINDS[table].complex else finite
    values = numbers(found.data[:, at_points], what)
    if not found.table_name.startswith("B"):  # BOUGV1 is in the basic frame already
        values = _in_basic_frame(values, grid, rows)
    order = np.argsort(nodes, kind="stable")
    at = np.asarray(found._times, np.float64)
    return Response(table, quantity, int(found.isubcase), at, nodes[order], values[:, order])


def _in_basic_frame(values: Numbers, grid: Grid, rows: Any) -> Numbers:
    """Vectors at some grid points, shape (n, n_nodes, 6), in the basic frame."""
    if not grid.rotated:
        return values
    some = grid.some(rows)
    return to_basic_frame(values, some)
