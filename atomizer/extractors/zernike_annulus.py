"""E10: wavefront error of a mirror with a hole in annular Zernike polynomials."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from atomizer.engine.optics.plotting import surface_plot
from atomizer.engine.optics.wavefront import WAVEFRONT, WavefrontOptions, translations
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.plots import SurfacePlot
from atomizer.engine.results.selection import selected_subcases


class ZernikeAnnulus(WavefrontOptions):
    """The wavefront error of an annular mirror, in nm, in polynomials orthonormal over it."""

    outputs: ClassVar[Mapping[str, Output]] = WAVEFRONT
    tables: ClassVar[tuple[Table, ...]] = ("displacement",)

    obscuration: Annotated[
        float | None,
        Field(ge=0.0, lt=1.0, description="Inner over outer radius; else of the innermost point."),
    ] = None

    def measure(self, results: Results) -> dict[str, float]:
        """RMS, PV and coefficients of the worst of the selected subcases.

        Raises:
            SolveFailed: there is no such surface or subcase, or too few grid points.
        """
        return self.wavefront(results, translations(results, self.subcase), self.obscuration)

    def plot(self, results: Results) -> SurfacePlot:
        """The worst of the selected subcases, less the terms to remove.

        Raises:
            SolveFailed: as `measure` does.
        """
        found = self.fitted(results, translations(results, self.subcase), self.obscuration)
        cases = selected_subcases(results, self.subcase)
        return surface_plot(results, found, self.removed, cases)
