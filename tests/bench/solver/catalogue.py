"""Every published case."""

from tests.bench.solver.beams import BEAMS
from tests.bench.solver.modal import MODAL_CASES
from tests.bench.solver.nafems import NAFEMS_CASES
from tests.bench.solver.shells import SHELL_CASES

CASES = [*BEAMS, *SHELL_CASES, *NAFEMS_CASES, *MODAL_CASES]
