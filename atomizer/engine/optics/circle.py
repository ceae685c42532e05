"""The smallest circle around points: the aperture of a mirror whose radius nobody gave.

Farthest-point form of E. Welzl, Smallest enclosing disks, 1991: the circle is that of two or three
points; the point farthest outside joins them until there is none. The radius grows each time, so
it ends.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDING = 1e-12


def smallest_circle(points: Floats) -> tuple[Floats, float]:
    """Centre, shape (2,), and radius of the smallest circle around points, shape (n, 2)."""
    support, centre, radius = points[:1], points[0], 0.0
    while True:
        distances = np.linalg.norm(points - centre, axis=1)
        farthest = int(distances.argmax())
        if distances[farthest] <= radius * (1.0 + ROUNDING):
            return centre, radius
        found = _around(np.vstack([support, points[farthest]]))
        if found[2] <= radius:  # rounding: the point is outside by less than can be told
            return centre, float(distances[farthest])
        support, centre, radius = found


def _around(points: Floats) -> tuple[Floats, Floats, float]:
    """The points the smallest circle around at most four points rests on, centre and radius."""
    candidates = [(each, centre, radius) for each, centre, radius in _circles(points)]
    holding = [
        found
        for found in candidates
        if np.linalg.norm(points - found[1], axis=1).max() <= found[2] * (1.0 + 1e3 * ROUNDING)
    ]
    return min(holding or candidates[-1:], key=lambda found: found[2])


def _circles(points: Floats) -> Iterator[tuple[Floats, Floats, float]]:
    for pair in combinations(points, 2):
        centre = (pair[0] + pair[1]) / 2.0
        yield np.array(pair), centre, float(np.linalg.norm(pair[0] - centre))
    for first, second, third in combinations(points, 3):
        sides = np.array([second - first, third - first])
        if abs(np.linalg.det(sides)) > ROUNDING * float((sides**2).sum()):
            centre = first + np.linalg.solve(sides, (sides**2).sum(axis=1) / 2.0)
            yield np.array([first, second, third]), centre, float(np.linalg.norm(first - centre))
