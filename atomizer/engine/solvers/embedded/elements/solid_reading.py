"""The solids of a deck, refused where they have no volume or are folded."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.elements.solid_section import read_solid_sections
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from atomizer.engine.solvers.embedded.fatal import bad_geometry, unsupported
from atomizer.engine.solvers.embedded.model import Model


def read_solids(model: Model, cards: Sequence[Any]) -> Solids:
    """The solids of one card with equally many nodes."""
    card, count = cards[0].type, model.node_count(cards[0])
    if (card, count) not in SOLID_SHAPES:
        said = f"{card} {cards[0].eid} WITH NODES ON SOME OF ITS EDGES ONLY"
        raise unsupported(said)
    nodes = model.nodes(cards, count)
    family = Solids(
        card, ids_of(cards), nodes, model.grid.xyz[nodes], read_solid_sections(model, cards)
    )
    _need_volume(family)
    return family


def _need_volume(family: Solids) -> None:
    """Refuse elements without volume, and folded ones; a mirrored element is as good as another."""
    sizes = family.sizes()
    longest = np.ptp(family.points, axis=1).max(axis=1)
    signed = sizes * np.sign(sizes[:, :1])
    flat = np.flatnonzero(~(signed.min(axis=1) > 1e-12 * longest**3))
    if len(flat):
        eid = int(family.ids[int(flat[0])])
        raise bad_geometry(family.card, eid, "IT HAS NO VOLUME OR IS FOLDED")
