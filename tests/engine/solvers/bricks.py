"""Meshes of solids for the tests: a block of cells, each one hexahedron or several others."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from tests.engine.solvers.decks import grids

CELLS = {
    "CHEXA": ((0, 1, 2, 3, 4, 5, 6, 7),),
    "CPENTA": ((0, 1, 2, 4, 5, 6), (0, 2, 3, 4, 6, 7)),
    "CTETRA": (
        *((0, 1, 2, 6), (0, 2, 3, 6), (0, 3, 7, 6)),
        *((0, 7, 4, 6), (0, 4, 5, 6), (0, 5, 1, 6)),
    ),
}
"""Corners of a cell, counted as those of a CHEXA, in the elements it is cut into."""
Kind = tuple[str, int]
KINDS: list[Kind] = list(SOLID_SHAPES)


@dataclass(frozen=True)
class Block:
    """Grid points and elements of a block; ids are rows counted from 1."""

    points: Floats
    cards: list[str]
    elements: list[tuple[int, ...]]

    def where(self, inside: Callable[[Floats], np.ndarray]) -> list[int]:
        """Ids of the grid points at some places; the argument takes x, y, z, shape (3, n)."""
        return [int(row) + 1 for row in np.flatnonzero(inside(self.points.T))]

    def straight(self, kind: Kind) -> "Block":
        """The same block with the nodes on edges in their middles."""
        points = self.points.copy()
        outline = SOLID_SHAPES[kind].outline
        for nodes in np.array(self.elements) - 1:
            middles = nodes[len(outline.corners) :]
            for middle, (a, b) in zip(middles, outline.edges, strict=False):
                points[middle] = (points[nodes[a]] + points[nodes[b]]) / 2.0
        return Block(points, self.cards, self.elements)

    def bulk(self) -> list[str]:
        return [*grids(self.points), *self.cards]


def block(kind: Kind, cells: tuple[int, int, int], place: Callable[[Floats], Floats]) -> Block:
    """A block of nx by ny by nz cells of the unit cube, moved to its place.

    Args:
        place: From points of the unit cube, shape (n, 3), to positions.
    """
    card, count = kind
    counts = np.array(cells)
    elements: list[tuple[int, ...]] = []
    known: dict[tuple[int, ...], int] = {}
    for cell in np.ndindex(*cells):
        corners = [tuple(2 * (np.array(cell) + offset)) for offset in OFFSETS]
        for part in CELLS[card]:
            ends = [corners[k] for k in part]
            edges = SOLID_SHAPES[kind].outline.edges if count > len(part) else ()
            middles = [tuple((np.array(ends[a]) + ends[b]) // 2) for a, b in edges]
            elements.append(tuple(known.setdefault(at, len(known) + 1) for at in ends + middles))
    points = place(np.array(list(known), float) / (2 * counts))
    return Block(
        points, [solid_card(card, n, e) for n, e in enumerate(elements, start=1)], elements
    )


OFFSETS = np.array(
    [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)]
)


def solid_card(card: str, number: int, nodes: tuple[int, ...]) -> str:
    """The lines of one element of property 1."""
    fields = [str(number), "1", *map(str, nodes)]
    lines = [fields[k : k + 8] for k in range(0, len(fields), 8)]
    return "\n,".join([f"{card},{','.join(lines[0])}", *(",".join(line) for line in lines[1:])])
