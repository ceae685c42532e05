"""An Optuna study that is a view of the trials so far, made anew for every ask.

Optuna keeps its own trials; here it reads ours. `History` is a storage that answers with the
observations and remembers only the one trial that is asked for. A sampler made for that one ask,
with a seed of its own, cannot carry anything from one ask to the next.

A design that could not be built or solved counts as complete with the worst violation, so that
the search keeps away from its like; every other failure says nothing and is left out.

Importing this module imports Optuna (0.6 s).
"""

import copy
from collections.abc import Container, Sequence

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.samplers import BaseSampler, TPESampler
from optuna.storages import InMemoryStorage
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState, create_trial

from atomizer.domain.items import DesignVariable
from atomizer.engine.sampling import Observation, Problem
from atomizer.engine.space import Design, ends

Distributions = dict[str, BaseDistribution]
SPACE = "space"
optuna.logging.set_verbosity(optuna.logging.ERROR)


class History(InMemoryStorage):
    """A storage whose earlier trials are given; it remembers only the one that is asked for."""

    def __init__(self, past: Sequence[FrozenTrial]) -> None:
        super().__init__()
        self._past = list(past)

    def get_all_trials(
        self,
        study_id: int,
        deepcopy: bool = True,  # noqa: FBT001, FBT002 - the signature is Optuna's
        states: Container[TrialState] | None = None,
    ) -> list[FrozenTrial]:
        """The earlier trials, then the one that is asked for."""
        asked = super().get_all_trials(study_id, deepcopy=False)
        trials = [t for t in (*self._past, *asked) if states is None or t.state in states]
        return copy.deepcopy(trials) if deepcopy else trials


class KnownSpace(BaseSampler):
    """Comes before an Optuna sampler among the bases of a class, and tells it the space.

    Optuna would look for it in all trials, which takes most of an ask.
    """

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> Distributions:
        """The variables there is a choice for; of several objectives TPE models each alone."""
        if isinstance(self, TPESampler) and len(study.directions) > 1:
            return {}
        space: Distributions = study.user_attrs[SPACE]
        return {i: kind for i, kind in space.items() if not kind.single()}


class TPE(KnownSpace, TPESampler):
    """TPE with a space that is known."""


def ask(sampler: KnownSpace, problem: Problem, trials: Sequence[Observation]) -> Design:
    """The design that a sampler takes next, given the trials it learns from."""
    space = {i: distribution(v) for i, v in problem.variables.items()}
    whole = [i for i, kind in space.items() if isinstance(kind, IntDistribution)]
    past = [frozen(problem, space, whole, trial) for trial in trials]
    study = optuna.create_study(
        storage=History(past), sampler=sampler, directions=list(problem.objectives.values())
    )
    study.set_user_attr(SPACE, space)
    asked = study.ask(space).params
    return {i: asked[i] for i in problem.variables}


def distribution(variable: DesignVariable) -> BaseDistribution:
    """The range of a variable in Optuna's words."""
    if variable.type == "categorical":
        return CategoricalDistribution(variable.values)
    low, high = ends(variable)
    if variable.type == "integer":
        return IntDistribution(int(low), int(high), log=variable.is_log())
    return FloatDistribution(low, high, log=variable.is_log())


def frozen(
    problem: Problem, space: Distributions, whole: Sequence[str], trial: Observation
) -> FrozenTrial:
    """An earlier trial in Optuna's words; its number is one more, as the asked one is 0.

    Args:
        whole: Ids of the integer variables: JSON knows no whole numbers, Optuna insists on them.
    """
    running = trial.state == "running"
    design = {i: trial.parameters[i] for i in space}
    return FrozenTrial(
        number=trial.number + 1,
        trial_id=trial.number + 1,
        state=TrialState.RUNNING if running else TrialState.COMPLETE,
        value=None,
        values=None if running else [trial.values.get(i, 0.0) for i in problem.objectives],
        params=design | {i: int(design[i]) for i in whole},
        distributions=space,
        system_attrs={} if running else dict.fromkeys(_CONSTRAINT, trial.violation),
        user_attrs={},
        intermediate_values={},
        datetime_start=None,
        datetime_complete=None,
    )


_CONSTRAINT = tuple(create_trial(value=0.0, constraints={"violation": 0.0}).system_attrs)
"""Where Optuna files a constraint: asked of Optuna, as building trials by its own function takes
most of an ask."""
