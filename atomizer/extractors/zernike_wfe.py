"""E8: wavefront error of a mirror in Zernike polynomials on a disc."""

from collections.abc import Mapping
from typing import ClassVar

from atomizer.engine.optics.plotting import surface_plot
from atomizer.engine.optics.wavefront import WAVEFRONT, WavefrontOptions, translations
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.plots import SurfacePlot
from atomizer.engine.results.selection import selected_subcases


class ZernikeWFE(WavefrontOptions):
    """The wavefront error a deformed mirror makes, in nm, positive where it moved to the light."""

    outputs: ClassVar[Mapping[str, Output]] = WAVEFRONT
    tables: ClassVar[tuple[Table, ...]] = ("displacement",)

    def measure(self, results: Results) -> dict[str, float]:
        """RMS, PV and coefficients of the worst of the selected subcases.

        Raises:
            SolveFailed: there is no such surface or subcase, or too few grid points.
        """
        return self.wavefront(results, translations(results, self.subcase), 0.0)

    def plot(self, results: Results) -> SurfacePlot:
        """The worst of the selected subcases, less the terms to remove.

        Raises:
            SolveFailed: as `measure` does.
        """
        found = self.fitted(results, translations(results, self.subcase), 0.0)
        cases = selected_subcases(results, self.subcase)
        return surface_plot(results, found, self.removed, cases)
