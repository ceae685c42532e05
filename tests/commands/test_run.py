"""Starting a run."""

from typing import Any

import pytest

from atomizer.commands.algorithms import MANY_TRIALS
from atomizer.commands.run import (
    StartOptimization,
)
from atomizer.commands.settings import SetSolver
from atomizer.domain.events import (
    Event,
    ItemChanged,
    ItemRemoved,
)
from atomizer.domain.items import (
    Algorithm,
    Budget,
    Extractor,
    Solver,
)
from tests.commands.runs import (
    OBJECTIVES,
    PAUSED,
    PROFILE,
    STARTED,
    STOPPED,
)
from tests.given import (
    CREATED,
    READY,
    SOLVER,
    added,
    given,
    story,
)
from tests.parts import INSTALLED, Far, forget


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
