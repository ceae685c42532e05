"""Steering a run: pauses, ends, trials solved again and designs of one's own."""

from typing import Any

import pytest

from atomizer.commands.run import (
    FinishRun,
    InjectDesign,
    Pause,
    Resume,
    RetryTrials,
    StopOptimization,
)
from atomizer.commands.vocabulary import COMMANDS, parse
from atomizer.domain.events import DesignInjected, ItemChanged, RunFinished, TrialsRetried
from atomizer.domain.items import Bounds
from tests.commands.runs import (
    BEGAN,
    COUNT,
    FAILED,
    PAUSED,
    PROFILE,
    RESUMED,
    STARTED,
    STOPPED,
)
from tests.given import (
    READY,
    STRONG,
    THICKNESS,
    WEB,
    added,
    given,
    story,
    told,
)


@story(StopOptimization, Pause, Resume)
def test_a_run_is_paused_resumed_and_stopped() -> None:
    running, paused = given(*READY, STARTED), given(*READY, STARTED, PAUSED)
    running.when(Pause()).then(PAUSED)
    paused.when(Pause()).then()
    paused.when(Resume()).then(RESUMED)
    running.when(Resume()).then()
    running.when(StopOptimization()).then(STOPPED)
    paused.when(StopOptimization()).then(STOPPED)


@pytest.mark.parametrize(
    "command", [StopOptimization(), Pause(), Resume(), InjectDesign(parameters={"Web": 2.0})]
)
def test_only_an_active_run_is_steered(command: Any) -> None:
    for study in (given(*READY), given(*READY, STARTED, STOPPED)):
        refusal = study.when(command).refused("E021", "No run is active.")
        assert refusal.hint == "Start one with start_optimization."


@story(FinishRun)
def test_a_run_ends_once() -> None:
    assert "finish_run" not in COMMANDS, "only the runner says so"
    finish = FinishRun(run="run-1", reason="completed")
    given(*READY, STARTED).when(finish).then(RunFinished(run="run-1", reason="completed"))
    given(*READY, STARTED, STOPPED).when(finish).then()
    given(*READY).when(finish).then()


@story(RetryTrials)
def test_failed_trials_are_solved_again_and_the_run_goes_on() -> None:
    study = given(*READY, STARTED, STOPPED).and_run("run-1", *BEGAN, FAILED)
    retried = TrialsRetried(run="run-1", attempts={1: 1})
    study.when(RetryTrials()).then(retried)
    study.when(RetryTrials(run="run-1", numbers=(1,))).then(retried)
    run = told(*READY, STARTED, STOPPED, retried).runs["run-1"]
    assert (run.status, run.retried) == ("running", {1: 1})


def test_only_what_ended_is_solved_again() -> None:
    study = given(*READY, STARTED).and_run("run-1", *BEGAN, FAILED)
    study.when(RetryTrials(numbers=(0,))).refused("E011", "Trial 0 has not ended.")
    study.when(RetryTrials(numbers=(9,))).refused("E011", "Trial 9 is not there.")
    nothing = given(*READY, STARTED).and_run("run-1", *BEGAN)
    nothing.when(RetryTrials()).refused("E011", "run-1 has no failed trial to retry.")
    given(*READY).when(RetryTrials()).refused("E021", "The study has no run yet.")
    study.when(RetryTrials(run="run-2")).refused("E011", "Did you mean 'run-1'?")


def test_an_old_run_does_not_go_on_beside_another() -> None:
    second = STARTED.model_copy(update={"run": "run-2"})
    study = given(*READY, STARTED, STOPPED, second).and_run("run-1", *BEGAN, FAILED)
    study.when(RetryTrials(run="run-1")).refused("E020", "run-2 is running. Stop it first.")


VARIED = (*READY[:3], THICKNESS, added(COUNT, "dv_ribs", 1), added(PROFILE, "dv_profile", 2))
RUNNING = (*VARIED, STARTED.model_copy(update={"version": 6}))


@story(InjectDesign)
def test_a_design_of_ones_own_is_given_by_id_or_name() -> None:
    design = InjectDesign(parameters={"Web": 2.5, "dv_ribs": 3.0, "Profile": "I"})
    expected = DesignInjected(
        run="run-1", parameters={"dv_web": 2.5, "dv_ribs": 3.0, "dv_profile": "I"}
    )
    given(*RUNNING).when(design).then(expected)
    assert told(*RUNNING, expected).runs["run-1"].injected == (expected.parameters,)


@pytest.mark.parametrize(
    ("parameters", "because"),
    [
        ({"Web": 8.5}, "'Web' takes 1 to 8, not 8.5."),
        ({"Web": "thick"}, "'Web' takes 1 to 8, not 'thick'."),
        ({"Ribs": 2.5}, "'Ribs' takes whole numbers from 0 to 9, not 2.5."),
        ({"Profile": "T"}, "'Profile' takes I, 2.0, not 'T'."),
        ({"dv_wob": 1.0}, "Did you mean 'dv_web'?"),
        ({"Web": 2.0, "dv_web": 3.0}, "'dv_web' is given twice."),
    ],
)
def test_a_design_outside_the_space_of_the_run_is_refused(
    parameters: dict[str, float | str], because: str
) -> None:
    given(*RUNNING).when(InjectDesign(parameters=parameters)).refused("E011", because)


def test_the_space_of_a_run_is_that_of_its_start() -> None:
    wider = ItemChanged(
        kind="design_variable",
        id="dv_web",
        before={"bounds": {"min": 1.0, "max": 8.0}},
        after={"bounds": {"min": 1.0, "max": 80.0}},
    )
    design = InjectDesign(parameters={"Web": 50.0})
    given(*RUNNING, wider).when(design).refused("E011", "'Web' takes 1 to 8, not 50.0.")
    assert WEB.bounds == Bounds(min=1, max=8)
    assert STRONG.id == "con_strong"


@pytest.mark.parametrize("numbers", ["all", [1.5], [True]])
def test_trials_are_named_by_whole_numbers(numbers: Any) -> None:
    with pytest.raises(Exception, match="retry_trials: numbers"):
        parse("retry_trials", {"numbers": numbers})
