"""Stresses of elements over frequencies and over time, one number an element and step.

Of an element the largest value over its centre, corners, fibres, ends and points is taken.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.results.families import PLANE, SPACE, normal
from atomizer.engine.results.formulas import cyclic_von_mises, von_mises
from atomizer.engine.results.op2_tables import (
    COMPLEX,
    DROPPED,
    SOURCES,
    finite,
    finite_complex,
    rows_of,
)
from atomizer.engine.results.responses import KINDS
from atomizer.engine.results.results import (
    Elemental,
    ElementTable,
    Ints,
    Numbers,
    Response,
    ResponseTable,
    Table,
)

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

Part = tuple[Any, Ints, Numbers]
"""pyNastran's table, ids of elements, ascending, and their values, shape (n, n_elements)."""


def _mises(table: ElementTable) -> Numbers:
    """Von Mises stress of rows of solids or shells, or its largest value of a period."""
    stress: Numbers = np.zeros((6, len(table.elements)), table.values.dtype)
    names = SPACE if table.table == "solid_stress" else PLANE
    stress[[SPACE.index(name) for name in names]] = table.columns(*names)
    if np.iscomplexobj(stress):
        return cyclic_von_mises(np.asarray(stress, np.complex128))
    return von_mises(stress)


def _normal(table: ElementTable) -> Numbers:
    """The normal stress that is largest in size, of rows of bars."""
    found = normal(table)
    at = np.abs(found).argmax(axis=0)
    return np.asarray(np.take_along_axis(found, at[None], axis=0)[0])


MEASURES: Mapping[Elemental, tuple[tuple[Table, ...], Callable[[ElementTable], Numbers]]] = {
    "von_mises": (("shell_stress", "solid_stress"), _mises),
    "normal_stress": (("rod_stress", "bar_stress", "beam_stress"), _normal),
}
"""The tables a quantity is measured of, and how."""


def read_element_responses(
    op2: "OP2", over: ResponseTable, tables: Collection[Table]
) -> Iterator[Response]:
    """The responses of elements of which the tables were asked for, by quantity and subcase.

    Raises:
        SolveFailed: values are not numbers.
    """
    for quantity, (sources, measure) in MEASURES.items():
        parts = [
            part
            for table in sources
            if table in tables
            for part in _parts(op2, over, table, measure)
        ]
        for subcase in sorted({int(found.isubcase) for found, *_ in parts}):
            of_case = [part for part in parts if int(part[0].isubcase) == subcase]
            yield _together(over, quantity, subcase, of_case)


def _parts(
    op2: "OP2", over: ResponseTable, table: Table, measure: Callable[[ElementTable], Numbers]
) -> Iterator[Part]:
    source = SOURCES[table]
    for card in source.cards:
        by_key = getattr(getattr(op2.op2_results, source.family), source.attribute(card))
        for found in by_key.values():
            if found.analysis_code == KINDS[over].analysis:
                rows = _whole(over, table, card, found)
                yield found, *_largest(rows, measure(rows), len(found.data))


def _whole(over: ResponseTable, table: Table, card: str, found: Any) -> ElementTable:
    """All steps of a table, one after the other."""
    headers = tuple(map(str, found.get_headers()))
    kept = [k for k, name in enumerate(headers) if name not in DROPPED]
    elements, places = rows_of(found, 0)
    numbers = finite_complex if KINDS[over].complex else finite
    what = f"{card} stress of subcase {found.isubcase}"
    values = numbers(found.data[..., kept], what).reshape(-1, len(kept))
    steps = len(found.data)
    named = COMPLEX.get(headers, headers)
    names = tuple(named[k] for k in kept)
    ids = (np.tile(elements, steps), np.tile(places, steps))
    return ElementTable(table, card, int(found.isubcase), *ids, names, values)


def _largest(rows: ElementTable, values: Numbers, steps: int) -> tuple[Ints, Numbers]:
    """The value of each element that is largest in size at each step."""
    elements = rows.elements[: len(values) // steps]
    order = np.argsort(elements, kind="stable")
    ids, begins = np.unique(elements[order], return_index=True)
    by_step = values.reshape(steps, -1)[:, order]
    sizes = np.abs(by_step)
    found = np.zeros((steps, len(ids)), values.dtype)
    for k, (begin, end) in enumerate(zip(begins, [*begins[1:], len(order)], strict=True)):
        at = begin + sizes[:, begin:end].argmax(axis=1)
        found[:, k] = by_step[np.arange(steps), at]
    return ids, found


def _together(
    over: ResponseTable, quantity: Elemental, subcase: int, parts: list[Part]
) -> Response:
    ids = np.concatenate([part[1] for part in parts])
    order = np.argsort(ids, kind="stable")
    values = np.concatenate([part[2] for part in parts], axis=1)[:, order]
    at = np.asarray(parts[0][0]._times, np.float64)
    return Response(over, quantity, subcase, at, ids[order], _columns(values))


def _columns(values: Numbers) -> Numbers:
    """As six columns of which the first is filled."""
    found = np.zeros((*values.shape, 6), values.dtype)
    found[..., 0] = values
    return found
