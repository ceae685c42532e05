"""E2: natural frequency."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.selection import nth_mode


class Frequency(Value):
    """The natural frequency of one mode, in Hz."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "frequency": Output(unit_kind="frequency", description="Of the mode, in Hz."),
        "eigenvalue": Output(
            unit_kind="eigenvalue", description="Of the mode: its squared circular frequency."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("modes",)
    mode: Annotated[
        int,
        Field(
            ge=1,
            description="Which one, from 1 in ascending order, rigid ones too.",
        ),
    ] = 1
    subcase: Annotated[
        int | None, Field(description="Which load case; the only one when not given.")
    ] = None

    def measure(self, results: Results) -> dict[str, float]:
        """Frequency and eigenvalue.

        Raises:
            SolveFailed: the results hold no such mode; says how many they hold.
        """
        row = nth_mode(results.mode_subcases, self.mode, self.subcase, "natural mode")
        return {
            "frequency": float(results.frequencies[row]),
            "eigenvalue": float(results.eigenvalues[row]),
        }
