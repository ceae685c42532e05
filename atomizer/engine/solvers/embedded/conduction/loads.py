"""Heat that is given: QBDY1, QBDY2, QBDY3 and QHBDY into surfaces, QVOL into elements, SLOAD."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.conduction.conductors import Conductors
from atomizer.engine.solvers.embedded.conduction.model import HeatModel, need_temperature
from atomizer.engine.solvers.embedded.conduction.surfaces import (
    AREA_TYPES,
    Surfaces,
    area_piece,
    sized_piece,
)
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.load_sets import load_cards


@dataclass(frozen=True)
class HeatLoads:
    """The heat loads of a deck, read set by set."""

    model: HeatModel
    conductors: Sequence[Conductors]
    surfaces: Sequence[Surfaces]

    def heat(self, set_id: int) -> Floats:
        """Heat into each point, shape (n_points,).

        Args:
            set_id: The LOAD of the subcase; 0 is no load.

        Raises:
            Fatal: the set, a point or an element is not in the deck.
        """
        total = np.zeros(len(self.model.grid))
        for scale, card in load_cards(self.model.bdf, set_id):
            if card.type in AT_POINTS:
                AT_POINTS[card.type](self, card, scale, total)
            elif card.type not in ON_SURFACES and card.type != "SPCD":
                raise unsupported(f"{card.type} IN LOAD SET", str(card.sid))
        for batch, flux in zip(self.surfaces, self._fluxes(set_id), strict=True):
            np.add.at(total, batch.nodes, (batch.shares @ flux[..., None])[..., 0])
        return total

    def inflow(self, set_id: int) -> list[Floats]:
        """Heat given to each surface, of each batch, each of shape (n,)."""
        pairs = zip(self.surfaces, self._fluxes(set_id), strict=True)
        return [(batch.shares @ flux[..., None]).sum(axis=(1, 2)) for batch, flux in pairs]

    def temperatures(self, set_id: int) -> dict[int, float]:
        """Temperatures that SPCD holds points at, by their rows."""
        held: dict[int, float] = {}
        for scale, card in load_cards(self.model.bdf, set_id):
            if card.type == "SPCD":
                owner = f"SPCD {card.sid}"
                lines = zip(card.nodes, card.components, card.enforced, strict=True)
                for node, component, value in lines:
                    need_temperature(component, owner)
                    held[self.model.row(int(node), owner)] = scale * float(value)
        return held

    def _fluxes(self, set_id: int) -> list[Floats]:
        """Heat of a unit of area at the nodes of each batch of surfaces, each (n, m)."""
        fluxes = [np.zeros(batch.nodes.shape) for batch in self.surfaces]
        for scale, card in load_cards(self.model.bdf, set_id):
            for eid, given in ON_SURFACES[card.type](card) if card.type in ON_SURFACES else ():
                batch, row = self._surface(card, eid)
                there = fluxes[batch][row]
                there += scale * np.asarray(given, float)[: len(there)]
        return fluxes

    def _surface(self, card: Any, eid: int) -> tuple[int, int]:
        if eid not in self._surface_rows:
            said = f"{card.type} OF LOAD SET {card.sid} REFERENCES SURFACE ELEMENT {eid}"
            raise Fatal(f"{said}, WHICH IS NOT IN THE DECK.", 2008)
        return self._surface_rows[eid]

    @cached_property
    def _surface_rows(self) -> dict[int, tuple[int, int]]:
        """The batch and the row of each surface."""
        batches = enumerate(self.surfaces)
        return {int(e): (k, row) for k, batch in batches for row, e in enumerate(batch.ids)}

    @cached_property
    def element_rows(self) -> dict[int, tuple[Conductors, int]]:
        """The family and the row of each conducting element."""
        return {int(e): (family, k) for family in self.conductors for k, e in enumerate(family.ids)}

    @cached_property
    def generated(self) -> dict[tuple[str, int], Floats]:
        """Heat of a unit of QVOL, by card and number of nodes."""
        return {(f.card, f.nodes.shape[1]): f.generated() for f in self.conductors}


def _volume(loads: HeatLoads, card: Any, scale: float, total: Floats) -> None:
    _need_no_control(card, card.control_point)
    for eid in card.elements:
        if int(eid) not in loads.element_rows:
            said = f"QVOL OF LOAD SET {card.sid} REFERENCES ELEMENT {eid}"
            raise Fatal(f"{said}, WHICH CONDUCTS NO HEAT.", 2008)
        family, row = loads.element_rows[int(eid)]
        part = loads.generated[family.card, family.nodes.shape[1]][row]
        np.add.at(total, family.nodes[row], scale * float(card.qvol) * part)


def _at_points(loads: HeatLoads, card: Any, scale: float, total: Floats) -> None:
    for node, heat in zip(card.nodes, card.mags, strict=True):
        total[loads.model.row(int(node), f"SLOAD {card.sid}")] += scale * float(heat)


def _between_points(loads: HeatLoads, card: Any, scale: float, total: Floats) -> None:
    """QHBDY: heat into a surface that no element is on."""
    owner, model = f"QHBDY {card.sid}", loads.model
    if card.flag in AREA_TYPES:
        piece = area_piece(model, str(card.flag), card.grids, owner)
    elif card.flag in ("POINT", "LINE"):
        rows = [model.row(int(node), owner) for node in card.grids]
        piece = sized_piece(rows, card.af, owner)
    else:
        raise unsupported(f"{card.flag} ON QHBDY", str(card.sid))
    rows = list(piece.nodes)
    shares = piece.form.shares(model.grid.xyz[rows][None], np.array([piece.width]))[0]
    np.add.at(total, rows, scale * float(card.q0) * shares.sum(axis=1))


def _need_no_control(card: Any, point: Any) -> None:
    if point:
        raise unsupported(f"CONTROL POINT {point} ON {card.type} IN LOAD SET", str(card.sid))


Given = list[tuple[int, Sequence[float]]]
"""Surfaces with the flux at each of their nodes."""
EVERYWHERE = 8
"""The most nodes a surface has."""


def _uniform(card: Any) -> Given:
    return [(int(eid), [float(card.qflux)] * EVERYWHERE) for eid in card.eids]


def _controlled(card: Any) -> Given:
    _need_no_control(card, card.cntrlnd)
    return [(int(eid), [float(card.q0)] * EVERYWHERE) for eid in card.eids]


def _by_node(card: Any) -> Given:
    fluxes = [float(flux or 0.0) for flux in card.qfluxs]
    return [(int(card.eid), [*fluxes, *([0.0] * (EVERYWHERE - len(fluxes)))])]


AT_POINTS: Mapping[str, Callable[[HeatLoads, Any, float, Floats], None]] = {
    "QVOL": _volume,
    "QHBDY": _between_points,
    "SLOAD": _at_points,
}
ON_SURFACES: Mapping[str, Callable[[Any], Given]] = {
    "QBDY1": _uniform,
    "QBDY2": _by_node,
    "QBDY3": _controlled,
}
