"""Decks of masses on springs along x, for responses in closed form."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from atomizer.engine.deck import read_bdf
from atomizer.engine.results import Response, Results
from atomizer.engine.solvers.embedded.run import run
from tests.engine.solvers.decks import put, solved

Bulk = Sequence[str]
CASE: Mapping[str, str] = {
    "SPC": "1",
    "METHOD": "1",
    "DLOAD": "7",
    "DISPLACEMENT": "ALL",
    "VELOCITY": "ALL",
    "ACCELERATION": "ALL",
    "SPCFORCES": "ALL",
}
STIFFNESS, MASS = 1000.0, 2.5
OMEGA = np.sqrt(STIFFNESS / MASS)  # 20 rad/s
PERIOD = 2 * np.pi / OMEGA
ONE = (
    "GRID,1,,0.,0.,0.,,23456", "GRID,2,,0.,0.,0.,,23456", "SPC1,1,1,1",
    f"CELAS2,1,{STIFFNESS},1,1,2,1", f"CONM2,2,2,,{MASS}", "EIGRL,1,,,5", "DAREA,3,2,1,10.",
)  # fmt: skip
"""Grid point 2 on a spring that hangs on grid point 1, a force of 10 on it."""

STEADY = ("RLOAD1,7,3,,,1.", "FREQ1,8,.5,.25,30")


def response(
    folder: Path, bulk: Bulk, more: Mapping[str, str] | None = None, sol: int = 111
) -> Results:
    """The results of a response solution; without commands of its own FREQUENCY or TSTEP is 8."""
    sampling = {"FREQUENCY" if sol == 111 else "TSTEP": "8"}
    return solved(folder, bulk, commands({**sampling, **(more or {})}), f"SOL {sol}")


def commands(more: Mapping[str, str]) -> list[str]:
    """Case control: the usual, with other commands and values; empty values leave one out."""
    return [f"{name} = {value}" for name, value in {**CASE, **more}.items() if value]


def of(results: Results, quantity: str = "displacement", subcase: int = 1) -> Response:
    """The one response of a quantity."""
    (found,) = (r for r in results.responses if r.quantity == quantity and r.subcase == subcase)
    return found


def at(results: Results, node: int, column: int = 0, quantity: str = "displacement") -> np.ndarray:
    """One component at one grid point."""
    found = of(results, quantity)
    return found.values[:, found.nodes.tolist().index(node), column]


def exactly(
    folder: Path, bulk: Bulk, more: Mapping[str, str] | None = None, sol: int = 111
) -> Sequence[Any]:
    """The answers of the solver itself, in double precision."""
    sampling = {"FREQUENCY" if sol == 111 else "TSTEP": "8"}
    path = put(folder, bulk, commands({**sampling, **(more or {})}), f"SOL {sol}")
    (part,) = (p for p in run(read_bdf(path, "plain"), path).parts if hasattr(p, "answers"))
    return part.answers


def values(answer: Any, quantity: str = "displacement") -> np.ndarray:
    """All values of a quantity, shape (n, n_points, 6)."""
    field = answer.fields[quantity]
    return np.array([field.at(number) for number in range(len(answer.at))])
