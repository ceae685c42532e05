"""Surfaces that heat enters through: CHBDYE on a side of an element, CHBDYG and CHBDYP on points.

Numbers of sides: MSC Nastran Quick Reference Guide, entry CHBDYE, side conventions. Side 1 of a
shell is its face, the others are its edges, as wide as it is thick; sides 2 and 3 of a line are its
ends, as large as its section, and side 1 is all around it: the circumference of a circle of the
area of its section, or of the outer diameter of a CTUBE.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.conduction.conductors import Conductors
from atomizer.engine.solvers.embedded.conduction.geometry import AREAS, LINE, POINT, Form
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from atomizer.engine.solvers.embedded.fatal import (
    Fatal,
    bad_geometry,
    undefined_property,
    unsupported,
)

SIDES: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "CHEXA": (
        *((3, 2, 1, 0), (0, 1, 5, 4), (1, 2, 6, 5)),
        *((2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7)),
    ),
    "CPENTA": ((2, 1, 0), (0, 1, 4, 3), (1, 2, 5, 4), (2, 0, 3, 5), (3, 4, 5)),
    "CTETRA": ((0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)),
}
"""Corners of the sides of solids."""
AREA_TYPES = {"AREA3": 3, "AREA4": 4, "AREA6": 6, "AREA8": 8}
"""By type of surface: its number of nodes."""


class Piece(NamedTuple):
    """One surface.

    Attributes:
        nodes: Rows of its points.
        width: At the nodes: 1 of an area, the width of a line, the area of a point.
    """

    form: Form
    nodes: Sequence[int]
    width: Sequence[float]


@dataclass(frozen=True, eq=False)
class Surfaces:
    """Surfaces of one card and form with m nodes as arrays over n elements.

    Attributes:
        points: Positions of the nodes, shape (n, m, 3).
        width: At the nodes, shape (n, m).
    """

    card: str
    ids: Ints
    nodes: Ints
    form: Form
    points: Floats
    width: Floats

    @cached_property
    def shares(self) -> Floats:
        """Heat at the nodes of fluxes at the nodes, shape (n, m, m)."""
        return self.form.shares(self.points, self.width)


def read_surfaces(model: HeatModel, conductors: Sequence[Conductors]) -> tuple[Surfaces, ...]:
    """Every surface of a model, one batch a card and form."""
    known = {int(eid): (family, row) for family in conductors for row, eid in enumerate(family.ids)}
    batches: dict[tuple[str, int], list[tuple[int, Piece]]] = {}
    for card in _cards(model):
        piece = READERS[card.type](model, card, known)
        batches.setdefault((card.type, len(piece.nodes)), []).append((int(card.eid), piece))
    return tuple(_surfaces(model, card, batch) for (card, _), batch in batches.items())


def _cards(model: HeatModel) -> Iterator[Any]:
    for name in READERS:
        yield from model.cards.get(name, [])


def _surfaces(model: HeatModel, card: str, batch: Sequence[tuple[int, Piece]]) -> Surfaces:
    ids, pieces = zip(*batch, strict=True)
    nodes = np.array([piece.nodes for piece in pieces], np.int64)
    width = np.array([piece.width for piece in pieces], float)
    form, points = pieces[0].form, model.grid.xyz[nodes]
    flat = np.flatnonzero(~(form.sizes(points) > 0.0))
    if len(flat):
        raise bad_geometry(card, int(ids[int(flat[0])]), "IT HAS NO SIZE")
    return Surfaces(card, np.array(ids, np.int64), nodes, form, points, width)


Known = Mapping[int, tuple[Conductors, int]]
"""The family and the row of each conducting element."""


def _on_element(model: HeatModel, card: Any, known: Known) -> Piece:
    """CHBDYE."""
    owner = f"CHBDYE {card.eid}"
    if int(card.eid2) not in known:
        raise Fatal(f"{owner} REFERENCES ELEMENT {card.eid2}, WHICH CONDUCTS NO HEAT.", 2008)
    family, row = known[int(card.eid2)]
    nodes, side = family.nodes[row].tolist(), int(card.side)
    sides = BY_DIMENSION[len(family.form.centre)](family, row, nodes)
    if not 1 <= side <= len(sides):
        said = f"SIDE {side} OF {family.card} {card.eid2}: THERE ARE {len(sides)}"
        raise Fatal(f"{owner} NAMES {said}.")
    return sides[side - 1]


def _sides_of_line(family: Conductors, row: int, nodes: list[int]) -> list[Piece]:
    area = float(family.across[row])
    around = family.girth[row]
    ends = [Piece(POINT, [node], [area]) for node in nodes]
    return [Piece(LINE, nodes, [around, around]), *ends]


def _sides_of_shell(family: Conductors, row: int, nodes: list[int]) -> list[Piece]:
    thick = [float(family.across[row])] * 2
    around = zip(nodes, [*nodes[1:], nodes[0]], strict=True)
    return [_area(nodes), *(Piece(LINE, edge, thick) for edge in around)]


def _sides_of_solid(family: Conductors, row: int, nodes: list[int]) -> list[Piece]:
    outline = SOLID_SHAPES[family.card, len(nodes)].outline
    refined = len(nodes) > len(outline.corners)
    faces = [[*side, *(outline.middles(side) if refined else ())] for side in SIDES[family.card]]
    return [_area([nodes[k] for k in face]) for face in faces]


def _area(nodes: Sequence[int]) -> Piece:
    return Piece(AREAS[len(nodes)], nodes, [1.0] * len(nodes))


BY_DIMENSION: Mapping[int, Callable[[Conductors, int, list[int]], list[Piece]]] = {
    1: _sides_of_line,
    2: _sides_of_shell,
    3: _sides_of_solid,
}


def _on_grid(model: HeatModel, card: Any, known: Known) -> Piece:
    """CHBDYG."""
    return area_piece(model, str(card.surface_type), card.nodes, f"CHBDYG {card.eid}")


def area_piece(model: HeatModel, kind: str, points: Sequence[int | None], owner: str) -> Piece:
    """A surface of a type such as AREA4 between points.

    Raises:
        Fatal: the type is not supported, or a point is blank or not in the deck.
    """
    if kind not in AREA_TYPES:
        raise unsupported(f"{kind} ON {owner}")
    named = [int(point or 0) for point in points][: AREA_TYPES[kind]]
    if len(named) < AREA_TYPES[kind] or not all(named):
        raise unsupported(f"{kind} WITH NODES ON SOME OF ITS EDGES ONLY ON {owner}")
    return _area([model.row(node, owner) for node in named])


def _on_points(model: HeatModel, card: Any, known: Known) -> Piece:
    """CHBDYP."""
    owner = f"CHBDYP {card.eid}"
    if int(card.pid) not in model.bdf.phbdys:
        raise undefined_property(int(card.eid), int(card.pid))
    prop, kind = model.bdf.phbdys[int(card.pid)], str(card.surface_type)
    if kind not in ("POINT", "LINE", "TUBE"):
        raise unsupported(f"{kind} ON {owner}")
    ends = [card.g1] if kind == "POINT" else [card.g1, card.g2]
    rows = [model.row(int(node), owner) for node in ends]
    if kind == "TUBE":
        return Piece(LINE, rows, _cone(model, prop, rows))
    return sized_piece(rows, prop.af, f"PHBDY {prop.pid} OF {owner}")


def sized_piece(rows: Sequence[int], factor: float | None, owner: str) -> Piece:
    """A point with its area, or a line with its width.

    Raises:
        Fatal: the area factor is missing.
    """
    if not factor:
        raise Fatal(f"{owner} HAS NO AREA FACTOR AF.")
    return Piece(POINT if len(rows) == 1 else LINE, rows, [float(factor)] * len(rows))


def _cone(model: HeatModel, prop: Any, rows: Sequence[int]) -> list[float]:
    """Circumferences at both ends of a tube, stretched by the slope of its wall."""
    if not prop.d1 or not prop.d2:
        raise Fatal(f"PHBDY {prop.pid} HAS NO DIAMETER D1.")
    first, last = float(prop.d1), float(prop.d2)
    length = float(np.linalg.norm(np.diff(model.grid.xyz[list(rows)], axis=0)))
    if not length:
        raise Fatal(f"A TUBE WITH PHBDY {prop.pid} HAS NO LENGTH.")
    slant = float(np.hypot(length, (first - last) / 2.0)) / length
    return [np.pi * first * slant, np.pi * last * slant]


READERS: Mapping[str, Callable[[HeatModel, Any, Known], Piece]] = {
    "CHBDYE": _on_element,
    "CHBDYG": _on_grid,
    "CHBDYP": _on_points,
}
