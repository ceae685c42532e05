"""Mass from an expression, in kilograms."""

from dataclasses import replace

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx import Expression
from atomizer.extractors.mass_from_expression import MassFromExpression
from tests.extractors.states import EXPRESSIONS, results


def measured(*expressions: Expression, expression: str = "") -> float:
    state = replace(results(), expressions=expressions)
    return MassFromExpression(expression=expression).measure(state)["mass"]


def in_units(units: str, value: float | None = 2.0, name: str = "mass") -> Expression:
    return Expression(name=name, value=value, units=units, formula="f", part="bracket")


def test_the_only_expression_that_is_a_mass_is_taken() -> None:
    assert measured(*EXPRESSIONS) == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("units", "kilograms"),
    [("Kilogram", 2), ("g", 2e-3), ("mg", 2e-6), ("Mg", 2e3), ("lbm", 0.90718474), ("", 2)],
)
def test_it_is_given_in_kilograms(units: str, kilograms: float) -> None:
    assert measured(in_units(units), expression="mass") == pytest.approx(kilograms)


def test_a_slug_is_the_mass_that_a_pound_force_moves_by_one_foot_a_second_squared() -> None:
    pound_force = 0.45359237 * 9.80665
    assert measured(in_units("Slug")) == pytest.approx(2 * pound_force / 0.3048, rel=1e-6)


def test_an_expression_of_two_parts_is_named_with_its_part() -> None:
    other = in_units("kg", 5.0).model_copy(update={"part": "rib"})
    both = (in_units("kg"), other)
    assert measured(*both, expression="RIB::mass") == 5.0
    with pytest.raises(SolveFailed, match="bracket::mass, rib::mass"):
        measured(*both, expression="mass")
    with pytest.raises(SolveFailed, match="Several expressions are masses"):
        measured(*both)


@pytest.mark.parametrize(
    ("found", "asked", "said"),
    [
        (in_units("kg"), "maas", "Did you mean 'mass'"),
        (in_units("MilliMeter"), "mass", "is in MilliMeter, which is no unit of mass"),
        (in_units("MilliMeter"), "", "No expression is a mass"),
        (in_units("kg", None), "mass", "holds no number: f"),
    ],
)
def test_what_is_no_mass_is_refused(found: Expression, asked: str, said: str) -> None:
    with pytest.raises(SolveFailed, match=said):
        measured(found, expression=asked)


def test_results_of_another_solver_are_sent_to_the_mass_of_the_deck() -> None:
    with pytest.raises(SolveFailed, match="Use the extractor mass"):
        measured()
