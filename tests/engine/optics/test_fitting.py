"""Weighted least squares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.engine.optics.fitting import BLOCK, Undetermined, fit
from atomizer.engine.optics.polynomials import zernike
from atomizer.engine.optics.terms import first_terms


def numbers(*shape: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


POINTS, VALUES = numbers(12, 3), numbers(12, 2, seed=6)


@pytest.mark.parametrize("points", [80, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
def test_what_is_a_combination_is_found_again(points: int) -> None:
    x, y = np.random.default_rng(1).uniform(-0.7, 0.7, (2, points))
    basis = zernike(first_terms("noll", 66), x, y)
    wanted = numbers(66, 3)
    found = fit(basis, basis @ wanted, np.abs(numbers(points)) + 0.1)
    assert found == pytest.approx(wanted, abs=1e-10 if points > 80 else 1e-6)


@settings(max_examples=30)
@given(counts=st.lists(st.integers(1, 4), min_size=12, max_size=12))
def test_a_weight_of_two_is_a_point_that_is_there_twice(counts: list[int]) -> None:
    basis, values = POINTS, VALUES
    twice = np.repeat(np.arange(12), counts)
    plain, *_ = np.linalg.lstsq(basis[twice], values[twice], rcond=None)
    assert fit(basis, values, np.array(counts, float)) == pytest.approx(plain, abs=1e-10)


def test_points_that_do_not_tell_the_terms_apart_are_refused() -> None:
    line = np.linspace(-1, 1, 50)
    on_a_line = zernike(first_terms("noll", 3), line, np.zeros_like(line))
    with pytest.raises(Undetermined):
        fit(on_a_line, numbers(50, 1), np.ones(50))
    with pytest.raises(Undetermined):
        fit(numbers(2, 3), numbers(2, 1), np.ones(2))
