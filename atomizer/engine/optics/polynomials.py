"""Zernike polynomials on the unit disc and on an annulus, orthonormal over its area.

    Z = R_n^|m|(rho) sqrt(2 - delta_m0) {cos m theta | sin |m| theta}
    mean over the area of Z_i Z_j = delta_ij

as Noll (1976) normalises them; on an annulus they are those of V. N. Mahajan, Zernike annular
polynomials for imaging systems with annular pupils, J. Opt. Soc. Am. 71 (1981) 75-85: the circle
polynomials made orthogonal over the annulus in ascending order, with R positive at the rim.

For one m that leaves R = rho^m p_k(rho^2), k = (n - m) / 2, with p_k orthonormal on
[epsilon^2, 1] under the weight t^m. Their three-term recurrence is found by the Stieltjes
procedure (W. Gautschi, Orthogonal Polynomials: Computation and Approximation, 2004, section 2.2)
on Gauss points that integrate it exactly. It is stable and serves the disc, epsilon = 0, as well;
rho^m cos m theta is the real part of (x + i y)^m, so no angle is needed and the centre is no
special place.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import roots_legendre

from atomizer.engine.optics.terms import Term

Floats = NDArray[np.float64]
Recurrence = tuple[Floats, Floats]


def zernike(terms: Sequence[Term], x: Floats, y: Floats, obscuration: float = 0.0) -> Floats:
    """Zernike polynomials at points.

    Args:
        terms: Which.
        x: On the disc of radius 1, shape (n_points,).
        y: Likewise.
        obscuration: Inner radius epsilon of the annulus as a part of the outer one, below 1.

    Returns:
        Shape (n_points, n_terms), columns contiguous.
    """
    values = np.empty((len(terms), len(x)))
    for m, power in enumerate(_powers(x + 1j * y, max(abs(each.m) for each in terms))):
        columns = [k for k, each in enumerate(terms) if abs(each.m) == m]
        if columns:
            degree = max((terms[k].n - m) // 2 for k in columns)
            radial = _radial(x * x + y * y, stieltjes(m, degree, obscuration))
            angular = power if m == 0 else np.sqrt(2.0) * power
            for k in columns:
                part = angular.real if terms[k].m >= 0 else angular.imag
                np.multiply(radial[(terms[k].n - m) // 2], part, out=values[k])
    return values.T


def stieltjes(m: int, degree: int, obscuration: float) -> Recurrence:
    """The recurrence of the polynomials orthonormal on [epsilon^2, 1] under t^m / (1 - epsilon^2).

    Returns:
        a and b of b_(k+1) p_(k+1) = (t - a_k) p_k - b_k p_(k-1), p_(-1) = 0, b_0 p_0 = 1,
        shapes (degree,) and (degree + 1,).
    """
    points, weights = roots_legendre(degree + m // 2 + 2)
    t = obscuration**2 + (1.0 - obscuration**2) * (points + 1.0) / 2.0
    weights = weights / 2.0 * t**m
    a, b = np.zeros(degree), np.zeros(degree + 1)
    before, following = np.zeros_like(t), np.ones_like(t)
    for k in range(degree + 1):
        b[k] = np.sqrt(weights @ following**2)
        now = following / b[k]
        if k < degree:
            a[k] = weights @ (t * now**2)
            before, following = now, (t - a[k]) * now - b[k] * before
    return a, b


def _radial(t: Floats, recurrence: Recurrence) -> list[Floats]:
    """p_0 ... p_degree at squared radii."""
    a, b = recurrence
    found = [np.full_like(t, 1.0 / b[0])]
    before: Floats | float = 0.0
    for k in range(len(a)):
        found.append(((t - a[k]) * found[k] - b[k] * before) / b[k + 1])
        before = found[k]
    return found


def _powers(z: NDArray[np.complex128], largest: int) -> Iterator[NDArray[np.complex128]]:
    """z^0, z^1 ... z^largest."""
    power = np.ones_like(z)
    for m in range(largest + 1):
        yield power
        if m < largest:
            power = power * z
