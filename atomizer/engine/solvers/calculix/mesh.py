"""Elements: their names and node orders in CalculiX (its manual, "Element types")."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from atomizer.engine.solvers.calculix.cards import refusal

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

_HEXA20 = [*range(12), *range(16, 20), *range(12, 16)]
_PENTA15 = [*range(9), *range(12, 15), *range(9, 12)]
"""Nastran counts the vertical edges before those of the top, CalculiX after them."""
TYPES: dict[tuple[str, int], tuple[str, list[int]]] = {
    ("CHEXA", 8): ("C3D8I", list(range(8))),
    ("CHEXA", 20): ("C3D20", _HEXA20),
    ("CPENTA", 6): ("C3D6", list(range(6))),
    ("CPENTA", 15): ("C3D15", _PENTA15),
    ("CTETRA", 4): ("C3D4", list(range(4))),
    ("CTETRA", 10): ("C3D10", list(range(10))),
    ("CQUAD4", 4): ("S4", list(range(4))),
    ("CTRIA3", 3): ("S3", list(range(3))),
    ("CROD", 2): ("T3D2", [0, 1]),
    ("CONROD", 2): ("T3D2", [0, 1]),
}
SHELLS, SOLIDS, RODS = {"CQUAD4", "CTRIA3"}, {"CHEXA", "CPENTA", "CTETRA"}, {"CROD", "CONROD"}


@dataclass(frozen=True)
class Group:
    """Elements of one card, one type and one property.

    Attributes:
        name: Of the element set.
        type: CalculiX's name of the element.
        card: Nastran's.
        elements: As pyNastran has them, by id.
    """

    name: str
    type: str
    card: str
    elements: tuple[Any, ...]

    def nodes(self, element: Any) -> list[int]:
        """Grid point ids in CalculiX's order."""
        ids = element.node_ids
        return [ids[k] for k in TYPES[self.card, len(ids)][1]]


def read_groups(bdf: "BDF") -> list[Group]:
    """All elements in groups."""
    elements = sorted(bdf.elements.values(), key=_key)
    groups = groupby(elements, key=_key)
    return [_group(key, tuple(sorted(found, key=lambda e: e.eid))) for key, found in groups]


def element_lines(group: Group) -> Iterator[str]:
    """*ELEMENT; a line holds 16 numbers."""
    yield f"*ELEMENT, TYPE={group.type}, ELSET={group.name}"
    for element in group.elements:
        numbers = [element.eid, *group.nodes(element)]
        for at in range(0, len(numbers), 15):
            more = "," if at + 15 < len(numbers) else ""
            yield ",".join(map(str, numbers[at : at + 15])) + more


def _key(element: Any) -> tuple[str, int, int]:
    own = element.eid if element.type == "CONROD" else element.Pid()
    return element.type, len(element.node_ids), own


def _group(key: tuple[str, int, int], elements: tuple[Any, ...]) -> Group:
    card, count, owner = key
    if (card, count) not in TYPES or any(None in e.node_ids for e in elements):
        raise refusal(f"{card} {elements[0].eid} lacks some of its midside grid points")
    return Group(f"{card}_{count}_{owner}", TYPES[card, count][0], card, elements)
