"""Elements: their names and node orders in CalculiX (its manual, "Element types")."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from atomizer.engine.solvers.calculix.bars import bar_axis, need_plain
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
    ("CBAR", 2): ("B31", [0, 1]),
    ("CBEAM", 2): ("B31", [0, 1]),
}
SHELLS, SOLIDS, RODS = {"CQUAD4", "CTRIA3"}, {"CHEXA", "CPENTA", "CTETRA"}, {"CROD", "CONROD"}
BARS = {"CBAR", "CBEAM"}


@dataclass(frozen=True)
class Group:
    """Elements of one card, one type and one property; of bars also of one orientation.

    Attributes:
        name: Of the element set.
        type: CalculiX's name of the element.
        card: Nastran's.
        elements: As pyNastran has them, by id.
        axis: The y axis of bars.
    """

    name: str
    type: str
    card: str
    elements: tuple[Any, ...]
    axis: tuple[float, ...] = ()

    def nodes(self, element: Any) -> list[int]:
        """Grid point ids in CalculiX's order."""
        ids = element.node_ids[:2] if self.card in BARS else element.node_ids
        return [ids[k] for k in TYPES[self.card, len(ids)][1]]


def read_groups(bdf: "BDF") -> list[Group]:
    """All elements in groups."""
    bars = [e for e in bdf.elements.values() if e.type in BARS]
    others = sorted((e for e in bdf.elements.values() if e.type not in BARS), key=_key)
    groups = [
        _group(key, tuple(sorted(found, key=lambda e: e.eid)))
        for key, found in groupby(others, key=_key)
    ]
    return [*groups, *_bar_groups(bars)]


def nodes_of(groups: Iterable[Group]) -> set[int]:
    """Grid points of the elements of groups."""
    found = set()
    for group in groups:
        for element in group.elements:
            found |= set(element.node_ids[:2] if group.card in BARS else element.node_ids)
    return found


def element_lines(group: Group) -> Iterator[str]:
    """*ELEMENT; a line holds 16 numbers."""
    yield f"*ELEMENT, TYPE={group.type}, ELSET={group.name}"
    for element in group.elements:
        numbers = [element.eid, *group.nodes(element)]
        for at in range(0, len(numbers), 15):
            more = "," if at + 15 < len(numbers) else ""
            yield ",".join(map(str, numbers[at : at + 15])) + more


def _bar_groups(bars: Iterable[Any]) -> Iterator[Group]:
    keyed: dict[tuple[str, int, tuple[float, ...]], list[Any]] = {}
    for bar in sorted(bars, key=lambda e: e.eid):
        need_plain(bar)
        axis = tuple(round(float(x), 9) for x in bar_axis(bar))
        keyed.setdefault((bar.type, bar.Pid(), axis), []).append(bar)
    for number, ((card, pid, axis), elements) in enumerate(keyed.items(), start=1):
        yield Group(f"{card}_{pid}_{number}", "B31", card, tuple(elements), axis)


def _key(element: Any) -> tuple[str, int, int]:
    own = element.eid if element.type == "CONROD" else element.Pid()
    return element.type, len(element.node_ids), own


def _group(key: tuple[str, int, int], elements: tuple[Any, ...]) -> Group:
    card, count, owner = key
    if (card, count) not in TYPES or any(None in e.node_ids for e in elements):
        raise refusal(f"{card} {elements[0].eid} lacks some of its midside grid points")
    return Group(f"{card}_{count}_{owner}", TYPES[card, count][0], card, elements)
