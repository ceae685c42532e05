"""Loads of a subcase: FORCE, MOMENT, GRAV, PLOAD2, PLOAD4, and their combinations, LOAD."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, unit
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shapes import SHAPES
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.pressure import face_forces


@dataclass(frozen=True)
class Loads:
    """The loads of a deck, read set by set."""

    model: Model
    elements: Sequence[Elements]
    masses: Masses
    writers: Mapping[str, Callable[["Loads", Any, Floats], None]] = field(
        default_factory=lambda: WRITERS
    )

    def forces(self, set_id: int) -> Floats:
        """Forces and moments at the grid points in the basic frame, shape (n_points, 6).

        Args:
            set_id: The LOAD of the subcase; 0 is no load.

        Raises:
            Fatal: the set, a grid point or an element is not in the deck.
        """
        total = np.zeros((len(self.model.grid), 6))
        for scale, card in self._cards(set_id, 1.0, ()) if set_id else ():
            if card.type not in self.writers:
                raise unsupported(f"{card.type} IN LOAD SET", str(card.sid))
            part = np.zeros_like(total)
            self.writers[card.type](self, card, part)
            total += scale * part
        return total

    @cached_property
    def surfaces(self) -> dict[int, tuple[Elements, int]]:
        """Shells by element id: the family and the row."""
        shells = (family for family in self.elements if family.card in SHAPES)
        return {int(e): (family, row) for family in shells for row, e in enumerate(family.ids)}

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
    _need_rectangular(loads, card)
    direction = loads.vector(card, np.asarray(card.N, float), np.zeros(3))
    factor = float(card.scale) * loads.model.number("WTMASS", 1.0)
    total += loads.masses.times(factor * direction)


def _pload2(loads: Loads, card: Any, total: Floats) -> None:
    corners = np.full(4, float(card.pressure))
    _press(loads, card, corners, None, total)


def _pload4(loads: Loads, card: Any, total: Floats) -> None:
    if card.g1 or card.g34:
        raise unsupported("PLOAD4 ON A SOLID IN LOAD SET", str(card.sid))
    if str(card.surf_or_line) != "SURF" or str(card.line_load_dir) != "NORM":
        raise unsupported("PLOAD4 WITH LDIR IN LOAD SET", str(card.sid))
    corners = np.asarray(card.pressures, float)
    vector = np.zeros(3) if card.nvector is None else np.asarray(card.nvector, float)
    direction = unit(loads.vector(card, vector, np.zeros(3))) if vector.any() else None
    _need_rectangular(loads, card)
    _press(loads, card, corners, direction, total)


def _need_rectangular(loads: Loads, card: Any) -> None:
    """A direction in a curved frame would turn from point to point."""
    if loads.model.frames.get(int(card.cid or 0), f"LOAD SET {card.sid}").kind != "R":
        raise unsupported(f"{card.type} IN A CURVED FRAME IN LOAD SET", str(card.sid))


def _press(
    loads: Loads, card: Any, corners: Floats, direction: Floats | None, total: Floats
) -> None:
    """Add a pressure on the shells of a card to the forces at the grid points (in place)."""
    by_family: dict[str, tuple[Elements, list[int]]] = {}
    for eid in card.eids:
        if int(eid) not in loads.surfaces:
            raise Fatal(f"{card.type} OF LOAD SET {card.sid}: ELEMENT {eid} IS NOT A SHELL.")
        family, row = loads.surfaces[int(eid)]
        by_family.setdefault(family.card, (family, []))[1].append(row)
    for name, (family, rows) in by_family.items():
        nodes: Ints = family.nodes[rows]
        shape = SHAPES[name]
        at = loads.model.grid.xyz[nodes]
        force = face_forces(shape, at, corners[: shape.nodes], direction)
        np.add.at(total[:, :3], nodes, force)


WRITERS: Mapping[str, Callable[[Loads, Any, Floats], None]] = {
    "FORCE": _force,
    "MOMENT": _moment,
    "GRAV": _gravity,
    "PLOAD2": _pload2,
    "PLOAD4": _pload4,
}
