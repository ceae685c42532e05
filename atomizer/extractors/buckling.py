"""E23: buckling factor."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.selection import nth_mode


class Buckling(Value):
    """The factor on the load at which the structure buckles."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "buckling_factor": Output(
            unit_kind="factor", description="Of the mode; below 0 the load has to be reversed."
        ),
        "min_buckling_factor": Output(
            unit_kind="factor", description="Of the factor nearest to 0, without its sign."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("modes",)
    mode: Annotated[int, Field(ge=1, description="Which one, from 1 in the order of the file.")] = 1
    subcase: Annotated[
        int | None, Field(description="Which load case; the only one when not given.")
    ] = None

    def measure(self, results: Results) -> dict[str, float]:
        """The factor of the mode, and the nearest one.

        Raises:
            SolveFailed: the results hold no such mode; says how many they hold.
        """
        subcases = results.buckling_subcases
        row = nth_mode(subcases, self.mode, self.subcase, "buckling mode")
        alike = results.buckling_factors[subcases == subcases[row]]
        return {
            "buckling_factor": float(results.buckling_factors[row]),
            "min_buckling_factor": float(np.abs(alike).min()),
        }
