"""Covariance matrix adaptation: learns the shape of the valley it walks down.

Hansen, arXiv:1604.00772, as the library `cmaes` has it (the one that Optuna uses). The state of
the search is rebuilt for every ask by telling the trials so far, a generation at a time by
number, which is cheap: it depends on ranks only.

Constraints: a design that keeps its limits ranks before every one that does not, and those by
how much they break them (Deb, Comput. Methods Appl. Mech. Eng. 186 (2000) 311-338). Whole numbers
are rounded; a categorical variable has no direction to walk in and is drawn at random.
"""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from atomizer.domain.items import DesignVariable
from atomizer.domain.values import Refused, Value
from atomizer.engine.sampling import Observation, Problem, entropy, told
from atomizer.engine.space import Design, at, contains, coordinate, design_at, ruler

if TYPE_CHECKING:
    from cmaes import CMA


class CMAES(Value):
    """CMA-ES: one objective, numbers only, many cheap trials."""

    population: Annotated[
        int | None, Field(ge=3, le=10_000, description="Designs in a generation; 4 + 3 ln d.")
    ] = None
    sigma: Annotated[
        float, Field(gt=0.0, le=1.0, description="First step, as a share of the ranges.")
    ] = 0.2

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """A design drawn from the distribution that the generations so far have led to."""
        _require_one_objective(problem)
        draw = random.Random(entropy(seed, number))
        design = design_at(problem.variables, {i: draw.random() for i in problem.variables})
        walked = {i: v for i, v in problem.variables.items() if v.type != "categorical"}
        if walked:
            point = self._evolved(problem, walked, draw, trials).ask().tolist()
            design |= {i: at(v, x) for (i, v), x in zip(walked.items(), point, strict=True)}
        return design

    def _evolved(
        self,
        problem: Problem,
        walked: dict[str, DesignVariable],
        draw: random.Random,
        trials: Sequence[Observation],
    ) -> "CMA":
        """The search after every complete generation, about to draw."""
        import numpy as np

        search = self._begun(walked, draw.getrandbits(31))
        known = [trial for trial in told(problem, trials) if trial.informs]
        size, rulers = search.population_size, [(i, ruler(v)) for i, v in walked.items()]
        for first in range(0, len(known) - size + 1, size):
            ranked = _ranked(problem, known[first : first + size])
            points = [[place(t.parameters[i]) for i, place in rulers] for t in ranked]
            search.tell([(np.array(point), float(rank)) for rank, point in enumerate(points)])
        return search

    def _begun(self, walked: dict[str, DesignVariable], seed: int) -> "CMA":
        """The search before its first generation: around today's design."""
        import numpy as np
        from cmaes import CMA

        start = [_start(variable) for variable in walked.values()]
        return CMA(
            mean=np.array(start),
            sigma=self.sigma,
            bounds=np.array([[0.0, 1.0]] * len(start)),
            seed=seed,
            population_size=self.population,
        )


def _start(variable: DesignVariable) -> float:
    """The coordinate of today's value, or the middle."""
    if variable.baseline is None or not contains(variable, variable.baseline):
        return 0.5
    return coordinate(variable, variable.baseline)


def _ranked(problem: Problem, generation: Sequence[Observation]) -> list[Observation]:
    """The best first."""
    (objective, direction), *_ = problem.objectives.items()
    sign = 1.0 if direction == "minimize" else -1.0
    return sorted(generation, key=lambda t: (t.violation, sign * t.values.get(objective, 0.0)))


def _require_one_objective(problem: Problem) -> None:
    if len(problem.objectives) != 1:
        raise Refused(
            "E021",
            f"CMA-ES takes one objective, not {len(problem.objectives)}.",
            "Choose NSGA-II, or disable the others.",
        )
