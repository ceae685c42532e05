"""Random search: the yardstick that every other sampler has to beat."""

import random
from collections.abc import Sequence

from atomizer.domain.values import Value
from atomizer.engine.sampling import Observation, Problem, entropy
from atomizer.engine.space import Design, design_at


class Random(Value):
    """Random: draws every design anew, learning nothing."""

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """A design drawn evenly from the space, by orders of magnitude in log scale."""
        draw = random.Random(entropy(seed, number))
        return design_at(problem.variables, {i: draw.random() for i in problem.variables})
