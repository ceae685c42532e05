"""A run: its trials, folded from a stream of their own, so that trials never race edits."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from atomizer.domain.events import Event, Parameters
from atomizer.domain.recorded import Recorded
from atomizer.domain.values import Value

Outputs = dict[str, dict[str, float]]
"""extractor id -> {output: number}."""


class Provenance(Value):
    """What a result rests on.

    Attributes:
        deck_sha256: Of the deck that was solved.
        solver: Name and version of the solver.
        result_sha256: Of the result file, taken when the solver ended.
        seconds: Wall time of the solve.
        cached: Number of the trial whose solve was used again, if it was.
        warnings: Physics checks that did not add up.
    """

    deck_sha256: str
    solver: str
    result_sha256: str
    seconds: float
    cached: int | None = None
    warnings: tuple[str, ...] = ()


class TrialStarted(Event):
    """A design was chosen and its solve claimed by a runner."""

    type: ClassVar[str] = "trial_started"
    number: int
    attempt: int
    parameters: Parameters
    runner: str
    cause: Literal["proposed", "injected", "retried", "recovered"]


class TrialCompleted(Event):
    """A design was solved and measured. Margins are ln(response/limit), <= 0 where it holds."""

    type: ClassVar[str] = "trial_completed"
    number: int
    attempt: int
    outputs: Outputs
    objectives: dict[str, float]
    margins: dict[str, float]
    feasible: bool
    provenance: Provenance


class TrialFailed(Event):
    """A design gave no result."""

    type: ClassVar[str] = "trial_failed"
    number: int
    attempt: int
    kind: str
    reason: str
    by_design: bool
    seconds: float = 0.0


class TrialDelayed(Event):
    """A trial waits for something that says nothing about its design, such as a licence."""

    type: ClassVar[str] = "trial_delayed"
    number: int
    attempt: int
    reason: str
    wait_seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One design and what became of it."""

    started: TrialStarted
    outcome: TrialCompleted | TrialFailed | None = None

    @property
    def number(self) -> int:
        """Its place in the run, from 0."""
        return self.started.number

    @property
    def state(self) -> Literal["running", "feasible", "infeasible", "failed"]:
        """What a table shows."""
        match self.outcome:
            case None:
                return "running"
            case TrialFailed():
                return "failed"
            case TrialCompleted(feasible=feasible):
                return "feasible" if feasible else "infeasible"


@dataclass(frozen=True, slots=True)
class Run:
    """The trials of a run by number; a run's samplers and runners have no other state.

    Attributes:
        injected: How many of the designs that users asked for were started.
    """

    version: int = 0
    injected: int = 0
    trials: dict[int, Trial] = field(default_factory=dict)

    def completed(self) -> list[tuple[Trial, TrialCompleted]]:
        """The trials that were measured, in order."""
        found = ((t, t.outcome) for t in self.trials.values())
        return [(t, o) for t, o in found if isinstance(o, TrialCompleted)]

    def finished(self) -> int:
        """How many trials have an outcome."""
        return sum(trial.outcome is not None for trial in self.trials.values())


def fold_run(records: Iterable[Recorded[Event]], run: Run | None = None) -> Run:
    """Replay the events of a run. Pure and total, as `fold` is."""
    run = run or Run()
    version, injected, trials = run.version, run.injected, dict(run.trials)
    for recorded in records:
        version = recorded.version
        match recorded.event:
            case TrialStarted() as started:
                trials[started.number] = Trial(started)
                injected += started.cause == "injected"
            case TrialCompleted() | TrialFailed() as outcome:
                if known := trials.get(outcome.number):
                    trials[outcome.number] = replace(known, outcome=outcome)
    return Run(version, injected, trials)
