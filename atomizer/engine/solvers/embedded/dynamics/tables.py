"""Tables of a variable: TABLED1 to TABLED4 for loads, TABDMP1 for damping.

MSC Nastran Quick Reference Guide, entries TABLED1 ... TABLED4 and TABDMP1: straight lines between
the points, in logarithms where an axis says LOG; at a jump the mean of both values; beyond the
ends the line through the two last points, or with EXTRAP 1 the last value.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model

Curve = Callable[[Floats], Floats]
LOSS: Mapping[str, Curve] = {
    "G": lambda value: value,
    "CRIT": lambda value: 2.0 * value,
    "Q": lambda value: 1.0 / value,
}
"""The loss g by what a TABDMP1 gives: itself, a part of critical damping, a quality."""


def read_curve(model: Model, entry: Any, owner: str) -> Curve:
    """What a field of a load card says: a table by its id, a constant, or 0 where it is blank.

    Raises:
        Fatal: the table is not in the deck, or has too few points.
    """
    if isinstance(entry, float):
        return lambda at: np.full(np.shape(at), entry)
    if not entry:
        return lambda at: np.zeros(np.shape(at))
    if int(entry) not in model.bdf.tables_d:
        raise Fatal(f"TABLE {entry} REFERENCED BY {owner} IS NOT DEFINED.")
    card = model.bdf.tables_d[int(entry)]
    if card.type == "TABLED4":
        return _polynomial(card)
    return _lines(card)


def damping_curve(model: Model, table: int) -> tuple[Curve, Curve]:
    """The structural damping g of a mode by its frequency in Hz (TABDMP1).

    Returns:
        With the lines drawn on beyond the ends, and with the values at the ends kept.
    """
    if table not in model.bdf.tables_sdamping:
        raise Fatal(f"SDAMPING SET {table} IS NOT DEFINED.")
    card = model.bdf.tables_sdamping[table]
    x, y = _points(card)
    if card.Type not in LOSS:
        raise unsupported(f"TYPE {card.Type} ON TABDMP1", str(table))
    g = LOSS[card.Type]
    return (
        lambda at: g(interpolated(x, y, at)),
        lambda at: g(interpolated(x, y, np.clip(at, x[0], x[-1]))),
    )


def interpolated(x: Floats, y: Floats, at: Floats) -> Floats:
    """Values of straight lines between points; at a jump, where two x are equal, their mean."""
    before = _segment(x, y, at, np.searchsorted(x, at, "left"))
    after = _segment(x, y, at, np.searchsorted(x, at, "right"))
    return np.asarray((before + after) / 2.0)


def _segment(x: Floats, y: Floats, at: Floats, right: Any) -> Floats:
    k = np.clip(right - 1, 0, len(x) - 2)
    return np.asarray(y[k] + (y[k + 1] - y[k]) / (x[k + 1] - x[k]) * (at - x[k]))


def _lines(card: Any) -> Curve:
    x, y = _points(card)
    log_x, log_y = (getattr(card, axis, "LINEAR") == "LOG" for axis in ("xaxis", "yaxis"))
    if (log_x and x[0] <= 0) or (log_y and y.min() <= 0):
        raise Fatal(f"{card.type} {card.tid} HAS A LOG AXIS AND A VALUE THAT IS NOT POSITIVE.")
    shift, scale = _places(card)
    points = (np.log(x) if log_x else x, np.log(y) if log_y else y)

    def curve(at: Floats) -> Floats:
        place = (np.asarray(at, float) - shift) / scale
        kept = np.clip(place, x[0], x[-1]) if card.extrap == 1 else place
        found = interpolated(*points, np.log(kept) if log_x else kept)
        return np.asarray(np.exp(found)) if log_y else found

    return curve


def _places(card: Any) -> tuple[float, float]:
    """X1 and X2: a table is looked up at (x - X1) / X2."""
    if card.type == "TABLED1":
        return 0.0, 1.0
    if card.type == "TABLED2":
        return float(card.x1), 1.0
    return float(card.x1), float(card.x2)


def _polynomial(card: Any) -> Curve:
    """TABLED4: the sum of A_i ((x - X1) / X2)^i, with x kept between X3 and X4."""

    def curve(at: Floats) -> Floats:
        place = (np.clip(at, card.x3, card.x4) - card.x1) / card.x2
        return np.asarray(np.polyval(np.asarray(card.a)[::-1], place))

    return curve


def _points(card: Any) -> tuple[Floats, Floats]:
    x, y = np.asarray(card.x, float), np.asarray(card.y, float)
    if len(x) < 2 or (np.diff(x) < 0).any() or x[0] == x[1] or x[-1] == x[-2]:
        said = "NEEDS TWO POINTS OR MORE, IN THE ORDER OF X, WITHOUT A JUMP AT ITS ENDS"
        raise Fatal(f"{card.type} {card.tid} {said}.")
    return x, y
