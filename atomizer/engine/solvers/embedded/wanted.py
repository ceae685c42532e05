"""Which modes are wanted: EIGRL, and EIGB for buckling.

MSC Nastran Quick Reference Guide: V1 and V2 bound the frequency in Hz or the buckling factor, ND
is how many; with neither V2 nor ND we give ten modes of vibration, one of buckling.
"""

from dataclasses import dataclass
from typing import Any, Literal

from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model

Norm = Literal["MASS", "MAX"]


@dataclass(frozen=True)
class Wanted:
    """Which modes.

    Attributes:
        first: Lower bound, None without.
        last: Upper bound, None without.
        count: The most modes, None for all up to the upper bound.
        norm: What is one of each mode: its generalized mass or its largest component.
    """

    first: float | None
    last: float | None
    count: int | None
    norm: Norm


def read_wanted(model: Model, set_id: int) -> Wanted:
    """What a METHOD set asks for.

    Raises:
        Fatal: the subcase names no set, or it is not in the deck.
    """
    if not set_id:
        raise Fatal("NO METHOD COMMAND SELECTS AN EIGRL ENTRY.", 1203)
    if set_id not in model.bdf.methods:
        raise Fatal(f"METHOD SET {set_id} IS NOT DEFINED.", 1203)
    card = model.bdf.methods[set_id]
    if card.type == "EIGB":
        return Wanted(float(card.L1), float(card.L2), int(card.ndp or card.nep or 1), "MAX")
    if card.type != "EIGRL":
        raise unsupported(card.type, str(set_id))
    if card.options:
        raise unsupported(f"{card.options[0]} ON EIGRL", str(set_id))
    count = int(card.nd) if card.nd else None
    return Wanted(_number(card.v1), _number(card.v2), count, _norm(card))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _norm(card: Any) -> Norm:
    if card.norm in (None, "MASS"):
        return "MASS"
    if card.norm == "MAX":
        return "MAX"
    raise unsupported(f"NORM {card.norm} ON EIGRL", str(card.sid))
