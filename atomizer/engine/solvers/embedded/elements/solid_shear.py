"""Assumed shear strains of CHEXA with 8 nodes, so that thin ones do not lock.

Bending gives the interpolated shear between two natural directions a part that should not be there;
it is large where the element is thin, and zero in the middle of both directions. There the shear
is taken (reduced-order integration: MacNeal, Finite Elements: Their Design and Performance, 1994,
chapter 7), as covariant component, g_i . eps . g_j, of the natural directions g at the centre.

The mean of each shear over the element stays as interpolated, B-bar = B + (D - mean D) with D what
the assumed strain has beyond the interpolated one, so that the patch test is passed (Simo and
Hughes, J. Appl. Mech. 53 (1986) 51-54).
"""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose

Pair = tuple[int, int]
"""Two natural directions."""


def middle(pair: Pair, at: Floats) -> tuple[float, ...]:
    """The place in the middle of both directions beside a point, in natural coordinates."""
    return tuple(0.0 if axis in pair else float(at[axis]) for axis in range(3))


def shear(pair: Pair, directions: Floats, gradients: Floats) -> Floats:
    """Twice g_i . eps . g_j from the motion of the nodes, shape (n, 3 m).

    Args:
        directions: Natural directions at the centre as rows, shape (n, 3, 3).
        gradients: Derivatives of the shape functions by x, y, z, or a difference of such, shape
            (n, 3, m).
    """
    first, second = (directions[:, axis] for axis in pair)
    along, across = ((d[:, None] @ gradients) for d in (first, second))
    rows = transpose(along) * second[:, None] + transpose(across) * first[:, None]
    return np.asarray(rows.reshape(len(gradients), -1))


def spread(pairs: Sequence[Pair], directions: Floats) -> Floats:
    """Strains xx, yy, zz, xy, yz, zx of a unit of each covariant shear, shape (n, 6, n_pairs)."""
    dual = np.linalg.inv(directions)
    columns = [_dyad(dual[..., i].T, dual[..., j].T) for i, j in pairs]
    return np.stack(columns, axis=2)


def _dyad(a: Floats, b: Floats) -> Floats:
    """The symmetric dyad of vectors, shear as engineering strain, shape (n, 6)."""
    shears = [a[i] * b[j] + a[j] * b[i] for i, j in ((0, 1), (1, 2), (2, 0))]
    return np.stack([*(a * b), *shears], axis=1)
