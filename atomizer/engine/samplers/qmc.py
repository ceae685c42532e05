"""Quasi-random search: an even spread, to explore a space or to train a surrogate."""

from collections.abc import Sequence

from atomizer.domain.values import Value
from atomizer.engine.quasi_random import sobol_design
from atomizer.engine.sampling import Observation, Problem
from atomizer.engine.space import Design


class QMC(Value):
    """Quasi-random: spreads designs evenly over the space, learning nothing."""

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """The point of the run's Sobol sequence that belongs to the trial."""
        return sobol_design(problem, seed, number)
