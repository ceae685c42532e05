"""Solution 112: modal transient response."""

from collections.abc import Sequence

from atomizer.engine.solvers.embedded.dynamics.transient import solve_times
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.responses import responses


def transient_response(problem: Problem) -> Sequence[Part]:
    """Mass properties, natural frequencies and the responses over time."""
    return responses(problem, "time", solve_times)
