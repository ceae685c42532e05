"""Named fields of the entries whose layout depends on what they hold.

Source: MSC Nastran Quick Reference Guide, entries PCOMP, PBARL, PBEAML, PBEAM and PBUSH.
"""

from collections.abc import Callable

from atomizer.engine.deck.card import Card
from atomizer.engine.deck.fields import Slot, fixed_slots
from atomizer.engine.deck.numbers import parse_real

Slots = dict[str, Slot]

DIMENSIONS = {
    "ROD": 1, "TUBE": 2, "TUBE2": 2, "I": 6, "CHAN": 4, "T": 4, "BOX": 4, "BAR": 2, "CROSS": 4,
    "H": 4, "T1": 4, "I1": 4, "CHAN1": 4, "Z": 4, "CHAN2": 4, "T2": 4, "BOX1": 6, "HEXA": 3,
    "HAT": 4, "HAT1": 5, "DBOX": 10, "L": 4,
}  # fmt: skip
"""How many dimensions a cross-section of each type has."""

_ALIASES = {
    "12I/T**3": "12I/T3",
    "12I/T^3": "12I/T3",
    "D": "OD",
    "K": "K1",
    "GE": "GE1",
    "B": "B1",
    "M": "M1",
}
_STATION = ("YES", "YESA", "NO")
_BEAM = {
    "A": "cross-section area",
    "I1": "bending inertia",
    "I2": "bending inertia",
    "I12": "product of inertia",
    "J": "torsion constant",
    "NSM": "non-structural mass",
}


def slots(card: Card) -> Slots:
    """Every named field of a card, in the order of the guide."""
    layout = _LAYOUTS.get(card.name)
    return layout(card) if layout else fixed_slots(card.name)


def find_slot(card: Card, field: str) -> Slot | None:
    """The field of that name, its usual aliases understood; None when there is none."""
    named = slots(card)
    for name in (field, _ALIASES.get(field, ""), f"{field}(A)", field.removesuffix("(A)")):
        if name in named:
            return named[name]
    return None


def _pcomp(card: Card) -> Slots:
    """Plies of four fields, from the second line on: MIDi, Ti, THETAi, SOUTi."""
    found = {
        "Z0": Slot(2, "offset of the bottom", listed=False),
        "NSM": Slot(3, "non-structural mass"),
        "SB": Slot(4, "allowable bond stress", listed=False),
        "GE": Slot(7, "damping", listed=False),
    }
    for ply in range(1, (len(card.cells) - 8) // 4 + 1):
        at = 5 + 4 * ply
        if any(card.field(at + i) for i in range(3)):
            found[f"T{ply}"] = Slot(at + 1, f"thickness of ply {ply}")
            found[f"THETA{ply}"] = Slot(at + 2, f"fibre angle of ply {ply}")
    return found


def _pbarl(card: Card) -> Slots:
    return _dimensions(card, 9, "") | {
        "NSM": Slot(9 + _how_many(card), "non-structural mass", listed=False)
    }


def _pbeaml(card: Card) -> Slots:
    """Dimensions and NSM of end A, then for each station SO, X/XB, dimensions, NSM."""
    count = _how_many(card)
    found = _dimensions(card, 9, "(A)")
    found["NSM(A)"] = Slot(9 + count, "non-structural mass", listed=False)
    at, station = 10 + count, 1
    while any(card.field(at + i) for i in range(count + 2)):
        mark = "(B)" if parse_real(card.field(at + 1)) in (1.0, None) else f"({station})"
        found |= _dimensions(card, at + 2, mark)
        found[f"NSM{mark}"] = Slot(at + 2 + count, "non-structural mass", listed=False)
        at, station = at + 3 + count, station + 1
    return found


def _how_many(card: Card) -> int:
    return DIMENSIONS.get(card.field(4).upper(), max(len(card.cells) - 8, 0))


def _dimensions(card: Card, start: int, mark: str) -> Slots:
    shape = card.field(4).upper() or "cross-section"
    numbers = range(1, _how_many(card) + 1)
    return {f"DIM{i}{mark}": Slot(start + i - 1, f"dimension {i} of {shape}") for i in numbers}


def _pbeam(card: Card) -> Slots:
    """End A, stress points of A unless a station follows at once, then the stations."""
    found = {f"{n}(A)": Slot(3 + i, says) for i, (n, says) in enumerate(_BEAM.items())}
    at = 9 if card.field(9).upper() in _STATION else 17
    station = 1
    while card.field(at).upper() in _STATION:
        mark = "(B)" if parse_real(card.field(at + 1)) == 1.0 else f"({station})"
        found |= {f"{n}{mark}": Slot(at + 2 + i, says) for i, (n, says) in enumerate(_BEAM.items())}
        at += 16 if card.field(at).upper() == "YES" else 8
        station += 1
    return found | {
        "K1": Slot(at, "shear area factor", listed=False),
        "K2": Slot(at + 1, "shear area factor", listed=False),
    }


def _pbush(card: Card) -> Slots:
    """Lines that say what they hold: K, B, GE, M."""
    says = {"K": "stiffness", "B": "damping", "GE": "structural damping"}
    found: Slots = {}
    for at in range(2, len(card.cells), 8):
        kind = card.field(at).upper()
        if kind in says:
            found |= {f"{kind}{i}": Slot(at + i, f"{says[kind]} {i}") for i in range(1, 7)}
        elif kind == "M":
            found["M"] = Slot(at + 1, "mass")
    return found


_LAYOUTS: dict[str, Callable[[Card], Slots]] = {
    "PCOMP": _pcomp,
    "PBARL": _pbarl,
    "PBEAML": _pbeaml,
    "PBEAM": _pbeam,
    "PBUSH": _pbush,
}
