"""Zernike polynomials against closed forms, exact integrals and another library."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from zernike import RZern

from atomizer.engine.optics.polynomials import zernike
from atomizer.engine.optics.terms import Term, first_terms, term

Floats = NDArray[np.float64]
EXACT = 1e-10


def area_rule(inner: float, order: int) -> tuple[Floats, Floats, Floats]:
    """Points x, y and weights that average polynomials of a degree over an annulus exactly."""
    points, weights = np.polynomial.legendre.leggauss(order + 1)
    squared = inner**2 + (1 - inner**2) * (points + 1) / 2
    angles = 2 * np.pi * np.arange(2 * order + 1) / (2 * order + 1)
    x, y = (np.outer(np.sqrt(squared), f(angles)).ravel() for f in (np.cos, np.sin))
    return x, y, np.repeat(weights / 2, len(angles)) / len(angles)


@pytest.mark.parametrize("inner", [0.0, 0.1, 0.5, 0.95])
def test_they_are_orthonormal_over_the_area(inner: float) -> None:
    x, y, weights = area_rule(inner, 40)
    basis = zernike(first_terms("noll", 231), x, y, inner)
    assert basis.T @ (basis * weights[:, None]) == pytest.approx(np.eye(231), abs=EXACT)


def test_they_are_those_of_another_library() -> None:
    """The package zernike, whose RZern has Noll's normalisation and numbers from his table."""
    theirs = RZern(10)
    rho, theta = np.random.default_rng(3).random((2, 200)) * [[1.0], [2 * np.pi]]
    ours = zernike(first_terms("noll", 66), rho * np.cos(theta), rho * np.sin(theta))
    for k in range(66):
        assert ours[:, k] == pytest.approx(theirs.Zk(k, rho, theta), abs=EXACT)


NOLL = {
    1: lambda r, t: np.ones_like(r),
    2: lambda r, t: 2 * r * np.cos(t),
    3: lambda r, t: 2 * r * np.sin(t),
    4: lambda r, t: np.sqrt(3) * (2 * r**2 - 1),
    5: lambda r, t: np.sqrt(6) * r**2 * np.sin(2 * t),
    6: lambda r, t: np.sqrt(6) * r**2 * np.cos(2 * t),
    7: lambda r, t: np.sqrt(8) * (3 * r**3 - 2 * r) * np.sin(t),
    8: lambda r, t: np.sqrt(8) * (3 * r**3 - 2 * r) * np.cos(t),
    9: lambda r, t: np.sqrt(8) * r**3 * np.sin(3 * t),
    10: lambda r, t: np.sqrt(8) * r**3 * np.cos(3 * t),
    11: lambda r, t: np.sqrt(5) * (6 * r**4 - 6 * r**2 + 1),
}


@pytest.mark.parametrize("number", NOLL)
def test_the_first_ones_are_those_of_nolls_table(number: int) -> None:
    rho, theta = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 6, 9))
    x, y = (rho * np.cos(theta)).ravel(), (rho * np.sin(theta)).ravel()
    wanted = NOLL[number](rho, theta).ravel()
    assert zernike([term("noll", number)], x, y)[:, 0] == pytest.approx(wanted, abs=EXACT)


ANNULAR = {
    Term(1, 1): lambda r, e: 2 * r / np.sqrt(1 + e**2),
    Term(2, 0): lambda r, e: np.sqrt(3) * (2 * r**2 - 1 - e**2) / (1 - e**2),
    Term(2, 2): lambda r, e: np.sqrt(6) * r**2 / np.sqrt(1 + e**2 + e**4),
    Term(3, 1): lambda r, e: (
        np.sqrt(8)
        * (3 * (1 + e**2) * r**3 - 2 * (1 + e**2 + e**4) * r)
        / ((1 - e**2) * np.sqrt((1 + e**2) * (1 + 4 * e**2 + e**4)))
    ),
    Term(3, 3): lambda r, e: np.sqrt(8) * r**3 / np.sqrt(1 + e**2 + e**4 + e**6),
    Term(4, 0): lambda r, e: (
        np.sqrt(5) * (6 * r**4 - 6 * (1 + e**2) * r**2 + 1 + 4 * e**2 + e**4) / (1 - e**2) ** 2
    ),
}


@pytest.mark.parametrize("which", ANNULAR)
@given(inner=st.floats(0, 0.9))
def test_annular_ones_are_those_of_mahajans_table(which: Term, inner: float) -> None:
    """Mahajan 1981: radial polynomials, here along theta = 0 with their factors."""
    rho = np.linspace(inner, 1, 7)
    found = zernike([which], rho, np.zeros_like(rho), inner)[:, 0]
    assert found == pytest.approx(ANNULAR[which](rho, inner), abs=EXACT)


def test_an_aberration_of_the_fourth_power_is_spherical_defocus_and_piston() -> None:
    """rho^4 = Z11 / (6 sqrt 5) + Z4 / (2 sqrt 3) + Z1 / 3, from Noll's table."""
    x, y, weights = area_rule(0.0, 12)
    basis = zernike(first_terms("noll", 15), x, y)
    found = basis.T @ (weights * (x**2 + y**2) ** 2)
    wanted = np.zeros(15)
    wanted[[0, 3, 10]] = 1 / 3, 1 / (2 * np.sqrt(3)), 1 / (6 * np.sqrt(5))
    assert found == pytest.approx(wanted, abs=EXACT)


@given(angle=st.floats(0, 6.28), x=st.floats(-0.7, 0.7), y=st.floats(-0.7, 0.7))
def test_turning_the_axes_mixes_only_the_two_of_one_frequency(
    angle: float, x: float, y: float
) -> None:
    point = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    for n, m in ((3, 1), (6, 4), (7, 7)):
        both = [Term(n, m), Term(n, -m)]
        cosine, sine = zernike(both, np.array([x]), np.array([y]))[0]
        turned = zernike(both, *(np.array([part]) for part in point))[0]
        cos, sin = np.cos(m * angle), np.sin(m * angle)
        assert turned == pytest.approx([cosine * cos + sine * sin, sine * cos - cosine * sin])


def test_at_the_rim_each_radial_polynomial_is_one() -> None:
    """R_n^m(1) = 1, which leaves the factors of the normalisation."""
    terms = [each for each in first_terms("ansi", 231) if each.m >= 0]
    values = zernike(terms, np.array([1.0]), np.array([0.0]))[0]
    factors = [np.sqrt((n + 1) * (1 if m == 0 else 2)) for n, m in terms]
    assert values == pytest.approx(factors, rel=EXACT)
