"""Starting and steering a run."""

from typing import Any

import pytest

from atomizer.commands.algorithms import MANY_TRIALS
from atomizer.commands.run import (
    FinishRun,
    InjectDesign,
    Pause,
    Resume,
    RetryTrials,
    StartOptimization,
    StopOptimization,
)
from atomizer.commands.settings import SetSolver
from atomizer.commands.vocabulary import COMMANDS, parse
from atomizer.domain.events import (
    DesignInjected,
    Event,
    ItemChanged,
    ItemRemoved,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    TrialsRetried,
)
from atomizer.domain.items import (
    Algorithm,
    Bounds,
    Budget,
    DesignVariable,
    Extractor,
    Objective,
    Solver,
)
from atomizer.domain.run import TrialFailed, TrialStarted
from tests.given import (
    CREATED,
    READY,
    SOLVER,
    STRONG,
    THICKNESS,
    WEB,
    WEIGHED,
    added,
    given,
    story,
    told,
)
from tests.parts import INSTALLED, Far, forget

STARTED = RunStarted(
    run="run-1",
    version=8,
    spec_version=8,
    max_trials=100,
    timeout_hours=None,
    seed=0,
    solver="springs",
    algorithm="TPE",
    reason="one objective and 100 trials",
)
COUNT = DesignVariable(
    name="Ribs", expression_name="N", type="integer", bounds=Bounds(min=0, max=9)
)
PROFILE = DesignVariable(name="Profile", expression_name="P", type="categorical", values=("I", 2.0))
OBJECTIVES = [added(Objective(name=f"{n}", source=WEIGHED), f"obj_{n}", n) for n in (1, 2, 3)]
PAUSED, RESUMED = RunPaused(run="run-1"), RunResumed(run="run-1")
STOPPED = RunFinished(run="run-1", reason="stopped")
BEGAN = [
    TrialStarted(number=n, attempt=1, parameters={"dv_web": 2.0}, runner="r", cause="proposed")
    for n in range(3)
]
FAILED = TrialFailed(number=1, attempt=1, kind="fatal", reason="SINGULAR", by_design=True)


@story(StartOptimization)
def test_a_run_pins_the_version_it_was_started_with() -> None:
    given(*READY).when(StartOptimization()).then(STARTED)


def test_a_run_takes_its_budget_and_seed_from_the_study_unless_they_are_given() -> None:
    budget, algorithm = Budget(max_trials=5, timeout_hours=2.0), Algorithm(type="CMA-ES", seed=7)
    have = given(*READY, added(budget), added(algorithm))
    pinned = {"version": 10, "spec_version": 10, "algorithm": "CMA-ES"}
    ours = {"max_trials": 5, "timeout_hours": 2.0, "seed": 7, "reason": "chosen by the user"}
    have.when(StartOptimization()).then(STARTED.model_copy(update=pinned | ours))
    theirs = {"max_trials": 9, "timeout_hours": 1.0, "seed": 0, "solver": "dampers"}
    have.when(StartOptimization(**theirs)).then(STARTED.model_copy(update=pinned | ours | theirs))


def test_one_run_at_a_time() -> None:
    again = StartOptimization()
    given(*READY, STARTED).when(again).refused("E020", "run-1 is running already. Stop it.")
    given(*READY, STARTED, PAUSED).when(again).refused("E020", "run-1 is paused already.")
    second = STARTED.model_copy(update={"run": "run-2", "version": 10})
    given(*READY, STARTED, STOPPED).when(again).then(second)


def test_an_empty_study_is_told_everything_it_lacks_at_once() -> None:
    refusal = given(CREATED).when(StartOptimization()).refused("E012")
    assert refusal.message == (
        "The study is not ready to run: There is no model. Set one with set_model. "
        "There is no solver. Set one with set_solver. "
        "There is no design variable that is enabled. Add one. "
        "There is no objective that is enabled. Add one."
    )
    assert refusal.hint == "Mend this, or see validate_spec."


def test_problems_of_items_and_of_plugins_are_told_together() -> None:
    thick = ItemChanged(
        kind="design_variable", id="dv_web", before={"baseline": 4.0}, after={"baseline": 9.0}
    )
    lost = added(Extractor(name="Lost", type="uninstalled"), "ext_lost", 2)
    refusal = given(*READY, thick, lost).when(StartOptimization()).refused("E011")
    assert "The bounds [1, 8] of 'Web' do not contain its baseline 9.0." in refusal.message
    assert "No extractor is named 'uninstalled'." in refusal.message
    assert refusal.field == "dv_web"


@pytest.mark.parametrize(
    ("change", "code", "because"),
    [
        (
            ItemChanged(kind="constraint", id="con_strong", before={}, after={"source": None}),
            "E032",
            "'Strong' is not connected to an extractor.",
        ),
        (
            ItemChanged(kind="extractor", id="ext_gauge", before={}, after={"enabled": False}),
            "E032",
            "'Strong' needs 'ext_gauge', missing or disabled.",
        ),
        (
            ItemChanged(kind="design_variable", id="dv_web", before={}, after={"enabled": False}),
            "E031",
            "There is no design variable that is enabled.",
        ),
        (
            ItemRemoved(kind="objective", id="obj_light", values={}),
            "E031",
            "There is no objective that is enabled.",
        ),
        (
            ItemChanged(kind="design_variable", id="dv_web", before={}, after={"bounds": None}),
            "E011",
            "breaks a rule of today: a continuous variable needs bounds",
        ),
        (
            ItemChanged(kind="extractor", id="ext_gauge", before={}, after={"type": "scale"}),
            "E032",
            "There is no output of 'ext_gauge' named 'max_stress'. There is mass.",
        ),
        (added(Algorithm(type="GP")), "E021", "The algorithm GP is not installed. Installed: CMA"),
        (
            added(Algorithm(options={"sigma": 1})),
            "E011",
            "The sampler 'TPE' does not take these options: sigma: there is no such field.",
        ),
    ],
)
def test_a_study_that_is_not_ready_does_not_start(change: Any, code: str, because: str) -> None:
    given(*READY, change).when(StartOptimization()).refused(code, because)


def test_an_unknown_solver_of_a_run_is_answered_with_those_there_are() -> None:
    start = StartOptimization(solver="nastran")
    given(*READY).when(start).refused("E011", "Installed: dampers, springs.")


def test_a_solver_that_is_not_on_this_machine_is_set_but_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(INSTALLED["solvers"], "far", Far)
    forget()
    far = added(Solver(solver="far"))
    given(CREATED).when(SetSolver(solver="far")).then(far)
    study = given(CREATED, far, *(event for event in READY[1:] if event != SOLVER))
    study.when(StartOptimization()).refused(
        "E011", "The solver 'far' cannot run here: not found: far is not on PATH. Install far."
    )
    given(*READY).when(StartOptimization(solver="far")).refused("E011", "choose another one")


@pytest.mark.parametrize(
    ("more", "trials", "algorithm", "reason"),
    [
        ([], 100, "TPE", "one objective and 100 trials"),
        ([added(PROFILE, "dv_p", 1)], MANY_TRIALS, "TPE", "one objective and 1000 trials"),
        ([], MANY_TRIALS, "CMA-ES", "one objective, all continuous, 1000 trials"),
        (OBJECTIVES[:1], 100, "NSGA-II", "2 objectives"),
        (OBJECTIVES, 100, "NSGA-III", "4 objectives"),
    ],
)
def test_auto_chooses_an_algorithm_and_says_why(
    more: list[Event], trials: int, algorithm: str, reason: str
) -> None:
    count = len(READY) + len(more)
    changes = {"version": count, "spec_version": count, "max_trials": trials}
    changes |= {"algorithm": algorithm, "reason": reason}
    start = StartOptimization(max_trials=trials)
    given(*READY, *more).when(start).then(STARTED.model_copy(update=changes))


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
