"""Which faces PLOAD, PLOAD2 and PLOAD4 press, and in what direction.

MSC Nastran Quick Reference Guide: pressure acts on a shell along its normal; on a solid, a positive
one acts inward, P1 at G1 and the others around the face by the right-hand rule about the outward
normal; on the points of PLOAD along the normal of their cycle.
"""

from typing import Any, Protocol

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, unit
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shapes import SHAPES
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.pressure import Pressed

NORMAL = np.zeros(3)


class Surroundings(Protocol):
    """What a pressure must know of the loads it belongs to."""

    def row(self, card: Any, node: int) -> int:
        """The row of a grid point."""
        ...

    def element(self, card: Any, eid: int) -> tuple[Elements, int]:
        """The family and the row of an element."""
        ...

    def direction(self, card: Any, parts: Floats) -> Floats:
        """A vector in the basic frame, shape (3,)."""
        ...


def of_points(loads: Surroundings, card: Any) -> list[Pressed]:
    """PLOAD: the face between three or four grid points."""
    nodes = tuple(loads.row(card, int(node)) for node in card.nodes if node)
    return [Pressed(nodes, np.full(len(nodes), float(card.pressure)), NORMAL)]


def of_shells(loads: Surroundings, card: Any) -> list[Pressed]:
    """PLOAD2: a pressure on shells."""
    corners = np.full(4, float(card.pressure))
    return [_shell(loads, card, int(eid), corners, NORMAL) for eid in card.eids]


def of_faces(loads: Surroundings, card: Any) -> list[Pressed]:
    """PLOAD4: a pressure on shells or on a face of solids, along its normal or along a vector."""
    if str(card.surf_or_line) != "SURF" or str(card.line_load_dir) != "NORM":
        raise unsupported("PLOAD4 WITH LDIR IN LOAD SET", str(card.sid))
    given = np.zeros(3) if card.nvector is None else np.asarray(card.nvector, float)
    direction = unit(loads.direction(card, given))
    corners = np.asarray(card.pressures, float)
    press = _solid if card.g1 else _shell
    return [press(loads, card, int(eid), corners, direction) for eid in card.eids]


def _shell(loads: Surroundings, card: Any, eid: int, corners: Floats, direction: Floats) -> Pressed:
    family, row = loads.element(card, eid)
    if family.card not in SHAPES:
        raise Fatal(f"{card.type} OF LOAD SET {card.sid}: ELEMENT {eid} IS NOT A SHELL.")
    nodes = tuple(family.nodes[row].tolist())
    return Pressed(nodes, corners[: len(nodes)], direction)


def _solid(loads: Surroundings, card: Any, eid: int, corners: Floats, direction: Floats) -> Pressed:
    family, row = loads.element(card, eid)
    if not isinstance(family, Solids):
        raise Fatal(f"{card.type} OF LOAD SET {card.sid}: ELEMENT {eid} IS NOT A SOLID.")
    element = family.nodes[row].tolist()
    face = _outward(family, row, _face(loads, card, family, element))
    start = face.index(element.index(loads.row(card, int(card.g1))))
    face = face[start:] + face[:start]
    beside = [] if len(element) == len(family.shape.outline.corners) else _beside(family, face)
    inward = corners[: len(face)] * (1.0 if direction.any() else -1.0)
    return Pressed(tuple(element[k] for k in (*face, *beside)), inward, direction)


def _beside(family: Solids, face: tuple[int, ...]) -> list[int]:
    return family.shape.outline.middles(face)


def _face(loads: Surroundings, card: Any, family: Solids, element: list[int]) -> tuple[int, ...]:
    """The face that G1 and G3 or G4 mean: opposite corners, or the corner that is not on it."""
    first = loads.row(card, int(card.g1))
    other = loads.row(card, int(card.g34)) if card.g34 else None
    for face in family.shape.outline.faces:
        rows = [element[k] for k in face]
        if first in rows and _meant(family.card, rows, first, other):
            return face
    eid = int(family.ids[family.nodes.tolist().index(element)])
    named = f"{card.g1}, {card.g34}" if card.g34 else f"{card.g1}"
    raise Fatal(f"PLOAD4 OF LOAD SET {card.sid}: ELEMENT {eid} HAS NO FACE WITH {named}.", 2008)


def _meant(card: str, rows: list[int], first: int, other: int | None) -> bool:
    if card == "CTETRA":
        return other is not None and other not in rows
    if len(rows) == 3:
        return other is None
    return other in rows and (rows.index(first) - rows.index(other)) % 4 == 2


def _outward(family: Solids, row: int, face: tuple[int, ...]) -> tuple[int, ...]:
    """The cycle of a face whose normal points out of the element."""
    points = family.points[row]
    corners = points[list(face)]
    normal = np.cross(corners[1] - corners[0], corners[-1] - corners[0])
    centre = points[: len(family.shape.outline.corners)].mean(axis=0)
    return face if normal @ (corners[0] - centre) > 0 else face[::-1]
