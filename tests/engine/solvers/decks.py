"""Decks for the tests of the solver, written line by line."""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.deck import read_bdf
from atomizer.engine.results import ElementTable, Results, read_results
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.plugin import Embedded

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

STATIC = ("SPC = 1", "LOAD = 1")


def deck(bulk: Iterable[str], case: Sequence[str] = STATIC, sol: str = "SOL 101") -> str:
    """A deck with one subcase, or with the case control given."""
    head = [sol, "CEND", "TITLE = TEST", *case, "BEGIN BULK"]
    return "\n".join([*head, *bulk, "ENDDATA", ""])


def put(
    folder: Path, bulk: Iterable[str], case: Sequence[str] = STATIC, sol: str = "SOL 101"
) -> Path:
    """A deck on disk."""
    path = folder / "model.bdf"
    path.write_text(deck(bulk, case, sol), encoding="ascii")
    return path


def solved(
    folder: Path, bulk: Iterable[str], case: Sequence[str] = STATIC, sol: str = "SOL 101"
) -> Results:
    """The results of a deck, through its OP2."""
    path = put(folder, bulk, case, sol)
    return read_results(Embedded().solve(path, folder).op2, path)


def stress_of(results: Results) -> ElementTable:
    """The only stresses there are."""
    (stress,) = (each for each in results.element_tables if each.table.endswith("stress"))
    return stress


def model(bulk: Iterable[str]) -> Model:
    """A model of bulk data alone."""
    with TemporaryDirectory() as folder:
        return Model(read_bdf(put(Path(folder), bulk), "plain"))


def grid(number: int, point: Iterable[float], rest: str = "") -> str:
    """A grid point with all its digits."""
    return f"GRID,{number},,{','.join(f'{float(x):.12f}' for x in point)}{rest}"


def grids(points: Floats) -> list[str]:
    """Grid points 1, 2, 3 ..."""
    return [grid(number, point) for number, point in enumerate(points, start=1)]


def scalar_points(points: Floats) -> list[str]:
    """Scalar points 1, 2, 3 ..., and the last one as a grid point."""
    count = len(points)
    return [f"SPOINT,1,THRU,{count - 1}", grid(count, points[-1])]


def mesh(nx: int, ny: int, side: float = 1.0, pid: int = 1) -> list[str]:
    """A square of CQUAD4 in the x-y plane; grid points run along x first, from 1."""
    x, y = np.meshgrid(np.linspace(0, side, nx + 1), np.linspace(0, side, ny + 1))
    points = np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1)
    return [*grids(points), *quads(nx, ny, pid)]


def quads(nx: int, ny: int, pid: int = 1) -> list[str]:
    """CQUAD4 between the grid points of `mesh`, from 1."""
    corners = [1 + i + j * (nx + 1) for j in range(ny) for i in range(nx)]
    return [
        f"CQUAD4,{number},{pid},{a},{a + 1},{a + nx + 2},{a + nx + 1}"
        for number, a in enumerate(corners, start=1)
    ]


def read_op2(path: Path) -> "OP2":
    """All that pyNastran reads of the OP2 of a deck."""
    return opened(Embedded().solve(path, path.parent).op2)


def opened(path: Path) -> "OP2":
    """All that pyNastran reads of an OP2."""
    from pyNastran.op2.op2 import OP2

    op2 = OP2(debug=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyNastran warns about its own source
        op2.read_op2(str(path), build_dataframe=False)
    return op2
