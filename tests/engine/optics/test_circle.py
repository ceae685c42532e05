"""The smallest circle around points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.engine.optics.circle import smallest_circle

place = st.tuples(st.integers(-50, 50), st.integers(-50, 50))


@given(points=st.lists(place, min_size=2, max_size=30, unique=True))
def test_it_holds_all_points_and_none_smaller_does(points: list[tuple[int, int]]) -> None:
    """It is the smallest if its centre is within the hull of the points on it (Welzl 1991)."""
    xy = np.array(points, float)
    centre, radius = smallest_circle(xy)
    distances = np.linalg.norm(xy - centre, axis=1)
    assert distances.max() == pytest.approx(radius, rel=1e-9)
    on_it = xy[distances > radius * (1 - 1e-9)] - centre
    gaps = np.diff(np.sort(np.arctan2(on_it[:, 1], on_it[:, 0])), append=[])
    around = 2 * np.pi - gaps.sum()
    assert max([around, *gaps]) <= np.pi * (1 + 1e-6)


def test_of_a_rim_it_is_the_rim() -> None:
    angles = 2 * np.pi * np.arange(720) / 720
    rim = np.column_stack([3 + 2 * np.cos(angles), 2 * np.sin(angles) - 1])
    centre, radius = smallest_circle(np.vstack([rim, [[3, 0]]]))
    assert centre == pytest.approx([3, -1], abs=1e-12) and radius == pytest.approx(2)


def test_of_one_point_it_is_the_point() -> None:
    centre, radius = smallest_circle(np.array([[4.0, 5.0]]))
    assert centre.tolist() == [4, 5] and radius == 0
