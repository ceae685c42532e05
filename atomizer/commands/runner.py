"""What only the runner may say about the trials of a run. Each is recorded once, however often."""

from collections.abc import Sequence
from typing import Literal

from atomizer.commands.base import RunnerCommand
from atomizer.domain.events import Event, Parameters
from atomizer.domain.run import (
    Outputs,
    Provenance,
    Run,
    TrialCompleted,
    TrialDelayed,
    TrialFailed,
    TrialStarted,
)


class StartTrial(RunnerCommand):
    """Claim a trial: a new number, or a new attempt at one whose runner is gone."""

    number: int
    attempt: int
    parameters: Parameters
    runner: str
    cause: Literal["proposed", "injected", "retried", "recovered"]

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing when the attempt, or a later one, is claimed already."""
        known = run.trials.get(self.number)
        if known and known.started.attempt >= self.attempt:
            return []
        return [TrialStarted(**self.model_dump())]


class CompleteTrial(RunnerCommand):
    """Record what a trial measured."""

    number: int
    attempt: int
    outputs: Outputs
    objectives: dict[str, float]
    margins: dict[str, float]
    feasible: bool
    provenance: Provenance

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing when the trial has an outcome, or another attempt replaced this one."""
        return [TrialCompleted(**self.model_dump())] if _is_open(run, self) else []


class FailTrial(RunnerCommand):
    """Record that a trial gave no result, and why."""

    number: int
    attempt: int
    kind: str
    reason: str
    by_design: bool
    seconds: float = 0.0

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing when the trial has an outcome, or another attempt replaced this one."""
        return [TrialFailed(**self.model_dump())] if _is_open(run, self) else []


class DelayTrial(RunnerCommand):
    """Record that a trial waits, for a licence."""

    number: int
    attempt: int
    reason: str
    wait_seconds: float

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing about a trial that has an outcome."""
        return [TrialDelayed(**self.model_dump())] if _is_open(run, self) else []


def _is_open(run: Run, command: CompleteTrial | FailTrial | DelayTrial) -> bool:
    trial = run.trials.get(command.number)
    return bool(trial and trial.outcome is None and trial.started.attempt == command.attempt)
