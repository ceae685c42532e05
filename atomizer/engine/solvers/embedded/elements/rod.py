"""CROD and CONROD: axial force and torsion along a straight line.

The stiffness is E A / L along the axis and G J / L about it (Cook, Malkus, Plesha and Witt,
Concepts and Applications of Finite Element Analysis, 4th ed., section 2.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, unit
from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.fatal import bad_geometry, unsupported
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Rods:
    """Rods as arrays over n elements.

    Attributes:
        axis: Unit vectors from the first to the second node, shape (n, 3).
        length: Shape (n,).
        axial: E A, shape (n,).
        torsional: G J, shape (n,).
        young: E, shape (n,).
        twist: G times the radius C for torsional stress, shape (n,).
        line_mass: Mass of a unit of length, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    axis: Floats
    length: Floats
    axial: Floats
    torsional: Floats
    young: Floats
    twist: Floats
    line_mass: Floats
    components: int = 6

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        along = self.axis[:, :, None] * self.axis[:, None, :]
        full = np.zeros((len(self.ids), 2, 2, 3, 2, 2, 3))
        for kind, rigidity in enumerate((self.axial, self.torsional)):
            block = along * (rigidity / self.length)[:, None, None]
            for a in (0, 1):
                for b in (0, 1):
                    full[:, a, kind, :, b, kind, :] = block if a == b else -block
        return full.reshape(len(self.ids), 12, 12)

    def masses(self) -> Floats:
        """Half of the mass at each end, shape (n, 2)."""
        return np.repeat((self.line_mass * self.length / 2.0)[:, None], 2, axis=1)

    def stress(self, motion: Floats) -> Floats:
        """Axial and torsional stress, shape (n, 2)."""
        ends = motion.reshape(-1, 2, 2, 3)
        along = ((ends[:, 1] - ends[:, 0]) * self.axis[:, None, :]).sum(-1)
        strain, twist = (along / self.length[:, None]).T
        return np.stack([self.young * strain, self.twist * twist], axis=1)


def read_rods(model: Model, cards: Sequence[Any]) -> Rods:
    """The rods of a deck, CROD with PROD or CONROD."""
    nodes = model.nodes(cards)
    ends = model.grid.xyz[nodes]
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    _need_length(cards, length)
    columns = np.array([_row(model, card) for card in cards]).T
    axis = unit(ends[:, 1] - ends[:, 0])
    return Rods(cards[0].type, ids_of(cards), nodes, axis, length, *columns)


def _row(model: Model, card: Any) -> tuple[float, float, float, float, float]:
    """E A, G J, E, G C and mass of a unit of length."""
    prop = card if card.type == "CONROD" else model.property_of(card)
    owner = f"{prop.type} {card.eid if prop is card else card.pid}"
    if prop.type not in ("CONROD", "PROD"):
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    made_of = model.material(prop.mid, owner)
    area = float(prop.A)
    return (
        made_of.young * area,
        made_of.shear * float(prop.j or 0.0),
        made_of.young,
        made_of.shear * float(prop.c or 0.0),
        made_of.density * area + float(prop.nsm or 0.0),
    )


def _need_length(cards: Sequence[Any], length: Floats) -> None:
    short = np.flatnonzero(length <= 0.0)
    if len(short):
        card = cards[int(short[0])]
        raise bad_geometry(card.type, int(card.eid), "ITS LENGTH IS ZERO")
