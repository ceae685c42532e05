"""Which modes are wanted: EIGRL and EIGR, and EIGB for buckling.

MSC Nastran Quick Reference Guide: V1 and V2 bound the frequency in Hz or the buckling factor, ND
is how many; with neither V2 nor ND we give ten modes of vibration, one of buckling. The methods of
EIGR other than LAN are of another time (Givens, Householder, inverse power): Lanczos answers them.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from atomizer.engine.solvers.embedded.constraints import freedoms_at
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
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
        freedom: The one that is one instead, among six a grid point; None without.
    """

    first: float | None
    last: float | None
    count: int | None
    norm: Norm
    freedom: int | None = None


def read_wanted(model: Model, set_id: int) -> Wanted:
    """What a METHOD set asks for.

    Raises:
        Fatal: the subcase names no set, or it is not in the deck.
    """
    if not set_id:
        raise Fatal("NO METHOD COMMAND SELECTS AN EIGRL ENTRY.", 1203)
    if set_id not in model.bdf.methods:
        raise Fatal(f"METHOD SET {set_id} IS NOT DEFINED.", 1203)
    wanted = _wanted(model, model.bdf.methods[set_id])
    if wanted.count is not None and wanted.count < 0:
        raise Fatal(f"METHOD SET {set_id} ASKS FOR {wanted.count} MODES.")
    if wanted.first is not None and wanted.last is not None and wanted.first > wanted.last:
        said = f"{wanted.first:g} TO {wanted.last:g}"
        raise Fatal(f"THE RANGE OF METHOD SET {set_id}, {said}, ENDS BELOW ITS BEGINNING.")
    return wanted


def _wanted(model: Model, card: Any) -> Wanted:
    if card.type == "EIGB":
        return Wanted(float(card.L1), float(card.L2), int(card.ndp or card.nep or 1), "MAX")
    if card.type == "EIGR":
        return _of_eigr(model, card)
    if card.type != "EIGRL":
        raise unsupported(card.type, str(card.sid))
    if card.options:
        raise unsupported(f"{card.options[0]} ON EIGRL", str(card.sid))
    count = int(card.nd) if card.nd else None
    return Wanted(_number(card.v1), _number(card.v2), count, _norm(card))


def _of_eigr(model: Model, card: Any) -> Wanted:
    count = int(card.nd) if card.nd else None
    first, last = _number(card.f1), _number(card.f2)
    if card.norm != "POINT":
        return Wanted(first, last, count, _norm(card))
    return Wanted(first, last, count, "MAX", _freedom(model, card))


def _freedom(model: Model, card: Any) -> int:
    """The freedom that is one in each mode."""
    if card.G is None:
        raise Fatal(f"NORM POINT ON EIGR {card.sid} NEEDS A GRID POINT AND ONE COMPONENT.")
    try:
        row = int(model.grid.index_of_any(np.array([int(card.G)]))[0])
    except UnknownGrid as unknown:
        said = f"EIGR {card.sid} REFERENCES UNDEFINED GRID POINT {unknown.grid}."
        raise Fatal(said) from None
    at = freedoms_at(model, row, str(card.C or "0"), f"EIGR {card.sid}")
    if len(at) != 1:
        raise Fatal(f"NORM POINT ON EIGR {card.sid} NEEDS A GRID POINT AND ONE COMPONENT.")
    return int(at[0])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _norm(card: Any) -> Norm:
    if card.norm in (None, "MASS"):
        return "MASS"
    if card.norm == "MAX":
        return "MAX"
    raise unsupported(f"NORM {card.norm} ON {card.type}", str(card.sid))
