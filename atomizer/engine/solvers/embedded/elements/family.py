"""What every element family offers."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints


class Elements(Protocol):
    """All elements of one card as arrays over n elements with m nodes of c freedoms each.

    Freedoms of a node are u, v, w, and with c = 6 the rotations about x, y, z; basic frame.
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

    @property
    def components(self) -> int:
        """Freedoms of a node, c: 3 or 6."""
        ...

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, c m, c m)."""
        ...

    def masses(self) -> Floats:
        """Lumped mass at each node in the unit of the densities, shape (n, m)."""
        ...

    def stress(self, motion: Floats) -> Floats:
        """Stress from the motion of the nodes in the basic frame, shape (n, c m).

        The shape of the answer is the family's own; the writer of its OP2 table knows it.
        """
        ...


def ids_of(cards: Sequence[Any]) -> Ints:
    """Element ids of a list of cards, shape (n,)."""
    return np.array([card.eid for card in cards], np.int64)
