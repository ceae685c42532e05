"""Loads of a subcase: forces at grid points, gravity, pressure, and their combinations, LOAD."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.faces import of_faces, of_points, of_shells
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.pressure import Pressed, pressure_forces


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
        for scale, card in self._cards(set_id, 1.0, ()) if set_id else ():
            if card.type in PRESSURES:
                pressed += [face.times(scale) for face in PRESSURES[card.type](self, card)]
            elif card.type in WRITERS:
                part = np.zeros_like(total)
                WRITERS[card.type](self, card, part)
                total += scale * part
            else:
                raise unsupported(f"{card.type} IN LOAD SET", str(card.sid))
        total[:, :3] += pressure_forces(self.model.grid.xyz, pressed)
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
        try:
            return int(self.model.grid.index(np.array([node]))[0])
        except UnknownGrid:
            said = f"LOAD SET {card.sid} REFERENCES UNDEFINED GRID POINT {node}."
            raise Fatal(said, 2008) from None

    def vector(self, card: Any, components: Floats, point: Floats) -> Floats:
        """A vector in the frame the card names, in the basic frame, shape (3,)."""
        owner = f"{card.type} OF LOAD SET {card.sid}"
        return self.model.frames.vector(int(card.cid or 0), components, point, owner)

    def direction(self, card: Any, components: Floats) -> Floats:
        """A vector that is the same everywhere, in the basic frame, shape (3,).

        Raises:
            Fatal: its frame is curved, so that it would turn from point to point.
        """
        if self.model.frames.get(int(card.cid or 0), f"LOAD SET {card.sid}").kind != "R":
            raise unsupported(f"{card.type} IN A CURVED FRAME IN LOAD SET", str(card.sid))
        return self.vector(card, components, np.zeros(3))

    def _cards(
        self, set_id: int, scale: float, above: tuple[int, ...]
    ) -> Iterator[tuple[float, Any]]:
        """Load cards of a set with their factors, through LOAD."""
        bdf = self.model.bdf
        direct, combined = bdf.loads.get(set_id, []), bdf.load_combinations.get(set_id, [])
        if not direct and not combined:
            raise Fatal(f"LOAD SET {set_id} IS NOT DEFINED.")
        if set_id in above:
            raise Fatal(f"LOAD {set_id} CONTAINS ITSELF.")
        yield from ((scale, card) for card in direct)
        for card in combined:
            for factor, part in zip(card.scale_factors, card.load_ids, strict=True):
                whole = scale * float(card.scale) * float(factor)
                yield from self._cards(int(part), whole, (*above, set_id))


def _force(loads: Loads, card: Any, total: Floats) -> None:
    row = loads.row(card, int(card.node))
    point = loads.model.grid.xyz[row]
    total[row, :3] += float(card.mag) * loads.vector(card, np.asarray(card.xyz, float), point)


def _moment(loads: Loads, card: Any, total: Floats) -> None:
    row = loads.row(card, int(card.node))
    point = loads.model.grid.xyz[row]
    total[row, 3:] += float(card.mag) * loads.vector(card, np.asarray(card.xyz, float), point)


def _gravity(loads: Loads, card: Any, total: Floats) -> None:
    direction = loads.direction(card, np.asarray(card.N, float))
    factor = float(card.scale) * loads.model.number("WTMASS", 1.0)
    total += loads.masses.times(factor * direction)


WRITERS: Mapping[str, Callable[[Loads, Any, Floats], None]] = {
    "FORCE": _force,
    "MOMENT": _moment,
    "GRAV": _gravity,
}

PRESSURES: Mapping[str, Callable[[Loads, Any], list[Pressed]]] = {
    "PLOAD": of_points,
    "PLOAD2": of_shells,
    "PLOAD4": of_faces,
}
