"""Optuna's genetic samplers with generations that follow from the trials alone.

Optuna notes in every trial the generation it belongs to, and for every generation who survived.
Here the generations are the complete trials by number, a population at a time, and the survivors
are selected again from the first generation on: there is nothing to note, and nothing to lose.
When trials end in order, both ways are the same.

Importing this module imports Optuna (0.6 s).
"""

import warnings
from typing import Literal

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import NSGAIIISampler, NSGAIISampler
from optuna.samplers._ga import BaseGASampler
from optuna.samplers.nsgaii import PolynomialMutation
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from atomizer.engine.optuna_study import KnownSpace

ETA = 5.0
"""How near a mutation stays: the papers have 20, for tens of thousands of trials."""


class ByNumber(BaseGASampler):
    """Generations by number; comes before an Optuna sampler among the bases of a class."""

    _parents: dict[int, list[FrozenTrial]] | None = None
    _known: list[FrozenTrial] | None = None

    def get_trial_generation(self, study: Study, trial: FrozenTrial) -> int:
        """The generation of the trial that is asked for: how many were filled before it."""
        return len(self._complete(study)) // self._size

    def get_population(self, study: Study, generation: int) -> list[FrozenTrial]:
        """The trials of a generation."""
        first = generation * self._size
        return self._complete(study)[first : first + self._size]

    def get_parent_population(self, study: Study, generation: int) -> list[FrozenTrial]:
        """Who survived the generations before; a sampler lives for one ask, so does the note."""
        self._parents = self._parents or {0: []}
        for number in range(len(self._parents), generation + 1):
            self._parents[number] = self.select_parent(study, number)
        return self._parents[generation]

    def _complete(self, study: Study) -> list[FrozenTrial]:
        if self._known is None:
            self._known = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        return self._known

    @property
    def _size(self) -> int:
        assert self.population_size is not None, "Optuna sets it when the sampler is made"
        return self.population_size


class NSGAII(KnownSpace, ByNumber, NSGAIISampler):
    """NSGA-II with generations by number."""


class NSGAIII(KnownSpace, ByNumber, NSGAIIISampler):
    """NSGA-III with generations by number."""


def genetic(
    algorithm: Literal["NSGA-II", "NSGA-III"], population: int, crossover: float, seed: int
) -> KnownSpace:
    """A sampler for one ask."""
    kind = NSGAII if algorithm == "NSGA-II" else NSGAIII
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        return kind(
            population_size=population,
            crossover_prob=crossover,
            mutation=PolynomialMutation(ETA),
            seed=seed,
        )
