"""What a report picks from a run, and how it says numbers."""

from typing import Any

import pytest

from atomizer.domain.items import DesignVariable
from atomizer.projections.report import words
from atomizer.projections.report.account import position, used
from tests.projections.report.stories import account, continuous, limit, run, study

SINGLE = study([continuous()], limits=[limit(150.0)])


def test_the_baseline_is_the_trial_of_todays_design() -> None:
    found = account(SINGLE, run(SINGLE, 10)).baseline
    assert found is not None and found.number == 0


def test_a_run_that_never_solved_todays_design_has_no_baseline() -> None:
    assert account(SINGLE, run(SINGLE, 10, failing=(0,))).baseline is None


def test_the_best_so_far_falls_and_ends_at_the_best() -> None:
    story = account(SINGLE, run(SINGLE, 40))
    values = [value for _, value in story.best_so_far()]
    assert values == sorted(values, reverse=True)
    assert story.best is not None
    assert story.best_so_far()[-1] == (story.best.number, story.best.objectives["obj_0"])


def test_without_a_feasible_trial_the_least_infeasible_one_is_shown() -> None:
    strict = study([continuous()], limits=[limit(1.0)])
    story = account(strict, run(strict, 20))
    assert story.best is None
    assert story.shown is not None
    assert story.shown.margins == min(
        (o.margins for o in story.measured), key=lambda m: max(m.values())
    )


@pytest.mark.parametrize(
    ("fields", "value", "place"),
    [
        ({"bounds": {"min": 1.0, "max": 100.0}}, 10.0, 0.5),
        ({"bounds": {"min": 1.0, "max": 100.0}, "scale": "linear"}, 10.0, 1 / 11),
        ({"bounds": {"min": 1.0, "max": 2.0}}, 7.0, 1.0),
        ({"type": "categorical", "bounds": None, "values": ["a", "b", "c"]}, "b", 0.5),
    ],
)
def test_a_value_stands_where_its_scale_puts_it(
    fields: dict[str, Any], value: float | str, place: float
) -> None:
    variable = DesignVariable(name="t", expression_name="T", **fields)
    assert position(variable, value) == pytest.approx(place)


def test_a_limit_is_used_up_where_the_margin_is_zero() -> None:
    assert used(0.0) == 1.0
    assert used(-0.1) == pytest.approx(0.905, abs=1e-3)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, words.EN_DASH),
        ("S355", "S355"),
        (8.0, "8"),
        (0.0, "0"),
        (3.13539, "3.135"),
        (-0.02073, f"{words.MINUS}0.02073"),
        (5060.8537, "5,060.9"),
        (25000.0, "25,000"),
        (2.1e11, f"2.100 {words.TIMES} 10^11"),
        (-4.2e-6, f"{words.MINUS}4.200 {words.TIMES} 10^{words.MINUS}6"),
    ],
)
def test_numbers_are_said_with_four_digits(value: float | str | None, said: str) -> None:
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (4.0, 3.0, f"{words.MINUS}25.0 %"),
        (4.0, 5.0, "+25.0 %"),
        (-4.0, -3.0, "+25.0 %"),
        (0.0, 3.0, ""),
    ],
)
def test_changes_are_said_in_per_cent(before: float, after: float, said: str) -> None:
    assert words.change(before, after) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.3, "0.3 s"), (41.0, "41 s"), (320.0, "5:20 min"), (3730.0, "1:02:10 h")],
)
def test_durations_are_said_as_readers_do(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_shares_beyond_all_reason_are_not_spelled_out() -> None:
    assert words.percent(0.985) == "98.5 %"
    assert words.percent(12.0) == "1200 %"
    assert words.percent(1e6) == "> 9999 %"
