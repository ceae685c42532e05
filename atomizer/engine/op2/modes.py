"""Tables of modes: LAMA and the eigenvectors.

Table codes and the words of each row: MSC Nastran DMAP Programmer's Guide, data blocks LAMA
and OUG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.op2.records import DEVICE, Head, Op2File

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
VIBRATION, BUCKLING = 21, 81  # approaches 2 and 8, device 1
EIGENVALUES, EIGENVECTOR, CONSTRAINT = 6, 7, 3
VECTORS = {EIGENVECTOR: "OUGV1", CONSTRAINT: "OQG1"}
GRID_POINT, SCALAR_POINT = 1, 2
"""Kinds of points: six components, or one."""


class Points(NamedTuple):
    """Points of a table: ids, ascending, and the kind of each or of all, shape (n,)."""

    ids: Ints
    kinds: Ints | int = GRID_POINT


class Named(Protocol):
    """A subcase as tables name it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def subtitle(self) -> str:
        """Its SUBTITLE."""
        ...

    @property
    def label(self) -> str:
        """Its LABEL."""
        ...


class Loaded(Named, Protocol):
    """A static subcase as tables name it."""

    @property
    def load(self) -> int:
        """Its set of loads."""
        ...


@dataclass(frozen=True, eq=False)
class Modes:
    """The modes of one subcase, of vibration or of buckling.

    Attributes:
        case: The subcase.
        eigenvalues: Squares of circular frequencies, or buckling factors, shape (n_modes,).
        shapes: In the displacement frames, shape (n_modes, n_points, 6).
        masses: Generalized masses, shape (n_modes,); of buckling generalized stiffness.
    """

    case: Named
    eigenvalues: Floats
    shapes: Floats
    masses: Floats

    @property
    def frequencies(self) -> Floats:
        """In Hz, shape (n_modes,)."""
        return np.asarray(np.sqrt(np.abs(self.eigenvalues)) / (2.0 * np.pi))


def eigenvalue_columns(modes: Modes) -> list[Floats]:
    """Eigenvalue, radians, cycles, generalized mass and stiffness; those of one mode a row."""
    radians = 2.0 * np.pi * modes.frequencies
    stiffness = modes.eigenvalues * modes.masses
    return [modes.eigenvalues, radians, modes.frequencies, modes.masses, stiffness]


def write_eigenvalues(file: Op2File, modes: Modes, approach: int) -> None:
    """LAMA: order, eigenvalue, radians, cycles, generalized mass and stiffness of each mode."""
    count = len(modes.eigenvalues)
    table = np.zeros(count, [("order", "<i4", 2), ("value", "<f4", 5)])
    table["order"] = np.arange(1, count + 1)[:, None]
    table["value"] = np.stack(eigenvalue_columns(modes), axis=1)
    file.begin("LAMA")
    file.block({1: approach, 2: EIGENVALUES, 4: modes.case.id, 10: 7}, table.tobytes())
    file.end()


def write_modes(
    file: Op2File, found: Sequence[tuple[Points, Modes]], approach: int, code: int = EIGENVECTOR
) -> None:
    """OUGV1 or OQG1: six components of each mode at each point; no table without modes.

    Args:
        found: Points, and the modes at them.
        code: EIGENVECTOR, or CONSTRAINT where forces stand in place of the shapes.
    """
    if not found:
        return
    file.begin(VECTORS[code])
    for points, each in found:
        rows = zip(each.eigenvalues, each.frequencies, each.shapes, strict=True)
        for number, (eigenvalue, cycles, shape) in enumerate(rows, start=1):
            head = {2: code, 5: number, 6: float(eigenvalue), 7: float(cycles), 10: 8}
            if approach == BUCKLING:
                del head[7]
            case = each.case
            words: Head = {1: approach, 4: case.id, 9: 1, **head}
            file.block(words, vector(points, shape), case.subtitle, case.label)
    file.end()


def vector(points: Points, values: Floats) -> bytes:
    """Rows of six components at points; of a scalar point the first one counts."""
    table = np.zeros(len(points.ids), [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", 6)])
    table["id"], table["kind"], table["value"] = points.ids * 10 + DEVICE, points.kinds, values
    return table.tobytes()
