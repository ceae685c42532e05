"""Single-point constraints: SPC, SPC1, SPCADD, and PS of the grid points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Held:
    """Freedoms that are held, and the motion they are held at; both of shape (6 n_points,)."""

    fixed: Bools
    motion: Floats


def read_held(model: Model, set_id: int) -> Held:
    """Permanent constraints, what scalar points lack, and constraints of a set; 0 is no set.

    Raises:
        Fatal: the set or one of its grid points is not in the deck.
    """
    held = Held(np.zeros(6 * len(model.grid), bool), np.zeros(6 * len(model.grid)))
    for row, digits in enumerate(model.grid.permanent):
        if digits:
            held.fixed[6 * row + components(digits, f"GRID {model.grid.ids[row]}")] = True
    held.fixed.reshape(-1, 6)[model.grid.scalar, 1:] = True
    for card in spc_cards(model, set_id) if set_id else ():
        for node, digits, motion in spc_items(card):
            _hold(model, held, card, (node, digits, motion))
    return held


def components(digits: str, owner: str) -> Ints:
    """Freedoms 0 to 5 from a string of digits 1 to 6; 0 stands for none.

    Raises:
        Fatal: a digit is none of these.
    """
    if not set(digits) <= set("0123456"):
        raise Fatal(f"{digits} ARE NOT COMPONENTS OF {owner}.")
    return np.array([int(digit) - 1 for digit in digits if digit != "0"], np.int64)


def freedoms_at(model: Model, row: int, digits: str, owner: str) -> Ints:
    """Freedoms of a point by its components: 1 to 6, of a scalar point 1, 0 or blank.

    Raises:
        Fatal: the point has no such component.
    """
    if not model.grid.scalar[row]:
        return 6 * row + components(digits, owner)
    if digits.strip() not in ("", "0", "1", "None"):
        said = f"COMPONENT {digits} OF SCALAR POINT {model.grid.ids[row]} IN {owner}"
        raise Fatal(f"{said} MUST BE 1, 0 OR BLANK.")
    return np.array([6 * row], np.int64)


def spc_cards(model: Model, set_id: int, above: tuple[int, ...] = ()) -> Iterator[Any]:
    """Constraint cards of a set, through SPCADD.

    Args:
        above: The sets that led to it.

    Raises:
        Fatal: the set is not in the deck, or it contains itself.
    """
    direct, added = model.bdf.spcs.get(set_id, []), model.bdf.spcadds.get(set_id, [])
    if not direct and not added:
        raise Fatal(f"UNDEFINED SINGLE-POINT CONSTRAINT SET {set_id}.", 2053)
    if set_id in above:
        raise Fatal(f"SPCADD {set_id} CONTAINS ITSELF.")
    yield from direct
    for card in added:
        for part in card.sets:
            yield from spc_cards(model, int(part), (*above, set_id))


def spc_items(card: Any) -> list[tuple[int, str, float]]:
    """Grid point, components and motion of each line of a card.

    Raises:
        Fatal: it is neither SPC nor SPC1.
    """
    if card.type == "SPC1":
        return [(int(node), str(card.components), 0.0) for node in card.nodes]
    if card.type == "SPC":
        lines = zip(card.nodes, card.components, card.enforced, strict=True)
        return [(int(node), str(digits), float(value)) for node, digits, value in lines]
    raise unsupported(f"{card.type} IN SPC SET", str(card.conid))


def _hold(model: Model, held: Held, card: Any, item: tuple[int, str, float]) -> None:
    node, digits, motion = item
    try:
        row = int(model.grid.index_of_any(np.array([node]))[0])
    except UnknownGrid:
        if in_gap(card, node):
            return
        said = f"UNDEFINED GRID POINT {node} IN SINGLE-POINT CONSTRAINT SET {card.conid}."
        raise Fatal(said, 2052) from None
    at = freedoms_at(model, row, digits, f"{card.type} {card.conid}")
    held.fixed[at] = True
    held.motion[at] = motion


def in_gap(card: Any, node: int) -> bool:
    """Whether a missing point of an SPC1 can come from a THRU, which may have gaps."""
    listed = {int(n) for n in card.nodes} if card.type == "SPC1" else set()
    return node - 1 in listed or node + 1 in listed
