"""One run from deck to the contents of its files; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.accepted import need_accepted
from atomizer.engine.solvers.embedded.cases import read_cases
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.mass import read_masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.op2.records import Op2File
from atomizer.engine.solvers.embedded.op2.tables import write_nodal, write_stress, write_weight
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
        answers: One a subcase.
        warnings: For the F06.
    """

    model: Model
    elements: Sequence[Elements]
    weight: Weight
    answers: Sequence[Answer]
    warnings: Sequence[str]

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
        file = Op2File(self.answers[0].case.title)
        ids = self.model.grid.ids
        write_weight(file, self.weight)
        write_nodal(file, "OQG1", ids, [(a, a.spc_forces) for a in self.answers])
        write_nodal(file, "OUGV1", ids, [(a, a.displacement) for a in self.answers])
        if self.elements:
            rows = [(a, stresses(self.elements, a)) for a in self.answers]
            write_stress(file, self.elements, rows, ids)
        return file.content()

    def f06(self) -> str:
        """The printed output."""
        title, grid = self.answers[0].case.title, self.model.grid
        lines = [*f06.warning_lines(self.warnings), *f06.weight_page(title, self.weight)]
        lines += f06.resultant_lines(self.answers, grid.xyz)
        for answer in self.answers:
            lines.append(f"0 SUBCASE {answer.case.id:8d}   EPSILON {answer.epsilon:.7E}")
            lines += f06.vector_page(DISPLACEMENT, answer, grid.ids, answer.displacement)
            lines += f06.vector_page(SPC_FORCES, answer, grid.ids, answer.spc_forces)
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
    answers = solve_statics(
        read_structure(model, elements, memory), cases, Loads(model, elements, masses)
    )
    return Outcome(model, elements, weight, answers, warnings)
