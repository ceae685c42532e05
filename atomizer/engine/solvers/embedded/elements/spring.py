"""CELAS1 to CELAS4: a spring between components of two points, or of one and the ground.

The component is one of the displacement frame of its grid point; a scalar point has but one, and
CELAS3 and CELAS4 join scalar points alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Plain, ids_of
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_grid, unsupported
from atomizer.engine.solvers.embedded.grid import SCALAR_ELEMENTS, UnknownGrid
from atomizer.engine.solvers.embedded.model import Model

BY_PELAS = ("CELAS1", "CELAS3")


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
    owners = [model.property_of(card) if card.type in BY_PELAS else card for card in cards]
    for card, owner in zip(cards, owners, strict=True):
        if owner is not card and owner.type != "PELAS":
            raise unsupported(f"{owner.type} {owner.pid} ON {card.type} {card.eid}")
    rigidity = np.array([float(owner.k) for owner in owners])
    per_force = np.array([float(getattr(owner, "s", 0.0) or 0.0) for owner in owners])
    return Springs(cards[0].type, ids_of(cards), nodes, stretch, rigidity, per_force)


def scalar_ends(model: Model, card: Any) -> tuple[list[int], Floats]:
    """Rows of the two grid points of a scalar element and its stretch by their motion, (12,).

    An end at the ground has the row of the other one and no part in the stretch.
    """
    named = (getattr(card, "c1", 0), getattr(card, "c2", 0))
    given = zip(card.nodes, named, (1.0, -1.0), strict=True)
    ends = [
        (_row(model, card, int(node)), component, sign) for node, component, sign in given if node
    ]
    if not ends:
        raise Fatal(f"{card.type} {card.eid} NAMES NO GRID POINT.")
    stretch = np.zeros((2, 6))
    for place, (row, component, sign) in enumerate(ends):
        kind, axis = divmod(_component(model, card, row, int(component or 0)), 3)
        stretch[place, 3 * kind : 3 * kind + 3] = sign * model.grid.axes[row][axis]
    return [ends[0][0], ends[-1][0]], stretch.ravel()


def need_scalar_points(model: Model, card: Any, rows: Sequence[int]) -> None:
    """Refuse an element between scalar points that names a grid point.

    Raises:
        Fatal: it does.
    """
    for row in rows:
        if not model.grid.scalar[row]:
            raise Fatal(f"{card.type} {card.eid}: {model.grid.ids[row]} IS NO SCALAR POINT.")


def _component(model: Model, card: Any, row: int, given: int) -> int:
    """A component from 0 to 5; 0 of a scalar point."""
    if model.grid.scalar[row] and given in (0, 1):
        return 0
    if card.type in SCALAR_ELEMENTS:
        need_scalar_points(model, card, [row])
    if model.grid.scalar[row] or given not in range(1, 7):
        raise Fatal(f"{given} IS NOT A COMPONENT OF {card.type} {card.eid}.")
    return given - 1


def _row(model: Model, card: Any, node: int) -> int:
    try:
        return int(model.grid.index_of_any(np.array([node]))[0])
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None
