"""E22: the peak of a response over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

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
    time: float
    final: float
    rms: float


class TransientPeak(ResponseSelection):
    """The largest size of a response over time, when it is reached, and what is left at the end."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "peak": Output(
            unit_kind="response",
            description="Largest size, in the unit of the quantity that was chosen.",
        ),
        "time": Output(unit_kind="time", description="When the peak is reached."),
        "final": Output(
            unit_kind="response",
            description="Size at the last time, where the peak is.",
        ),
        "rms": Output(
            unit_kind="response",
            description="Root of the mean square over time, where the peak is.",
        ),
    }
    begin: Annotated[
        float | None, Field(description="Times before do not count, not for the RMS either.")
    ] = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it needs of a result file."""
        return self.needed("transient_response")

    def measure(self, results: Results) -> dict[str, float]:
        """The peak over the selected subcases, grid points and times.

        Raises:
            SolveFailed: the results hold no such response; says what they hold.
        """
        best = self._best(results)
        return {"peak": best.size, "time": best.time, "final": best.final, "rms": best.rms}

    def plot(self, results: Results) -> CurvePlot:
        """The response that has the peak, at its grid point.

        Raises:
            SolveFailed: as `measure` does.
        """
        best = self._best(results)
        return self.curve(best.response, best.node, (best.time, best.size))

    def _best(self, results: Results) -> _Peak:
        found = [self._peak(each) for each in self.selected(results, "transient_response")]
        return max(found, key=lambda peak: peak.size)

    def _peak(self, response: Response) -> _Peak:
        inside = response.at >= (-np.inf if self.begin is None else self.begin)
        if not inside.any():
            said = f"Subcase {response.subcase} ends at {response.at[-1]:g}, before {self.begin:g}."
            raise SolveFailed("parse", said)
        times, sizes = response.at[inside], self.sizes(response)[inside]
        row, node = np.unravel_index(int(sizes.argmax()), sizes.shape)
        history = sizes[:, node]
        rms = float(np.sqrt(_mean(times, history**2)))
        size, final = float(history[row]), float(history[-1])
        return _Peak(response, int(node), size, float(times[row]), final, rms)


def _mean(times: Floats, values: Floats) -> float:
    """Mean over time by trapezoids; of a single time its value."""
    if len(times) < 2:
        return float(values[0])
    areas = np.diff(times) * (values[1:] + values[:-1]) / 2.0
    return float(areas.sum() / (times[-1] - times[0]))
