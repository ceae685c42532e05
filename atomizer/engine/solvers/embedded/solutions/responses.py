"""What solutions 111 and 112 share: the structure held, the natural modes, the answers written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from atomizer.engine.op2.modes import VIBRATION, write_eigenvalues
from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.arrays import GIGABYTE
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.dynamics.answer import Answer
from atomizer.engine.solvers.embedded.dynamics.drives import Over
from atomizer.engine.solvers.embedded.dynamics.system import Held, System, read_system
from atomizer.engine.solvers.embedded.f06_responses import response_pages
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.modes import hold_with_mass, modes_of
from atomizer.engine.solvers.embedded.op2.responses import (
    response_bytes,
    write_element_responses,
    write_responses,
)
from atomizer.engine.solvers.embedded.op2.strained import ElementField, element_fields
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.weighing import weighing
from atomizer.engine.solvers.embedded.wanted import read_wanted


@dataclass(frozen=True)
class Spectra:
    """The natural frequencies that responses are made of."""

    held: Sequence[Held]

    def write(self, file: Op2File) -> None:
        """LAMA for each support and method."""
        for each in self.held:
            write_eigenvalues(file, each.modes, VIBRATION)

    def pages(self) -> list[str]:
        """Eigenvalues and effective masses."""
        pages = ([*f06.eigenvalue_page(h.modes), *f06.effective_page(h.modes)] for h in self.held)
        return [line for page in pages for line in page]


@dataclass(frozen=True)
class Responses:
    """The responses of all subcases, and what they strain."""

    answers: Sequence[Answer]
    elements: Sequence[Sequence[ElementField]]

    def write(self, file: Op2File) -> None:
        """OUGV1 and OQG1, then OEF1X, OES1X1 and OES1C."""
        write_responses(file, self.answers)
        pairs = zip(self.answers, self.elements, strict=True)
        write_element_responses(file, [(a, field) for a, fields in pairs for field in fields])

    def pages(self) -> list[str]:
        """Warnings, peaks, and what is printed of the responses."""
        pairs = zip(self.answers, self.elements, strict=True)
        return [line for pair in pairs for line in response_pages(*pair)]


def responses(problem: Problem, over: Over, solve: Callable[[System], Answer]) -> Sequence[Part]:
    """Mass properties, natural frequencies and the responses of all subcases.

    Raises:
        Fatal: the OP2 would take more memory than it may.
    """
    weight = weighing(problem)
    keys = {(case.spc, case.mpc, case.method): case for case in reversed(problem.cases)}
    held = {key: _hold(problem, keys[key]) for key in reversed(keys)}
    answers = []
    for case in problem.cases:
        support = held[case.spc, case.mpc, case.method]
        answers.append(solve(read_system(support, problem.elements, problem.loads, case, over)))
    found = Responses(*_strained(problem, answers))
    _need_room(problem, found)
    return [weight, Spectra(list(held.values())), found]


def _strained(
    problem: Problem, answers: Sequence[Answer]
) -> tuple[list[Answer], list[list[ElementField]]]:
    """The answers with what they warn of their elements, and the fields of these."""
    points = problem.model.grid.ids
    found = [element_fields(answer, problem.elements, points) for answer in answers]
    warned = [
        replace(answer, warnings=(*answer.warnings, *warnings))
        for answer, (_, warnings) in zip(answers, found, strict=True)
    ]
    return warned, [fields for fields, _ in found]


def _hold(problem: Problem, case: Case) -> Held:
    read_wanted(problem.model, case.method)
    vibration = hold_with_mass(problem.structure, problem.masses, case)
    return Held(vibration, modes_of(vibration, case))


def _need_room(problem: Problem, found: Responses) -> None:
    of_points = sum(response_bytes(answer) for answer in found.answers)
    of_elements = sum(field.size for fields in found.elements for field in fields)
    size = (of_points + of_elements) / GIGABYTE
    if problem.memory is not None and size > problem.memory:
        raise Fatal(
            f"THE RESPONSES TAKE {size:.1f} GB AND MAY TAKE {problem.memory:.1f} GB. "
            "ASK FOR A SET OF GRID POINTS OR ELEMENTS, OR FOR FEWER FREQUENCIES OR TIMES."
        )
