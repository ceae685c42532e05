"""Point masses: CONM2 as a MASS on a point of its own that moves with the grid point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.calculix.cards import number, refusal
from atomizer.engine.solvers.calculix.frd import Floats

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True, eq=False)
class PointMass:
    """One CONM2.

    Attributes:
        owner: Its name.
        node: The grid point it moves with.
        point: The point of its own.
        mass: In the unit of the deck.
        offset: From the grid point, in the basic frame, shape (3,).
    """

    owner: str
    node: int
    point: int
    mass: float
    offset: Floats


def read_masses(bdf: "BDF", free_id: Iterator[int]) -> list[PointMass]:
    """All CONM2 of a deck.

    Raises:
        DeckRejected: one has inertia or an offset in a frame.
    """
    return [_mass(card, free_id) for card in bdf.masses.values()]


def _mass(card: Any, free_id: Iterator[int]) -> PointMass:
    owner, offset = f"CONM2 {card.eid}", np.asarray(card.X, float)
    if np.any(np.asarray(card.I, float)):
        raise refusal(f"{owner} has moments of inertia")
    if card.Cid() and offset.any():
        raise refusal(f"{owner} is off its grid point in frame {card.Cid()}")
    return PointMass(owner, card.Nid(), next(free_id), float(card.mass), offset)


def mass_lines(masses: list[PointMass], first: int) -> Iterator[str]:
    """*ELEMENT and *MASS of each.

    Args:
        first: The element id of the first.
    """
    for number_, each in enumerate(masses):
        name = f"MASS_{number_ + 1}"
        yield f"*ELEMENT, TYPE=MASS, ELSET={name}\n{first + number_},{each.point}"
        yield f"*MASS, ELSET={name}\n{number(each.mass)}"
