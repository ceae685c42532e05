"""Ids, names and refusals."""

import pytest
from pydantic import ValidationError

from atomizer.domain.items import Bounds, DesignVariable
from atomizer.domain.spec import json_type
from atomizer.domain.values import Refused, explain, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Wall thickness", "dv_wall_thickness"),
        ("  Ø 3.5 (mm) ", "dv_3_5_mm"),
        ("壁", "dv"),
        ("", "dv"),
        ("x" * 80, "dv_" + "x" * 45),
    ],
)
def test_a_name_becomes_an_id(name: str, expected: str) -> None:
    assert slug(name, "dv") == expected


def test_a_refusal_is_one_sentence_at_every_door() -> None:
    refusal = Refused("E011", "No.", "Do this.", field="name")
    assert str(refusal) == "No. Do this."
    assert refusal.as_json() == {
        "code": "E011",
        "message": "No.",
        "hint": "Do this.",
        "field": "name",
    }
    assert "field" not in Refused("E011", "No.").as_json()
    assert str(Refused("E011", "No.")) == "No."


def test_an_explanation_names_every_field_in_words() -> None:
    with pytest.raises(ValidationError) as error:
        DesignVariable.model_validate({"expression_name": "", "bounds": {"min": 2, "max": 1}})
    text = explain(error.value)
    assert "name: is needed" in text
    assert "bounds: min must be below max, got min=2 and max=1" in text
    assert "; " in text


@pytest.mark.parametrize(
    ("value", "word"),
    [(None, "null"), (True, "true"), (1, "a number"), (1.5, "a number"), ("", "a string")],
)
def test_a_value_is_called_what_json_calls_it(value: object, word: str) -> None:
    assert json_type(value) == word
    assert (json_type([]), json_type({})) == ("a list", "an object")


@pytest.mark.parametrize(
    ("low", "high", "scale", "searched"),
    [
        (1, 5, "auto", "log"),
        (1, 4.9, "auto", "linear"),
        (0, 5, "auto", "linear"),
        (-5, -1, "auto", "linear"),
        (1, 2, "log", "log"),
        (1, 100, "linear", "linear"),
    ],
)
def test_a_variable_over_orders_of_magnitude_is_searched_by_them(
    low: float, high: float, scale: str, searched: str
) -> None:
    fields = {"name": "a", "expression_name": "A", "scale": scale}
    variable = DesignVariable.model_validate(fields | {"bounds": Bounds(min=low, max=high)})
    assert variable.is_log() == (searched == "log")
