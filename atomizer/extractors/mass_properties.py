"""E19: mass, centre of gravity and inertia."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Results, Table

PLACES = {"xx": (0, 0), "yy": (1, 1), "zz": (2, 2), "xy": (0, 1), "yz": (1, 2), "zx": (2, 0)}


class MassProperties(Value):
    """Mass, centre of gravity and inertia of the whole model, in the unit of the densities."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "mass": Output(unit_kind="mass", description="Of everything, before PARAM,WTMASS."),
        **{
            f"cg_{k}": Output(unit_kind="length", description=f"Centre of gravity along basic {k}.")
            for k in "xyz"
        },
        **{
            f"inertia_{k}": Output(
                unit_kind="inertia",
                description=f"Tensor about the centre of gravity, {k}; basic axes, products < 0.",
            )
            for k in PLACES
        },
        **{
            f"principal_{k}": Output(
                unit_kind="inertia", description=f"Principal inertia {k} of 3, smallest first."
            )
            for k in (1, 2, 3)
        },
    }
    tables: ClassVar[tuple[Table, ...]] = ()

    def measure(self, results: Results) -> dict[str, float]:
        """Mass properties.

        Raises:
            SolveFailed: the deck does not give the mass of all its elements.
        """
        if results.mass is None:
            raise SolveFailed("parse", " ".join(results.warnings) or "The deck gives no mass.")
        centre, tensor = results.mass.centre, results.mass.inertia
        principal = np.linalg.eigvalsh(tensor)
        return {
            "mass": results.mass.mass,
            **{f"cg_{k}": float(centre["xyz".index(k)]) for k in "xyz"},
            **{f"inertia_{k}": float(tensor[place]) for k, place in PLACES.items()},
            **{f"principal_{k + 1}": float(principal[k]) for k in range(3)},
        }
