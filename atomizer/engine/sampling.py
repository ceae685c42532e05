"""The sampler port: what a sampler is told, and what it proposes.

A proposal is a function of what it is told and of nothing else: the same problem, seed, number
and trials give the same design, whoever asks and however often. So a run needs no second
database for its sampler, and a restart goes on as if nothing had happened.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from atomizer.domain.items import Constraint, DesignVariable, Objective
from atomizer.domain.run import Trial, TrialCompleted, TrialFailed
from atomizer.domain.study import Study
from atomizer.engine.space import Choice, Design, tester

Direction = Literal["minimize", "maximize"]
UNBUILT = 1e30
"""The violation of a design that gave no result: worse than any that did."""


@dataclass(frozen=True)
class Problem:
    """What is searched for: variables, objectives with their directions, constraints; by id.

    Attributes:
        targets: Values that objectives should come near to, instead of getting small or large.
    """

    variables: Mapping[str, DesignVariable]
    objectives: Mapping[str, Direction]
    constraints: tuple[str, ...] = ()
    targets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Observation:
    """One earlier trial, as a sampler sees it.

    Attributes:
        parameters: design variable id -> value.
        values: objective id -> response, of a complete trial.
        margins: constraint id -> margin, <= 0 where it holds.
        by_design: Whether the design caused the failure; others say nothing about it.
    """

    number: int
    parameters: Mapping[str, Choice]
    state: Literal["running", "complete", "failed"] = "running"
    values: Mapping[str, float] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)
    by_design: bool = False

    def __post_init__(self) -> None:
        told = [*self.values.values(), *self.margins.values()]
        if not all(math.isfinite(number) for number in told):
            raise ValueError(f"trial {self.number} holds a response that is not a number: {told}")

    @property
    def informs(self) -> bool:
        """Whether the outcome says something about the design."""
        return self.state == "complete" or (self.state == "failed" and self.by_design)

    @property
    def violation(self) -> float:
        """How far the design is beyond its limits in all; 0 where all hold."""
        if self.state == "failed":
            return UNBUILT
        return min(sum(margin for margin in self.margins.values() if margin > 0.0), UNBUILT / 2)


class Sampler(Protocol):
    """A sampler plugin: a frozen model whose fields are its options."""

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """The design of a trial: pure, and always inside the variables' bounds.

        Args:
            problem: What is searched for, as it is now.
            seed: Of the run, for example `bracket:run-1:0`.
            number: Of the trial that is asked for; not among `trials`.
            trials: All others that were started before.

        Raises:
            Refused: the sampler cannot search this problem.
        """
        ...


def problem_of(study: Study) -> Problem:
    """What a study searches for; an objective with a target is a distance to make small."""
    objectives = study.enabled(Objective)
    return Problem(
        variables=study.enabled(DesignVariable),
        objectives={
            i: "minimize" if item.target is not None else item.direction
            for i, item in objectives.items()
        },
        constraints=tuple(study.enabled(Constraint)),
        targets={i: item.target for i, item in objectives.items() if item.target is not None},
    )


def observe(problem: Problem, trial: Trial) -> Observation:
    """A trial as a sampler sees it: of an objective with a target, the distance from it."""
    number, parameters = trial.number, trial.started.parameters
    match trial.outcome:
        case TrialCompleted(objectives=measured, margins=margins):
            to = problem.targets
            values = {i: abs(v - to[i]) if i in to else v for i, v in measured.items()}
            return Observation(number, parameters, "complete", values, margins)
        case TrialFailed(by_design=by_design):
            return Observation(number, parameters, "failed", by_design=by_design)
        case None:
            return Observation(number, parameters)


def first_design(problem: Problem) -> Design | None:
    """Today's design, when every variable has a baseline: a run starts from it."""
    baselines = {i: v.baseline for i, v in problem.variables.items() if v.baseline is not None}
    return dict(baselines) if baselines.keys() == problem.variables.keys() else None


def told(problem: Problem, trials: Sequence[Observation]) -> list[Observation]:
    """The trials a sampler learns from, by number: those that inform, and those that run.

    Bounds, choices, variables and objectives may have changed since; a trial outside of what
    they are now is left out, because its responses belong to a place that is not searched.
    """
    tests = [(i, tester(variable)) for i, variable in problem.variables.items()]
    objectives = problem.objectives.keys()

    def belongs(trial: Observation) -> bool:
        values = trial.parameters
        fits = all(test(values.get(i)) for i, test in tests)
        return fits and (trial.state != "complete" or objectives <= trial.values.keys())

    known = (t for t in trials if t.state == "running" or t.informs)
    return sorted(filter(belongs, known), key=lambda trial: trial.number)


def entropy(seed: str, number: int | str) -> int:
    """A random state for one ask, 32 bits: SHA-256 of the run's seed and the trial."""
    digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big")
