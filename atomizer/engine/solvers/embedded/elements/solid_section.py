"""PSOLID: the material of solids.

The fields IN, STRESS and ISOP choose among Nastran's formulations; this solver has one for each
element. CORDM turns the axes of a MAT9 and those in which Nastran prints stresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import unsupported
from atomizer.engine.solvers.embedded.material import InSpace
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class SolidSections:
    """Materials of n solids in the basic frame.

    Attributes:
        elastic: Stresses xx, yy, zz, xy, yz, zx from strains, shape (n, 6, 6).
        density: Shape (n,).
        expansion: Thermal strains of a degree, shape (n, 6).
        reference: Temperature without thermal strain, shape (n,).
    """

    elastic: Floats
    density: Floats
    expansion: Floats
    reference: Floats


def read_solid_sections(model: Model, cards: Sequence[Any]) -> SolidSections:
    """The section of each solid."""
    known: dict[int, InSpace] = {}
    for card in cards:
        if int(card.pid) not in known:
            known[int(card.pid)] = _section(model, card)
    rows = [known[int(card.pid)] for card in cards]
    names = ("elastic", "density", "expansion", "reference")
    return SolidSections(*(np.array([getattr(row, name) for row in rows]) for name in names))


def _section(model: Model, card: Any) -> InSpace:
    prop = model.property_of(card)
    owner = f"{prop.type} {prop.pid}"
    if prop.type != "PSOLID":
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    if prop.fctn not in (None, "", "SMECH"):
        raise unsupported(f"FCTN {prop.fctn} ON {owner}")
    made_of = model.solid_material(int(prop.mid), owner)
    if made_of.directed and prop.cordm:
        raise unsupported(f"CORDM {prop.cordm} WITH A MAT9 ON {owner}")
    return made_of
