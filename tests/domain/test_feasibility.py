"""The one rule of what a constraint means."""

import math
import sys

import pytest
from hypothesis import assume
from hypothesis import given as drawn
from hypothesis import strategies as st

from atomizer.domain.feasibility import (
    EQUAL_TOLERANCE,
    feasible,
    holds,
    margin,
    margins,
    objective_values,
    response,
)
from atomizer.domain.items import Constraint, Objective, Operator, Source
from tests.given import thorough

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
INEQUALITIES = st.sampled_from(["<=", "<", ">=", ">"])
COMPARE = {
    "<=": lambda value, limit: value <= limit,
    "<": lambda value, limit: value < limit,
    ">=": lambda value, limit: value >= limit,
    ">": lambda value, limit: value > limit,
}
OUTPUTS = {"ext": {"stress": 110.0, "mass": 2.0}}
STRESS, MASS = (Source(extractor_id="ext", output_key=key) for key in ("stress", "mass"))


@drawn(NUMBERS, INEQUALITIES, NUMBERS)
@thorough(300)
def test_a_limit_holds_exactly_where_the_comparison_does(
    value: float, operator: Operator, limit: float
) -> None:
    assert holds(value, operator, limit) == COMPARE[operator](value, limit)


@drawn(NUMBERS, st.sampled_from(["<=", "<", ">=", ">", "=="]), NUMBERS)
@thorough(300)
def test_a_margin_is_a_finite_number_whose_sign_says_whether_the_limit_holds(
    value: float, operator: Operator, limit: float
) -> None:
    distance = margin(value, operator, limit)
    assert math.isfinite(distance)
    kept = distance < 0.0 if operator in ("<", ">") else distance <= 0.0
    assert holds(value, operator, limit) == kept
    assert (distance == 0.0) == (value == limit) or operator == "=="


@drawn(NUMBERS, NUMBERS, NUMBERS)
@thorough(300)
def test_of_two_responses_of_one_sign_the_larger_has_no_smaller_margin(
    one: float, other: float, limit: float
) -> None:
    assume(_sign(one) == _sign(other))
    low, high = sorted((one, other))
    assert margin(low, "<=", limit) <= margin(high, "<=", limit)
    assert margin(low, ">=", limit) >= margin(high, ">=", limit)


@drawn(NUMBERS, NUMBERS)
@thorough(100)
def test_at_least_is_the_mirror_image_of_at_most(value: float, limit: float) -> None:
    assert margin(value, ">=", limit) == -margin(value, "<=", limit)
    assert margin(-value, ">=", -limit) == margin(value, "<=", limit)


def _sign(value: float) -> float:
    return 0.0 if value == 0.0 else math.copysign(1.0, value)


@pytest.mark.parametrize(
    ("value", "operator", "limit", "expected"),
    [
        (110.0, "<=", 100.0, math.log(1.1)),
        (90.0, "<", 100.0, math.log(0.9)),
        (90.0, ">=", 100.0, -math.log(0.9)),
        (-110.0, "<=", -100.0, -math.log(1.1)),
        (-110.0, ">=", -100.0, math.log(1.1)),
        (5.0, "<=", -10.0, 1.5),
        (-5.0, "<=", 10.0, -1.5),
        (0.0, "<=", 10.0, -1.0),
        (1e-6, "<=", 0.0, 1e6),
        (0.0, "<=", 0.0, 0.0),
        (101.0, "==", 100.0, 0.01 - EQUAL_TOLERANCE),
        (100.0, "==", 100.0, -EQUAL_TOLERANCE),
        (-101.0, "==", -100.0, 0.01 - EQUAL_TOLERANCE),
    ],
)
def test_a_margin_is_the_logarithm_of_the_ratio_and_relative_where_signs_differ(
    value: float, operator: Operator, limit: float, expected: float
) -> None:
    assert margin(value, operator, limit) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_numbers_at_the_ends_of_the_scale_have_margins_too() -> None:
    tiny, huge = sys.float_info.min, sys.float_info.max
    assert margin(tiny, "<=", huge) == pytest.approx(math.log(tiny) - math.log(huge))
    assert margin(huge, "<=", tiny) == pytest.approx(math.log(huge) - math.log(tiny))
    assert margin(huge, "<=", -1e-3) == sys.float_info.max
    assert margin(5e-324, "<=", huge) < 0.0 < margin(huge, "<=", 5e-324)


@pytest.mark.parametrize("operator", ["<", ">"])
def test_a_strict_limit_is_broken_by_equality(operator: Operator) -> None:
    assert margin(100.0, operator, 100.0) == 0.0
    assert not holds(100.0, operator, 100.0)


def test_an_equality_holds_within_its_tolerance() -> None:
    assert holds(100.0 + 9e-5, "==", 100.0)
    assert not holds(100.0 + 2e-4, "==", 100.0)


def test_a_design_is_feasible_when_every_connected_constraint_holds() -> None:
    strong = Constraint(name="Strong", threshold=100.0, source=STRESS)
    light = Constraint(name="Light", threshold=3.0, source=MASS)
    loose = Constraint(name="Loose", threshold=0.0)
    assert margins(OUTPUTS, {"s": strong, "l": light, "o": loose}) == {
        "s": pytest.approx(math.log(1.1)),
        "l": pytest.approx(math.log(2 / 3)),
    }
    assert not feasible(OUTPUTS, {"s": strong, "l": light})
    assert feasible(OUTPUTS, {"l": light, "o": loose})
    assert feasible(OUTPUTS, {})


def test_an_objective_is_the_response_it_measures() -> None:
    mass, loose = Objective(name="Mass", source=MASS), Objective(name="Loose")
    assert objective_values(OUTPUTS, {"m": mass, "o": loose}) == {"m": 2.0}


def test_a_response_that_was_not_measured_is_named_with_those_that_were() -> None:
    for source, words in (
        (Source(extractor_id="ext", output_key="stres"), "ext gave stress, mass, not 'stres'"),
        (Source(extractor_id="other", output_key="mass"), "other gave nothing, not 'mass'"),
    ):
        with pytest.raises(KeyError, match=words):
            response(OUTPUTS, source)
