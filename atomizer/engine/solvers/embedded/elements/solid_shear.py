"""Assumed shear strains of CHEXA with 8 nodes, so that thin ones do not lock.

Bending gives the interpolated shear between two natural directions a part that should not be there;
it is large where the element is thin, and zero in the middle of both directions. There the shear
is taken (reduced-order integration: MacNeal, Finite Elements: Their Design and Performance, 1994,
chapter 7), as covariant component, g_i . eps . g_j, of the natural directions g at the centre.

The mean of each shear over the element stays as interpolated, B-bar = B + (D - mean D) with D what
the assumed strain has beyond the interpolated one, so that the patch test is passed (Simo and
Hughes, J. Appl. Mech. 53 (1986) 51-54).
"""

from collections.abc import Callable, Sequence

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose

Gradients = Callable[[Floats], Floats]
"""From natural coordinates to derivatives of the shape functions by x, y, z, shape (n, 3, m)."""
Pair = tuple[int, int]
"""Two natural directions."""


def excess(pair: Pair, directions: Floats, gradients: Gradients, at: Floats) -> Floats:
    """The shear in the middle of both directions less that at a point, shape (n, 3 m).

    Args:
        directions: Natural directions at the centre as rows, shape (n, 3, 3).
        at: Natural coordinates, shape (3,).
    """
    first, second = directions[:, pair[0]], directions[:, pair[1]]
    middle = np.where(np.isin(np.arange(3), pair), 0.0, at)
    return _shear(first, second, gradients(middle) - gradients(at))


def spread(pairs: Sequence[Pair], directions: Floats) -> Floats:
    """Strains xx, yy, zz, xy, yz, zx of a unit of each covariant shear, shape (n, 6, n_pairs)."""
    dual = np.linalg.inv(directions)
    columns = [_dyad(dual[..., i].T, dual[..., j].T) for i, j in pairs]
    return np.stack(columns, axis=2)


def _dyad(a: Floats, b: Floats) -> Floats:
    """The symmetric dyad of vectors, shear as engineering strain, shape (n, 6)."""
    shears = [a[i] * b[j] + a[j] * b[i] for i, j in ((0, 1), (1, 2), (2, 0))]
    return np.stack([*(a * b), *shears], axis=1)


def _shear(first: Floats, second: Floats, gradients: Floats) -> Floats:
    """Twice first . eps . second from the motion of the nodes, shape (n, 3 m)."""
    along, across = ((d[:, None] @ gradients) for d in (first, second))
    rows = transpose(along) * second[:, None] + transpose(across) * first[:, None]
    return np.asarray(rows.reshape(len(gradients), -1))
