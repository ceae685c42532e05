"""Von Mises and principal stresses from components, so that no column of a file is trusted.

Timoshenko and Goodier, Theory of Elasticity, 3rd ed.: articles 9 (plane), 77 (principal stresses);
Hill, The Mathematical Theory of Plasticity, chapter II equation 15 (von Mises).
"""

import numpy as np
from numpy.typing import NDArray


def von_mises(stress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Von Mises stress in space.

    Args:
        stress: xx, yy, zz, xy, yz, zx, shape (6, n_points), in the unit of the deck.

    Returns:
        Shape (n_points,), in the same unit.
    """
    xx, yy, zz, xy, yz, zx = stress
    normal = (xx - yy) ** 2 + (yy - zz) ** 2 + (zz - xx) ** 2
    return np.asarray(np.sqrt(normal / 2.0 + 3.0 * (xy**2 + yz**2 + zx**2)))


def plane_von_mises(stress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Von Mises stress in a plane: zz, yz and zx are zero.

    Args:
        stress: xx, yy, xy, shape (3, n_points), in the unit of the deck.

    Returns:
        Shape (n_points,), in the same unit.
    """
    xx, yy, xy = stress
    return np.asarray(np.sqrt(xx**2 - xx * yy + yy**2 + 3.0 * xy**2))


def solid_principal(stress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Principal stresses in space, smallest first.

    Args:
        stress: xx, yy, zz, xy, yz, zx, shape (6, n_points).

    Returns:
        Shape (3, n_points), in the same unit.
    """
    xx, yy, zz, xy, yz, zx = stress
    rows = [[xx, xy, zx], [xy, yy, yz], [zx, yz, zz]]
    tensors = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
    return np.asarray(np.linalg.eigvalsh(tensors)).T


def plane_principal(stress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Principal stresses in a plane, smallest first.

    Args:
        stress: xx, yy, xy, shape (3, n_points).

    Returns:
        Shape (2, n_points), in the same unit.
    """
    xx, yy, xy = stress
    centre, radius = (xx + yy) / 2.0, np.hypot((xx - yy) / 2.0, xy)
    return np.stack([centre - radius, centre + radius])


def cyclic_von_mises(stress: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Von Mises stress where it is largest in a period, with the phase at which it is.

    The stress is Re(S e^(i t)), its von Mises stress squared the quadratic form S^T V S of that
    (Segalman, Fulcher, Reese and Field, Journal of Sound and Vibration 230 (2000) 393-410). With
    cos^2 and sin^2 as halves of 1 + cos 2t and 1 - cos 2t this is half of
    S^H V S + Re(S^T V S e^(2it)), at most (S^H V S + |S^T V S|) / 2.

    Args:
        stress: xx, yy, zz, xy, yz, zx, complex, shape (6, n_points).

    Returns:
        Shape (n_points,); of a single component that number itself, but for its sign.
    """
    mean, swing = _form(stress, stress.conj()).real, _form(stress, stress)
    size = np.sqrt((mean + np.abs(swing)) / 2.0)
    return np.asarray(size * np.exp(0.5j * np.angle(swing)))


def _form(one: NDArray[np.complex128], two: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """The bilinear form of which von Mises stress squared is the quadratic one."""
    (a, b, c), (d, e, f) = one[:3], two[:3]
    normal = (a - b) * (d - e) + (b - c) * (e - f) + (c - a) * (f - d)
    return np.asarray(normal / 2.0 + 3.0 * (one[3:] * two[3:]).sum(axis=0))
