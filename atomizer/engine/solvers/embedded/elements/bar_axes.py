"""Where the ends of a CBAR or CBEAM are and how its section is turned.

OFFT: its first letter says whether the orientation vector is in the displacement frame of grid
point A (G) or in the basic frame (B). The offsets are in the displacement frames (G); offsets in
the element's own frame (O) are refused.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, unit
from atomizer.engine.solvers.embedded.fatal import bad_geometry, undefined_grid, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


def bar_offsets(model: Model, cards: Sequence[Any], nodes: Ints) -> Floats:
    """Vectors from the grid points to the ends in the basic frame, shape (n, 2, 3)."""
    given = np.array([[card.wa, card.wb] for card in cards], float)
    frames = model.grid.axes[nodes]
    for card, offset in zip(cards, given, strict=True):
        if offset.any() and _letters(card)[1:] != "GG":
            raise unsupported(f"OFFT {card.offt} WITH OFFSETS ON {card.type}", str(card.eid))
    return np.asarray(np.einsum("nei,neij->nej", given, frames))


def bar_axes(model: Model, cards: Sequence[Any], nodes: Ints, along: Floats) -> Floats:
    """Rows are the element's x, y, z axes in the basic frame, shape (n, 3, 3)."""
    vectors = np.array(
        [_orientation(model, card, int(a)) for card, a in zip(cards, nodes[:, 0], strict=True)]
    )
    across = np.cross(along, unit(vectors))
    parallel = np.flatnonzero(np.linalg.norm(across, axis=1) < 1e-8)
    if len(parallel):
        card = cards[int(parallel[0])]
        raise bad_geometry(
            card.type, int(card.eid), "ITS ORIENTATION VECTOR IS PARALLEL TO ITS AXIS"
        )
    z = unit(across)
    return np.stack([along, np.cross(z, along), z], axis=1)


def _orientation(model: Model, card: Any, row_a: int) -> Floats:
    """The orientation vector of one bar in the basic frame, shape (3,)."""
    if card.g0:
        return np.asarray(_at(model, card) - model.grid.xyz[row_a])
    if card.x is None or any(part is None for part in card.x):
        raise bad_geometry(card.type, int(card.eid), "IT HAS NO ORIENTATION VECTOR")
    vector = np.asarray(card.x, float)
    if _letters(card)[0] == "B":
        return vector
    return np.asarray(vector @ model.grid.axes[row_a])


def _at(model: Model, card: Any) -> Floats:
    try:
        return np.asarray(model.grid.xyz[model.grid.index(np.array([card.g0]))[0]])
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None


def _letters(card: Any) -> str:
    letters = str(card.offt or "GGG").upper()
    if len(letters) != 3 or letters[0] not in "GB":
        raise unsupported(f"OFFT {letters} ON {card.type}", str(card.eid))
    return letters
