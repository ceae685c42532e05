"""One run from deck to the contents of its files; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.accepted import line_of, need_accepted
from atomizer.engine.solvers.embedded.fatal import BadValue, Fatal
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.solutions import (
    SOLUTIONS,
    discipline_of,
    load_warnings,
    need_fitting,
    output_warnings,
    solution_number,
)
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.sparse.factor import Method

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class Outcome:
    """What a run found.

    Attributes:
        problem: What was solved.
        solution: Its number, for example 101.
        warnings: For the F06.
        parts: The answer.
    """

    problem: Problem
    solution: int
    warnings: Sequence[str]
    parts: Sequence[Part]

    def op2(self) -> bytes:
        """The OP2, in single precision.

        Raises:
            Fatal: a number is too large for it.
        """
        file = Op2File(self.problem.title)
        try:
            with np.errstate(over="raise"):
                for part in self.parts:
                    part.write(file)
        except FloatingPointError as error:
            raise Fatal("A RESULT IS TOO LARGE FOR SINGLE PRECISION.") from error
        return file.content()

    def f06(self) -> str:
        """The printed output."""
        pages = [line for part in self.parts for line in part.pages()]
        return "\n".join([*f06.warning_lines(self.warnings), *pages, f06.END, ""])


def run(bdf: "BDF", deck: Path, memory: float | None = None, method: Method = "own") -> Outcome:
    """Solve a deck.

    Args:
        bdf: The deck without cross references.
        deck: Its file, to quote lines from.
        memory: The most the factor may take, in GB; None is no limit.
        method: Who factorises.

    Raises:
        Fatal: the deck cannot be solved.
    """
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            return _run(Model(bdf, method), deck, memory)
    except BadValue as bad:
        raise bad.at(line_of(deck, bad.card, bad.number)) from bad
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        said = str(error).upper()
        raise Fatal(f"THE NUMBERS OF THE DECK LEAD OUT OF RANGE: {said}.") from error


def _run(model: Model, deck: Path, memory: float | None) -> Outcome:
    solution = solution_number(model.bdf.sol)
    discipline = discipline_of(solution)
    warnings = need_accepted(model.bdf, deck, discipline)
    problem = Problem(model, memory, discipline)
    need_fitting(solution, problem.cases)
    warnings += load_warnings(solution, problem.cases)
    warnings += output_warnings(solution, model, problem.cases)
    return Outcome(problem, solution, warnings, SOLUTIONS[solution](problem))
