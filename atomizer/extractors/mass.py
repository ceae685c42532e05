"""E4: mass and centre of gravity."""

from collections.abc import Mapping
from typing import ClassVar

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table


class Mass(Value):
    """Mass and centre of gravity of the whole model, in the unit of the deck's densities."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "mass": Output(
            unit_kind="mass", description="Mass of everything, before PARAM,WTMASS, as in the F06."
        ),
        "cg_x": Output(unit_kind="length", description="Centre of gravity along basic x."),
        "cg_y": Output(unit_kind="length", description="Centre of gravity along basic y."),
        "cg_z": Output(unit_kind="length", description="Centre of gravity along basic z."),
    }
    tables: ClassVar[tuple[Table, ...]] = ()

    def measure(self, results: Results) -> dict[str, float]:
        """Mass and centre of gravity.

        Raises:
            SolveFailed: the deck does not give the mass of all its elements.
        """
        if results.mass is None:
            raise SolveFailed("parse", " ".join(results.warnings) or "The deck gives no mass.")
        x, y, z = (float(place) for place in results.mass.centre)
        return {"mass": results.mass.mass, "cg_x": x, "cg_y": y, "cg_z": z}
