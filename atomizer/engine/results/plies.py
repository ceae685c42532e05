"""Which plies fail: the plies of a result judged by the strengths of their laminates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.results import ElementTable, Floats, Ints, Results
from atomizer.engine.results.strength import (
    Criterion,
    LaminateStrength,
    Strength,
    failure_index,
    reserve_factor,
)

Choose = Callable[[LaminateStrength, int], Criterion]
"""The criterion for a laminate and its property id."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Plies that were judged, shape (n,) each."""

    elements: Ints
    plies: Floats
    index: Floats
    reserve: Floats
    bond: Floats


def judge(results: Results, table: ElementTable, criterion: Choose) -> Iterator[Judged]:
    """The plies of a table of ply stresses, property by property and ply by ply.

    Raises:
        SolveFailed: strengths are missing or contradict each other.
    """
    properties = _properties(results, table)
    (numbers,) = table.columns("ply")
    for pid, number in sorted(set(zip(properties.tolist(), numbers.tolist(), strict=True))):
        rows = (properties == pid) & (numbers == number)
        laminate = _laminate(results, int(pid))
        strength = _strength(laminate, int(pid), int(number))
        chosen = criterion(laminate, int(pid))
        _need_closed(chosen, strength)
        stress = table.columns("o11", "o22", "t12")[:, rows]
        yield Judged(
            table.elements[rows],
            numbers[rows],
            failure_index(chosen, stress, strength),
            reserve_factor(chosen, stress, strength),
            _bond(table.columns("t1z", "t2z")[:, rows], laminate.bond),
        )


def _bond(shear: Floats, strength: float) -> Floats:
    largest = np.abs(shear).max(axis=0)
    return largest / strength if strength > 0 else np.zeros_like(largest)


def _properties(results: Results, table: ElementTable) -> Ints:
    """The property of each row, shape (n_rows,)."""
    of_card = [cells for cells in results.cells if cells.card == table.card]
    ids = np.concatenate([np.zeros(0, np.int64), *(cells.ids for cells in of_card)])
    pids = np.concatenate([np.zeros(0, np.int64), *(cells.properties for cells in of_card)])
    order = np.argsort(ids)
    places = np.minimum(np.searchsorted(ids[order], table.elements), max(len(ids) - 1, 0))
    if not len(ids) or (ids[order][places] != table.elements).any():
        raise SolveFailed("parse", f"The deck does not have every {table.card} of the file.")
    return np.asarray(pids[order][places])


def _laminate(results: Results, pid: int) -> LaminateStrength:
    if pid not in results.laminates:
        raise SolveFailed("parse", f"The deck has no PCOMP {pid}.")
    return results.laminates[pid]


def _strength(laminate: LaminateStrength, pid: int, number: int) -> Strength:
    """The strengths of a ply, all of them given."""
    if number not in laminate.plies:
        raise SolveFailed("parse", f"Ply {number} of PCOMP {pid} has no MAT8 or MAT1.")
    strength = laminate.plies[number]
    named = {
        "Xt": strength.x_tension,
        "Xc": strength.x_compression,
        "Yt": strength.y_tension,
        "Yc": strength.y_compression,
        "S": strength.shear,
    }
    missing = [name for name, value in named.items() if not value > 0]
    if missing:
        said = f"Material {strength.material} of ply {number} of PCOMP {pid} has no strength"
        raise SolveFailed("parse", f"{said} {', '.join(missing)}.")
    return strength


def _need_closed(criterion: Criterion, strength: Strength) -> None:
    """Refuse an interaction with which some stress never fails (Jones, section 2.9.5)."""
    s = strength
    limit = s.x_tension * s.x_compression * s.y_tension * s.y_compression
    if criterion == "tsai_wu" and not s.interaction**2 * limit < 1.0:
        said = f"F12 {s.interaction:g} of material {s.material} is too large: its square must be"
        raise SolveFailed("parse", f"{said} below 1 / (Xt Xc Yt Yc) = {1.0 / limit:g}.")
