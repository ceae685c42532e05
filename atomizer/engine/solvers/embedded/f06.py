"""The printed output: tables as Nastran prints them, FATAL messages, END OF JOB."""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.op2.modes import eigenvalue_columns
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.grid import Grid, Points
from atomizer.engine.solvers.embedded.modes import Modes
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.engine.solvers.embedded.weight import Weight

END = "1" + " " * 40 + "* * * END OF JOB * * *"
COLUMNS = "      POINT ID.   TYPE" + "".join(f"{name:>14} " for name in ("T1", "T2", "T3"))
SIX_NUMBERS = "%14d      G " + 6 * "%15.6E"
ONE_NUMBER = "%14d      S %15.6E"
ZEROS = (f"{0.0:15.6E}", f"{-0.0:15.6E}")
EIGENVALUES = "R E A L   E I G E N V A L U E S"
SPC_FORCES = "F O R C E S   O F   S I N G L E - P O I N T   C O N S T R A I N T"
EIGENVECTOR = "R E A L   E I G E N V E C T O R   N O ."
EFFECTIVE = "M O D A L   E F F E C T I V E   M A S S"
MODE_COLUMNS = "    MODE " + "".join(f"{name:>15}" for name in ("T1", "T2", "T3", "R1", "R2", "R3"))
COLUMNS += "".join(f"{name:>14} " for name in ("R1", "R2", "R3"))


def page_head(title: str, case: Case | None = None) -> list[str]:
    """Title, subtitle and subcase at the head of a page."""
    lines = [f"1    {title}", f"     {case.subtitle if case else ''}"]
    return [*lines, f"0{'SUBCASE ' + str(case.id) if case else '':>110}", " "]


def fatal_page(title: str, message: str) -> list[str]:
    """What a run that cannot go on prints."""
    return [*page_head(title), f"0{message}", " ", END]


def warning_lines(warnings: Sequence[str]) -> list[str]:
    """Warnings, one a line, with a blank one after each."""
    return [line for warning in warnings for line in (f"0*** USER WARNING MESSAGE, {warning}", " ")]


def weight_page(title: str, weight: Weight) -> list[str]:
    """Output from the grid point weight generator."""
    centred = (
        "O U T P U T   F R O M   G R I D   P O I N T   W E I G H T   G E N E R A T O R",
        f"REFERENCE POINT = {weight.reference:8d}",
    )
    lines = [*page_head(title), f"{'':27}{centred[0]}", f"0{'':53}{centred[1]}", f"{'':65}M O"]
    lines += _matrix(weight.rigid)
    lines += [f"{'':30} DIRECTION", f"{'':25} MASS AXIS SYSTEM (S)     MASS"]
    lines[-1] += "              X-C.G.        Y-C.G.        Z-C.G."
    for axis, mass, centre in zip("XYZ", np.diag(weight.rigid), weight.centres, strict=False):
        places = "".join(f"{_number(value):>14}" for value in centre)
        lines.append(f"{'':34}{axis}{_number(mass):>25}     {places}")
    printed = weight.inertia * (2.0 * np.eye(3) - 1.0)
    return [*lines, f"{'':64}I(S)", *_matrix(printed)]


def resultant_lines(answers: Sequence[Answer], grid: Grid) -> list[str]:
    """Resultants of the applied loads at grid points about the origin of the basic frame."""
    lines = ["0                                                  OLOAD    RESULTANT       "]
    lines.append("  SUBCASE/      T1             T2             T3             R1             R2")
    lines[-1] += "             R3"
    for answer in answers:
        total = grid.resultant(answer.load)
        lines.append(f"{answer.case.id:9d} " + "".join(f"{_number(v):>15}" for v in total))
    return lines


def eigenvalue_page(modes: Modes) -> list[str]:
    """The table of real eigenvalues."""
    names = ("EIGENVALUE", "RADIANS", "CYCLES", "GENERALIZED MASS", "GENERALIZED STIFFNESS")
    lines = [*page_head(modes.case.title, modes.case), f"{'':47}{EIGENVALUES}"]
    lines.append("   MODE    EXTRACTION" + "".join(f"{name:>22}" for name in names))
    rows = np.stack(eigenvalue_columns(modes), axis=1)
    for number, row in enumerate(rows, start=1):
        lines.append(f"{number:8d}{number:10d}   " + "".join(f"{_number(v):>22}" for v in row))
    return lines


def effective_page(modes: Modes) -> list[str]:
    """Modal effective mass along and about the axes of the basic frame."""
    if not len(modes.effective):
        return []
    lines = [*page_head(modes.case.title, modes.case), f"{'':40}{EFFECTIVE}", MODE_COLUMNS]
    for number, row in enumerate(modes.effective, start=1):
        lines.append(f"{number:8d} " + "".join(f"{_number(value):>15}" for value in row))
    return lines


def mode_pages(modes: Modes, points: Points) -> list[str]:
    """The vectors of all modes."""
    lines: list[str] = []
    for number, (value, shape) in enumerate(
        zip(modes.eigenvalues, modes.shapes, strict=True), start=1
    ):
        heading = f"{EIGENVECTOR}{number:11d}"
        lines.append(f"      EIGENVALUE = {_number(value):>13}")
        lines += vector_page(heading, modes.case, points, shape)
    return lines


def vector_page(heading: str, case: Case, points: Points, values: Floats) -> list[str]:
    """Six components at each grid point and the one of each scalar point, a line a point."""
    lines = [*page_head(case.title, case), f"{'':40}{heading}", " ", COLUMNS]
    rows = zip(points.ids.tolist(), points.scalar.tolist(), values.tolist(), strict=True)
    text = "\n".join(
        ONE_NUMBER % (point, row[0]) if scalar else SIX_NUMBERS % (point, *row)
        for point, scalar, row in rows
    )
    for zero in ZEROS:
        text = text.replace(zero, f"{'0.0':>15}")
    return [*lines, text]


def _matrix(values: Floats) -> list[str]:
    """A matrix between asterisks."""
    return [
        f"{'':22}* " + " ".join(f"{_number(value):>13}" for value in row) + " *" for row in values
    ]


def _number(value: float) -> str:
    return f"{value:.6E}" if value else "0.0"
