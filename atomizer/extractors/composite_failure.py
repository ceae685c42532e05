"""E24: failure of composites."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import ElementTable, Output, Results, Table
from atomizer.engine.results.selection import ElementSelection, Floats, Ints
from atomizer.engine.results.strength import (
    Criterion,
    LaminateStrength,
    Strength,
    failure_index,
    reserve_factor,
)

THEORIES: Mapping[str, Criterion] = {"TSAI": "tsai_wu", "HILL": "hill", "HOFF": "hoffman"}
"""Criteria by FT of a PCOMP."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Plies that were judged, shape (n,) each."""

    elements: Ints
    plies: Floats
    index: Floats
    reserve: Floats
    bond: Floats


class CompositeFailure(ElementSelection):
    """How near the plies of laminates are to failure; an index of 1 is failure."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "max_failure_index": Output(
            unit_kind="factor", description="Of the worst ply; 1 is failure."
        ),
        "min_reserve_factor": Output(
            unit_kind="factor", description="On the load, when the first ply fails."
        ),
        "max_bond_index": Output(
            unit_kind="factor",
            description="Shear between plies over SB of the property; 0 where SB is blank.",
        ),
        "worst_element": Output(unit_kind="id", description="Element with the largest index."),
        "worst_ply": Output(unit_kind="id", description="Its ply with the largest index."),
    }
    tables: ClassVar[tuple[Table, ...]] = ("ply_stress",)
    criterion: Annotated[
        Literal["tsai_wu", "hill", "hoffman", "max_stress", "property"],
        Field(description="Which theory; 'property' is FT of each PCOMP."),
    ] = "tsai_wu"

    def measure(self, results: Results) -> dict[str, float]:
        """The worst of the selected elements and subcases.

        Raises:
            SolveFailed: the results hold no ply stress of the selected elements, strengths are
                missing or contradict each other, or no ply is stressed.
        """
        tables = self.selected(results, self.tables)
        judged = _together([part for table in tables for part in self._judge(results, table)])
        worst = int(judged.index.argmax())
        reserve = float(judged.reserve.min())
        if not np.isfinite(reserve):
            raise SolveFailed("parse", "No ply has a stress, so there is no reserve factor.")
        return {
            "max_failure_index": float(judged.index[worst]),
            "min_reserve_factor": reserve,
            "max_bond_index": float(judged.bond.max()),
            "worst_element": float(judged.elements[worst]),
            "worst_ply": float(judged.plies[worst]),
        }

    def _judge(self, results: Results, table: ElementTable) -> Iterator[Judged]:
        """The plies of one table, property by property and ply by ply."""
        properties = _properties(results, table)
        (numbers,) = table.columns("ply")
        for pid, number in sorted(set(zip(properties.tolist(), numbers.tolist(), strict=True))):
            rows = (properties == pid) & (numbers == number)
            laminate = _laminate(results, int(pid))
            strength = _strength(laminate, int(pid), int(number))
            criterion = self._criterion(laminate, int(pid))
            _need_closed(criterion, strength)
            stress = table.columns("o11", "o22", "t12")[:, rows]
            yield Judged(
                table.elements[rows],
                numbers[rows],
                failure_index(criterion, stress, strength),
                reserve_factor(criterion, stress, strength),
                _bond(table.columns("t1z", "t2z")[:, rows], laminate.bond),
            )

    def _criterion(self, laminate: LaminateStrength, pid: int) -> Criterion:
        if self.criterion != "property":
            return self.criterion
        if laminate.theory not in THEORIES:
            given = f"is {laminate.theory}" if laminate.theory else "is blank"
            known = ", ".join(THEORIES)
            said = f"FT of PCOMP {pid} {given}. Known are {known}; or choose a criterion."
            raise SolveFailed("parse", said)
        return THEORIES[laminate.theory]


def _together(parts: Sequence[Judged]) -> Judged:
    names = [each.name for each in fields(Judged)]
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


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
