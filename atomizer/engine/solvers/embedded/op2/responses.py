"""OUGV1 and OQG1 of responses: one pair of records a frequency or time.

MSC Nastran DMAP Programmer's Guide, data blocks OUG and OQG: approach 5 with the frequency or 6
with the time in word 5; complex tables have 1000 added to their code, format 2 (real, imaginary)
or 3 (magnitude, phase in degrees) in word 9 and 14 words a row.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from atomizer.engine.op2.modes import GRID_POINT, SCALAR_POINT
from atomizer.engine.op2.records import DEVICE, Head, Op2File
from atomizer.engine.op2.tables import TYPES
from atomizer.engine.solvers.embedded.dynamics.answer import Answer, Field, Numbers
from atomizer.engine.solvers.embedded.dynamics.drives import Over
from atomizer.engine.solvers.embedded.op2.elements import KINDS
from atomizer.engine.solvers.embedded.op2.strained import ElementField
from atomizer.engine.solvers.embedded.requests import Form, Quantity

APPROACH: Mapping[Over, int] = {"frequency": 51, "time": 61}
CODES: Mapping[Quantity, int] = {
    "displacement": 1, "velocity": 10, "acceleration": 11, "spc_forces": 3,
}  # fmt: skip
COMPLEX = 1000
FORMS: Mapping[Form, int] = {"rectangular": 2, "polar": 3}


def write_responses(file: Op2File, answers: Sequence[Answer]) -> None:
    """A table for each quantity that some subcase asks for."""
    for quantity in CODES:
        asked = [a for a in answers if quantity in a.fields and len(a.fields[quantity].ids)]
        if asked:
            file.begin("OQG1" if quantity == "spc_forces" else "OUGV1")
            for answer in asked:
                _write(file, answer, quantity)
            file.end()


def write_element_responses(file: Op2File, found: Sequence[tuple[Answer, ElementField]]) -> None:
    """OEF1X, OES1X1 and OES1C: the cards of each, step by step."""
    for kind in KINDS:
        asked = [(answer, field) for answer, field in found if field.kind.name == kind.name]
        if asked:
            file.begin(kind.name)
            for answer, field in sorted(asked, key=lambda pair: TYPES[pair[1].card]):
                _write_elements(file, answer, field)
            file.end()


def _write_elements(file: Op2File, answer: Answer, field: ElementField) -> None:
    case, over_time = answer.case, answer.over == "time"
    form = 1 if over_time else FORMS[field.request.form]
    for number, at in enumerate(answer.at):
        rows, head = field.rows(number), dict(field.kind.head)
        head[2] = head[2] + (0 if over_time else COMPLEX)
        head |= {1: APPROACH[answer.over], 3: field.kind.code(field.card, rows), 4: case.id}
        head |= {5: float(at), 8: case.dynamic.load, 9: form, 10: rows.itemsize // 4}
        file.block(head, rows.tobytes(), case.subtitle, case.label)


def response_bytes(answer: Answer) -> int:
    """How large the tables of a subcase at its points become."""
    points = sum(len(field.ids) for field in answer.fields.values())
    return points * len(answer.at) * 4 * (14 if answer.over == "frequency" else 8)


def _write(file: Op2File, answer: Answer, quantity: Quantity) -> None:
    field, case = answer.fields[quantity], answer.case
    code, form, wide = _form(answer, field)
    for number, at in enumerate(answer.at):
        head: Head = {
            1: APPROACH[answer.over],
            2: code + CODES[quantity],
            4: case.id,
            5: float(at),
            8: case.dynamic.load,
            9: form,
            10: wide,
        }
        file.block(head, _rows(field, field.at(number)), case.subtitle, case.label)


def _form(answer: Answer, field: Field) -> tuple[int, int, int]:
    """What is added to the table code, the format code, and the words of a row."""
    if answer.over == "time":
        return 0, 1, 8
    return COMPLEX, FORMS[field.form], 14


def _rows(field: Field, values: Numbers) -> bytes:
    parts = field.parts(values) if np.iscomplexobj(values) else values
    kinds = np.where(field.scalar, SCALAR_POINT, GRID_POINT)
    table = np.zeros(len(values), _row_type(parts.shape[1]))
    table["id"], table["kind"], table["value"] = field.ids * 10 + DEVICE, kinds, parts
    return table.tobytes()


def _row_type(width: int) -> Any:
    return [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", width)]
