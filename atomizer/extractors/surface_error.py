"""E11: how far a surface is from its shape after chosen terms are taken out."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.optics.plotting import surface_plot
from atomizer.engine.optics.wavefront import Fitted, TermRemoval, fitted, translations
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.plots import SurfacePlot
from atomizer.engine.results.selection import selected_subcases


class SurfaceError(TermRemoval):
    """The error of a deformed surface along its axis, less the best fit of the chosen terms."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "surface_rms": Output(unit_kind="length", description="RMS over the area of what is left."),
        "surface_pv": Output(
            unit_kind="length", description="Highest minus lowest point of what is left."
        ),
        "total_rms": Output(unit_kind="length", description="RMS over the area, nothing removed."),
        "total_pv": Output(
            unit_kind="length", description="Highest minus lowest point, nothing removed."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("displacement",)

    def measure(self, results: Results) -> dict[str, float]:
        """RMS and PV of the subcase with the largest RMS, in the deck's unit of length.

        Raises:
            SolveFailed: there is no such surface or subcase, or too few grid points.
        """
        found = self._fitted(results)
        pupil, error, left = found.pupil, found.values, found.without(self.removed)
        worst = int(pupil.rms(left).argmax())
        return {
            "surface_rms": float(pupil.rms(left)[worst]),
            "surface_pv": float(np.ptp(left[:, worst])),
            "total_rms": float(pupil.rms(error)[worst]),
            "total_pv": float(np.ptp(error[:, worst])),
        }

    def plot(self, results: Results) -> SurfacePlot:
        """The worst of the selected subcases, less the terms to remove.

        Raises:
            SolveFailed: as `measure` does.
        """
        cases = selected_subcases(results, self.subcase)
        return surface_plot(results, self._fitted(results), self.removed, cases, unit="")

    def _fitted(self, results: Results) -> Fitted:
        moved = translations(results, self.subcase)
        pupil = self.pupil(results, moved, 0.0)
        return fitted(pupil, self.removed, pupil.deformation(moved))
