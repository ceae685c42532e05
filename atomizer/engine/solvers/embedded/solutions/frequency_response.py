"""Solution 111: modal frequency response."""

from collections.abc import Sequence

from atomizer.engine.solvers.embedded.dynamics.frequency import solve_frequencies
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.responses import responses


def frequency_response(problem: Problem) -> Sequence[Part]:
    """Mass properties, natural frequencies and the responses over frequencies."""
    return responses(problem, "frequency", solve_frequencies)
