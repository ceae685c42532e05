"""E11: how far a surface is from its shape after chosen terms are taken out."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.engine.optics.wavefront import TermRemoval, fitted, translations
from atomizer.engine.results import Output, Results, Table


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
        moved = translations(results, self.subcase)
        pupil = self.pupil(results, moved, 0.0)
        error = pupil.deformation(moved)
        left = fitted(pupil, self.removed, error).without(self.removed)
        worst = int(pupil.rms(left).argmax())
        return {
            "surface_rms": float(pupil.rms(left)[worst]),
            "surface_pv": float(np.ptp(left[:, worst])),
            "total_rms": float(pupil.rms(error)[worst]),
            "total_pv": float(np.ptp(error[:, worst])),
        }
