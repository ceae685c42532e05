import math

import pytest

from atomizer.domain.run import Provenance, Trial, TrialCompleted, TrialFailed, TrialStarted
from atomizer.engine.sampling import UNBUILT, Observation, Problem, first_design, observe, told
from tests.engine.samplers.searching import categorical, continuous

STARTED = TrialStarted(
    number=3, attempt=1, parameters={"dv_x": 0.5}, runner="here", cause="proposed"
)
COMPLETED = TrialCompleted(
    number=3,
    attempt=1,
    outputs={},
    objectives={"obj_mass": 2.0},
    margins={"con_stress": 0.1, "con_height": -0.2},
    feasible=False,
    provenance=Provenance(deck_sha256="", solver="", result_sha256="", seconds=1.0),
)
PROBLEM = Problem({"dv_x": continuous(0.0, 1.0)}, {"obj_mass": "minimize"}, ("con_stress",))


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_response_that_is_not_a_number_never_reaches_a_sampler(number: float) -> None:
    with pytest.raises(ValueError, match="trial 1 holds a response that is not a number"):
        Observation(1, {}, "complete", {"obj_mass": number})
    with pytest.raises(ValueError, match="trial 1 holds a response that is not a number"):
        Observation(1, {}, "complete", {"obj_mass": 1.0}, {"con_stress": number})


def test_a_run_is_seen_as_its_trials_ended() -> None:
    failed = TrialFailed(number=3, attempt=1, kind="mesh", reason="flat", by_design=True)
    assert observe(PROBLEM, Trial(STARTED)).state == "running"
    assert observe(PROBLEM, Trial(STARTED, COMPLETED)).violation == pytest.approx(0.1)
    assert observe(PROBLEM, Trial(STARTED, failed)).violation == UNBUILT


def test_only_what_says_something_about_designs_of_today_is_told() -> None:
    trials = [
        Observation(4, {"dv_x": 0.5}, "failed"),
        Observation(3, {"dv_x": 0.5}, "failed", by_design=True),
        Observation(2, {"dv_x": 0.5, "dv_gone": 1.0}, "complete", {"obj_mass": 1.0}),
        Observation(1, {"dv_x": 1.5}, "complete", {"obj_mass": 1.0}),
        Observation(0, {"dv_x": 0.5}, "complete", {"obj_other": 1.0}),
        Observation(5, {"dv_x": 0.5}),
        Observation(6, {"dv_gone": 0.5}),
    ]
    assert [trial.number for trial in told(PROBLEM, trials)] == [2, 3, 5]


def test_the_first_design_is_todays_when_every_variable_has_a_baseline() -> None:
    with_baseline = continuous(0.0, 1.0, baseline=0.0)
    chosen = categorical("a", "b").model_copy(update={"baseline": "b"})
    problem = Problem({"dv_x": with_baseline, "dv_m": chosen}, {})
    assert first_design(problem) == {"dv_x": 0.0, "dv_m": "b"}
    assert first_design(PROBLEM) is None


def test_of_an_objective_with_a_target_the_sampler_sees_the_distance() -> None:
    near = Problem(PROBLEM.variables, {"obj_mass": "minimize"}, targets={"obj_mass": 10.0})
    assert observe(near, Trial(STARTED, COMPLETED)).values == {
        "obj_mass": abs(COMPLETED.objectives["obj_mass"] - 10.0)
    }
