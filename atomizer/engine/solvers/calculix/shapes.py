"""Consistent nodal loads of volumes and faces: the integrals of shape functions.

The functions are the monomials of each type that are one at a node of it and zero at the others
(Zienkiewicz and Taylor, The Finite Element Method, 5th ed., vol. 1, ch. 8); quadrature by Gauss
products, on triangles and tetrahedra with collapsed sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from atomizer.engine.solvers.calculix.frd import Floats

_SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))
_TRIANGLE = ((0, 0), (1, 0), (0, 1))
_BRICK = [(x, y, z) for z in (-1, 1) for x, y in _SQUARE]
_WEDGE = [(x, y, z) for z in (-1, 1) for x, y in _TRIANGLE]
_TETRA = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
_FLAT_SQUARE = [(x, y, 0) for x, y in _SQUARE]
_FLAT_TRIANGLE = [(x, y, 0) for x, y in _TRIANGLE]
EDGES = {
    "CHEXA": "01 12 23 30 04 15 26 37 45 56 67 74",
    "CPENTA": "01 12 20 03 14 25 34 45 53",
    "CTETRA": "01 12 20 03 13 23",
}
"""Midside grid points in Nastran's order (Quick Reference Guide)."""
CORNERS = {
    "CHEXA": _BRICK, "CPENTA": _WEDGE, "CTETRA": _TETRA, "CQUAD4": _FLAT_SQUARE,
    "CTRIA3": _FLAT_TRIANGLE,
}  # fmt: skip
FACES: dict[str, tuple[tuple[int, ...], ...]] = {
    "CHEXA": ((0, 1, 2, 3), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)),
    "CPENTA": ((0, 1, 2), (3, 4, 5), (0, 1, 4, 3), (1, 2, 5, 4), (2, 0, 3, 5)),
    "CTETRA": ((0, 1, 2), (0, 1, 3), (1, 2, 3), (0, 2, 3)),
    "CQUAD4": ((0, 1, 2, 3),),
    "CTRIA3": ((0, 1, 2),),
}
"""Corners of the faces, around each."""
_CUBIC = list(product((0, 1), repeat=3))
POWERS: dict[tuple[str, int], list[tuple[int, ...]]] = {
    ("CHEXA", 8): _CUBIC,
    ("CHEXA", 20): [p for p in product((0, 1, 2), repeat=3) if p.count(2) <= 1],
    ("CTETRA", 4): [p for p in _CUBIC if sum(p) <= 1],
    ("CTETRA", 10): [p for p in product((0, 1, 2), repeat=3) if sum(p) <= 2],
    ("CPENTA", 6): [p for p in _CUBIC if p[0] + p[1] <= 1],
    ("CPENTA", 15): [
        p for p in product((0, 1, 2), repeat=3) if p[0] + p[1] <= (2 if p[2] < 2 else 1)
    ],
    ("CQUAD4", 4): [p for p in _CUBIC if not p[2]],
    ("CTRIA3", 3): [p for p in _CUBIC if not p[2] and sum(p) <= 1],
}


@dataclass(frozen=True, eq=False)
class Rule:
    """Shape functions at the points of a quadrature.

    Attributes:
        values: Shape (n_points, n_nodes).
        slopes: Along the parameters, shape (n_points, n_parameters, n_nodes).
        weights: Shape (n_points,).
    """

    values: Floats
    slopes: Floats
    weights: Floats


def node_volumes(card: str, places: Floats) -> Floats:
    """Integral of each shape function over the volume of solids, shape (n, n_nodes).

    Args:
        places: Of the grid points in Nastran's order, shape (n, n_nodes, 3).
    """
    rule = _volume_rule(card, places.shape[1])
    jacobian = np.einsum("pdk,ekc->epdc", rule.slopes, places)
    found: Floats = np.einsum(
        "p,ep,pk->ek", rule.weights, np.abs(np.linalg.det(jacobian)), rule.values
    )
    return found


def node_areas(card: str, places: Floats, face: int) -> Floats:
    """Integral of each shape function times the normal over a face, shape (n, n_nodes, 3).

    Args:
        places: As of `node_volumes`.
        face: Its row in FACES; the normal is that of the order of its corners.
    """
    rule = _face_rule(card, places.shape[1], face)
    tangents = np.einsum("pdk,ekc->epdc", rule.slopes, places)
    normal = np.cross(tangents[:, :, 0], tangents[:, :, 1])
    found: Floats = np.einsum("p,epc,pk->ekc", rule.weights, normal, rule.values)
    return found


@cache
def _volume_rule(card: str, count: int) -> Rule:
    places, weights = _points(card)
    return Rule(_values(card, count, places), _slopes(card, count, places), weights)


@cache
def _face_rule(card: str, count: int, face: int) -> Rule:
    corners = np.array([CORNERS[card][k] for k in FACES[card][face]], float)
    flat, weights = _square() if len(corners) == 4 else _triangle()
    x, y = flat.T
    if len(corners) == 4:
        shares = np.stack([(1 + a * x) * (1 + b * y) / 4 for a, b in _SQUARE], axis=1)
        along = [np.stack([a * (1 + b * y) / 4 for a, b in _SQUARE], axis=1)]
        along += [np.stack([b * (1 + a * x) / 4 for a, b in _SQUARE], axis=1)]
    else:
        shares, one = np.stack([1 - x - y, x, y], axis=1), np.ones_like(x)
        along = [np.stack([-one, one, 0 * one], axis=1), np.stack([-one, 0 * one, one], axis=1)]
    places = shares @ corners
    turn = np.stack([part @ corners for part in along], axis=1)
    slopes = np.einsum("pdq,pqk->pdk", turn, _slopes(card, count, places))
    return Rule(_values(card, count, places), slopes, weights)


def _nodes(card: str, count: int) -> Floats:
    corners = np.array(CORNERS[card], float)
    if count == len(corners):
        return corners
    middles = [corners[[int(pair[0]), int(pair[1])]].mean(axis=0) for pair in EDGES[card].split()]
    return np.vstack([corners, middles])


@cache
def _coefficients(card: str, count: int) -> Floats:
    """Monomials to shape functions, shape (n_nodes, n_nodes)."""
    found: Floats = np.linalg.inv(_monomials(_nodes(card, count), POWERS[card, count]))
    return found


def _values(card: str, count: int, places: Floats) -> Floats:
    return _monomials(places, POWERS[card, count]) @ _coefficients(card, count)


def _slopes(card: str, count: int, places: Floats) -> Floats:
    powers = np.array(POWERS[card, count])
    parts = []
    for k in range(3):
        lower = powers.copy()
        lower[:, k] = np.maximum(powers[:, k] - 1, 0)
        parts.append(powers[:, k] * _monomials(places, lower) @ _coefficients(card, count))
    return np.stack(parts, axis=1)


def _monomials(places: Floats, powers: Sequence[tuple[int, ...]] | Floats) -> Floats:
    found: Floats = np.prod(places[:, None, :] ** np.asarray(powers), axis=-1)
    return found


def _points(card: str) -> tuple[Floats, Floats]:
    line, weights = _line()
    if card == "CHEXA":
        flat, shares = _square()
        return _stack(flat, shares, line, weights)
    flat, shares = _triangle()
    if card == "CPENTA":
        return _stack(flat, shares, line, weights)
    places, both = _stack(flat, shares, (line + 1) / 2, weights / 2)
    left = 1 - places[:, 2]
    return places * np.stack([left, left, np.ones_like(left)], axis=1), both * left**2


def _stack(flat: Floats, shares: Floats, line: Floats, weights: Floats) -> tuple[Floats, Floats]:
    places = [(*place, z) for z in line for place in flat]
    return np.array(places), np.concatenate([shares * w for w in weights])


def _line() -> tuple[Floats, Floats]:
    """Gauss points and weights on -1 to 1, exact to degree 5 (Zienkiewicz, table 8.1)."""
    outer = np.sqrt(0.6)
    return np.array([-outer, 0.0, outer]), np.array([5.0, 8.0, 5.0]) / 9.0


def _square() -> tuple[Floats, Floats]:
    line, weights = _line()
    pairs = np.array(list(product(line, line)))
    return pairs, np.outer(weights, weights).ravel()


def _triangle() -> tuple[Floats, Floats]:
    square, weights = _square()
    u, v = ((square + 1) / 2).T
    return np.stack([u, v * (1 - u)], axis=1), weights / 4 * (1 - u)
