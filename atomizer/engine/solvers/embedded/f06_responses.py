"""Pages of a response in the F06: warnings, the peaks, and the quantities a SET narrows down.

A response of all grid points is not printed, whatever PRINT says: the OP2 holds it.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.dynamics.answer import Answer, Field, Numbers
from atomizer.engine.solvers.embedded.f06_elements import element_page
from atomizer.engine.solvers.embedded.op2.elements import Block
from atomizer.engine.solvers.embedded.op2.strained import ElementField
from atomizer.engine.solvers.embedded.requests import Quantity

HEADINGS: Mapping[Quantity, str] = {
    "displacement": "D I S P L A C E M E N T   V E C T O R",
    "velocity": "V E L O C I T Y    V E C T O R",
    "acceleration": "A C C E L E R A T I O N    V E C T O R",
    "spc_forces": "F O R C E S   O F   S I N G L E - P O I N T   C O N S T R A I N T",
}
FORMS = {"rectangular": "(REAL/IMAGINARY)", "polar": "(MAGNITUDE/PHASE)"}
COMPLEX_ROW = "0%13d      G " + 6 * "%15.6E" + "\n" + " " * 21 + 6 * "%15.6E"
COMPLEX_SCALAR = "0%13d      S %15.6E\n" + " " * 21 + "%15.6E"
PEAKS = "   QUANTITY           PEAK TRANSLATION   AT FREQUENCY OR TIME      POINT ID."

ELEMENT_PEAKS = "   ELEMENTS           LARGEST NUMBER     AT FREQUENCY OR TIME    ELEMENT ID."


def response_pages(answer: Answer, elements: Sequence[ElementField]) -> list[str]:
    """The pages of one subcase."""
    case = answer.case
    lines = f06.warning_lines(answer.warnings)
    lines += [*f06.page_head(case.title, case), f"{'':40}P E A K S", PEAKS]
    lines += [
        _peak(answer, quantity) for quantity, field in answer.fields.items() if len(field.ids)
    ]
    lines += _element_peaks(answer, elements)
    for quantity, field in answer.fields.items():
        if field.printed:
            lines += [line for page in _pages(answer, quantity, field) for line in page]
    return lines + _element_pages(answer, elements)


def _element_peaks(answer: Answer, elements: Sequence[ElementField]) -> list[str]:
    """The largest number of the stresses and forces of each card, where and when it is."""
    lines = []
    for field in elements:
        size, number, element = field.largest()
        name, at = f"{field.kind.quantity.upper()} {field.card}", answer.at[number]
        lines.append(f"   {name:18}{size:18.6E}{at:23.6E}{element:15d}")
    return [ELEMENT_PEAKS, *lines] if lines else []


def _element_pages(answer: Answer, elements: Sequence[ElementField]) -> list[str]:
    """Stresses and forces over time of the elements that a SET names."""
    if answer.over == "frequency":
        return []
    shown = [f for f in elements if f.request.printed and f.request.members is not None]
    lines = []
    for field in shown:
        for number, at in enumerate(answer.at):
            block = Block(field.card, field.strain.shapes[0], field.rows(number), printed=True)
            lines += [f"      TIME = {at:13.6E}", *element_page(field.kind.name, block)]
    return lines


def _peak(answer: Answer, quantity: Quantity) -> str:
    """The largest translation (or force) of a quantity, where and when it is."""
    field = answer.fields[quantity]
    best = (0.0, 0, 0)
    for number in range(len(answer.at)):
        sizes = np.linalg.norm(field.at(number)[:, :3], axis=1)
        row = int(sizes.argmax())
        best = max(best, (float(sizes[row]), -number, row))
    size, number, row = best
    at, point = answer.at[-number], field.ids[row]
    return f"   {quantity.upper():18}{size:18.6E}{at:23.6E}{point:15d}"


def _pages(answer: Answer, quantity: Quantity, field: Field) -> Iterator[list[str]]:
    for number, at in enumerate(answer.at):
        values = field.at(number)
        if answer.over == "time":
            yield [f"      TIME = {at:13.6E}", *_real(answer, quantity, field, values)]
        else:
            yield [f"      FREQUENCY = {at:13.6E}", *_complex(answer, quantity, field, values)]


def _real(answer: Answer, quantity: Quantity, field: Field, values: Numbers) -> list[str]:
    return f06.vector_page(HEADINGS[quantity], answer.case, field, values)


def _complex(answer: Answer, quantity: Quantity, field: Field, values: Numbers) -> list[str]:
    lines = f06.page_head(answer.case.title, answer.case)
    lines += [f"{'':38}C O M P L E X   {HEADINGS[quantity]}", f"{'':57}{FORMS[field.form]}", " "]
    rows = zip(field.ids.tolist(), field.scalar, field.parts(values).tolist(), strict=True)
    found = (
        COMPLEX_SCALAR % (point, row[0], row[6]) if scalar else COMPLEX_ROW % (point, *row)
        for point, scalar, row in rows
    )
    return [*lines, f06.COLUMNS, *found]
