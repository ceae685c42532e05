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
from atomizer.engine.solvers.embedded.dynamics.answer import Answer, Field, Numbers
from atomizer.engine.solvers.embedded.dynamics.drives import Over
from atomizer.engine.solvers.embedded.requests import Quantity

APPROACH: Mapping[Over, int] = {"frequency": 51, "time": 61}
CODES: Mapping[Quantity, int] = {
    "displacement": 1, "velocity": 10, "acceleration": 11, "spc_forces": 3,
}  # fmt: skip
COMPLEX = 1000


def write_responses(file: Op2File, answers: Sequence[Answer]) -> None:
    """A table for each quantity that some subcase asks for."""
    for quantity in CODES:
        asked = [answer for answer in answers if quantity in answer.fields]
        if asked:
            file.begin("OQG1" if quantity == "spc_forces" else "OUGV1")
            for answer in asked:
                _write(file, answer, quantity)
            file.end()


def response_bytes(answer: Answer) -> int:
    """How large the tables of a subcase become."""
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
    return COMPLEX, 3 if field.form == "polar" else 2, 14


def _rows(field: Field, values: Numbers) -> bytes:
    parts = field.parts(values) if np.iscomplexobj(values) else values
    kinds = np.where(field.scalar, SCALAR_POINT, GRID_POINT)
    table = np.zeros(len(values), _row_type(parts.shape[1]))
    table["id"], table["kind"], table["value"] = field.ids * 10 + DEVICE, kinds, parts
    return table.tobytes()


def _row_type(width: int) -> Any:
    return [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", width)]
