"""Strains of solids, and the assumed shear strains of CHEXA with 8 nodes: thin ones do not lock.

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

from atomizer.engine.solvers.embedded.arrays import Floats, inverse

Pair = tuple[int, int]
"""Two natural directions."""


def middle(pair: Pair, at: Floats) -> tuple[float, ...]:
    """The place in the middle of both directions beside a point, in natural coordinates."""
    return tuple(0.0 if axis in pair else float(at[axis]) for axis in range(3))


def strain(gradients: Floats) -> Floats:
    """Strains xx, yy, zz, gamma xy, yz, zx from the motion of nodes, shape (n, 6, 3 m).

    Args:
        gradients: Of the shape functions by x, y, z, shape (n, 3, m).
    """
    x, y, z = np.moveaxis(gradients, 1, 0)
    full = np.zeros((len(gradients), 6, x.shape[1], 3))
    full[:, 0, :, 0], full[:, 1, :, 1], full[:, 2, :, 2] = x, y, z
    full[:, 3, :, 0], full[:, 3, :, 1] = y, x
    full[:, 4, :, 1], full[:, 4, :, 2] = z, y
    full[:, 5, :, 0], full[:, 5, :, 2] = z, x
    return full.reshape(len(gradients), 6, -1)


def shears(pairs: Sequence[Pair], directions: Floats, gradients: Floats) -> Floats:
    """Twice g_i . eps . g_j of each pair from the motion of the nodes, shape (n, n_pairs, 3 m).

    Args:
        directions: Natural directions at the centre as rows, shape (n, 3, 3).
        gradients: Derivatives of the shape functions by x, y, z for each pair, or a difference of
            such, shape (n, n_pairs, 3, m).
    """
    first, second = (directions[:, [pair[end] for pair in pairs]] for end in (0, 1))
    along, across = (np.einsum("npi,npim->npm", d, gradients) for d in (first, second))
    rows = along[..., None] * second[:, :, None] + across[..., None] * first[:, :, None]
    return np.asarray(rows.reshape(*rows.shape[:2], -1))


def spread(pairs: Sequence[Pair], directions: Floats) -> Floats:
    """Strains xx, yy, zz, xy, yz, zx of a unit of each covariant shear, shape (n, 6, n_pairs)."""
    dual = inverse(directions)
    columns = [_dyad(dual[..., i].T, dual[..., j].T) for i, j in pairs]
    return np.stack(columns, axis=2)


def _dyad(a: Floats, b: Floats) -> Floats:
    """The symmetric dyad of vectors, shear as engineering strain, shape (n, 6)."""
    shears = [a[i] * b[j] + a[j] * b[i] for i, j in ((0, 1), (1, 2), (2, 0))]
    return np.stack([*(a * b), *shears], axis=1)
