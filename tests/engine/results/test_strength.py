"""Failure criteria against points that are known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.engine.results.strength import CRITERIA, Strength, failure_index, reserve_factor

PLY = Strength(1, 1500.0, 1200.0, 50.0, 250.0, 70.0, -1.5e-6)
over_criteria = pytest.mark.parametrize("criterion", CRITERIA)
POINTS = [
    (1500.0, 0, 0), (-1200.0, 0, 0), (0, 50.0, 0), (0, -250.0, 0), (0, 0, 70.0), (0, 0, -70.0),
]  # fmt: skip
stresses = st.tuples(st.integers(-900, 900), st.integers(-90, 40), st.integers(-60, 60)).filter(any)


def column(point: tuple[float, float, float]) -> np.ndarray:
    return np.array(point, float)[:, None]


@over_criteria
@pytest.mark.parametrize("point", POINTS)
def test_a_ply_at_one_strength_has_index_one(
    criterion: str, point: tuple[float, float, float]
) -> None:
    assert failure_index(criterion, column(point), PLY) == pytest.approx([1.0])
    assert reserve_factor(criterion, column(point), PLY) == pytest.approx([1.0])
    assert reserve_factor(criterion, column(point) / 4.0, PLY) == pytest.approx([4.0])


@over_criteria
@given(point=stresses)
def test_the_reserve_factor_leads_to_index_one(criterion: str, point: tuple[int, int, int]) -> None:
    factor = reserve_factor(criterion, column(point), PLY)
    assert failure_index(criterion, column(point) * factor, PLY) == pytest.approx([1.0])
    index = failure_index(criterion, column(point), PLY)
    assert (index[0] < 1.0) == (factor[0] > 1.0) or index == pytest.approx([1.0])


def test_tsai_hill_gives_the_strength_off_the_axis() -> None:
    """Jones, section 2.9.3: cos^4 / X^2 + (1/S^2 - 1/X^2) cos^2 sin^2 + sin^4 / Y^2 = 1 / s^2."""
    c, s = np.cos(np.radians(30)), np.sin(np.radians(30))
    x, y, shear = PLY.x_tension, PLY.y_tension, PLY.shear
    mixed = (1 / shear**2 - 1 / x**2) * c**2 * s**2
    strength = (c**4 / x**2 + mixed + s**4 / y**2) ** -0.5
    stress = strength * np.array([[c * c], [s * s], [-s * c]])
    assert failure_index("hill", stress, PLY) == pytest.approx([1.0])


def test_hoffman_is_tsai_wu_with_an_interaction_of_its_own() -> None:
    own = Strength(1, 1500.0, 1200.0, 50.0, 250.0, 70.0, -0.5 / (1500.0 * 1200.0))
    stress = np.array([[400.0, -300.0], [20.0, -60.0], [15.0, 40.0]])
    assert failure_index("hoffman", stress, PLY) == pytest.approx(
        failure_index("tsai_wu", stress, own)
    )


def test_tsai_wu_of_three_stresses_by_hand() -> None:
    """600 (1/1500 - 1/1200) + 30 (1/50 - 1/250) + ... with F12 = -1.5e-6."""
    by_hand = -0.1 + 0.48 + 0.2 + 0.072 + 0.25 + 2 * -1.5e-6 * 600 * 30
    assert failure_index("tsai_wu", column((600, 30, 35)), PLY) == pytest.approx([by_hand])


def test_hill_takes_each_strength_by_the_sign_of_its_stress() -> None:
    by_hand = (600 / 1200) ** 2 + 600 * 30 / 1200**2 + (30 / 50) ** 2
    assert failure_index("hill", column((-600, 30, 0)), PLY) == pytest.approx([by_hand])


def test_the_largest_of_three_ratios_is_the_index_of_maximum_stress() -> None:
    points = np.array([[750.0, -300.0, 0.0], [10.0, -200.0, 5.0], [7.0, 14.0, -63.0]])
    assert failure_index("max_stress", points, PLY) == pytest.approx([0.5, 0.8, 0.9])


@over_criteria
def test_a_ply_without_stress_has_all_in_reserve(criterion: str) -> None:
    nothing = column((0, 0, 0))
    assert failure_index(criterion, nothing, PLY) == [0.0]
    assert np.isinf(reserve_factor(criterion, nothing, PLY)).all()
