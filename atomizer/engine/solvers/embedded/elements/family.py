"""What every element family offers."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints


class Elements(Protocol):
    """All elements of one card as arrays over n elements with m nodes of six freedoms each.

    Freedoms of a node are u, v, w, and the rotations about x, y, z, all in the basic frame.
    """

    @property
    def card(self) -> str:
        """The name of the card, for example CQUAD4."""
        ...

    @property
    def ids(self) -> Ints:
        """Element ids, ascending, shape (n,)."""
        ...

    @property
    def nodes(self) -> Ints:
        """Rows of the grid points, shape (n, m)."""
        ...

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 6 m, 6 m)."""
        ...

    def masses(self) -> Floats:
        """Lumped mass at each node in the unit of the densities, shape (n, m)."""
        ...

    def stress(self, motion: Floats) -> Floats:
        """Stress from the motion of the nodes in the basic frame, shape (n, 6 m).

        The shape of the answer is the family's own; the writer of its OP2 table knows it.
        """
        ...


def ids_of(cards: Sequence[Any]) -> Ints:
    """Element ids of a list of cards, shape (n,)."""
    return np.array([card.eid for card in cards], np.int64)
