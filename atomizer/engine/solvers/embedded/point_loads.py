"""Forces and moments at points whose direction other points give, and accelerations of points.

MSC Nastran Quick Reference Guide: FORCE1 and MOMENT1 act along the line from G1 to G2, FORCE2 and
MOMENT2 along the product of the lines from G1 to G2 and from G3 to G4; ACCEL1 is GRAV at some
points.
"""

from typing import Any, Protocol

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, unit
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.mass import Masses
from atomizer.engine.solvers.embedded.model import Model


class Surroundings(Protocol):
    """What such a load must know of the loads it belongs to."""

    @property
    def model(self) -> Model:
        """The deck."""
        ...

    @property
    def masses(self) -> Masses:
        """The masses of the structure."""
        ...

    def row(self, card: Any, node: int) -> int:
        """The row of a grid point."""
        ...

    def direction(self, card: Any, parts: Floats) -> Floats:
        """A vector that is the same everywhere, in the basic frame, shape (3,)."""
        ...


def force_by_points(loads: Surroundings, card: Any, total: Floats) -> None:
    """FORCE1 and FORCE2."""
    total[loads.row(card, int(card.node)), :3] += float(card.mag) * _direction(loads, card)


def moment_by_points(loads: Surroundings, card: Any, total: Floats) -> None:
    """MOMENT1 and MOMENT2."""
    total[loads.row(card, int(card.node)), 3:] += float(card.mag) * _direction(loads, card)


def accelerated_points(loads: Surroundings, card: Any, total: Floats) -> None:
    """ACCEL1: mass times acceleration of the points it names."""
    direction = loads.direction(card, np.asarray(card.N, float))
    moved = np.zeros_like(total)
    rows = [loads.row(card, int(node)) for node in card.nodes]
    moved[rows, :3] = float(card.scale) * loads.model.number("WTMASS", 1.0) * direction
    total += (loads.masses.matrix @ moved.ravel()).reshape(-1, 6)


def _direction(loads: Surroundings, card: Any) -> Floats:
    """A unit vector in the basic frame, shape (3,)."""
    vector = _line(loads, card, card.g1, card.g2)
    if card.type.endswith("2"):
        vector = np.cross(vector, _line(loads, card, card.g3, card.g4))
    if not np.linalg.norm(vector) > 0:
        said = f"THE POINTS OF {card.type} AT GRID POINT {card.node} GIVE NO DIRECTION"
        raise Fatal(f"LOAD SET {card.sid}: {said}.")
    return unit(vector)


def _line(loads: Surroundings, card: Any, begin: Any, end: Any) -> Floats:
    points = loads.model.grid.xyz
    first, last = (points[loads.row(card, int(node))] for node in (begin, end))
    return np.asarray(last - first)
