"""Strains of solids in one motion, without the matrices that give them from any motion.

The same formulas as in `solid_strain`, of the slopes of u, v, w where that has those of the shape
functions: stresses need a tenth of the arithmetic so.
"""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose
from atomizer.engine.solvers.embedded.elements.interpolation import Memo, Place
from atomizer.engine.solvers.embedded.elements.solid_shapes import SolidShape
from atomizer.engine.solvers.embedded.elements.solid_strain import Pair, middle, spread


def strains_in(
    shape: SolidShape, slopes: Memo, directions: Floats, volumes: Sequence[Floats]
) -> Memo:
    """Strains xx, yy, zz, gamma xy, yz, zx by natural coordinates, shape (n, 6, 1).

    Args:
        slopes: Derivatives by x, y, z as rows of u, v, w, shape (n, 3, 3).
        directions: Natural directions at the centre as rows, shape (n, 3, 3).
        volumes: The part of each point of the stiffness, shape (n,) each.
    """
    pairs = shape.shears
    if not pairs:
        return Memo(lambda place: _strain(slopes[place]))

    def made(place: Place) -> Floats:
        middles = [slopes[middle(pair, np.array(place))] for pair in pairs]
        rows = np.stack(middles, axis=1) - slopes[place][:, None]
        return _shears(pairs, directions, rows)

    beyond, points = Memo(made), [tuple(point) for point, _ in shape.stiffness]
    parts = [beyond[p] * volume[:, None, None] for p, volume in zip(points, volumes, strict=True)]
    mean = np.sum(parts, axis=0) / np.sum(volumes, axis=0)[:, None, None]
    strains = spread(pairs, directions)
    return Memo(lambda place: _strain(slopes[place]) + strains @ (beyond[place] - mean))


def _strain(slopes: Floats) -> Floats:
    """Strains of the interpolated motion, shape (n, 6, 1)."""
    twice = slopes + transpose(slopes)
    direct = np.diagonal(slopes, axis1=1, axis2=2)
    return np.hstack([direct, twice[:, [0, 1, 2], [1, 2, 0]]])[..., None]


def _shears(pairs: Sequence[Pair], directions: Floats, slopes: Floats) -> Floats:
    """Twice g_i . eps . g_j of each pair, shape (n, n_pairs, 1).

    Args:
        slopes: For each pair, shape (n, n_pairs, 3, 3).
    """
    first, second = (directions[:, [pair[end] for pair in pairs]] for end in (0, 1))
    twice = (slopes + transpose(slopes)) @ second[..., None]
    return np.asarray((first * twice[..., 0]).sum(axis=-1, keepdims=True))
