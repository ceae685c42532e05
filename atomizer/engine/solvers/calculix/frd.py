"""Displacements and forces from the result file of CalculiX (.frd): columns of 12 characters.

Its manual, "Format of the CalculiX Node/Element Result Block"; the file ends with 9999.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Frd:
    """What the file says.

    Attributes:
        modified: When it was written, in nanoseconds.
        whole: Whether it has its end.
        nodes: Ids in order, shape (n,).
        steps: Displacements of each step or mode, shape (n, 3); not a number where none can be
            read.
        forces: Internal forces at the same nodes, of each of them, shape (n, 3).
    """

    modified: int
    whole: bool
    nodes: Ints
    steps: tuple[Floats, ...]
    forces: tuple[Floats, ...] = ()


def read_frd(path: Path) -> Frd | None:
    """A file; None when it is not there."""
    if not path.is_file():
        return None
    lines = path.read_text(encoding="latin-1").splitlines()
    blocks = [list(block) for block in _blocks(lines, "DISP")]
    steps = tuple(_values(block) for block in blocks)
    forces = tuple(_values(list(block)) for block in _blocks(lines, "FORC"))
    nodes = np.array([int(line[3:13]) for line in blocks[0]] if blocks else [], np.int64)
    whole = bool(lines) and lines[-1].strip() == "9999"
    return Frd(path.stat().st_mtime_ns, whole, nodes, steps, forces)


def _blocks(lines: Iterable[str], name: str) -> Iterator[Iterator[str]]:
    """The lines of each block of a name."""
    found = iter(lines)
    for line in found:
        if line.startswith(f" -4  {name}"):
            yield _rows(found)


def _rows(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(" -1"):
            yield line
        elif line.startswith(" -3"):
            return


def _values(lines: list[str]) -> Floats:
    rows = [[_number(line[at : at + 12]) for at in (13, 25, 37)] for line in lines]
    return np.array(rows, np.float64).reshape(-1, 3)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
