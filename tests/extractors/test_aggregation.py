"""What an extractor looks at by SETs of the deck, and how it sums up many values."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.results.aggregation import highest, lowest
from tests.engine.solvers.decks import mesh, solved

values = arrays(float, st.integers(1, 40), elements=st.floats(-1e6, 1e6))
CASE = [
    "SPC = 1", "LOAD = 1", "SET 3 = 1 THRU 3, 9", "SET 4 = 1, 3", "SET 8 = ALL", "SET 9 = 2.5, 7.5",
    "SUBCASE 1", "SET 7 = 1", "SUBCASE 2", "SET 7 = 2",
]  # fmt: skip
BULK = [
    "MAT1,1,2.1+5,,.3", "PSHELL,1,1,2.,1,,1", *mesh(2, 2, 10.0), "SPC1,1,123456,1,2,3",
    "FORCE,1,9,,50.,1.,2.,3.",
]  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return solved(tmp_path, BULK, CASE)


@given(values)
def test_sums_from_above_are_in_order(some: np.ndarray) -> None:
    """The mean is not above the largest, a percentile neither, and KS is not below it."""
    largest, size = highest(some, "max"), np.abs(some).max()
    rounding = 1e-9 * (1.0 + size)
    assert largest == some.max()
    assert highest(some, "mean") <= largest + rounding
    assert highest(some, "p95") <= highest(some, "p99") + rounding
    assert highest(some, "p99") <= largest + rounding
    assert largest <= highest(some, "ks") <= largest + size * np.log(len(some)) / 50 + rounding


@given(values)
def test_sums_from_below_are_the_mirror_of_those_from_above(some: np.ndarray) -> None:
    for how in ("max", "p99", "p95", "mean", "ks"):
        assert lowest(some, how) == -highest(-some, how)


def test_ks_of_equal_values_is_known() -> None:
    assert highest(np.full(8, 3.0), "ks") == pytest.approx(3.0 + 3.0 / 50 * np.log(8))


def measured(results: Results, kind: str, output: str, **options: object) -> float:
    return float(registry.make("extractors", kind, options).measure(results)[output])


def test_a_stress_is_summed_up_as_the_option_says(results: Results) -> None:
    largest, p95, mean, ks = (
        measured(results, "shell_stress", "max_stress", aggregation=how)
        for how in ("max", "p95", "mean", "ks")
    )
    assert mean < p95 <= largest < ks


def test_members_of_a_set_are_chosen_like_ids(results: Results) -> None:
    for kind, output, ids in (
        ("shell_stress", "max_stress", {"elements": (1, 3)}),
        ("displacement", "max_displacement", {"nodes": (1, 3)}),
    ):
        by_set = measured(results, kind, output, sets=(4,))
        assert by_set == measured(results, kind, output, **ids)
    whole = measured(results, "displacement", "max_displacement")
    assert measured(results, "displacement", "max_displacement", sets=(3,)) == whole
    assert measured(results, "displacement", "max_displacement", sets=(4,), nodes=(9,)) == whole


@pytest.mark.parametrize(
    ("number", "said"),
    [(5, "no SET 5 of ids. There are: 3, 4, 7"), (8, "no SET 8"), (9, "no SET 9"), (7, "subcases")],
)
def test_a_set_that_cannot_be_used_is_refused(results: Results, number: int, said: str) -> None:
    with pytest.raises(SolveFailed, match=said):
        measured(results, "displacement", "max_displacement", sets=(number,))


def test_a_member_that_has_no_such_result_is_named(results: Results) -> None:
    with pytest.raises(SolveFailed, match="element 9"):
        measured(results, "shell_stress", "max_stress", sets=(3,))
