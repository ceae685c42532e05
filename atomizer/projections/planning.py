"""Which trial comes next: a pure function of what was pinned, what was asked and what was done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from atomizer import registry
from atomizer.commands.runner import StartTrial
from atomizer.domain.events import Parameters, RunStarted
from atomizer.domain.items import (
    Algorithm,
    Constraint,
    DesignVariable,
    Extractor,
    Model,
    Objective,
    Solver,
)
from atomizer.domain.run import Run
from atomizer.domain.study import RunState, Study
from atomizer.engine.results import ByScript
from atomizer.engine.sampling import Observation, Sampler, first_design, observe, problem_of
from atomizer.engine.space import at


@dataclass(frozen=True)
class Plan:
    """A run as it was started: later edits of the study do not touch it.

    Attributes:
        started: What the run was started with.
        study: The study at the version the run pinned.
    """

    started: RunStarted
    study: Study

    @property
    def model_path(self) -> str:
        """The model, inside the study's folder."""
        model = self.study.single(Model)
        return model.path if model else ""

    @cached_property
    def variables(self) -> dict[str, DesignVariable]:
        """The design variables by id."""
        return self.study.enabled(DesignVariable)

    @cached_property
    def extractors(self) -> dict[str, Extractor]:
        """The extractors by id."""
        return self.study.enabled(Extractor)

    @cached_property
    def scripts(self) -> list[str]:
        """The SHA-256 of every script its extractors name."""
        made = [registry.make("extractors", e.type, e.config) for e in self.extractors.values()]
        return [one.sha256 for one in made if isinstance(one, ByScript)]

    @cached_property
    def objectives(self) -> dict[str, Objective]:
        """The objectives by id."""
        return self.study.enabled(Objective)

    @cached_property
    def constraints(self) -> dict[str, Constraint]:
        """The constraints by id."""
        return self.study.enabled(Constraint)

    @cached_property
    def solver_options(self) -> dict[str, Any]:
        """Options of the solver, when the run uses the study's own one."""
        solver = self.study.single(Solver) or Solver()
        return solver.options if solver.solver == self.started.solver else {}

    @cached_property
    def sampler(self) -> Sampler:
        """What proposes the designs."""
        algorithm = self.study.single(Algorithm) or Algorithm()
        sampler: Sampler = registry.make("samplers", self.started.algorithm, algorithm.options)
        return sampler

    @cached_property
    def baseline(self) -> Parameters:
        """Today's value of each variable; the middle of its range where it has none."""
        return {i: _today(variable) for i, variable in self.variables.items()}

    @property
    def seed(self) -> str:
        """The seed of the run's proposals, the same for everybody who continues it."""
        return f"{self.study.id}:{self.started.run}:{self.started.seed}"

    def in_model(self, parameters: Parameters) -> Parameters:
        """A design by the names its parameters have in the model."""
        return {self.variables[i].expression_name: value for i, value in parameters.items()}

    def total(self, state: RunState) -> int:
        """How many trials the run has when it is done."""
        return self.started.max_trials + len(state.injected)

    def propose(self, run: Run) -> Parameters:
        """The design of the next trial: the baseline first, then what the sampler says."""
        problem = problem_of(self.study)
        number = len(run.trials)
        baseline = first_design(problem) if number == 0 else None
        if baseline:
            return baseline
        trials: list[Observation] = [observe(problem, trial) for trial in run.trials.values()]
        return self.sampler.propose(problem, self.seed, number, trials)


def _today(variable: DesignVariable) -> float | str:
    return at(variable, 0.5) if variable.baseline is None else variable.baseline


def next_trial(
    plan: Plan, state: RunState, run: Run, is_gone: Callable[[str], bool]
) -> StartTrial | None:
    """The next claim to make, without the runner's name; None when nothing is left to start.

    Trials whose runner is gone come first, then what users asked for, then new proposals.
    """
    for claim in _claims(plan, state, run, is_gone):
        return claim
    return None


def folder_name(state: RunState, number: int) -> str:
    """The folder of a trial; a retried one gets a new one, so that nothing old is taken for it."""
    aside = state.retried.get(number)
    return f"trial-{number:04d}" + (f"-after-{aside}" if aside else "")


def is_done(plan: Plan, state: RunState, run: Run) -> bool:
    """Whether every trial has its outcome and nothing was set aside."""
    asked = len(run.trials) >= plan.total(state)
    return asked and not _open(run) and not _retried(state, run)


def _claims(
    plan: Plan, state: RunState, run: Run, is_gone: Callable[[str], bool]
) -> Iterator[StartTrial]:
    orphans = [n for n in _open(run) if is_gone(run.trials[n].started.runner)]
    yield from (_again(run, number, "recovered") for number in orphans)
    yield from (_again(run, number, "retried") for number in _retried(state, run))
    asked = state.injected[run.injected :]
    if asked:
        yield _first(run, {**plan.baseline, **asked[0]}, "injected")
    elif len(run.trials) < plan.total(state):
        yield _first(run, plan.propose(run), "proposed")


def _open(run: Run) -> list[int]:
    return [number for number, trial in run.trials.items() if trial.outcome is None]


def _retried(state: RunState, run: Run) -> list[int]:
    """The trials whose outcome was set aside and that were not started again."""
    return [
        number
        for number, attempt in state.retried.items()
        if (trial := run.trials.get(number)) and trial.outcome and trial.started.attempt == attempt
    ]


def _again(run: Run, number: int, cause: Literal["recovered", "retried"]) -> StartTrial:
    started = run.trials[number].started
    return StartTrial(
        number=number,
        attempt=started.attempt + 1,
        parameters=started.parameters,
        runner="",
        cause=cause,
    )


def _first(run: Run, design: Parameters, cause: Literal["injected", "proposed"]) -> StartTrial:
    return StartTrial(number=len(run.trials), attempt=1, parameters=design, runner="", cause=cause)
