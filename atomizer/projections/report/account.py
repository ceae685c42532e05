"""What a report tells of: the facts of one run, picked from the study and its trials."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from atomizer.domain import ranking
from atomizer.domain.events import Parameters
from atomizer.domain.feasibility import response
from atomizer.domain.items import Constraint, DesignVariable, Objective
from atomizer.domain.run import Run, Trial, TrialCompleted, TrialFailed
from atomizer.domain.study import RunState, Study
from atomizer.domain.values import ItemId


@dataclass(frozen=True)
class Account:
    """A run and the study it was started from.

    Attributes:
        study: As the run pinned it: its items say what was optimized.
        state: What the run was started with, and how it stands.
        run: Its trials.
    """

    study: Study
    state: RunState
    run: Run

    @cached_property
    def variables(self) -> dict[ItemId, DesignVariable]:
        """The design variables of the run by id."""
        return self.study.enabled(DesignVariable)

    @cached_property
    def objectives(self) -> dict[ItemId, Objective]:
        """The objectives that trials have values for."""
        return {i: o for i, o in self.study.enabled(Objective).items() if o.source}

    @cached_property
    def constraints(self) -> dict[ItemId, Constraint]:
        """The constraints that trials have margins for."""
        return {i: c for i, c in self.study.enabled(Constraint).items() if c.source}

    @cached_property
    def trials(self) -> list[Trial]:
        """Every trial, in the order of numbers."""
        return [self.run.trials[number] for number in sorted(self.run.trials)]

    @cached_property
    def measured(self) -> list[TrialCompleted]:
        """Outcomes of the trials that were measured, in the order of numbers."""
        return [t.outcome for t in self.trials if isinstance(t.outcome, TrialCompleted)]

    @cached_property
    def failed(self) -> list[TrialFailed]:
        """Outcomes of the trials that gave no result, in the order of numbers."""
        return [t.outcome for t in self.trials if isinstance(t.outcome, TrialFailed)]

    @cached_property
    def feasible(self) -> list[TrialCompleted]:
        """The measured trials that keep every constraint."""
        return [outcome for outcome in self.measured if outcome.feasible]

    @cached_property
    def front(self) -> list[TrialCompleted]:
        """The trials that no other one dominates."""
        return ranking.pareto_front(self.measured, self.objectives)

    @cached_property
    def best(self) -> TrialCompleted | None:
        """The trial to show first; None while none is feasible."""
        return ranking.best(self.measured, self.objectives)

    @cached_property
    def shown(self) -> TrialCompleted | None:
        """The best trial, or the one that breaks its constraints least; None without any."""
        return self.best or min(self.measured, key=worst_margin, default=None)

    @cached_property
    def baseline(self) -> TrialCompleted | None:
        """The trial of today's design, if it was measured."""
        return next((o for o in self.measured if self._is_today(self.run.trials[o.number])), None)

    @property
    def single(self) -> tuple[ItemId, Objective] | None:
        """The objective, when there is exactly one."""
        return next(iter(self.objectives.items())) if len(self.objectives) == 1 else None

    def parameters(self, outcome: TrialCompleted | TrialFailed) -> Parameters:
        """The design of a trial by the ids of its variables."""
        return self.run.trials[outcome.number].started.parameters

    def best_so_far(self) -> list[tuple[int, float]]:
        """Trials that were better than all before, with their values, for a single objective."""
        if self.single is None:
            return []
        objective_id, objective = self.single
        steps: list[tuple[int, float]] = []
        least = math.inf
        for outcome in self.feasible:
            value = outcome.objectives.get(objective_id)
            if value is not None and ranking.loss(value, objective) < least:
                least = ranking.loss(value, objective)
                steps.append((outcome.number, value))
        return steps

    def _is_today(self, trial: Trial) -> bool:
        design = trial.started.parameters
        return bool(self.variables) and all(
            _equal(design.get(i), v.baseline) for i, v in self.variables.items()
        )


def position(variable: DesignVariable, value: float | str) -> float:
    """Where a value stands on an axis from the lowest (0) to the highest (1), in its scale.

    Bounds may have been changed since a trial, so what is outside stands at the end.
    """
    if variable.bounds is None or isinstance(value, str):
        order = {choice: place for place, choice in enumerate(variable.values)}
        return order.get(value, 0) / max(len(order) - 1, 1)
    low, high = variable.bounds.min, variable.bounds.max
    curve = math.log if variable.is_log() else float
    inside = min(max(float(value), low), high)
    return (curve(inside) - curve(low)) / (curve(high) - curve(low))


def worst_margin(outcome: TrialCompleted) -> float:
    """The largest margin of a trial: how far its worst constraint is beyond the limit."""
    return max(outcome.margins.values(), default=0.0)


def used(margin: float) -> float:
    """The part of a limit that is used: 1 at the limit, 0.9 where a tenth is left."""
    return math.exp(min(margin, 50.0))


def answer(outcome: TrialCompleted, constraint: Constraint) -> float | None:
    """What a constraint looks at, as measured; None when it was not."""
    assert constraint.source is not None, "an account holds connected constraints only"
    try:
        return response(outcome.outputs, constraint.source)
    except KeyError:
        return None


def critical(account: Account, outcome: TrialCompleted) -> Mapping[ItemId, Constraint]:
    """The constraints, those nearest to their limit or beyond it first."""
    margins = outcome.margins
    order = sorted(account.constraints, key=lambda i: -margins.get(i, -math.inf))
    return {i: account.constraints[i] for i in order if i in margins}


def _equal(one: float | str | None, other: float | str | None) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9)
    return one is not None and one == other
