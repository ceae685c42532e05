import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.domain.values import Refused
from atomizer.engine.space import at, contains, coordinate
from tests.engine.samplers.searching import categorical, continuous, integer

UNIT = st.floats(0.0, 1.0)
VARIABLES = [
    continuous(0.1, 35.0),
    continuous(-30.0, 30.0),
    integer(1, 9),
    integer(2, 400),
    integer(-3, 3),
    categorical("L20", "L30", "L40"),
    categorical(1.0, 1.5, 2.0),
]


@pytest.mark.parametrize("variable", VARIABLES)
@given(u=UNIT)
def test_every_coordinate_is_a_value_inside_and_every_value_has_its_coordinate(
    variable, u: float
) -> None:
    value = at(variable, u)
    assert contains(variable, value)
    again = at(variable, coordinate(variable, value))
    assert again == (pytest.approx(value) if isinstance(value, float) else value)


def test_whole_numbers_and_choices_share_their_coordinate_evenly() -> None:
    for variable, count in ((integer(1, 4), 4), (categorical("a", "b"), 2)):
        drawn = [at(variable, (k + 0.5) / 1000) for k in range(1000)]
        assert {drawn.count(value) for value in drawn} == {1000 // count}


def test_orders_of_magnitude_are_equally_far_apart() -> None:
    variable = continuous(1e-3, 1e3)
    assert [at(variable, u) for u in (0.0, 0.5, 1.0)] == pytest.approx([1e-3, 1.0, 1e3])
    assert at(continuous(1e-3, 1e3, scale="linear"), 0.5) == pytest.approx(500.0, rel=1e-5)


def test_bounds_without_a_whole_number_are_refused() -> None:
    with pytest.raises(Refused, match=r"No whole number lies within \[0.2, 0.8\]"):
        at(integer(0.2, 0.8), 0.5)


@pytest.mark.parametrize("value", ["2", 0.05, 36.0])
def test_what_lies_outside_is_not_contained(value: float | str) -> None:
    assert not contains(continuous(0.1, 35.0), value)


def test_a_broken_number_is_no_value_of_an_integer() -> None:
    assert contains(integer(1, 9), 3.0)
    assert not contains(integer(1, 9), 3.5)
