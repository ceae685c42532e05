"""The pages of steady heat transfer in the printed output."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from atomizer.engine.op2.tables import Rows
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.f06 import page_head

TEMPERATURE = "T E M P E R A T U R E   V E C T O R"
CONSTRAINT = "F O R C E S   O F   S I N G L E - P O I N T   C O N S T R A I N T"
FLUXES = (
    "F I N I T E   E L E M E N T   T E M P E R A T U R E   G R A D I E N T S   A N D   F L U X E S"
)
INFLOWS = "H E A T   F L O W   I N T O   H B D Y   E L E M E N T S   (CHBDY)"
POINTS = "      POINT ID.   TYPE      ID   VALUE     ID+1 VALUE     ID+2 VALUE     ID+3 VALUE"
POINTS += "     ID+4 VALUE     ID+5 VALUE"
FLUX_COLUMNS = "    ELEMENT-ID   EL-TYPE        X-GRADIENT       Y-GRADIENT       Z-GRADIENT"
FLUX_COLUMNS += "        X-FLUX           Y-FLUX           Z-FLUX"
INFLOW_COLUMNS = "                  ELEMENT-ID      APPLIED-LOAD   FREE-CONVECTION"
INFLOW_COLUMNS += "   FORCED-CONVECTION     RADIATION           TOTAL"
SIX = 6


def point_page(heading: str, case: Case, points: Ints, values: Floats) -> list[str]:
    """One number a point, six consecutive points a line."""
    lines = [*page_head(case.title, case), f"{'':46}{heading}", " ", POINTS]
    for first, run in _runs(points):
        row = "".join(f"{value:15.6E}" for value in values[run])
        lines.append(f"{first:14d}      S {row}")
    return lines


def _runs(points: Ints) -> list[tuple[int, Ints]]:
    """Rows of consecutive ids, at most six together, with their first id."""
    rows = np.arange(len(points))
    found = []
    for _, group in groupby(rows.tolist(), key=lambda row: int(points[row]) - row):
        run = np.array(list(group))
        found += [(int(points[run[k]]), run[k : k + SIX]) for k in range(0, len(run), SIX)]
    return found


def flux_page(case: Case, tables: Sequence[Rows]) -> list[str]:
    """Gradients and fluxes of elements."""
    lines = [*page_head(case.title, case), f"{'':19}{FLUXES}", " ", FLUX_COLUMNS]
    rows = (row for table in tables for row in table)
    named = ((row, f"      {row['id'] // 10:8d}    {row['name'].decode():8}   ") for row in rows)
    return lines + [f"{name}{_numbers(row)}" for row, name in named]


def inflow_page(case: Case, tables: Sequence[Rows]) -> list[str]:
    """Heat into surfaces."""
    lines = [*page_head(case.title, case), f"{'':30}{INFLOWS}", " ", INFLOW_COLUMNS]
    rows = (row for table in tables for row in table)
    return lines + [f"{'':20}{row['id'] // 10:8d}      {_numbers(row)}" for row in rows]


def _numbers(row: Any) -> str:
    return "    ".join(f"{value:13.6E}" for value in row["value"])
