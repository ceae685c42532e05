"""From integration points to the centre and the corners: least squares of each type's polynomial.

Points in the order of CalculiX's `gauss.f`; the corners are those of Nastran.
"""

from functools import cache
from itertools import product

import numpy as np

from atomizer.engine.solvers.calculix.frd import Floats

_G2, _G3 = 1.0 / np.sqrt(3.0), np.sqrt(0.6)
_A, _B = (5.0 - np.sqrt(5.0)) / 20.0, (5.0 + 3.0 * np.sqrt(5.0)) / 20.0
_TRIANGLE = ((1 / 6, 1 / 6), (2 / 3, 1 / 6), (1 / 6, 2 / 3))


def _grid(places: tuple[float, ...]) -> list[tuple[float, ...]]:
    """Points of a cube, the first coordinate fastest."""
    return [place[::-1] for place in product(places, repeat=3)]


POINTS: dict[str, list[tuple[float, ...]]] = {
    "C3D8I": _grid((-_G2, _G2)),
    "C3D20": _grid((-_G3, 0.0, _G3)),
    "C3D4": [(0.25, 0.25, 0.25)],
    "C3D10": [(_A, _A, _A), (_B, _A, _A), (_A, _B, _A), (_A, _A, _B)],
    "C3D6": [(1 / 3, 1 / 3, -_G2), (1 / 3, 1 / 3, _G2)],
    "C3D15": [(x, y, z) for z in (-_G3, 0.0, _G3) for x, y in _TRIANGLE],
}
_CUBE = [(x, y, z) for z in (-1, 1) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
_WEDGE = [(x, y, z) for z in (-1, 1) for x, y in ((0, 0), (1, 0), (0, 1))]
_TETRA = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
CORNERS = {8: ((0.0, 0.0, 0.0), _CUBE), 6: ((1 / 3, 1 / 3, 0.0), _WEDGE)} | {
    4: ((0.25, 0.25, 0.25), _TETRA)
}
_COUNT = {"C3D8I": 8, "C3D20": 8, "C3D6": 6, "C3D15": 6, "C3D4": 4, "C3D10": 4}
_CUBIC = [*product((0, 1), repeat=3)]
_LINEAR = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
POWERS = {
    "C3D8I": _CUBIC,
    "C3D20": _CUBIC,
    "C3D4": [(0, 0, 0)],
    "C3D10": _LINEAR,
    "C3D6": [(0, 0, 0), (0, 0, 1)],
    "C3D15": [*_LINEAR, (1, 0, 1), (0, 1, 1)],
}


@cache
def extrapolation(kind: str) -> Floats:
    """From the points of a type to its centre and corners, shape (1 + n_corners, n_points)."""
    centre, corners = CORNERS[_COUNT[kind]]
    targets = np.array([centre, *corners], float)
    powers = np.array(POWERS[kind])
    found: Floats = _terms(targets, powers) @ np.linalg.pinv(_terms(np.array(POINTS[kind]), powers))
    return found


def _terms(places: Floats, powers: Floats) -> Floats:
    """Monomials at places, shape (n_places, n_powers)."""
    found: Floats = np.prod(places[:, None, :] ** powers, axis=-1)
    return found
