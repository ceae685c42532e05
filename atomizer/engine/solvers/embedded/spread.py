"""PLOAD1: forces and moments between the ends of bars and beams.

The equivalent forces at the ends are those that hold them: the bar as a cantilever from end A moves
at end B by the flexibility of the part that is loaded, and its stiffness takes that motion back
(Przemieniecki, Theory of Matrix Structural Analysis, section 7.4). So they are exact with shear
flexibility too. Loads that vary along the bar are integrated by Gauss points.
"""

from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.interpolation import line_rule
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported

GAUSS_POINTS = 5
ALONG = np.array([1.0, 0.0, 0.0])


def end_forces(bars: Bars, row: int, card: Any) -> Floats:
    """Equivalent forces and moments at both ends in element axes, shape (12,).

    Raises:
        Fatal: the load is not on the bar, or the bar has pin flags.
    """
    if bars.pinned[row]:
        raise unsupported("PLOAD1 ON A BAR WITH PIN FLAGS", str(card.eid))
    length = float(bars.length[row])
    begin, end = _places(card, length)
    direction = _direction(bars, row, card)
    first, last = float(card.p1), float(card.p1 if card.p2 is None else card.p2)
    if begin == end:
        return first * _held(bars, row, begin, direction)
    half, total = (end - begin) / 2.0, np.zeros(12)
    factor = half * _projected(bars, row, card)
    for place, weight in line_rule(GAUSS_POINTS):
        size = first + (last - first) * (1.0 + place) / 2.0
        total += factor * weight * size * _held(bars, row, begin + half * (1.0 + place), direction)
    return total


def passed_by(bars: Bars, row: int, card: Any, station: float) -> Floats:
    """The resultant about a station of the load between end A and it, element axes, shape (6,).

    Args:
        station: A fraction of the length.
    """
    length = float(bars.length[row])
    place, (begin, end) = station * length, _places(card, length)
    direction = _direction(bars, row, card)
    first, last = float(card.p1), float(card.p1 if card.p2 is None else card.p2)
    if begin == end:
        return first * _about(direction, begin - place) if begin <= place else np.zeros(6)
    half, total = max(0.0, min(end, place) - begin) / 2.0, np.zeros(6)
    factor = half * _projected(bars, row, card)
    for point, weight in line_rule(GAUSS_POINTS):
        on = half * (1.0 + point)
        size = first + (last - first) * on / (end - begin)
        total += factor * weight * size * _about(direction, begin + on - place)
    return total


def _about(load: Floats, arm: float) -> Floats:
    """A load that acts an arm farther along the bar, shape (6,)."""
    return np.concatenate([load[:3], load[3:] + np.cross(arm * ALONG, load[:3])])


def _places(card: Any, length: float) -> tuple[float, float]:
    """Where the load begins and ends, from end A."""
    unit = length if str(card.scale).startswith("FR") else 1.0
    begin = float(card.x1) * unit
    end = begin if card.x2 is None else float(card.x2) * unit
    if not 0.0 <= begin <= end <= length * (1.0 + 1e-6):
        said = f"X1 {begin:g}, X2 {end:g} IS NOT ON ITS LENGTH {length:g}"
        raise Fatal(f"PLOAD1 OF LOAD SET {card.sid} ON ELEMENT {card.eid}: {said}.")
    return begin, end


def _direction(bars: Bars, row: int, card: Any) -> Floats:
    """A unit of force and moment in element axes, shape (6,)."""
    kind, axis = str(card.load_type)[0], "XYZ".index(str(card.load_type)[1])
    vector = np.eye(3)[axis]
    if not str(card.load_type).endswith("E"):
        vector = bars.axes[row] @ vector
    return np.concatenate([vector, np.zeros(3)] if kind == "F" else [np.zeros(3), vector])


def _projected(bars: Bars, row: int, card: Any) -> float:
    """The part of a unit of length the load acts on: with PR its projection across the load."""
    if not str(card.scale).endswith("PR"):
        return 1.0
    vector = _direction(bars, row, card)
    return float(np.linalg.norm(np.cross(ALONG, vector[:3] + vector[3:])))


def _held(bars: Bars, row: int, place: float, load: Floats) -> Floats:
    """Equivalent forces of a load at one place, shape (12,)."""
    length = float(bars.length[row])
    moved = bars.flexibility(row, place) @ load
    moved[:3] += np.cross(moved[3:], (length - place) * ALONG)
    at_b = bars.local[row, 6:, 6:] @ moved
    at_a = load - at_b
    at_a[3:] += np.cross(place * ALONG, load[:3]) - np.cross(length * ALONG, at_b[:3])
    return np.concatenate([at_a, at_b])
