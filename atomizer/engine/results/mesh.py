"""The mesh of a deck: where the grid points are and which elements join them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.results import Cells, ElementTable, Ints
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.grid import Grid, UnknownGrid
from atomizer.engine.solvers.embedded.model import Model

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

SURFACES = {"CHBDYE", "CHBDYG", "CHBDYP"}
"""Elements that only take in heat, on the sides of others or between their points."""


def read_grid_points(model: Model) -> Grid:
    """The grid points of a deck.

    Raises:
        SolveFailed: the deck has none, or a coordinate system is missing.
    """
    try:
        grid = model.grid.some(np.flatnonzero(~model.grid.scalar))
    except Fatal as fatal:
        raise SolveFailed("parse", f"The positions cannot be computed: {fatal.f06}") from fatal
    if not len(grid):
        raise SolveFailed("parse", "The deck has no grid points.")
    return grid


def known_rows(grid: Grid, nodes: Ints, what: str) -> Ints:
    """Rows of the grid points a result file names.

    Raises:
        SolveFailed: one of them is not in the deck.
    """
    try:
        return grid.index(np.asarray(nodes, np.int64))
    except UnknownGrid as unknown:
        said = f"The {what} is of grid point {unknown.grid}, which is not in the deck."
        raise SolveFailed("parse", said) from None


def need_elements(model: Model, tables: Iterable[ElementTable]) -> None:
    """Refuse what a result file says of elements that the deck does not have.

    Raises:
        SolveFailed: it is of another deck.
    """
    for table in tables:
        known = [int(card.eid) for card in model.cards.get(table.card, ())]
        foreign = np.setdiff1d(table.elements, known)
        if len(foreign):
            said = f"The {table.what} is of element {foreign[0]}, which is no {table.card} of"
            raise SolveFailed("parse", f"{said} the deck: the file is of another one.")


def read_cells(bdf: "BDF", nodes: Ints) -> tuple[Cells, ...]:
    """The elements of a deck whose grid points are all there, by card and number of nodes."""
    known = {int(node): row for row, node in enumerate(nodes)}
    groups: dict[tuple[str, int], list[tuple[int, int, list[int]]]] = {}
    for eid in sorted(bdf.elements):
        card = bdf.elements[eid]
        rows = _rows(card, known) if card.type not in SURFACES else []
        if rows:
            entry = (int(eid), int(getattr(card, "pid", 0) or 0), rows)
            groups.setdefault((card.type, len(rows)), []).append(entry)
    return tuple(_cells(card, group) for (card, _), group in groups.items())


def _rows(card: Any, known: dict[int, int]) -> list[int]:
    """Rows of the grid points of an element, empty if one of them is not in the deck."""
    try:
        nodes = [int(node) for node in card.node_ids if node]
    except AssertionError as error:  # pyNastran's answer to a grid point 0
        said = f"{card.type} {card.eid} does not name all its grid points."
        raise SolveFailed("parse", said) from error
    return [known[node] for node in nodes] if all(node in known for node in nodes) else []


def _cells(card: str, group: list[tuple[int, int, list[int]]]) -> Cells:
    ids, properties, rows = zip(*group, strict=True)
    return Cells(card, np.array(ids), np.array(properties), np.array(rows, np.int64))
