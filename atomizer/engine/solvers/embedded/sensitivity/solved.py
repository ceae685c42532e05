"""A structure at its design: every factor, answer and mode is found once."""

from dataclasses import replace

from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.solvers.embedded.buckling import buckling_modes, preload_of
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.modes import Modes, solve_modes
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.static import Answer, Held, hold, solve_static


class Solved:
    """The answers of a problem, each found when it is asked for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._held: dict[tuple[int, int], Held] = {}
        self._answers: dict[int, Answer] = {}

    def case(self, subcase: int) -> Case:
        """The subcase of that id; its stresses are those at the centres.

        Raises:
            DeckRejected: there is none.
        """
        known = {case.id: replace(case, corners=False) for case in self.problem.cases}
        if subcase not in known:
            listed = ", ".join(map(str, known))
            raise DeckRejected(f"There is no subcase {subcase}.", hint=f"It has {listed}.")
        return known[subcase]

    def held(self, case: Case) -> Held:
        """The structure as the subcase holds it."""
        key = case.spc, case.mpc
        if key not in self._held:
            self._held[key] = hold(self.problem.structure, *key)
        return self._held[key]

    def answer(self, case: Case) -> Answer:
        """The static answer of a subcase."""
        if case.id not in self._answers:
            held, loads = self.held(case), self.problem.loads
            self._answers[case.id] = solve_static(self.problem.structure, held, case, loads)
        return self._answers[case.id]

    def modes(self, case: Case) -> Modes:
        """The natural modes of a subcase."""
        return solve_modes(self.problem.structure, self.problem.masses, case)

    def buckling(self, case: Case) -> tuple[Answer, Modes]:
        """The preload of a subcase and the modes in which it buckles."""
        answer = self.answer(self.case(preload_of(case, self.problem.cases).id))
        structure, elements = self.problem.structure, self.problem.elements
        return answer, buckling_modes(structure, elements, self.held(case), case, answer)


def mode_row(modes: Modes, mode: int) -> int:
    """The row of a mode.

    Raises:
        DeckRejected: there are not so many.
    """
    count = len(modes.eigenvalues)
    if mode > count:
        what = f"Subcase {modes.case.id} has {count} modes, there is no mode {mode}."
        raise DeckRejected(what, hint="Ask for more on its EIGRL entry.")
    return mode - 1
