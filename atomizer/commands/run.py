"""Commands that start and steer a run. Its trials are reported by the runner alone."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from atomizer.commands.algorithms import choose
from atomizer.commands.base import Command, Context, Scope, there_is_no
from atomizer.commands.plugins import require_plugin, require_ready, require_solver
from atomizer.domain.events import (
    DesignInjected,
    Event,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    TrialsRetried,
)
from atomizer.domain.items import Algorithm, Budget, DesignVariable, Solver
from atomizer.domain.run import Run, TrialFailed
from atomizer.domain.study import RunState, Study
from atomizer.domain.values import ItemId, Refused

RunId = Annotated[str | None, Field(description="As run-1; the latest when not given.")]


class StartOptimization(Command):
    """Start a run of the study as it is now; edits made meanwhile do not touch it."""

    scope: ClassVar[Scope] = "run"
    max_trials: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="The study's budget, if not given.")
    ] = None
    timeout_hours: Annotated[
        float | None, Field(gt=0.0, description="Wall clock; the study's, if not given.")
    ] = None
    seed: Annotated[int | None, Field(ge=0, description="The algorithm's, if not given.")] = None
    solver: Annotated[str | None, Field(description="The study's, if not given.")] = None

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse while another run is active, a study that is not ready, and a missing solver."""
        if active := study.active_run:
            raise Refused("E020", f"{active.started.run} is {active.status} already.", "Stop it.")
        require_ready(study)
        solver = study.single(Solver) or Solver()
        name = self.solver or solver.solver
        require_solver(name, solver.options if name == solver.solver else {})
        budget = study.single(Budget) or Budget()
        algorithm = study.single(Algorithm) or Algorithm()
        choice = choose(study, algorithm.type, self.max_trials or budget.max_trials)
        require_plugin("samplers", choice.type, algorithm.options)
        return [
            RunStarted(
                run=f"run-{len(study.runs) + 1}",
                version=study.version,
                spec_version=study.spec_version,
                max_trials=self.max_trials or budget.max_trials,
                timeout_hours=self.timeout_hours or budget.timeout_hours,
                seed=algorithm.seed if self.seed is None else self.seed,
                solver=name,
                algorithm=choice.type,
                reason=choice.reason,
            )
        ]


class StopOptimization(Command):
    """Stop the active run; what was solved stays."""

    scope: ClassVar[Scope] = "run"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse when no run is active."""
        return [RunFinished(run=_active(study).started.run, reason="stopped")]


class Pause(Command):
    """Start no new trials until the run is resumed; those that run end."""

    scope: ClassVar[Scope] = "run"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse when no run is active; say nothing when it is paused."""
        run = _active(study)
        return [] if run.status == "paused" else [RunPaused(run=run.started.run)]


class Resume(Command):
    """Go on with a paused run."""

    scope: ClassVar[Scope] = "run"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse when no run is active; say nothing when it is not paused."""
        run = _active(study)
        return [RunResumed(run=run.started.run)] if run.status == "paused" else []


class RetryTrials(Command):
    """Solve trials again; a run that had ended goes on."""

    scope: ClassVar[Scope] = "run"
    run: RunId = None
    numbers: Annotated[
        tuple[int, ...], Field(description="Which trials; every failed one when none is given.")
    ] = ()

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a trial that is not there or has not ended."""
        state = _run(study, self.run)
        trials = context.run(state.started.run)
        numbers = self.numbers or _failed(trials)
        if not numbers:
            raise Refused("E011", f"{state.started.run} has no failed trial to retry.")
        _require_other_run_quiet(study, state)
        return [
            TrialsRetried(
                run=state.started.run, attempts={n: _ended_attempt(trials, n) for n in numbers}
            )
        ]


class InjectDesign(Command):
    """Have a design of your own solved in the active run; what is not given is the baseline."""

    scope: ClassVar[Scope] = "run"
    parameters: Annotated[
        dict[str, float | str],
        Field(min_length=1, description="Design variable id or name -> value."),
    ]

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse variables the run does not have, and values out of their bounds."""
        run = _active(study)
        variables = context.past(run.started.version).enabled(DesignVariable)
        given: dict[str, Any] = {}
        for name, value in self.parameters.items():
            i = _variable(variables, name)
            if i in given:
                raise Refused("E011", f"{i!r} is given twice.", field=name)
            _require_in_range(variables[i], value)
            given[i] = value
        return [DesignInjected(run=run.started.run, parameters=given)]


class FinishRun(Command):
    """Say that a run has ended. Only the runner says so."""

    scope: ClassVar[Scope] = "run"
    run: str
    reason: Literal["completed", "timeout", "failed"]
    message: str = ""

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Say nothing when it has ended already."""
        state = study.runs.get(self.run)
        if state is None or state.status not in ("running", "paused"):
            return []
        return [RunFinished(run=self.run, reason=self.reason, message=self.message)]


def _active(study: Study) -> RunState:
    if study.active_run is None:
        raise Refused("E021", "No run is active.", "Start one with start_optimization.")
    return study.active_run


def _run(study: Study, name: str | None) -> RunState:
    if not study.runs:
        raise Refused("E021", "The study has no run yet.", "Start one with start_optimization.")
    if name is not None and name not in study.runs:
        raise there_is_no("run", name, list(study.runs))
    return study.runs[name] if name else list(study.runs.values())[-1]


def _failed(run: Run) -> tuple[int, ...]:
    return tuple(n for n, t in run.trials.items() if isinstance(t.outcome, TrialFailed))


def _ended_attempt(run: Run, number: int) -> int:
    trial = run.trials.get(number)
    if trial is None or trial.outcome is None:
        state = "is not there" if trial is None else "has not ended"
        raise Refused("E011", f"Trial {number} {state}.", f"There are {len(run.trials)} trials.")
    return trial.started.attempt


def _require_other_run_quiet(study: Study, state: RunState) -> None:
    active = study.active_run
    if active and active is not state:
        raise Refused("E020", f"{active.started.run} is {active.status}.", "Stop it first.")


def _variable(variables: Mapping[ItemId, DesignVariable], name: str) -> ItemId:
    if name in variables:
        return name
    named = [i for i, variable in variables.items() if variable.name == name]
    if len(named) > 1:
        raise Refused("E011", f"{len(named)} variables are named {name!r}.", f"Say which: {named}.")
    if not named:
        raise there_is_no("design variable", name, list(variables))
    return named[0]


def _require_in_range(variable: DesignVariable, value: float | str) -> None:
    bounds = variable.bounds
    if variable.type == "categorical":
        fits, choices = value in variable.values, ", ".join(map(str, variable.values))
    else:
        assert bounds is not None, "a variable that is not categorical has bounds"
        fits = isinstance(value, int | float) and bounds.min <= value <= bounds.max
        choices = f"{bounds.min:g} to {bounds.max:g}"
    if variable.type == "integer" and fits and float(value) != int(value):
        fits, choices = False, f"whole numbers from {choices}"
    if not fits:
        raise Refused("E011", f"{variable.name!r} takes {choices}, not {value!r}.")
