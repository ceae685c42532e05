"""The two kinds of array the solver computes with."""

import numpy as np
from numpy.typing import NDArray

GIGABYTE = 1e9
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


def determinant(matrices: Floats) -> Floats:
    """Of each 2 by 2 or 3 by 3 matrix of a stack, shape (...,)."""
    return np.asarray((matrices[..., 0, :] * _cofactors(matrices)[..., 0, :]).sum(axis=-1))


def inverse(matrices: Floats) -> Floats:
    """Of each 2 by 2 or 3 by 3 matrix of a stack; by cofactors, where LAPACK is slow."""
    cofactors = _cofactors(matrices)
    size = (matrices[..., 0, :] * cofactors[..., 0, :]).sum(axis=-1)
    return np.asarray(transpose(cofactors) / size[..., None, None])


def _cofactors(matrices: Floats) -> Floats:
    if matrices.shape[-1] == 2:
        return matrices[..., ::-1, ::-1] * [[1.0, -1.0], [-1.0, 1.0]]
    after, before = np.array([1, 2, 0]), np.array([2, 0, 1])
    below, above = matrices[..., after, :], matrices[..., before, :]
    return np.asarray(
        below[..., after] * above[..., before] - below[..., before] * above[..., after]
    )


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


def rigid_motion(points: Floats) -> Floats:
    """Motion of points in the six rigid motions about the origin, shape (n, 6, 6).

    Columns are unit translations along and unit rotations about x, y, z.

    Args:
        points: Shape (n, 3).
    """
    full = np.tile(np.eye(6), (len(points), 1, 1))
    full[:, :3, 3:] = -skew(points)
    return full


def resultant(forces: Floats, points: Floats) -> Floats:
    """Sum of forces and of moments about the origin, shape (6,).

    Args:
        forces: Forces and moments in the basic frame, shape (n, 6).
        points: Shape (n, 3).
    """
    moment = forces[:, 3:] + np.cross(points, forces[:, :3])
    return np.concatenate([forces[:, :3].sum(axis=0), moment.sum(axis=0)])
