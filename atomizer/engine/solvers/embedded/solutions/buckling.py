"""Solution 105: the static preloads, then the buckling factors and modes."""

from collections.abc import Sequence

from atomizer.engine.op2.modes import BUCKLING
from atomizer.engine.solvers.embedded.buckling import solve_buckling
from atomizer.engine.solvers.embedded.solutions.modes import ModeShapes
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.statics import StaticAnswers
from atomizer.engine.solvers.embedded.solutions.weighing import weighing


def buckling(problem: Problem) -> Sequence[Part]:
    """Mass properties, the answers of the preloads and the buckling modes of every subcase."""
    weight = weighing(problem)
    found = solve_buckling(problem.structure, problem.elements, problem.cases, problem.loads)
    answers = StaticAnswers(problem, found.answers)
    return [weight, answers, ModeShapes(problem, found.modes, BUCKLING)]
