"""E24: failure of composites."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.plies import Judged, judge
from atomizer.engine.results.selection import ElementSelection
from atomizer.engine.results.strength import Criterion, LaminateStrength

THEORIES: Mapping[str, Criterion] = {"TSAI": "tsai_wu", "HILL": "hill", "HOFF": "hoffman"}
"""Criteria by FT of a PCOMP."""


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
        judged = _together(
            [part for table in tables for part in judge(results, table, self._criterion)]
        )
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
