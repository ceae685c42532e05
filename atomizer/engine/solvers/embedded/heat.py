"""Temperatures that load a structure: TEMP at grid points, TEMPD at all others."""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.family import Elements, Plain
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


def read_heat(model: Model, set_id: int, elements: Sequence[Elements]) -> Floats:
    """Temperature of each grid point, shape (n_points,); 0 where no element asks for it.

    Raises:
        Fatal: the set is not in the deck, or a grid point of an element has no temperature.
    """
    cards = [card for card in model.bdf.loads.get(set_id, []) if card.type == "TEMP"]
    default = model.bdf.tempds.get(set_id)
    if not cards and default is None:
        raise Fatal(f"TEMPERATURE SET {set_id} IS NOT DEFINED.")
    heat = np.full(len(model.grid), np.nan if default is None else float(default.temperature))
    for card in cards:
        for node, degrees in card.temperatures.items():
            heat[_row(model, set_id, int(node))] = float(degrees)
    asked = np.zeros(len(heat), bool)
    for family in elements:
        asked[family.nodes] |= not isinstance(family, Plain)
    missing = np.flatnonzero(asked & np.isnan(heat))
    if len(missing):
        point = model.grid.ids[int(missing[0])]
        said = f"GRID POINT {point} HAS NO TEMPERATURE IN SET {set_id} AND THERE IS NO TEMPD."
        raise Fatal(said, 4023)
    return np.where(np.isnan(heat), 0.0, heat)


def _row(model: Model, set_id: int, node: int) -> int:
    try:
        return int(model.grid.index(np.array([node]))[0])
    except UnknownGrid:
        raise Fatal(f"UNDEFINED GRID POINT {node} IN TEMPERATURE SET {set_id}.", 2008) from None
