"""Buckling factors, which MYSTRAN prints into its F06 and leaves out of its OP2.

The table (MYSTRAN, EIG_SUMMARY.f90) follows the line `(subcase n buckling load factors)`:
mode, extraction order and eigenvalue a line, an asterisk behind a negative one. Releases before the
one with several buckling subcases print `subcase 1` whatever the subcase is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from atomizer.engine.deck import Deck
from atomizer.engine.deck.control import read_control
from atomizer.engine.failure import SolveFailed
from atomizer.engine.op2.modes import (
    BUCKLING,
    SCALAR_POINT,
    Modes,
    Points,
    write_eigenvalues,
    write_modes,
)
from atomizer.engine.op2.records import Op2File, with_tables

HEADING = re.compile(r"\(subcase\s+(\d{1,9})\s+buckling load factors\)")
ROW = re.compile(r"\s+\d+\s+\d+\s+([-+]?\d\.\d+E[-+]\d+)\*?\s*")
TITLES = ("MODE", "NUMBER")
NO_GRID = Points(np.array([1]), SCALAR_POINT)
"""The one row of a mode without shape is of a scalar point: readers need a row."""


@dataclass(frozen=True)
class _Subcase:
    id: int
    subtitle: str = ""
    label: str = ""


def add_factors(op2: Path, f06: Path, deck: Path) -> None:
    """Write the factors of an F06 into the OP2 beside it, as modes without shapes.

    Raises:
        SolveFailed: the F06 has no factors, or the OP2 cannot take them.
    """
    with f06.open(encoding="latin-1") as lines:
        found = dict(_tables(lines))
    if not found:
        raise SolveFailed("parse", f"MYSTRAN printed no buckling factors into {f06.name}.")
    file = Op2File("")
    for subcase, factors in _of_deck(found, deck).items():
        still = np.zeros((len(factors), 1, 6))
        modes = Modes(_Subcase(subcase), np.array(factors), still, np.ones(len(factors)))
        write_eigenvalues(file, modes, BUCKLING)
        write_modes(file, [(NO_GRID, modes)], BUCKLING)
    op2.write_bytes(with_tables(op2.read_bytes(), file))


def _tables(lines: Iterable[str]) -> Iterator[tuple[int, list[float]]]:
    """Subcase as it is printed, and its factors."""
    factors: list[float] | None = None
    for line in lines:
        if heading := HEADING.search(line):
            factors = []
            yield int(heading[1]), factors
        elif row := ROW.fullmatch(line):
            if factors is not None:
                factors.append(float(row[1]))
        elif line.strip() and not line.lstrip().startswith(TITLES):
            factors = None


def _of_deck(found: Mapping[int, list[float]], deck: Path) -> Mapping[int, list[float]]:
    """Factors by the subcase they are of: one table alone is that of the last subcase."""
    subcases = [case.id for case in read_control(Deck.read(deck).control).subcases]
    if len(found) == 1 and subcases:
        return dict(zip(subcases[-1:], found.values(), strict=True))
    return found
