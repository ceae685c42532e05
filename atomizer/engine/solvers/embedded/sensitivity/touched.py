"""Which parts of a model a design variable touches.

A property touches its elements, a material the properties that name it, a grid point what hangs on
it or is turned by it. Shells share the normals at their nodes (PARAM,SNORM), so where one turns,
those around it change with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Ints
from atomizer.engine.solvers.embedded.elements.shapes import SHAPES
from atomizer.engine.solvers.embedded.model import Model, node_ids

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

BARS = ("CBAR", "CBEAM")


@dataclass(frozen=True)
class Touched:
    """What changes with a design variable.

    Attributes:
        elements: Ids.
        masses: Ids of concentrated masses.
        points: Ids of grid points that move.
        loads: Whether an entry of a load changes.
    """

    elements: frozenset[int]
    masses: frozenset[int]
    points: frozenset[int]
    loads: bool


def touched(model: Model, changed: "BDF") -> Touched:
    """What differs between a model and the deck with another value of the variable."""
    bdf = model.bdf
    points = _differing(bdf.nodes, changed.nodes)
    elements = _differing(bdf.elements, changed.elements) | _of_properties(model, changed)
    elements |= {eid for eid, card in bdf.elements.items() if _hangs_on(card, points)}
    if points:
        elements |= _around(model, elements)
    if "PLOAD1" in bdf.card_count and any(bdf.elements[eid].type in BARS for eid in elements):
        elements |= {eid for eid, card in bdf.elements.items() if card.type in BARS}
    masses = _differing(bdf.masses, changed.masses)
    masses |= {eid for eid, card in bdf.masses.items() if getattr(card, "nid", None) in points}
    loads = changed.loads is not bdf.loads
    loads |= changed.load_combinations is not bdf.load_combinations
    return Touched(frozenset(elements), frozenset(masses), frozenset(points), loads)


def size_of(model: Model, elements: Iterable[int]) -> float:
    """The shortest distance between two nodes of an element; of the model without elements."""
    shortest = np.inf
    xyz = model.grid.xyz
    for eid in elements:
        at = xyz[_rows(model, _nodes(model.bdf.elements[eid]))]
        apart = np.linalg.norm(at[:, None] - at, axis=2)
        shortest = min(shortest, apart[apart > 0].min(initial=np.inf))
    if np.isfinite(shortest):
        return float(shortest)
    return float(np.ptp(xyz, axis=0).max(initial=0.0)) or 1.0


def _differing(before: dict[int, Any], after: dict[int, Any]) -> set[int]:
    if before is after:
        return set()
    return {number for number, card in after.items() if card is not before.get(number)}


def _of_properties(model: Model, changed: "BDF") -> set[int]:
    """Elements of the properties that change, or whose material does."""
    bdf = model.bdf
    materials = _differing(bdf.materials, changed.materials)
    properties = _differing(bdf.properties, changed.properties)
    properties |= {pid for pid, prop in bdf.properties.items() if _materials(prop) & materials}
    return {
        eid
        for eid, card in bdf.elements.items()
        if getattr(card, "pid", None) in properties or _materials(card) & materials
    }


def _materials(card: Any) -> set[int]:
    """Ids of the materials that a property, or an element without one, names."""
    plies = vars(card).get("mids", ())
    named = [vars(card).get(name) for name in ("mid", "mid1", "mid2", "mid3", "mid4")]
    return {int(number) for number in (*plies, *named) if number}


def _hangs_on(card: Any, points: set[int]) -> bool:
    """Whether a grid point of an element moves, or the one that turns it."""
    return not points.isdisjoint(_nodes(card)) or getattr(card, "g0", None) in points


def _nodes(card: Any) -> list[int]:
    return [node for node in node_ids(card) if node]


def _rows(model: Model, ids: list[int]) -> Ints:
    return model.grid.index_of_any(np.array(ids, np.int64))


def _around(model: Model, elements: set[int]) -> set[int]:
    """Shells with a node on one of these shells."""
    shells = [card for name in SHAPES for card in model.cards.get(name, ())]
    turning = {node for card in shells if card.eid in elements for node in _nodes(card)}
    return {int(card.eid) for card in shells if not turning.isdisjoint(_nodes(card))}
