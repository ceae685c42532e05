"""The two kinds of array the solver computes with."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def unit(vectors: Floats) -> Floats:
    """Vectors of length one along the given ones; a zero vector stays zero.

    Args:
        vectors: Shape (..., 3).
    """
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0))


def transpose(matrices: Floats) -> Floats:
    """Each matrix of a stack transposed; shape (..., n, m) becomes (..., m, n)."""
    return np.swapaxes(matrices, -1, -2)


def skew(vectors: Floats) -> Floats:
    """Matrices S with S @ a = v x a for each vector v.

    Args:
        vectors: Shape (..., 3).

    Returns:
        Shape (..., 3, 3).
    """
    x, y, z = np.moveaxis(vectors, -1, 0)
    zero = np.zeros_like(x)
    rows = [[zero, -z, y], [z, zero, -x], [-y, x, zero]]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def resultant(forces: Floats, points: Floats) -> Floats:
    """Sum of forces and of moments about the origin, shape (6,).

    Args:
        forces: Forces and moments in the basic frame, shape (n, 6).
        points: Shape (n, 3).
    """
    moment = forces[:, 3:] + np.cross(points, forces[:, :3])
    return np.concatenate([forces[:, :3].sum(axis=0), moment.sum(axis=0)])
