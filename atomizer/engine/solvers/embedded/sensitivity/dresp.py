"""DRESP1 -> responses that can be differentiated.

Item codes as in the MSC Nastran Quick Reference Guide, "Item Codes". A response is taken in every
subcase of its analysis; what is not taken is listed with its reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from atomizer.engine.deck import Deck, DeckRejected
from atomizer.engine.deck.control import Control, Subcase, read_control
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.sol200_cards import DesignEntries, NotTakenOver, left
from atomizer.engine.deck.sol200_cards import Response as Entry
from atomizer.engine.deck.sol200_control import ANALYSES, read_design_control
from atomizer.engine.solvers.embedded.sensitivity.responses import (
    BucklingFactor,
    Compliance,
    Displacement,
    Frequency,
    Item,
    Mass,
    Response,
    Stress,
)

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

ROD: Mapping[str, tuple[Item, str]] = {"2": ("axial", ""), "4": ("torsional", "")}
BAR: Mapping[str, tuple[Item, str]] = {
    **{str(2 + k): ("bending", f"A {point}") for k, point in enumerate("CDEF")},
    **{str(10 + k): ("bending", f"B {point}") for k, point in enumerate("CDEF")},
    **{"6": ("axial", ""), "7": ("largest", "A"), "8": ("least", "A")},
    **{"14": ("largest", "B"), "15": ("least", "B")},
}
_PLANE: tuple[tuple[int, Item], ...] = (
    (3, "xx"), (4, "yy"), (5, "xy"), (7, "major"), (8, "minor"), (9, "von Mises"),
)  # fmt: skip
SHELL: Mapping[str, tuple[Item, str]] = {
    **{str(code): (item, "Z1") for code, item in _PLANE},
    **{str(code + 8): (item, "Z2") for code, item in _PLANE},
}
SOLID: Mapping[str, tuple[Item, str]] = {
    **{"6": ("xx", "centre"), "7": ("xy", "centre"), "14": ("yy", "centre")},
    **{"15": ("yz", "centre"), "20": ("zz", "centre"), "21": ("zx", "centre")},
    **{"8": ("major", "centre"), "22": ("minor", "centre"), "13": ("von Mises", "centre")},
}
ITEMS: Mapping[str, Mapping[str, tuple[Item, str]]] = {
    **dict.fromkeys(("CROD", "CONROD", "CTUBE"), ROD),
    **dict.fromkeys(("CQUAD4", "CTRIA3"), SHELL),
    **dict.fromkeys(("CTETRA", "CPENTA", "CHEXA"), SOLID),
    **{"CBAR": BAR, "CELAS1": {"2": ("spring", "")}, "CELAS2": {"2": ("spring", "")}},
}
"""By the card of an element: what the codes mean that can be differentiated."""
MAX_SHEAR = "The deck asks for maximum shear (STRESS(MAXS)), not for von Mises stress."


class NotDifferentiated(Exception):
    """There are no derivatives of this response; the message says why."""


@dataclass
class Asked:
    """The responses of a deck, the labels of their entries, and what is not taken."""

    responses: list[Response] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    left: list[NotTakenOver] = field(default_factory=list)


def read_responses(deck: Deck, bdf: "BDF") -> Asked:
    """Every DRESP1 in each subcase of its analysis.

    Raises:
        DeckRejected: an entry cannot be read, or the deck has no response at all.
    """
    entries, asked = DesignEntries(deck), Asked()
    reader = _Reader(deck, bdf)
    for entry in entries.responses.values():
        try:
            found = list(reader.read(entry))
        except NotDifferentiated as reason:
            asked.left.append(left(entry.card, str(reason)))
        else:
            asked.responses += found
            asked.labels += [entry.label] * len(found)
    for card in entries.others.values():
        asked.left.append(left(card, "Its equation is not run."))
    if not asked.responses:
        what = "The deck has no DRESP1 whose derivatives can be found."
        raise DeckRejected(what, hint=" ".join(map(str, asked.left))[:500])
    return asked


class _Reader:
    """Reads responses of one deck."""

    def __init__(self, deck: Deck, bdf: "BDF") -> None:
        self._bdf = bdf
        control = read_control(deck.control)
        self._max_shear = read_design_control(deck, control.solution).max_shear
        self._solutions = {each.id: _solution(each, control) for each in control.subcases}

    def read(self, entry: Entry) -> Iterator[Response]:
        """The responses of one entry."""
        if entry.kind == "WEIGHT":
            if (entry.item or "3") != (entry.second or "3") or (entry.item or "3") not in "123":
                raise NotDifferentiated("Only the masses along the axes are differentiated.")
            yield Mass()
        elif entry.kind in ("FREQ", "LAMA"):
            yield from self._modes(entry)
        elif entry.kind in ("DISP", "STRESS", "COMP"):
            if entry.second:
                raise NotDifferentiated("Only static responses are differentiated (ATTB is given).")
            for subcase in self._subcases(101):
                yield from self._static(entry, subcase)
        else:
            raise NotDifferentiated(f"A response of type {entry.kind} is not differentiated.")

    def _subcases(self, solution: int) -> list[int]:
        found = [number for number, each in self._solutions.items() if each == solution]
        if not found:
            raise NotDifferentiated(f"No subcase has its analysis (that of SOL {solution}).")
        return found

    def _modes(self, entry: Entry) -> Iterator[Response]:
        if not is_integer(entry.item):
            raise NotDifferentiated("It names no mode.")
        mode = int(entry.item)
        if entry.kind == "FREQ":
            yield from (Frequency(subcase=n, mode=mode) for n in self._subcases(103))
        else:
            yield from (BucklingFactor(subcase=n, mode=mode) for n in self._subcases(105))

    def _static(self, entry: Entry, subcase: int) -> Iterator[Response]:
        if entry.kind == "COMP":
            yield Compliance(subcase=subcase)
        elif entry.kind == "STRESS":
            yield from self._stresses(entry, subcase)
        else:
            if not entry.item or set(entry.item) - set("123456"):
                raise NotDifferentiated(f"{entry.item or 'A blank'} is no component.")
            for node in _ids(entry):
                for digit in entry.item:
                    yield Displacement(subcase=subcase, grid=node, component=int(digit))

    def _stresses(self, entry: Entry, subcase: int) -> Iterator[Response]:
        for eid in self._elements(entry):
            card = self._bdf.elements[eid].type
            if entry.item not in ITEMS.get(card, {}):
                raise NotDifferentiated(f"Item {entry.item} of {card} {eid} is not differentiated.")
            item, place = ITEMS[card][entry.item]
            if item == "von Mises" and self._max_shear:
                raise NotDifferentiated(MAX_SHEAR)
            yield Stress(subcase=subcase, element=eid, item=item, place=place)

    def _elements(self, entry: Entry) -> Sequence[int]:
        ids, elements = _ids(entry), self._bdf.elements
        if entry.of != "ELEM":
            pids = {pid for pid in ids if pid in self._bdf.properties}
            ids = [eid for eid in sorted(elements) if getattr(elements[eid], "pid", 0) in pids]
        missing = [eid for eid in ids if eid not in elements]
        if missing or not ids:
            raise NotDifferentiated(f"There is no element {missing[0] if missing else 'of it'}.")
        return ids


def _solution(subcase: Subcase, control: Control) -> int:
    """The solution of its own that a subcase would have."""
    if control.solution == 200:
        return ANALYSES.get(subcase.analysis.upper()[:4] or "STAT", 0)
    if control.solution == 105:
        return 105 if subcase.method else 101
    return control.solution or 101


def _ids(entry: Entry) -> list[int]:
    if not entry.ids or not all(map(is_integer, entry.ids)):
        raise NotDifferentiated("It does not name its ids.")
    return [int(text) for text in entry.ids]
