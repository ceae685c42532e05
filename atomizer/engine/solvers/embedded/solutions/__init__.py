"""The solutions, one a file, and the table of what number belongs to which.

A solution turns a problem into the parts of its answer; each part writes its own tables. A new one
costs its file and one line here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from atomizer.engine.solvers.embedded.cases import DYNAMIC, TEMPERATURES, Case, Discipline
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.requests import (
    Quantity,
    empty_requests,
    request_warnings,
)
from atomizer.engine.solvers.embedded.solutions.buckling import buckling
from atomizer.engine.solvers.embedded.solutions.frequency_response import frequency_response
from atomizer.engine.solvers.embedded.solutions.modes import natural_modes
from atomizer.engine.solvers.embedded.solutions.part import Part
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.solutions.statics import statics
from atomizer.engine.solvers.embedded.solutions.steady_heat import steady_heat
from atomizer.engine.solvers.embedded.solutions.transient import transient_response

SOLUTIONS: Mapping[int, Callable[[Problem], Sequence[Part]]] = {
    101: statics,
    103: natural_modes,
    105: buckling,
    111: frequency_response,
    112: transient_response,
    153: steady_heat,
}
OF_MODES: tuple[Quantity, ...] = ("displacement", "spc_forces", "stress", "force", "energy")
OF_STATICS: tuple[Quantity, ...] = (*OF_MODES, "mpc_forces")
OF_RESPONSES: tuple[Quantity, ...] = (
    "displacement", "velocity", "acceleration", "spc_forces", "stress", "force",
)  # fmt: skip
COMPUTED: Mapping[int, Collection[Quantity]] = {
    101: OF_STATICS,
    103: OF_MODES,
    105: OF_STATICS,
    111: OF_RESPONSES,
    112: OF_RESPONSES,
    153: ("displacement", "temperature", "spc_forces", "flux"),
}
"""What each of them can be asked for."""
HEAT = {153}
"""Solutions of heat transfer."""
OPTIMIZATION = 200
RIGID_FORMATS = {1: 101, 3: 103, 5: 105, 11: 111, 12: 112}
"""The old numbers of solutions."""

STATIC = {"LOAD", "STATSUB", *TEMPERATURES}
FOREIGN = {
    101: DYNAMIC | {"STATSUB"},
    103: DYNAMIC | {"STATSUB"},
    111: STATIC | {"TSTEP"},
    112: STATIC | {"FREQUENCY"},
}
"""Commands that would change the answer of a solution in a way it does not know."""
ANALYSES = {
    101: ("STAT",),
    103: ("MODE",),
    105: ("STAT", "BUCK"),
    111: ("MFRE",),
    112: ("MTRA",),
    153: ("HEAT", "HSTAT"),
}
"""What ANALYSIS may say in each, by its beginning."""


def solution_number(sol: int | None) -> int:
    """The solution a deck asks for, by its new number.

    Raises:
        Fatal: there is none, or it is not in the table.
    """
    if sol is None:
        raise Fatal("THE DECK NAMES NO SOLUTION (SOL) IN THE EXECUTIVE CONTROL SECTION.")
    if sol == OPTIMIZATION:
        said = "SOLUTION 200 IS NOT SOLVED AS IT STANDS. MAKE A STUDY OF THE DECK AND RUN THAT"
        raise Fatal(f"{said}: atomizer study import DECK.")
    number = RIGID_FORMATS.get(sol, sol)
    if number not in SOLUTIONS:
        raise unsupported(f"SOLUTION {sol}")
    return number


def discipline_of(solution: int) -> Discipline:
    """What a solution is about."""
    return "heat" if solution in HEAT else "structure"


def need_fitting(solution: int, cases: Iterable[Case]) -> None:
    """Refuse a command that chooses a set the solution does not use, and another analysis.

    Raises:
        Fatal: there is one.
    """
    for case in cases:
        if case.analysis and not case.analysis.startswith(ANALYSES[solution]):
            said = f"ANALYSIS = {case.analysis} OF SUBCASE {case.id}"
            raise unsupported(f"{said} IN SOLUTION {solution}")
        for name in sorted(case.commands & FOREIGN.get(solution, DYNAMIC)):
            raise unsupported(f"CASE CONTROL COMMAND {name} IN SOLUTION {solution}")


def load_warnings(solution: int, cases: Iterable[Case]) -> list[str]:
    """Static subcases that nothing but a given motion could load, for the F06."""
    bare = [case.id for case in cases if solution == 101 and not (case.load or case.temperature)]
    return [f"SUBCASE {each} SELECTS NEITHER LOAD NOR TEMPERATURE." for each in bare]


def output_warnings(solution: int, model: Model, cases: Iterable[Case]) -> list[str]:
    """What is asked for and not written as it is asked, for the F06."""
    computed, elements = COMPUTED[solution], model.bdf.elements
    points = {*model.bdf.nodes, *model.grid.ids.tolist()}
    found: list[str] = []
    for case in cases:
        found += request_warnings(case.requests, case.others, computed, solution)
        found += empty_requests(case.requests, points, elements)
    return list(dict.fromkeys(found))
