"""CONV and PCONV: heat from ambient points into surfaces, q = H (TA - T).

Both temperatures vary over the surface as its shape functions do, so that the exchange is the
integral of their products (Cook, Malkus, Plesha and Witt, section 12.2), the same both ways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.conduction.material import film_coefficient
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.conduction.surfaces import Surfaces
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported

SIMPLE_FORMS = (0, 10, 20)
"""Formulas H (T - TA) |T - TA|^EXPF; they differ in where the film's temperature is read."""


@dataclass(frozen=True, eq=False)
class Convection:
    """Convection on some elements of one batch of surfaces.

    Attributes:
        surfaces: The batch.
        rows: Which of its elements, shape (k,).
        coefficient: Heat of a degree and of a unit of area, shape (k,).
        ambient: Rows of the ambient point of each node, shape (k, m).
    """

    surfaces: Surfaces
    rows: Ints
    coefficient: Floats
    ambient: Ints

    @property
    def nodes(self) -> Ints:
        """Rows of the nodes and of their ambient points, shape (k, 2 m)."""
        return np.concatenate([self.surfaces.nodes[self.rows], self.ambient], axis=1)

    def conductance(self) -> Floats:
        """Heat into the nodes and ambient points by their temperatures, shape (k, 2 m, 2 m)."""
        return np.kron(np.array([[1.0, -1.0], [-1.0, 1.0]]), self._exchange())

    def inflow(self, temperature: Floats) -> Floats:
        """Heat into each surface, shape (k,).

        Args:
            temperature: Of all points, shape (n_points,).
        """
        warmer = temperature[self.ambient] - temperature[self.surfaces.nodes[self.rows]]
        return np.asarray((self._exchange() @ warmer[..., None]).sum(axis=(1, 2)))

    def _exchange(self) -> Floats:
        return np.asarray(self.coefficient[:, None, None] * self.surfaces.shares[self.rows])


def read_convection(model: HeatModel, surfaces: Sequence[Surfaces]) -> tuple[Convection, ...]:
    """All convection of a deck; CONV needs no case control."""
    at = {
        int(eid): (k, row) for k, batch in enumerate(surfaces) for row, eid in enumerate(batch.ids)
    }
    found: dict[int, list[tuple[int, float, list[int]]]] = {}
    for card in _cards(model):
        if int(card.eid) not in at:
            raise Fatal(f"CONV REFERENCES SURFACE ELEMENT {card.eid}, WHICH IS NOT IN THE DECK.")
        batch, row = at[int(card.eid)]
        count = surfaces[batch].nodes.shape[1]
        entry = (row, _coefficient(model, card), _ambient(model, card, count))
        found.setdefault(batch, []).append(entry)
    return tuple(_convection(surfaces[batch], entries) for batch, entries in found.items())


def _cards(model: HeatModel) -> Iterator[Any]:
    for eid in sorted(model.bdf.bcs):
        yield from (card for card in model.bdf.bcs[eid] if card.type == "CONV")


def _convection(surfaces: Surfaces, entries: Sequence[tuple[int, float, list[int]]]) -> Convection:
    rows, coefficients, ambient = zip(*entries, strict=True)
    return Convection(surfaces, np.array(rows), np.array(coefficients), np.array(ambient, np.int64))


def _coefficient(model: HeatModel, card: Any) -> float:
    if card.cntrlnd:
        raise unsupported(f"CONTROL POINT {card.cntrlnd} ON CONV", str(card.eid))
    prop = model.bdf.convection_properties.get(int(card.pconid))
    if prop is None:
        raise Fatal(f"CONV {card.eid} REFERENCES UNDEFINED PROPERTY {card.pconid}.", 2010)
    owner = f"PCONV {prop.pconid}"
    if prop.type != "PCONV":
        raise unsupported(f"{prop.type} {prop.pconid} ON CONV", str(card.eid))
    if prop.expf or prop.form not in SIMPLE_FORMS:
        raise unsupported(f"FREE CONVECTION (FORM {prop.form}, EXPF {prop.expf:g}) ON {owner}")
    if prop.ftype or prop.tid:
        raise unsupported(f"FTYPE {prop.ftype} ON {owner}")
    if prop.mid is None:
        raise Fatal(f"{owner} NAMES NO MATERIAL.")
    return film_coefficient(model.bdf, int(prop.mid), owner)


def _ambient(model: HeatModel, card: Any, count: int) -> list[int]:
    """Rows of the ambient points of the nodes; TA1 where there is no other."""
    given = [*card.ta, *([0] * count)][:count]
    return [model.row(int(node or card.ta[0]), f"CONV {card.eid}") for node in given]
