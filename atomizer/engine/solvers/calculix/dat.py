"""The print file of CalculiX (.dat): stresses, displacements of extra points, eigenvalues.

Stresses are at integration points, in the basic frame.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from atomizer.engine.solvers.calculix.frd import Floats

ORDER = [2, 3, 4, 5, 7, 6]
"""Columns after element and point: xx, yy, zz, xy, xz, yz; ours are xx, yy, zz, xy, yz, zx."""
STRESSES, MOVED = " stresses (elem", " displacements ("
EIGENVALUES, FACTORS = "E I G E N V A L U E   O U T P U T", "B U C K L I N G   F A C T O R"
HEADING = re.compile(r"^ *[A-Za-z]")
Rows = dict[int, Floats]


@dataclass(frozen=True, eq=False)
class Dat:
    """What the file says.

    Attributes:
        stresses: Of each static step: element id -> stresses, shape (n_points, 6).
        moved: Of each block of the result file: point -> displacement, shape (3,).
        values: Of each step of modes: eigenvalues or buckling factors, shape (n_modes,).
    """

    stresses: tuple[Rows, ...] = ()
    moved: tuple[Rows, ...] = ()
    values: tuple[Floats, ...] = ()


def read_dat(path: Path) -> Dat:
    """A file; one that is not there says nothing."""
    if not path.is_file():
        return Dat()
    found: dict[str, list[list[str]]] = {k: [] for k in (STRESSES, MOVED, EIGENVALUES, FACTORS)}
    order: list[list[str]] = []
    current: list[str] = []
    for line in path.read_text(encoding="latin-1").splitlines():
        if HEADING.match(line):
            kind = next((key for key in found if key in line), "")
            if kind or (line.strip() and not _units(line)):
                current = []
            if kind:
                found[kind].append(current)
            if kind in (EIGENVALUES, FACTORS):
                order.append(current)
        elif line.strip():
            current.append(line)
    return Dat(
        stresses=tuple(_by_element(lines) for lines in found[STRESSES]),
        moved=tuple(_by_point(lines) for lines in found[MOVED]),
        values=tuple(_second_numbers(lines) for lines in order),
    )


def _units(line: str) -> bool:
    """Whether a line is only the rest of a heading above."""
    return line.split()[0] in ("MODE", "REAL", "FACTOR")


def _second_numbers(lines: Sequence[str]) -> Floats:
    """Of each line that begins with the number of a mode."""
    rows = [line.split() for line in lines]
    return np.array([float(row[1]) for row in rows if row[0].isdigit()])


def _by_point(lines: Sequence[str]) -> Rows:
    rows = [line.split() for line in lines]
    return {int(row[0]): np.array(row[1:4], np.float64) for row in rows}


def _by_element(lines: Sequence[str]) -> Rows:
    rows = np.array([line.split()[:8] for line in lines], np.float64).reshape(-1, 8)
    ids, starts = np.unique(rows[:, 0], return_index=True)
    order = np.argsort(starts)
    parts = np.split(rows[:, ORDER], starts[order][1:])
    return dict(zip(ids[order].astype(int).tolist(), parts, strict=True))
