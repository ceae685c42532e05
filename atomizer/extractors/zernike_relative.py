"""E9: wavefront error of a mirror relative to a reference subcase."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.faces import Floats
from atomizer.engine.optics.plotting import surface_plot
from atomizer.engine.optics.wavefront import WAVEFRONT, WavefrontOptions, translations
from atomizer.engine.results import Output, Results, Table
from atomizer.engine.results.plots import SurfacePlot
from atomizer.engine.results.selection import selected_subcases


class ZernikeRelative(WavefrontOptions):
    """How the wavefront error of a mirror, in nm, differs from that of a reference subcase."""

    outputs: ClassVar[Mapping[str, Output]] = WAVEFRONT
    tables: ClassVar[tuple[Table, ...]] = ("displacement",)

    reference: Annotated[
        int | Literal["first"],
        Field(description="Id of the subcase that is subtracted, or 'first' for the smallest id."),
    ] = "first"
    obscuration: Annotated[
        float, Field(ge=0.0, lt=1.0, description="Inner over outer radius; 0 for a disc.")
    ] = 0.0

    def measure(self, results: Results) -> dict[str, float]:
        """RMS, PV and coefficients of the worst of the selected subcases but the reference.

        Raises:
            SolveFailed: there is no such surface or subcase, or too few grid points.
        """
        return self.wavefront(results, self._moved(results)[1], self.obscuration)

    def plot(self, results: Results) -> SurfacePlot:
        """The worst of the selected subcases, less the terms to remove.

        Raises:
            SolveFailed: as `measure` does.
        """
        cases, moved = self._moved(results)
        found = self.fitted(results, moved, self.obscuration)
        return surface_plot(results, found, self.removed, cases)

    def _moved(self, results: Results) -> tuple[list[int], Floats]:
        """Subcases, and displacements less those of the reference, (n_cases, n_nodes, 3)."""
        cases = np.array(selected_subcases(results, self.subcase))
        first = int(results.subcases[0])
        reference = first if self.reference == "first" else self.reference
        moved = translations(results, self.subcase) - translations(results, reference)
        if not (cases != reference).any():
            said = f"Subcase {reference} is the reference: there is nothing to compare with it."
            raise SolveFailed("parse", said)
        return cases[cases != reference].tolist(), np.asarray(moved[cases != reference])
