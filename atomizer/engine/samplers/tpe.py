"""Tree-structured Parzen estimator: models where good designs lie and where bad ones do.

Bergstra et al., NeurIPS 2011; multivariate, and with constraints as Watanabe & Hutter, IJCAI
2023: a design that breaks a limit counts as bad, the more it breaks the worse. Trials that still
run count as bad too, so that asks made at the same time do not propose the same place.

Differs from Optuna on purpose: the first designs are points of a Sobol sequence, not random.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.quasi_random import sobol_design
from atomizer.engine.sampling import Observation, Problem, entropy, told
from atomizer.engine.space import Design


class TPE(Value):
    """Tree-structured Parzen estimator: few hundred trials, any kind of variable."""

    startup: Annotated[
        int, Field(ge=1, description="Designs spread evenly before the model is used.")
    ] = 10
    candidates: Annotated[
        int, Field(ge=1, le=10_000, description="Designs weighed against each other per ask.")
    ] = 24

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """The most promising of some candidates drawn from the model of the good designs."""
        known = told(problem, trials)
        if sum(trial.informs for trial in known) < self.startup:
            return sobol_design(problem, seed, number)
        from atomizer.engine import optuna_study

        sampler = optuna_study.TPE(
            seed=entropy(seed, number), n_startup_trials=0, n_ei_candidates=self.candidates
        )
        return optuna_study.ask(sampler, problem, known)
