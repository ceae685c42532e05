"""CELAS1 to CELAS4: a conductance between two points, or between one and a ground at zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.conduction.model import HeatModel, need_temperature
from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.elements.spring import BY_PELAS, need_scalar_points
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import SCALAR_ELEMENTS

LINKS = ("CELAS1", "CELAS2", "CELAS3", "CELAS4")


@dataclass(frozen=True, eq=False)
class Links:
    """Conductances as arrays over n elements.

    Attributes:
        nodes: Rows of both points; one at the ground has the row of the other, shape (n, 2).
        fall: Of temperature along a link from those of its points: 1, -1, 0; shape (n, 2).
        size: Heat of a degree, shape (n,).
    """

    ids: Ints
    nodes: Ints
    fall: Floats
    size: Floats

    def conductance(self) -> Floats:
        """Heat into the points by their temperatures, shape (n, 2, 2)."""
        return np.asarray(self.size[:, None, None] * self.fall[:, :, None] * self.fall[:, None])

    @property
    def grounded(self) -> bool:
        """Whether heat leaves to the ground, which no constraint accounts for."""
        return not self.fall.all()


def read_links(model: HeatModel) -> Links:
    """The links of a deck."""
    cards = [card for name in LINKS for card in model.cards.get(name, [])]
    ends = [_ends(model, card) for card in cards]
    nodes = np.array([rows for rows, _ in ends], np.int64).reshape(-1, 2)
    fall = np.array([signs for _, signs in ends], float).reshape(-1, 2)
    return Links(ids_of(cards), nodes, fall, _sizes(model, cards))


def _sizes(model: HeatModel, cards: Sequence[Any]) -> Floats:
    owners = [model.property_of(card) if card.type in BY_PELAS else card for card in cards]
    for card, owner in zip(cards, owners, strict=True):
        if owner is not card and owner.type != "PELAS":
            raise unsupported(f"{owner.type} {owner.pid} ON {card.type} {card.eid}")
        if float(owner.k) < 0:
            raise Fatal(f"{card.type} {card.eid} HAS A NEGATIVE CONDUCTANCE.")
    return np.array([float(owner.k) for owner in owners])


def _ends(model: HeatModel, card: Any) -> tuple[list[int], tuple[float, float]]:
    """Rows of both points, and what part each has in the fall of temperature."""
    owner = f"{card.type} {card.eid}"
    rows = []
    components = (getattr(card, name, 0) for name in ("c1", "c2"))
    for node, component in zip(card.nodes, components, strict=True):
        if node:
            need_temperature(component, owner)
            rows.append(model.row(int(node), owner))
    if card.type in SCALAR_ELEMENTS:
        need_scalar_points(model, card, rows)
    if not rows:
        raise Fatal(f"{owner} NAMES NO GRID POINT.")
    return [rows[0], rows[-1]], (1.0, -1.0 if len(rows) == 2 else 0.0)
