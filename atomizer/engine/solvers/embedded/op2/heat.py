"""The tables of steady heat transfer: temperatures, heat of constraint, gradients and fluxes.

Words of each row: MSC Nastran DMAP Programmer's Guide, data blocks OUG, OQG and OEF with THERMAL 1.
As Nastran does for solution 153, the approach is 10 (nonlinear statics) with load step 1.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from atomizer.engine.op2.records import DEVICE, Head, Op2File
from atomizer.engine.op2.tables import TYPES, Rows, rows_of
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.conduction.network import HeatAnswer

APPROACH = 101  # approach 10 (nonlinear statics) * 10 + device 1
THERMAL_WORD = 23
TEMPERATURE, CONSTRAINT, FORCE = 1, 3, 4
SCALAR = 2  # kind of point: one component
HEAT_TYPES = {**TYPES, "CTUBE": 3, "CHBDYE": 107, "CHBDYG": 108, "CHBDYP": 109}
SOLIDS = ("CTETRA", "CPENTA", "CHEXA")


def write_points(file: Op2File, name: str, rows: Sequence[tuple[HeatAnswer, Ints, Floats]]) -> None:
    """OUGV1 or OQG1: one number at each of some points.

    Args:
        rows: Of each subcase ids, shape (n,), and values, shape (n,); no table without any.
    """
    if not rows:
        return
    code = TEMPERATURE if name.startswith("OUG") else CONSTRAINT
    file.begin(name)
    for answer, points, values in rows:
        table = np.zeros(len(points), [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", 6)])
        table["id"], table["kind"] = points * 10 + DEVICE, SCALAR
        table["value"][:, 0] = values
        _block(file, answer, {2: code, 10: 8}, table.tobytes())
    file.end()


def write_elements(
    file: Op2File, tables: Iterable[tuple[str, Sequence[tuple[HeatAnswer, Rows]]]]
) -> None:
    """OEF1X: the rows of each card in each subcase."""
    file.begin("OEF1X")
    for card, answers in sorted(tables, key=lambda table: HEAT_TYPES[table[0]]):
        for answer, rows in answers:
            ordered = rows[np.argsort(rows["id"], kind="stable")]
            head = {2: FORCE, 3: HEAT_TYPES[card], 10: rows.itemsize // 4}
            _block(file, answer, head, ordered.tobytes())
    file.end()


def flux_rows(card: str, ids: Ints, gradient: Floats, flux: Floats) -> Rows:
    """Name of the element, gradient x, y, z, flux x, y, z; solids have an integer more."""
    rest = [("zero", "<i4", ())] if card in SOLIDS else []
    table = rows_of(ids, [("name", "S8", ()), ("value", "<f4", (6,)), *rest])
    table["name"] = card.removeprefix("C").ljust(8).encode()
    table["value"] = np.concatenate([gradient, flux], axis=1)
    return table


def inflow_rows(card: str, ids: Ints, given: Floats, convected: Floats) -> Rows:
    """Name; heat into the surface by loads, free and forced convection, radiation, and all.

    Args:
        given: Shape (n,).
        convected: Shape (n,).
    """
    table = rows_of(ids, [("name", "S8", ()), ("value", "<f4", (5,))])
    table["name"] = card.removeprefix("C").ljust(8).encode()
    none = np.zeros_like(given)
    columns = (given, convected, none, none, given + convected)
    table["value"] = np.stack(columns, axis=1)
    return table


def _block(file: Op2File, answer: HeatAnswer, head: Head, rows: bytes) -> None:
    case = answer.case
    common: Head = {1: APPROACH, 4: case.id, 5: 1.0, 8: case.load, 9: 1, THERMAL_WORD: 1}
    file.block({**common, **head}, rows, case.subtitle, case.label)
