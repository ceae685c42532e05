"""Loads of a subcase: forces at grid points, gravity, pressure, and their combinations, LOAD."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose
from atomizer.engine.solvers.embedded.constraints import freedoms_at
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.faces import of_faces, of_points, of_shells
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.heat import read_heat
from atomizer.engine.solvers.embedded.load_sets import load_cards
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.point_loads import (
    accelerated_points,
    force_by_points,
    moment_by_points,
)
from atomizer.engine.solvers.embedded.pressure import Pressed, pressure_forces
from atomizer.engine.solvers.embedded.spread import end_forces, passed_by

NO_FORCES = {"SPCD", "TEMP", "PLOAD1"}
"""Motions; temperatures, which TEMP(LOAD) selects; and loads that go to the ends of bars."""


@dataclass(frozen=True)
class Loads:
    """The loads of a deck, read set by set."""

    model: Model
    elements: Sequence[Elements]
    masses: Masses

    def forces(self, set_id: int) -> Floats:
        """Forces and moments at the grid points in the basic frame, shape (n_points, 6).

        Args:
            set_id: The LOAD of the subcase; 0 is no load.

        Raises:
            Fatal: the set, a grid point or an element is not in the deck.
        """
        total = np.zeros((len(self.model.grid), 6))
        pressed: list[Pressed] = []
        for scale, card in load_cards(self.model.bdf, set_id):
            if card.type in PRESSURES:
                pressed += [face.times(scale) for face in PRESSURES[card.type](self, card)]
            elif card.type in WRITERS:
                part = np.zeros_like(total)
                WRITERS[card.type](self, card, part)
                total += scale * part
            elif card.type not in NO_FORCES:
                raise unsupported(f"{card.type} IN LOAD SET", str(card.sid))
        total[:, :3] += pressure_forces(self.model.grid.xyz, pressed)
        return total + self._at_ends(self.spread(set_id))

    def spread(self, set_id: int) -> dict[str, Floats]:
        """Equivalent forces of loads between the ends, by the card of the bars, each (n, 12)."""
        found: dict[str, Floats] = {}
        for scale, card, family, row in self._along_bars(set_id):
            at = found.setdefault(family.card, np.zeros((len(family.ids), 12)))
            at[row] += scale * end_forces(family, row, card)
        return found

    def passed(self, set_id: int) -> dict[str, Floats]:
        """Resultants of these loads before each of k stations of the bars, each (n, k, 6)."""
        found: dict[str, Floats] = {}
        for scale, card, family, row in self._along_bars(set_id):
            places = family.section.output_places[row]
            at = found.setdefault(family.card, np.zeros((len(family.ids), len(places), 6)))
            for number in np.flatnonzero(~np.isnan(places)):
                at[row, number] += scale * passed_by(family, row, card, float(places[number]))
        return found

    def _along_bars(self, set_id: int) -> Iterator[tuple[float, Any, Bars, int]]:
        """Factors and cards of PLOAD1, with the family and the row of their bars."""
        for scale, card in load_cards(self.model.bdf, set_id):
            if card.type == "PLOAD1":
                family, row = self.element(card, int(card.eid))
                if not isinstance(family, Bars):
                    said = f"ELEMENT {card.eid} IS NO BAR OR BEAM"
                    raise Fatal(f"PLOAD1 OF LOAD SET {card.sid}: {said}.")
                yield scale, card, family, row

    def _at_ends(self, spread: Mapping[str, Floats]) -> Floats:
        """Forces between the ends of bars as forces at grid points, shape (n_points, 6)."""
        total = np.zeros((len(self.model.grid), 6))
        for family in self.elements:
            if isinstance(family, Bars) and family.card in spread:
                force = transpose(family.to_local) @ spread[family.card][..., None]
                np.add.at(total, family.nodes, force.reshape(-1, 2, 6))
        return total

    def motions(self, set_id: int) -> Iterator[tuple[int, float]]:
        """Freedoms, six a grid point, and how far SPCD moves them."""
        for scale, card in load_cards(self.model.bdf, set_id):
            lines = zip(*_spcd(card), strict=True) if card.type == "SPCD" else ()
            for node, digits, value in lines:
                row = self.row_of_any(card, int(node))
                for freedom in freedoms_at(self.model, row, str(digits), f"SPCD {card.sid}"):
                    yield int(freedom), scale * float(value)

    def heat(self, set_id: int) -> Floats | None:
        """Temperature of each grid point, shape (n_points,); None without a set.

        Raises:
            Fatal: a grid point of an element has no temperature.
        """
        return read_heat(self.model, set_id, self.elements) if set_id else None

    def heating(self, heat: Floats) -> Floats:
        """Forces that stretch the elements as temperatures do, shape (n_points, 6)."""
        total = np.zeros((len(self.model.grid), 6))
        for family in self.elements:
            force = family.heating(heat[family.nodes])
            shape = (*family.nodes.shape, family.components)
            np.add.at(total[:, : family.components], family.nodes, force.reshape(shape))
        return total

    @cached_property
    def elements_by_id(self) -> dict[int, tuple[Elements, int]]:
        """The family and the row of each element."""
        families = self.elements
        return {int(e): (family, row) for family in families for row, e in enumerate(family.ids)}

    def element(self, card: Any, eid: int) -> tuple[Elements, int]:
        """The family and the row of the element a load acts on."""
        if eid not in self.elements_by_id:
            said = f"{card.type} OF LOAD SET {card.sid} REFERENCES UNDEFINED ELEMENT {eid}."
            raise Fatal(said, 2008)
        return self.elements_by_id[eid]

    def row(self, card: Any, node: int) -> int:
        """The row of the grid point a load acts on."""
        row = self.row_of_any(card, node)
        if self.model.grid.scalar[row]:
            raise Fatal(f"{card.type} OF LOAD SET {card.sid} ACTS ON SCALAR POINT {node}.")
        return row

    def row_of_any(self, card: Any, node: int) -> int:
        """The row of the grid point or scalar point a load acts on."""
        try:
            return int(self.model.grid.index_of_any(np.array([node]))[0])
        except UnknownGrid:
            said = f"LOAD SET {card.sid} REFERENCES UNDEFINED GRID POINT {node}."
            raise Fatal(said, 2008) from None

    def vector(self, card: Any, parts: Floats, point: Floats) -> Floats:
        """A vector in the frame the card names, in the basic frame, shape (3,)."""
        owner = f"{card.type} OF LOAD SET {card.sid}"
        return self.model.frames.vector(int(card.cid or 0), parts, point, owner)

    def direction(self, card: Any, parts: Floats) -> Floats:
        """A vector that is the same everywhere, in the basic frame, shape (3,).

        Raises:
            Fatal: its frame is curved, so that it would turn from point to point.
        """
        if self.model.frames.get(int(card.cid or 0), f"LOAD SET {card.sid}").kind != "R":
            raise unsupported(f"{card.type} IN A CURVED FRAME IN LOAD SET", str(card.sid))
        return self.vector(card, parts, np.zeros(3))


def _spcd(card: Any) -> tuple[Any, Any, Any]:
    """Grid points, components and motions of a SPCD."""
    return card.nodes, card.components, card.enforced


def _force(loads: Loads, card: Any, total: Floats) -> None:
    row = loads.row(card, int(card.node))
    point = loads.model.grid.xyz[row]
    total[row, :3] += float(card.mag) * loads.vector(card, np.asarray(card.xyz, float), point)


def _moment(loads: Loads, card: Any, total: Floats) -> None:
    row = loads.row(card, int(card.node))
    point = loads.model.grid.xyz[row]
    total[row, 3:] += float(card.mag) * loads.vector(card, np.asarray(card.xyz, float), point)


def _on_scalar_points(loads: Loads, card: Any, total: Floats) -> None:
    """SLOAD."""
    for node, magnitude in zip(card.nodes, card.mags, strict=True):
        row = loads.row_of_any(card, int(node))
        if not loads.model.grid.scalar[row]:
            raise Fatal(
                f"SLOAD OF LOAD SET {card.sid}: {node} IS A GRID POINT, NOT A SCALAR POINT."
            )
        total[row, 0] += float(magnitude)


def _gravity(loads: Loads, card: Any, total: Floats) -> None:
    direction = loads.direction(card, np.asarray(card.N, float))
    factor = float(card.scale) * loads.model.number("WTMASS", 1.0)
    total += loads.masses.times(factor * direction)


def _rotation(loads: Loads, card: Any, total: Floats) -> None:
    """Centrifugal forces: mass times -w x (w x r), with A in revolutions a second."""
    if card.racc or card.mb or card.idrf:
        raise unsupported("RACC, MB OR IDRF ON RFORCE IN LOAD SET", str(card.sid))
    spin = 2.0 * np.pi * float(card.scale) * loads.direction(card, np.asarray(card.r123, float))
    points = loads.model.grid.xyz
    centre = points[loads.row(card, int(card.nid))] if card.nid else np.zeros(3)
    pulled = np.zeros((len(points), 6))
    pulled[:, :3] = -np.cross(spin, np.cross(spin, points - centre))
    pulled[loads.model.grid.scalar] = 0.0
    factor = loads.model.number("WTMASS", 1.0)
    total += factor * (loads.masses.matrix @ pulled.ravel()).reshape(-1, 6)


WRITERS: Mapping[str, Callable[[Loads, Any, Floats], None]] = {
    "FORCE": _force,
    "MOMENT": _moment,
    "FORCE1": force_by_points,
    "FORCE2": force_by_points,
    "MOMENT1": moment_by_points,
    "MOMENT2": moment_by_points,
    "ACCEL1": accelerated_points,
    "SLOAD": _on_scalar_points,
    "GRAV": _gravity,
    "RFORCE": _rotation,
}

PRESSURES: Mapping[str, Callable[[Loads, Any], list[Pressed]]] = {
    "PLOAD": of_points,
    "PLOAD2": of_shells,
    "PLOAD4": of_faces,
}
