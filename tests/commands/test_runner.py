"""What the runner says about trials is recorded once, however often it is said."""

import pytest
from pydantic import ValidationError

from atomizer.commands.base import RunnerCommand
from atomizer.commands.runner import CompleteTrial, DelayTrial, FailTrial, StartTrial
from atomizer.commands.vocabulary import COMMANDS
from atomizer.domain.events import Event
from atomizer.domain.run import (
    Provenance,
    TrialCompleted,
    TrialDelayed,
    TrialFailed,
    TrialStarted,
    fold_run,
)
from tests.given import TOLD, recorded, story

START = StartTrial(number=0, attempt=1, parameters={"dv_web": 2.0}, runner="r", cause="proposed")
BEGAN = TrialStarted(**START.model_dump())
COMPLETE = CompleteTrial(
    number=0,
    attempt=1,
    outputs={"ext_scale": {"mass": 1.5}},
    objectives={"obj_light": 1.5},
    margins={},
    feasible=True,
    provenance=Provenance(deck_sha256="d", solver="springs 1", result_sha256="r", seconds=0.1),
)
DONE = TrialCompleted(**COMPLETE.model_dump())
FAIL = FailTrial(number=0, attempt=1, kind="fatal", reason="SINGULAR", by_design=True)
LOST = TrialFailed(**FAIL.model_dump())
DELAY = DelayTrial(number=0, attempt=1, reason="no licence", wait_seconds=30.0)
WAITS = TrialDelayed(**DELAY.model_dump())


def said(command: RunnerCommand, *history: Event) -> list[Event]:
    """What is recorded of a command after these events."""
    TOLD.append(command)
    return list(command.decide(fold_run(recorded(history, "run-bracket.1"))))


@story(StartTrial)
def test_a_trial_is_claimed_once_an_attempt() -> None:
    assert said(START) == [BEGAN]
    assert said(START, BEGAN) == []
    second = START.model_copy(update={"attempt": 2, "runner": "other", "cause": "recovered"})
    again = TrialStarted(**second.model_dump())
    assert said(second, BEGAN) == [again]
    assert said(START, BEGAN, again) == []


@story(CompleteTrial, FailTrial, DelayTrial)
def test_a_trial_has_one_outcome() -> None:
    for command, event in ((COMPLETE, DONE), (FAIL, LOST), (DELAY, WAITS)):
        assert said(command) == [], "nobody claimed it"
        assert said(command, BEGAN) == [event]
        assert said(command, BEGAN, DONE) == []
        assert said(command, BEGAN, LOST) == []


def test_an_attempt_that_was_replaced_is_not_listened_to() -> None:
    again = BEGAN.model_copy(update={"attempt": 2})
    assert said(COMPLETE, BEGAN, again) == []
    assert said(COMPLETE, BEGAN, LOST, again) == []
    late = COMPLETE.model_copy(update={"attempt": 2})
    assert said(late, BEGAN, LOST, again) == [TrialCompleted(**late.model_dump())]


@pytest.mark.parametrize("mass", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_no_result(mass: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        CompleteTrial(**COMPLETE.model_dump() | {"outputs": {"ext_scale": {"mass": mass}}})


@pytest.mark.parametrize("command", [StartTrial, CompleteTrial, FailTrial, DelayTrial])
def test_nobody_else_can_report_a_trial(command: type[RunnerCommand]) -> None:
    assert command.tool_name() not in COMMANDS
    assert command not in COMMANDS.values()
