"""One run from deck to the contents of its files; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.accepted import SOLUTIONS, need_accepted
from atomizer.engine.solvers.embedded.buckling import solve_buckling
from atomizer.engine.solvers.embedded.cases import read_cases
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.mass import read_masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.modes import Modes, solve_modes
from atomizer.engine.solvers.embedded.op2.tables import (
    BUCKLING,
    VIBRATION,
    write_eigenvalues,
    write_modes,
    write_nodal,
    write_stress,
    write_weight,
)
from atomizer.engine.solvers.embedded.static import Answer, solve_statics, stresses
from atomizer.engine.solvers.embedded.structure import read_structure
from atomizer.engine.solvers.embedded.weight import Weight, weigh

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

DISPLACEMENT = "D I S P L A C E M E N T   V E C T O R"
SPC_FORCES = "F O R C E S   O F   S I N G L E - P O I N T   C O N S T R A I N T"


@dataclass(frozen=True)
class Outcome:
    """What a run found.

    Attributes:
        model: The deck as a model.
        elements: Its element families.
        weight: Its mass properties.
        warnings: For the F06.
        solution: 101, 103 or 105.
        answers: One a static subcase.
        modes: One a subcase that asks for modes.
    """

    model: Model
    elements: Sequence[Elements]
    weight: Weight
    warnings: Sequence[str]
    solution: int
    answers: Sequence[Answer] = ()
    modes: Sequence[Modes] = ()

    @property
    def title(self) -> str:
        """Of the deck."""
        cases = [*(each.case for each in self.answers), *(each.case for each in self.modes)]
        return cases[0].title

    def op2(self) -> bytes:
        """The OP2, in single precision.

        Raises:
            Fatal: a number is too large for it.
        """
        try:
            with np.errstate(over="raise"):
                return self._op2()
        except FloatingPointError as error:
            raise Fatal("A RESULT IS TOO LARGE FOR SINGLE PRECISION.") from error

    def _op2(self) -> bytes:
        file = Op2File(self.title)
        ids, approach = self.model.grid.ids, BUCKLING if self.solution == 105 else VIBRATION
        write_weight(file, self.weight)
        for modes in (each for each in self.modes if len(each.eigenvalues)):
            write_eigenvalues(file, modes, approach)
        if self.answers:
            write_nodal(file, "OQG1", ids, [(a, a.spc_forces) for a in self.answers])
            write_nodal(file, "OUGV1", ids, [(a, a.displacement) for a in self.answers])
        if self.modes:
            write_modes(file, ids, self.modes, approach)
        if self.elements and self.answers:
            rows = [(a, stresses(self.elements, a)) for a in self.answers]
            write_stress(file, self.elements, rows, ids)
        return file.content()

    def f06(self) -> str:
        """The printed output."""
        grid = self.model.grid
        lines = [*f06.warning_lines(self.warnings), *f06.weight_page(self.title, self.weight)]
        if self.answers:
            lines += f06.resultant_lines(self.answers, grid.xyz)
        for answer in self.answers:
            case = answer.case
            lines.append(f"0 SUBCASE {case.id:8d}   EPSILON {answer.epsilon:.7E}")
            lines += f06.vector_page(DISPLACEMENT, case, grid.ids, answer.displacement)
            lines += f06.vector_page(SPC_FORCES, case, grid.ids, answer.spc_forces)
        for modes in self.modes:
            lines += [*f06.eigenvalue_page(modes), *f06.effective_page(modes)]
            lines += f06.mode_pages(modes, grid.ids)
        return "\n".join([*lines, f06.END, ""])


def run(bdf: "BDF", deck: Path, memory: float | None = None) -> Outcome:
    """Solve a deck.

    Args:
        bdf: The deck without cross references.
        deck: Its file, to quote lines from.
        memory: The most the factor may take, in GB; None is no limit.

    Raises:
        Fatal: the deck cannot be solved.
    """
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            return _run(bdf, deck, memory)
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        said = str(error).upper()
        raise Fatal(f"THE NUMBERS OF THE DECK LEAD OUT OF RANGE: {said}.") from error


def _run(bdf: "BDF", deck: Path, memory: float | None) -> Outcome:
    warnings = need_accepted(bdf, deck)
    cases = read_cases(bdf.case_control_deck)
    model = Model(bdf)
    elements = read_elements(model)
    masses = read_masses(model, elements)
    weight = weigh(model, masses, int(model.number("GRDPNT", 0)))
    structure, loads = read_structure(model, elements, memory), Loads(model, elements, masses)
    solution = SOLUTIONS[bdf.sol]
    outcome = Outcome(model, elements, weight, warnings, solution)
    if solution == 103:
        return replace(outcome, modes=[solve_modes(structure, masses, case) for case in cases])
    if solution == 105:
        buckled = solve_buckling(structure, elements, cases, loads)
        return replace(outcome, answers=buckled.answers, modes=buckled.modes)
    return replace(outcome, answers=solve_statics(structure, cases, loads))
