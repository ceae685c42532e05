import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.engine.deck import DeckRejected, canonical_design, format_field16
from atomizer.engine.deck.numbers import parse_real

NUMBERS = st.floats(-1e299, 1e299)
LONG = "9" * 100_000 + "x"
TYPICAL = st.floats(1e-9, 1e9) | st.floats(-1e9, -1e-9)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.", 1.0), (".5", 0.5), ("-1.5-3", -0.0015), ("2.1+5", 2.1e5), ("7.E-2", 0.07), ("4", 4.0)],
)
def test_reals_are_read_as_nastran_writes_them(text: str, number: float) -> None:
    assert parse_real(f" {text} ") == number
    assert parse_real(text.replace("E", "D").lower()) == number


@pytest.mark.parametrize(
    "text",
    ["", "T", "1.2.3", "1_0.", "0x1", "nan", "1.-", "--1.", "\xb2", "1.+999", LONG],
)
def test_words_are_no_numbers(text: str) -> None:
    assert parse_real(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.5, "2.5"),
        (0.0, "0."),
        (-0.0, "0."),
        (10.0, "10."),
        (210000.0, "210000."),
        (0.1 + 0.2, "0.3"),
        (1 / 3, ".333333333333333"),
        (-1 / 3, "-.33333333333333"),
        (7.85e-9, "7.85E-9"),
        (1e20, "1.E+20"),
    ],
)
def test_a_number_is_written_as_people_would(number: float, text: str) -> None:
    assert format_field16(number) == text


@given(NUMBERS)
def test_a_field_is_a_legal_real_of_at_most_sixteen_characters(number: float) -> None:
    text = format_field16(number)
    assert len(text) <= 16
    assert "." in text
    read = parse_real(text)
    assert read is not None
    if abs(number) > 1e-290:
        assert abs(read - number) <= 1e-9 * abs(number)


@given(TYPICAL)
def test_typical_numbers_keep_eleven_digits(number: float) -> None:
    assert math.isclose(parse_real(format_field16(number)) or 0.0, number, rel_tol=1e-11)


@given(st.integers(-999_999_999, 999_999_999), st.integers(-9, 9))
def test_a_short_number_comes_back_exactly(digits: int, exponent: int) -> None:
    number = float(f"{digits}e{exponent}")
    assert parse_real(format_field16(number)) == number


@given(NUMBERS)
def test_what_a_field_holds_is_written_unchanged(number: float) -> None:
    once = canonical_design({"x": number})
    assert canonical_design(once) == once


def test_designs_that_give_the_same_deck_have_the_same_key() -> None:
    assert canonical_design({"b": 0.1 + 0.2, "a": "BAR"}) == {"a": "BAR", "b": 0.3}
    assert canonical_design({"a": "3.-1"}) == canonical_design({"a": 0.3})
    assert list(canonical_design({"b": 1.0, "a": 2.0})) == ["a", "b"]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e308])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(DeckRejected, match="not a finite number"):
        canonical_design({"x": number})
