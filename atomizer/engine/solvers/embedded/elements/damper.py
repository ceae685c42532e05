"""CDAMP1 to CDAMP4 and CVISC: viscous dampers between components of points, or to ground.

They have no stiffness, so that statics and modes do not notice them. MSC Nastran Quick Reference
Guide: the force of a CDAMP is B times the difference of the velocities of its ends; a CVISC damps
the motion along the line of its ends by CE and the turning about it by CR.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, transpose
from atomizer.engine.solvers.embedded.elements.family import Plain, ids_of
from atomizer.engine.solvers.embedded.elements.spring import scalar_ends
from atomizer.engine.solvers.embedded.fatal import bad_geometry, unsupported
from atomizer.engine.solvers.embedded.model import Model

BY_PDAMP = ("CDAMP1", "CDAMP3")


@dataclass(frozen=True)
class Dampers(Plain):
    """Dampers as arrays over n elements with s dashpots each.

    Attributes:
        stretch: Of the dashpots from the motion of the nodes, shape (n, s, 12).
        viscosity: Force over speed, shape (n, s).
    """

    card: str
    ids: Ints
    nodes: Ints
    stretch: Floats
    viscosity: Floats
    components: int = 6

    def stiffness(self) -> Floats:
        """None, shape (n, 12, 12)."""
        return self.coupled()

    def damping(self) -> Floats:
        """Viscous damping in the basic frame, shape (n, 12, 12)."""
        return transpose(self.stretch) @ (self.viscosity[:, :, None] * self.stretch)

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """No stress, shape (n, 0)."""
        return np.zeros((len(self.ids), 0))


def read_dampers(model: Model, cards: Sequence[Any]) -> Dampers:
    """CDAMP1 to CDAMP4."""
    ends = [scalar_ends(model, card) for card in cards]
    owners = [model.property_of(card) if card.type in BY_PDAMP else card for card in cards]
    _need("PDAMP", cards, owners)
    return Dampers(
        cards[0].type,
        ids_of(cards),
        np.array([rows for rows, _ in ends], np.int64),
        np.array([[direction] for _, direction in ends]),
        np.array([[float(owner.b or 0.0)] for owner in owners]),
    )


def read_viscous(model: Model, cards: Sequence[Any]) -> Dampers:
    """CVISC."""
    nodes = model.nodes(cards)
    along = model.grid.xyz[nodes[:, 1]] - model.grid.xyz[nodes[:, 0]]
    length = np.linalg.norm(along, axis=1)
    for card, size in zip(cards, length, strict=True):
        if not size > 0:
            raise bad_geometry("CVISC", int(card.eid), "IT HAS NO LENGTH")
    axis = along / length[:, None]
    stretch = np.zeros((len(cards), 2, 12))
    for kind in (0, 1):
        stretch[:, kind, 3 * kind : 3 * kind + 3] = -axis
        stretch[:, kind, 6 + 3 * kind : 9 + 3 * kind] = axis
    owners = [model.property_of(card) for card in cards]
    _need("PVISC", cards, owners)
    viscosity = np.array([[float(o.ce or 0.0), float(o.cr or 0.0)] for o in owners])
    return Dampers("CVISC", ids_of(cards), nodes, stretch, viscosity)


def _need(wanted: str, cards: Sequence[Any], owners: Sequence[Any]) -> None:
    for card, owner in zip(cards, owners, strict=True):
        if owner is not card and owner.type != wanted:
            raise unsupported(f"{owner.type} {owner.pid} ON {card.type} {card.eid}")
