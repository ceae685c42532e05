"""What every element family offers."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import chain
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints

PIECE = 512
"""Elements at a time: few enough for the cache, enough to keep Python out of the figures."""


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

    def coupled(self) -> Floats:
        """Coupled mass in the basic frame, shape (n, c m, c m)."""
        ...

    def volumes(self) -> Floats:
        """Volume, 0 for elements that fill no space, shape (n,)."""
        ...

    def heating(self, heat: Floats) -> Floats:
        """Forces that stretch the elements as their temperatures do, shape (n, c m).

        Args:
            heat: Temperature of each node, shape (n, m).
        """
        ...

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stress from the motion of the nodes in the basic frame, shape (n, c m).

        The shape of the answer is the family's own; the writer of its OP2 table knows it.

        Args:
            heat: Temperature of each node, shape (n, m); None is the reference temperature.
        """
        ...

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stiffness by the stress in the elements, in the basic frame, shape (n, c m, c m)."""
        ...


Batch = TypeVar("Batch", bound=Elements)


class Plain:
    """A family that neither weighs anything nor minds heat or stress."""

    nodes: Ints
    components: int

    def masses(self) -> Floats:
        """No mass, shape (n, m)."""
        return np.zeros(self.nodes.shape)

    def coupled(self) -> Floats:
        """No mass, shape (n, c m, c m)."""
        n, m = self.nodes.shape
        return np.zeros((n, self.components * m, self.components * m))

    def volumes(self) -> Floats:
        """No volume, shape (n,)."""
        return np.zeros(len(self.nodes))

    def heating(self, _: Floats) -> Floats:
        """No forces, shape (n, c m)."""
        n, m = self.nodes.shape
        return np.zeros((n, self.components * m))

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """No stiffness, shape (n, c m, c m)."""
        return self.coupled()


def by_pieces(family: Batch, of: Callable[..., Floats], *given: Floats | None) -> Floats:
    """What a function makes of all elements, a few at a time: their matrices stay in the cache.

    Args:
        of: From elements, and their rows of what is given, to an array of shape (n, ...).
        given: More arrays over the elements, shape (n, ...).
    """
    count = len(family.ids)
    if count <= PIECE:
        return np.asarray(of(family, *given))
    pieces = (slice(begin, begin + PIECE) for begin in range(0, count, PIECE))
    found = (of(some(family, rows), *(_rows(each, rows) for each in given)) for rows in pieces)
    first = next(found)
    whole = np.empty((count, *first.shape[1:]))
    for begin, part in enumerate(chain([first], found)):
        whole[begin * PIECE : (begin + 1) * PIECE] = part
    return whole


def _rows(given: Floats | None, rows: slice) -> Floats | None:
    return None if given is None else given[rows]


def some(batch: Batch, rows: slice | Ints) -> Batch:
    """Some elements of a family that is arrays all through, as shells and solids are."""
    return cast(Batch, _cut(batch, rows))


def _cut(batch: Any, rows: slice | Ints) -> Any:
    """Some rows of every array of a dataclass, and of the dataclasses in it."""
    parts = {each.name: getattr(batch, each.name) for each in fields(batch)}
    cut = {name: part[rows] for name, part in parts.items() if isinstance(part, np.ndarray)}
    inner = {name: _cut(part, rows) for name, part in parts.items() if is_dataclass(part)}
    return replace(batch, **cut, **inner)


def on_translations(share: Floats, components: int) -> Floats:
    """A matrix between nodes as one between their translations, shape (n, c m, c m).

    Args:
        share: Shape (n, m, m).
        components: Freedoms of a node, c.
    """
    n, m = share.shape[:2]
    full = np.zeros((n, m, components, m, components))
    for axis in range(3):
        full[:, :, axis, :, axis] = share
    return full.reshape(n, components * m, -1)


def ids_of(cards: Sequence[Any]) -> Ints:
    """Element ids of a list of cards, shape (n,)."""
    return np.array([card.eid for card in cards], np.int64)
