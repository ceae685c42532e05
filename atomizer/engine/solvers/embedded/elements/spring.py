"""CELAS1 and CELAS2: a spring between a component of one grid point and one of another, or ground.

The component is one of the displacement frame of its grid point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Plain, ids_of
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_grid, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Springs(Plain):
    """Springs as arrays over n elements; an end at the ground does not move.

    Attributes:
        stretch: Of a spring from the motion of its nodes, shape (n, 12).
        rigidity: Shape (n,).
        per_force: Stress of a unit of force, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    stretch: Floats
    rigidity: Floats
    per_force: Floats
    components: int = 6

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        both = self.stretch[:, :, None] * self.stretch[:, None, :]
        return np.asarray(both * self.rigidity[:, None, None])

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Force in the spring times the stress of a unit of force, shape (n, 1)."""
        return self.per_force[:, None] * self.forces(motion)

    def forces(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """K times the motion of end A less that of end B, shape (n, 1)."""
        return np.asarray((self.rigidity * (self.stretch * motion).sum(axis=1))[:, None])


def read_springs(model: Model, cards: Sequence[Any]) -> Springs:
    """The springs of a deck."""
    ends = [scalar_ends(model, card) for card in cards]
    nodes = np.array([rows for rows, _ in ends], np.int64)
    stretch = np.array([direction for _, direction in ends])
    owners = [model.property_of(card) if card.type == "CELAS1" else card for card in cards]
    for card, owner in zip(cards, owners, strict=True):
        if owner.type not in ("PELAS", "CELAS2"):
            raise unsupported(f"{owner.type} {owner.pid} ON {card.type} {card.eid}")
    rigidity, per_force = np.array([[float(o.k), float(o.s or 0.0)] for o in owners]).T
    return Springs(cards[0].type, ids_of(cards), nodes, stretch, rigidity, per_force)


def scalar_ends(model: Model, card: Any) -> tuple[list[int], Floats]:
    """Rows of the two grid points of a scalar element and its stretch by their motion, (12,).

    An end at the ground has the row of the other one and no part in the stretch.
    """
    given = [(card.nodes[0], card.c1, 1.0), (card.nodes[1], card.c2, -1.0)]
    ends = [
        (_row(model, card, int(node)), component, sign) for node, component, sign in given if node
    ]
    if not ends:
        raise Fatal(f"{card.type} {card.eid} NAMES NO GRID POINT.")
    stretch = np.zeros((2, 6))
    for place, (row, component, sign) in enumerate(ends):
        if not component or int(component) not in range(1, 7):
            raise Fatal(f"{component} IS NOT A COMPONENT OF {card.type} {card.eid}.")
        kind, axis = divmod(int(component) - 1, 3)
        stretch[place, 3 * kind : 3 * kind + 3] = sign * model.grid.axes[row][axis]
    return [ends[0][0], ends[-1][0]], stretch.ravel()


def _row(model: Model, card: Any, node: int) -> int:
    try:
        return int(model.grid.index(np.array([node]))[0])
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None
