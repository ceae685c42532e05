"""The study as a graph: nodes are items, edges are references, and nothing is kept twice.

A node stands where somebody put it, else where the layout puts it: one column a kind, in the
direction in which numbers flow.
"""

from collections.abc import Iterator

from atomizer.domain.items import KINDS, Kind, reference
from atomizer.domain.study import Study
from atomizer.domain.values import ItemId, Value

Position = tuple[float, float]

COLUMNS: dict[Kind, int] = {
    "design_variable": 0,
    "model": 1,
    "solver": 2,
    "extractor": 3,
    "objective": 4,
    "constraint": 4,
    "algorithm": 5,
    "surrogate": 6,
}
FLOWS: tuple[tuple[Kind, Kind], ...] = (
    ("design_variable", "model"),
    ("model", "solver"),
    ("solver", "extractor"),
    ("objective", "algorithm"),
    ("constraint", "algorithm"),
    ("algorithm", "surrogate"),
)
"""Every item of the one kind feeds every item of the other."""
COLUMN_WIDTH, ROW_HEIGHT, MARGIN = 280.0, 120.0, 50.0
"""In pixels."""


class Node(Value):
    """An item on the canvas."""

    id: ItemId
    type: Kind
    position: Position


class Edge(Value):
    """A reference on the canvas, from where a number comes to where it goes."""

    id: str
    source: ItemId
    target: ItemId


def nodes(study: Study) -> list[Node]:
    """Every item that has a place on the canvas."""
    placed = study.document.get("node", {})
    return [
        Node(id=i, type=kind, position=_placed(placed, i) or home)
        for kind, i, home in _homes(study)
    ]


def edges(study: Study) -> list[Edge]:
    """Every flow of numbers between two nodes."""
    return [Edge(id=f"{a}->{b}", source=a, target=b) for a, b in _flows(study)]


def layout(study: Study) -> dict[ItemId, Position]:
    """Where each node stands when nobody moved it, in pixels."""
    return {i: home for _, i, home in _homes(study)}


def _placed(placed: dict[str, dict[str, list[float]]], node: ItemId) -> Position | None:
    x_y = placed.get(node, {}).get("position")
    return (x_y[0], x_y[1]) if x_y else None


def _homes(study: Study) -> Iterator[tuple[Kind, ItemId, Position]]:
    rows: dict[int, int] = {}
    for kind, column in COLUMNS.items():
        for i in study.cells(kind):
            row = rows.get(column, 0)
            rows[column] = row + 1
            yield kind, i, (MARGIN + column * COLUMN_WIDTH, MARGIN + row * ROW_HEIGHT)


def _flows(study: Study) -> Iterator[tuple[ItemId, ItemId]]:
    have = {kind: list(study.cells(kind)) for kind in KINDS}
    for before, after in FLOWS:
        yield from ((a, b) for a in have[before] for b in have[after])
    for kind in ("objective", "constraint"):
        for i, cells in study.cells(kind).items():
            if source := reference(cells):
                yield source, i
