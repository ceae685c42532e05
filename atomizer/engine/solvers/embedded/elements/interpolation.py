"""Shape functions from the monomials they span, and integration rules.

The functions of an element are the combinations of its monomials that are one at their own node and
zero at the others (Zienkiewicz and Taylor, The Finite Element Method, 5th ed., volume 1, section
8.3): N(p) = monomials(p) C with C the inverse of the monomials at the nodes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.special import roots_legendre

from atomizer.engine.solvers.embedded.arrays import Floats, Ints

Rule = tuple[tuple[Floats, float], ...]
"""Points in natural coordinates and their weights."""


Place = tuple[float, ...]


class Memo(dict[Place, Floats]):
    """Arrays by natural coordinates, each made when it is first asked for."""

    def __init__(self, make: Callable[[Place], Floats]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, place: Place) -> Floats:
        """Make the array of a place."""
        self[place] = made = self._make(place)
        return made


@dataclass(frozen=True, eq=False)
class Interpolation:
    """Shape functions of one element.

    Attributes:
        nodes: Natural coordinates, shape (n_nodes, d).
        powers: Exponents of the monomials, shape (n_nodes, d).
    """

    nodes: Floats
    powers: Ints

    def functions(self, point: Floats) -> Floats:
        """Shape functions at a point, shape (n_nodes,)."""
        return np.asarray((np.asarray(point) ** self.powers).prod(axis=1) @ self._combined)

    def slopes(self, point: Floats | Place) -> Floats:
        """Their derivatives by the natural coordinates, shape (n_nodes, d)."""
        return self._known[tuple(point)]

    @cached_property
    def _known(self) -> Memo:
        return Memo(self._slopes)

    def _slopes(self, point: Place) -> Floats:
        factors = np.asarray(point) ** self.powers
        less = self.powers * np.asarray(point) ** np.maximum(self.powers - 1, 0)
        columns = []
        for axis in range(self.nodes.shape[1]):
            terms = factors.copy()
            terms[:, axis] = less[:, axis]
            columns.append(terms.prod(axis=1) @ self._combined)
        return np.stack(columns, axis=1)

    @cached_property
    def _combined(self) -> Floats:
        """Which combination of the monomials each function is, shape (n_nodes, n_nodes)."""
        monomials = (self.nodes[:, None, :] ** self.powers).prod(axis=2)
        exact = np.linalg.inv(monomials)
        return np.asarray(np.round(exact * 64) / 64)  # all of them are multiples of 1/64


def with_middles(corners: Floats, edges: Sequence[tuple[int, int]]) -> Floats:
    """Corners, then the middles of edges, shape (n_corners + n_edges, d)."""
    return np.vstack([corners, [(corners[a] + corners[b]) / 2.0 for a, b in edges]])


def simplex_powers(degree: int, dimension: int) -> Ints:
    """Exponents of all monomials up to a degree."""
    every = product(range(degree + 1), repeat=dimension)
    return np.array([powers for powers in every if sum(powers) <= degree])


def serendipity_powers(degree: int, dimension: int) -> Ints:
    """Exponents of the monomials whose degree, without what is linear, is at most the degree.

    Arnold and Awanou, Found. Comput. Math. 11 (2011) 337-344.
    """
    every = product(range(degree + 1), repeat=dimension)
    return np.array([p for p in every if sum(power for power in p if power > 1) <= degree])


def line_rule(points: int) -> tuple[tuple[float, float], ...]:
    """Gauss points and weights on -1 .. 1."""
    places, weights = roots_legendre(points)
    return tuple(zip(places.tolist(), weights.tolist(), strict=True))


def cube_rule(points: int, dimension: int) -> Rule:
    """Gauss points on the square or cube -1 .. 1, the first coordinate fastest."""
    rule = []
    for combined in product(line_rule(points), repeat=dimension):
        places = np.array([place for place, _ in reversed(combined)])
        rule.append((places, float(np.prod([weight for _, weight in combined]))))
    return tuple(rule)


def triangle_rule(degree: int) -> Rule:
    """Points on the triangle (0, 0), (1, 0), (0, 1), exact up to degree 2 or 5.

    Zienkiewicz and Taylor, volume 1, table 9.2.
    """
    if degree <= 2:
        return tuple((np.array(p), 1 / 6) for p in ((1 / 6, 1 / 6), (2 / 3, 1 / 6), (1 / 6, 2 / 3)))
    root = np.sqrt(15.0)
    rule = [(np.array([1 / 3, 1 / 3]), 9 / 80)]
    for a, weight in (
        ((6 - root) / 21, (155 - root) / 2400),
        ((6 + root) / 21, (155 + root) / 2400),
    ):
        rule += [(np.array(p), weight) for p in ((a, a), (1 - 2 * a, a), (a, 1 - 2 * a))]
    return tuple(rule)


def prism_rule(degree: int, points: int) -> Rule:
    """The triangle times Gauss points along -1 .. 1."""
    flat = triangle_rule(degree)
    return tuple((np.append(p, z), w * v) for z, v in line_rule(points) for p, w in flat)


def tetrahedron_rule(degree: int) -> Rule:
    """Points on the tetrahedron of the unit axes, exact up to degree 1, 2 or 5.

    Keast, Comput. Meth. Appl. Mech. Engng 55 (1986) 339-348; degree 5 has 15 points.
    """
    if degree == 1:
        return ((np.full(3, 0.25), 1 / 6),)
    if degree == 2:
        return _around((5.0 - np.sqrt(5.0)) / 20.0, 1 / 24)
    root = np.sqrt(15.0)
    rule: Rule = ((np.full(3, 0.25), 8 / 405),)
    rule += _around((7 - root) / 34, (2665 + 14 * root) / 226800)
    rule += _around((7 + root) / 34, (2665 - 14 * root) / 226800)
    near, far = (5 - root) / 20, (5 + root) / 20
    pairs = [(near, near, far), (near, far, near), (far, near, near)]
    pairs += [(near, far, far), (far, near, far), (far, far, near)]
    return rule + tuple((np.array(pair), 5 / 567) for pair in pairs)


def _around(a: float, weight: float) -> Rule:
    """The four points with three equal volume coordinates."""
    rest = 1.0 - 3.0 * a
    return tuple(
        (np.array(p), weight) for p in ((a, a, a), (rest, a, a), (a, rest, a), (a, a, rest))
    )
