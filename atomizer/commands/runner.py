"""What only the runner may say about the trials of a run. Each is recorded once, however often.

A report has the fields of the event it becomes: they are defined there, once.
"""

from collections.abc import Sequence

from atomizer.commands.base import RunnerCommand
from atomizer.domain.events import Event
from atomizer.domain.run import Run, TrialCompleted, TrialDelayed, TrialFailed, TrialStarted


class StartTrial(RunnerCommand, TrialStarted):
    """Claim a trial: a new number, or a new attempt at one whose runner is gone."""

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing when the attempt, or a later one, is claimed already."""
        known = run.trials.get(self.number)
        if known and known.started.attempt >= self.attempt:
            return []
        return [TrialStarted(**dict(self))]


class CompleteTrial(RunnerCommand, TrialCompleted):
    """Record what a trial measured."""

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing when the trial has an outcome, or another attempt replaced this one."""
        return [TrialCompleted(**dict(self))] if _is_open(run, self) else []


class FailTrial(RunnerCommand, TrialFailed):
    """Record that a trial gave no result, and why."""

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing when the trial has an outcome, or another attempt replaced this one."""
        return [TrialFailed(**dict(self))] if _is_open(run, self) else []


class DelayTrial(RunnerCommand, TrialDelayed):
    """Record that a trial waits, for a licence."""

    def decide(self, run: Run) -> Sequence[Event]:
        """Say nothing about a trial that has an outcome."""
        return [TrialDelayed(**dict(self))] if _is_open(run, self) else []


def _is_open(run: Run, command: TrialCompleted | TrialFailed | TrialDelayed) -> bool:
    trial = run.trials.get(command.number)
    return bool(trial and trial.outcome is None and trial.started.attempt == command.attempt)
