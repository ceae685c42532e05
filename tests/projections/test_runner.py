from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from atomizer.commands.streams import run_stream
from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.run import TrialCompleted, TrialDelayed, TrialFailed
from atomizer.domain.values import Refused
from atomizer.engine.files import ITERATIONS, Workspace
from atomizer.engine.pool import Pool
from atomizer.engine.trial import Limits
from atomizer.projections import runner as module
from atomizer.projections.planning import Plan
from atomizer.projections.runner import Progress, Runner
from tests.plugins_installed import plugins_installed
from tests.projections.running import build, outcomes, start, starts


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Two warm workers for all tests here: a run leaves nothing behind in them."""
    with plugins_installed(), Pool(2, {"instant": 2}) as workers:
        yield workers


def runner(studies: Studies, workspace: Workspace, pool: Pool) -> Runner:
    return Runner(studies, workspace, pool, Limits(seconds=30.0))


def test_a_run_ends_with_every_trial_recorded_once(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    start(studies)
    state = runner(studies, workspace, pool).work("box")
    assert state.status == "completed"
    assert outcomes(studies) == {n: 1 for n in range(6)}


def test_the_first_trial_is_the_baseline(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    start(studies, 1)
    runner(studies, workspace, pool).work("box")
    trial = studies.run("box", "run-1").trials[0]
    assert trial.started.parameters == {"dv_a": 1.0, "dv_b": 1.0}
    assert isinstance(trial.outcome, TrialCompleted)
    assert trial.outcome.objectives == {"obj": pytest.approx(2.0)}
    assert trial.outcome.margins == {"con": pytest.approx(-0.693147, abs=1e-6)}
    assert trial.outcome.feasible


def test_an_edit_made_meanwhile_does_not_touch_the_run(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    start(studies, 3)
    studies.handle("box", parse("change_constraint", {"id": "con", "threshold": 1e-3}))
    runner(studies, workspace, pool).work("box")
    first = studies.run("box", "run-1").trials[0].outcome
    assert isinstance(first, TrialCompleted)
    assert first.feasible


def test_without_an_active_run_there_is_nothing_to_work_off(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    with pytest.raises(Refused, match="No run of box is active"):
        runner(studies, workspace, pool).work("box")


def test_a_missing_model_is_refused_by_its_name(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    start(studies)
    (workspace.folder(studies.study("box")) / "1_setup" / "model.bdf").unlink()
    with pytest.raises(Refused, match=r"1_setup/model.bdf") as refused:
        runner(studies, workspace, pool).work("box")
    assert refused.value.code == "E012"
    assert studies.study("box").runs["run-1"].status == "failed"


def test_a_design_that_fails_is_a_named_failure_and_the_run_goes_on(
    tmp_path: Path, pool: Pool
) -> None:
    studies, workspace = build(tmp_path, ills={"fatal": (0.9, 2.0)})
    start(studies, 8)
    state = runner(studies, workspace, pool).work("box")
    trials = studies.run("box", "run-1").trials.values()
    failed = [t.outcome for t in trials if isinstance(t.outcome, TrialFailed)]
    assert state.status == "completed"
    assert failed and all(f.kind == "fatal" and f.by_design for f in failed)
    assert "USER FATAL MESSAGE 9137" in failed[0].reason
    assert len(failed) < 8


def test_a_run_in_which_nothing_can_succeed_ends_and_says_why(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path, ills={"disk": (0.0, 9.0)})
    start(studies, 50)
    state = runner(studies, workspace, pool).work("box")
    assert state.status == "failed"
    assert "No space left" in state.message
    assert len(outcomes(studies)) < 50


def test_a_worker_that_dies_takes_one_trial_with_it(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path, ills={"crash": (0.95, 1.05)})
    start(studies, 4)
    state = runner(studies, workspace, pool).work("box")
    kinds = {t.outcome.kind for t in studies.run("box", "run-1").trials.values()
             if isinstance(t.outcome, TrialFailed)}  # fmt: skip
    assert state.status == "completed"
    assert kinds == {"crash"}


def test_a_denied_licence_waits_and_is_no_failed_design(
    tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACK_OFF", (0.05,))
    studies, workspace = build(tmp_path, ills={"licence": (0.0, 9.0)})
    start(studies, 2)
    stop = Event()

    def watch(progress: Progress) -> None:
        delays = [r for r in studies.store.read(run_stream("box", "run-1"))
                  if isinstance(r.event, TrialDelayed)]  # fmt: skip
        if len(delays) >= 3:
            stop.set()

    state = runner(studies, workspace, pool).work("box", watch, stop)
    assert state.status == "running"
    assert not outcomes(studies)


def test_stopping_ends_what_flies_and_records_it_as_cancelled(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path, seconds=20.0)
    start(studies, 10)

    def watch(progress: Progress) -> None:
        if len(progress.run.trials) == 2 and progress.state.status == "running":
            studies.handle("box", parse("stop_optimization", {}))

    state = runner(studies, workspace, pool).work("box", watch)
    trials = studies.run("box", "run-1").trials
    assert state.status == "stopped"
    assert [t.outcome.kind for t in trials.values() if isinstance(t.outcome, TrialFailed)] == [
        "cancelled",
        "cancelled",
    ]


def test_a_paused_run_starts_nothing_and_goes_on_when_resumed(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    start(studies, 4)
    studies.handle("box", parse("pause", {}))
    seen: list[int] = []

    def watch(progress: Progress) -> None:
        seen.append(len(progress.run.trials))
        if len(seen) == 3:
            studies.handle("box", parse("resume", {}))

    state = runner(studies, workspace, pool).work("box", watch)
    assert seen[:3] == [0, 0, 0]
    assert state.status == "completed"


def test_an_injected_design_is_solved_beside_the_budget(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path)
    start(studies, 3)
    studies.handle("box", parse("inject_design", {"parameters": {"a": 0.75}}))
    runner(studies, workspace, pool).work("box")
    trials = studies.run("box", "run-1").trials
    injected = [t.started.parameters for t in trials.values() if t.started.cause == "injected"]
    assert injected == [{"dv_a": 0.75, "dv_b": 1.0}]
    assert len(trials) == 4


def test_retried_trials_are_solved_again_in_a_folder_of_their_own(
    tmp_path: Path, pool: Pool
) -> None:
    studies, workspace = build(tmp_path, ills={"fatal": (0.99, 1.01)})
    start(studies, 3)
    work = runner(studies, workspace, pool)
    work.work("box")
    studies.handle("box", parse("retry_trials", {}))
    state = work.work("box")
    assert state.status == "completed"
    assert [s.attempt for s in starts(studies) if s.number == 0] == [1, 2]
    iterations = workspace.folder(studies.study("box")) / ITERATIONS / "run-1"
    assert [p.name for p in iterations.glob("trial-0000-after-1*")] != []


def test_the_time_of_a_run_ends_it(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path, seconds=20.0)
    start(studies, 10, timeout_hours=1e-5)
    state = runner(studies, workspace, pool).work("box")
    assert state.status == "timeout"


def test_an_orphaned_trial_is_taken_over_by_the_next_runner(tmp_path: Path, pool: Pool) -> None:
    """What a killed runner leaves: a claim without an outcome, whose lock nobody holds."""
    studies, workspace = build(tmp_path, seconds=0.3)
    start(studies, 4)
    stop = Event()
    work = runner(studies, workspace, pool)
    work.work("box", lambda progress: stop.set() if progress.run.trials else None, stop)
    assert not outcomes(studies)
    state = work.work("box")
    assert state.status == "completed"
    assert outcomes(studies) == {n: 1 for n in range(4)}
    assert "recovered" in {s.cause for s in starts(studies)}


def test_two_runners_share_a_run_without_doubling_a_trial(tmp_path: Path, pool: Pool) -> None:
    studies, workspace = build(tmp_path, f"sqlite:///{tmp_path / 'events.db'}", seconds=0.02)
    start(studies, 20)
    other_pool = Pool(2)
    threads = [
        Thread(target=lambda: runner(studies, workspace, pool).work("box")),
        Thread(target=lambda: runner(studies, workspace, other_pool).work("box")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other_pool.close()
    assert outcomes(studies) == {n: 1 for n in range(20)}
    assert len({s.runner for s in starts(studies)}) == 2
    studies.close()


def test_every_proposal_follows_from_the_trials_before_it(tmp_path: Path, pool: Pool) -> None:
    """Folding the log up to each claim and asking again gives the recorded design."""
    studies, workspace = build(tmp_path)
    studies.handle("box", parse("set_algorithm", {"type": "TPE"}))
    start(studies, 15)
    runner(studies, workspace, pool).work("box")
    plan = Plan(studies.study("box").runs["run-1"].started, studies.study("box"))
    records = list(studies.store.read(run_stream("box", "run-1")))
    proposals = [(n, r.event) for n, r in enumerate(records) if r.event.type == "trial_started"]
    for before, claim in proposals:
        assert plan.propose(fold_of(records[:before])) == claim.parameters


def fold_of(records: list[Any]) -> Any:
    from atomizer.domain.run import fold_run

    return fold_run(records)
