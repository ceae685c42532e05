"""The one road from files to numbers: an OP2 of any Nastran and the deck it came from."""

from collections.abc import Collection, Iterator, Sized
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from atomizer.engine.deck import read_bdf
from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx.expressions import SUFFIX, read_expressions
from atomizer.engine.results.balance import (
    applied_loads,
    heat_imbalance,
    imbalance,
    left_out,
)
from atomizer.engine.results.element_responses import read_element_responses
from atomizer.engine.results.laminates import read_laminates
from atomizer.engine.results.mesh import known_rows, need_elements, read_cells, read_grid_points
from atomizer.engine.results.modes import effective_mass, read_modes
from atomizer.engine.results.op2_tables import SHELLS, element_tables, open_op2, vectors
from atomizer.engine.results.responses import KINDS, read_responses
from atomizer.engine.results.results import Cells, Floats, Ints, Response, Results, Table
from atomizer.engine.results.sets import read_sets
from atomizer.engine.results.thermal import read_thermal, unreported
from atomizer.engine.results.weight import disagreement, mass_properties
from atomizer.engine.solvers.embedded.assembly import to_basic_frame
from atomizer.engine.solvers.embedded.grid import Grid
from atomizer.engine.solvers.embedded.model import Model

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

ALL: tuple[Table, ...] = get_args(Table)
CHECKED: tuple[Table, ...] = ("displacement", "temperature", "reactions")
"""What is read whoever asks: that reactions balance the loads is checked of every result."""


def read_results(op2: Path, deck: Path, tables: Collection[Table] = ALL) -> Results:
    """Results of statics, modes, buckling, responses to loads that change, or steady heat transfer.

    Args:
        op2: The result file.
        deck: The deck it was solved from; it gives positions, frames, elements and masses.
        tables: What to read; displacements, temperatures and reactions are always read.

    Raises:
        SolveFailed: the files cannot be read, do not belong together, or hold values that are
            not numbers.
    """
    opened = open_op2(op2, {*CHECKED, *tables})
    model = Model(read_bdf(deck, "plain"))
    grid = read_grid_points(model)
    subcases, displacement = _displacement(opened, grid)
    natural, buckled = (read_modes(opened, grid, kind) for kind in ("natural", "buckling"))
    thermal = read_thermal(opened, model, grid)
    responses = _responses(opened, grid, tables)
    modes = (natural.eigenvalues, buckled.eigenvalues)
    found = tuple(element_tables(opened, tables))
    need_elements(model, found)
    _need_something(op2, (opened.displacements, *modes, thermal.subcases, responses, found))
    reactions = _field(opened, "reactions", grid, subcases, 0.0)
    applied = applied_loads(model, subcases)
    cells = read_cells(model.bdf, grid.ids)
    mass, reason = mass_properties(model, deck)
    effective = effective_mass(model, natural)
    partial = left_out(model)
    warnings = (
        reason,
        disagreement(mass, opened),
        partial or imbalance(subcases, applied, reactions) or heat_imbalance(thermal),
        _unreported(displacement),
        unreported(thermal),
    )
    results = Results(
        subcases=subcases,
        nodes=grid.ids,
        positions=grid.xyz,
        displacement=displacement,
        reactions=reactions,
        applied=applied,
        element_tables=found,
        mass=mass,
        cells=cells,
        warnings=tuple(warning for warning in warnings if warning),
        eigenvalues=natural.eigenvalues,
        frequencies=natural.frequencies,
        mode_shapes=natural.shapes,
        mode_subcases=natural.subcases,
        effective_mass=effective[0] if effective else None,
        rigid_mass=effective[1] if effective else None,
        buckling_factors=buckled.eigenvalues,
        buckling_shapes=buckled.shapes,
        buckling_subcases=buckled.subcases,
        sets=read_sets(model.bdf.case_control_deck),
        laminates=read_laminates(model.bdf),
        expressions=read_expressions(op2.with_suffix(SUFFIX)),
        thermal=thermal,
        responses=responses,
        mpc_forces=_field(opened, "mpc_forces", grid, subcases, 0.0),
    )
    silent = tuple(_without_stress(results, tables))
    return replace(results, warnings=results.warnings + silent)


def _displacement(op2: "OP2", grid: Grid) -> tuple[Ints, Floats]:
    """Ids of the static subcases and the displacements in them."""
    subcases = np.array([subcase for subcase, *_ in vectors(op2, "displacement")], np.int64)
    return subcases, _field(op2, "displacement", grid, subcases, np.nan)


def _responses(op2: "OP2", grid: Grid, tables: Collection[Table]) -> tuple[Response, ...]:
    """The responses of the kinds asked for."""
    asked = [table for table in KINDS if table in tables]
    of_points = [found for table in asked for found in read_responses(op2, grid, table)]
    of_elements = [found for table in asked for found in read_element_responses(op2, table, tables)]
    return (*of_points, *of_elements)


def _need_something(op2: Path, found: Collection[Sized]) -> None:
    if not any(len(each) for each in found):
        said = "no displacements, modes or temperatures, and nothing else that was asked for"
        raise SolveFailed("parse", f"{op2.name} holds {said}.")


def _field(op2: "OP2", table: Table, grid: Grid, subcases: Ints, missing: float) -> Floats:
    """Vectors at all grid points in the basic frame, shape (n_subcases, n_nodes, 6)."""
    field = np.full((len(subcases), len(grid), 6), missing)
    for subcase, name, nodes, values in vectors(op2, table):
        at = np.flatnonzero(subcases == subcase)
        rows = known_rows(grid, nodes, table)
        field[at[:, None], rows] = values
        if not name.startswith("B"):  # BOUGV1 is in the basic frame already
            field[at] = to_basic_frame(field[at], grid)
    return field


def _unreported(displacement: Floats) -> str:
    """A sentence if some grid points have no displacement, else empty."""
    silent = int(np.isnan(displacement).any(axis=(0, 2)).sum())
    total = displacement.shape[1]
    return f"The file reports no displacement of {silent} of {total} grid points." if silent else ""


def _without_stress(results: Results, tables: Collection[Table]) -> Iterator[str]:
    """A sentence for each card of which only some elements have the stress that was asked for."""
    stresses = [each for each in results.element_tables if each.table.endswith("stress")]
    for card in sorted({stress.card for stress in stresses}):
        of_card = [each for each in results.cells if each.card == card]
        ids = {int(eid) for each in of_card for eid in _stressed(each, results, tables)}
        reported = {int(eid) for each in stresses if each.card == card for eid in each.elements}
        if silent := len(ids - reported):
            yield f"The file reports no stress of {silent} of {len(ids)} {card}."


def _stressed(cells: Cells, results: Results, tables: Collection[Table]) -> Ints:
    """Elements whose stresses are in one of the tables; layered shells have their own."""
    layered = np.isin(cells.properties, list(results.laminates))
    plain = cells.card not in SHELLS or "shell_stress" in tables
    return np.asarray(cells.ids[np.where(layered, "ply_stress" in tables, plain)])
