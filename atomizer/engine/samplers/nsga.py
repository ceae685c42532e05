"""Non-dominated sorting genetic algorithms: many objectives, a front instead of one best design.

NSGA-II: Deb et al., IEEE Trans. Evol. Comput. 6 (2002) 182-197. NSGA-III: Deb & Jain, same
journal 18 (2014) 577-601. A design that keeps its limits dominates every one that does not.

Differs from Optuna on purpose: the first generation is a Sobol sequence, not random, and a
number mutates near its place (polynomial mutation, as in the papers), not to anywhere. A child
that is a copy of an earlier design is born again: a trial that teaches nothing is wasted.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.quasi_random import sobol_design
from atomizer.engine.sampling import Observation, Problem, entropy, told
from atomizer.engine.space import Design

BIRTHS = 8
"""Children that are born before a copy of an earlier design is let pass."""


class Genetic(Value):
    """What both algorithms share."""

    population: Annotated[int, Field(ge=4, le=10_000, description="Designs in a generation.")] = 50
    crossover: Annotated[
        float, Field(ge=0.0, le=1.0, description="How often two parents are mixed.")
    ] = 0.9

    def _propose(
        self,
        algorithm: Literal["NSGA-II", "NSGA-III"],
        problem: Problem,
        state: tuple[str, int],
        trials: Sequence[Observation],
    ) -> Design:
        """A child of the survivors so far; in the first generation a point of the sequence."""
        known = told(problem, trials)
        if sum(trial.informs for trial in known) < self.population:
            return sobol_design(problem, *state)
        return self._child(algorithm, problem, state, known)

    def _child(
        self,
        algorithm: Literal["NSGA-II", "NSGA-III"],
        problem: Problem,
        state: tuple[str, int],
        known: Sequence[Observation],
    ) -> Design:
        """The first child that is not a copy of an earlier design; a copy when all are."""
        from atomizer.engine.generations import genetic
        from atomizer.engine.optuna_study import ask

        earlier = [{i: trial.parameters[i] for i in problem.variables} for trial in known]
        seed, number = state
        for birth in range(BIRTHS):
            state_of_birth = entropy(seed, f"{number}.{birth}")
            child = ask(
                genetic(algorithm, self.population, self.crossover, state_of_birth), problem, known
            )
            if child not in earlier:
                break
        return child


class NSGA2(Genetic):
    """NSGA-II: two or three objectives, any kind of variable, many cheap trials."""

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """A child of the survivors, who are spread by the distance to their neighbours."""
        return self._propose("NSGA-II", problem, (seed, number), trials)


class NSGA3(Genetic):
    """NSGA-III: four objectives and more, any kind of variable, many cheap trials."""

    def propose(
        self, problem: Problem, seed: str, number: int, trials: Sequence[Observation]
    ) -> Design:
        """A child of the survivors, who are spread by reference directions."""
        return self._propose("NSGA-III", problem, (seed, number), trials)
