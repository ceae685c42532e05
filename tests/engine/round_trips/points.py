"""Tables at grid points, of modes and of all: each builder makes one line of the list."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.op2.modes import GRID_POINT, Modes, Points, write_eigenvalues, write_modes
from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import write_nodal
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.conduction.network import HeatAnswer
from atomizer.engine.solvers.embedded.dynamics.answer import Answer, Field
from atomizer.engine.solvers.embedded.dynamics.drives import Over
from atomizer.engine.solvers.embedded.dynamics.strain import Strain
from atomizer.engine.solvers.embedded.op2.heat import write_points
from atomizer.engine.solvers.embedded.op2.responses import write_responses
from atomizer.engine.solvers.embedded.op2.weight import write_weight
from atomizer.engine.solvers.embedded.requests import Form, Quantity
from atomizer.engine.solvers.embedded.weight import Weight
from tests.engine.round_trips.trip import CASE, IDS, Draw, Numbers, Trip, only

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

POLAR = 1e-6
"""A phase of single precision, in degrees, is good to that part of a number."""


def nodal(table: str, theirs: str, ours: str) -> Trip:
    """Six components at each grid point in statics."""

    def write(file: Op2File, draw: Draw) -> Floats:
        values = draw(len(IDS), 6)
        if table != "OUGV1":
            write_still(file)
        write_nodal(file, [(CASE, Points(IDS), values)], table)
        return values

    return Trip(
        (table, "statics"),
        write_nodal,
        write,
        lambda op2: only(getattr(op2, theirs)).data[0],
        lambda results: getattr(results, ours)[0],
    )


def write_still(file: Op2File, points: Ints = IDS, kinds: Ints | int = GRID_POINT) -> None:
    """Displacements of zero, for a file that has to have some."""
    write_nodal(file, [(CASE, Points(points, kinds), np.zeros((len(points), 6)))])


def temperatures(table: str, theirs: str) -> Trip:
    """One number at each point in steady heat transfer."""

    def write(file: Op2File, draw: Draw) -> Floats:
        values = 1.0 + np.abs(draw(len(IDS)))  # points without heat of constraint are left out
        if table != "OUGV1":
            write_temperatures(file)
        write_points(file, table, [(heat_answer(), IDS, values)])
        return values

    return Trip(
        (table, "heat"),
        write_points,
        write,
        lambda op2: only(getattr(op2, theirs)).data[0, :, 0],
        lambda found: (found.thermal.temperature if table == "OUGV1" else found.thermal.constraint)[
            0
        ],
    )


def heat_answer() -> HeatAnswer:
    """An answer of which only the subcase and the points count."""
    none = np.zeros(len(IDS))
    return HeatAnswer(CASE, none, none, none, np.ones(len(IDS), bool), 0.0)


def write_temperatures(file: Op2File) -> None:
    """Zeros, for a file that has to have temperatures."""
    write_points(file, "OUGV1", [(heat_answer(), IDS, np.zeros(len(IDS)))])


def eigenvalues(approach: int, ours: str) -> Trip:
    """LAMA."""
    return _modal(
        ("LAMA", str(approach)),
        write_eigenvalues,
        lambda modes: modes.eigenvalues,
        lambda op2: only(op2.eigenvalues).eigenvalues,
        ours,
    )


def mode_shapes(approach: int, ours: str) -> Trip:
    """Six components of each mode at each grid point."""
    return _modal(
        ("OUGV1", str(approach)),
        write_modes,
        lambda modes: modes.shapes,
        lambda op2: only(op2.eigenvectors).data,
        ours,
    )


def _modal(
    table: tuple[str, str],
    writer: Callable[..., None],
    part: Callable[[Modes], Floats],
    theirs: Callable[["OP2"], Numbers],
    ours: str,
) -> Trip:
    """A part of two modes, which are written with both of their tables."""

    def write(file: Op2File, draw: Draw) -> Floats:
        return part(_write_modes(file, draw, int(table[1])))

    return Trip(table, writer, write, theirs, lambda results: getattr(results, ours))


def _write_modes(file: Op2File, draw: Draw, approach: int) -> Modes:
    """Two modes of positive eigenvalues that rise, with their LAMA."""
    values = np.cumsum(np.abs(draw(2)) + 1.0).astype(np.float32).astype(float)
    drawn = Modes(CASE, values, draw(2, len(IDS), 6), 1.0 + np.abs(draw(2)))
    write_eigenvalues(file, drawn, approach)
    write_modes(file, [(Points(IDS), drawn)], approach)
    return drawn


def weight() -> Trip:
    """OGPWG: the mass matrix, the masses and the centres of gravity; the rest is derived."""

    def write(file: Op2File, draw: Draw) -> Floats:
        matrix, centres, inertia = draw(6, 6), draw(3, 3), draw(3, 3)
        write_still(file)
        write_weight(file, Weight(9, matrix, 1.0, centres[0], centres, inertia + inertia.T))
        return np.concatenate([matrix.ravel(), np.diag(matrix)[:3], centres.ravel()])

    def theirs(op2: "OP2") -> Numbers:
        found = only(op2.grid_point_weight)
        return np.concatenate([found.MO.ravel(), found.mass, found.cg.ravel()])

    return Trip(("OGPWG",), write_weight, write, theirs, None)


def response(quantity: Quantity, over: Over, theirs: str, form: Form = "rectangular") -> Trip:
    """One quantity at two frequencies or times, which stand before their vectors."""

    def write(file: Op2File, draw: Draw) -> Numbers:
        at, values = 1.0 + np.cumsum(1.0 + np.abs(draw(2))), draw(2, 6 * len(IDS))
        if over == "frequency":
            values = values + 1j * draw(2, 6 * len(IDS))
        shapes = np.eye(6 * len(IDS)).reshape(-1, len(IDS), 6)
        field = Field(IDS, np.zeros(len(IDS), bool), values, shapes, form, printed=False)
        write_responses(file, [Answer(CASE, over, at, {quantity: field}, Strain((), values), ())])
        return np.column_stack([at, values])

    def found(op2: "OP2") -> Numbers:
        table = only(getattr(op2, theirs))
        return np.column_stack([table._times, table.data.reshape(2, -1)])

    return Trip(
        (quantity, over, form),
        write_responses,
        write,
        found,
        None
        if quantity == "spc_forces"
        else lambda results: np.column_stack(
            [results.responses[0].at, results.responses[0].values.reshape(2, -1)]
        ),
        close=POLAR if form == "polar" else 0.0,
    )
