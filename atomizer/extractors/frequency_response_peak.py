"""E21: the peak of a frequency response."""

import cmath
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Response, Results, Table
from atomizer.engine.results.plots import CurvePlot
from atomizer.engine.results.response_selection import ResponseSelection
from atomizer.engine.results.selection import Floats


@dataclass(frozen=True)
class _Peak:
    response: Response
    node: int
    size: float
    frequency: float
    phase: float


class FrequencyResponsePeak(ResponseSelection):
    """The largest amplitude of a frequency response, and the frequency where it is."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "peak": Output(
            unit_kind="response",
            description="Largest amplitude, in the unit of the quantity that was chosen.",
        ),
        "frequency": Output(unit_kind="frequency", description="Where the peak is, in Hz."),
        "phase": Output(
            unit_kind="angle",
            description="Phase of the peak in degrees; of a resultant that of its largest part.",
        ),
    }
    lowest: Annotated[
        float | None, Field(ge=0, description="Frequencies below, in Hz, do not count.")
    ] = None
    highest: Annotated[
        float | None, Field(ge=0, description="Frequencies above, in Hz, do not count.")
    ] = None
    refine: Annotated[
        Literal["none", "parabola"],
        Field(
            description="What the file holds, or the top of a parabola through the peak and its "
            "neighbours."
        ),
    ] = "none"

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it needs of a result file."""
        return self.needed("frequency_response")

    def measure(self, results: Results) -> dict[str, float]:
        """The peak over the selected subcases, grid points and frequencies.

        Raises:
            SolveFailed: the results hold no such response; says what they hold.
        """
        best = self._best(results)
        return {"peak": best.size, "frequency": best.frequency, "phase": best.phase}

    def plot(self, results: Results) -> CurvePlot:
        """The response that has the peak, at its grid point.

        Raises:
            SolveFailed: as `measure` does.
        """
        best = self._best(results)
        return self.curve(best.response, best.node, (best.frequency, best.size))

    def _best(self, results: Results) -> _Peak:
        found = [self._peak(each) for each in self.selected(results, "frequency_response")]
        return max(found, key=lambda peak: peak.size)

    def _peak(self, response: Response) -> _Peak:
        lowest = 0.0 if self.lowest is None else self.lowest
        highest = math.inf if self.highest is None else self.highest
        inside = np.flatnonzero((response.at >= lowest) & (response.at <= highest))
        if not len(inside):
            ends = f"{response.at[0]:g} to {response.at[-1]:g} Hz"
            said = f"Subcase {response.subcase} has no frequency in the range; it has {ends}."
            raise SolveFailed("parse", said)
        sizes = self.sizes(response)
        number, node = np.unravel_index(int(sizes[inside].argmax()), sizes[inside].shape)
        row = int(inside[number])
        size, frequency = float(sizes[row, node]), float(response.at[row])
        if self.refine == "parabola" and row in inside[1:-1]:
            near = slice(row - 1, row + 2)
            frequency, size = _top(response.at[near], sizes[near, node])
        phase = math.degrees(cmath.phase(self.leading(response, row, int(node))))
        return _Peak(response, int(node), size, frequency, phase)


def _top(at: Floats, sizes: Floats) -> tuple[float, float]:
    """The top of the parabola through three points: where it is and how high."""
    middle = at - at[1]
    bend, slope, height = np.polyfit(middle, sizes, 2)
    if bend >= 0:
        return float(at[1]), float(sizes[1])
    return float(at[1] - slope / (2 * bend)), float(height - slope**2 / (4 * bend))
