"""Stress formulas against states with known answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from atomizer.engine.results import plane_principal, plane_von_mises, solid_principal, von_mises

components = st.integers(-1000, 1000).map(float)


def test_pure_shear_yields_at_root_three() -> None:
    assert plane_von_mises(np.array([[0.0], [0.0], [2.0]])) == pytest.approx(2 * np.sqrt(3))
    assert von_mises(np.array([[0.0]] * 4 + [[2.0], [0.0]])) == pytest.approx(2 * np.sqrt(3))


def test_uniaxial_tension_is_its_own_von_mises_stress() -> None:
    assert plane_von_mises(np.array([[-5.0], [0.0], [0.0]])) == pytest.approx(5)


@given(stress=arrays(np.float64, (6, 3), elements=components))
def test_pressure_adds_nothing_to_von_mises(stress: np.ndarray) -> None:
    pressed = stress + 500.0 * np.array([[1], [1], [1], [0], [0], [0]])
    assert von_mises(pressed) == pytest.approx(von_mises(stress), rel=1e-9, abs=1e-6)


@given(stress=arrays(np.float64, (3, 4), elements=components))
def test_the_plane_is_a_slice_of_space(stress: np.ndarray) -> None:
    xx, yy, xy = stress
    zero = np.zeros_like(xx)
    solid = np.stack([xx, yy, zero, xy, zero, zero])
    assert plane_von_mises(stress) == pytest.approx(von_mises(solid), rel=1e-9, abs=1e-6)
    smallest, largest = plane_principal(stress)
    both = np.sort(np.stack([smallest, largest, zero]), axis=0)
    assert solid_principal(solid) == pytest.approx(both, rel=1e-9, abs=1e-6)


@given(stress=arrays(np.float64, (6, 2), elements=components))
def test_principal_stresses_keep_the_trace_and_von_mises(stress: np.ndarray) -> None:
    low, middle, high = solid_principal(stress)
    assert low + middle + high == pytest.approx(stress[:3].sum(axis=0), abs=1e-6)
    zero = np.zeros_like(low)
    turned = np.stack([low, middle, high, zero, zero, zero])
    assert von_mises(turned) == pytest.approx(von_mises(stress), rel=1e-9, abs=1e-6)
