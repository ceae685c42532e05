"""Isotropic material, MAT1."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_material, unsupported

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class Isotropic:
    """Young's modulus, shear modulus, Poisson's ratio and density, in the units of the deck."""

    young: float
    shear: float
    poisson: float
    density: float

    def plane_stress(self) -> Floats:
        """Stresses xx, yy, xy from strains xx, yy, gamma xy, shape (3, 3)."""
        e, nu = self.young, self.poisson
        rows = [[1.0, nu, 0.0], [nu, 1.0, 0.0], [0.0, 0.0, (1.0 - nu) / 2.0]]
        return e / (1.0 - nu * nu) * np.array(rows)


def material(bdf: "BDF", mid: int, owner: str) -> Isotropic:
    """The material of that id.

    Raises:
        Fatal: not in the deck, not a MAT1, or not a material that can exist.
    """
    if mid not in bdf.materials:
        raise undefined_material(owner, mid)
    card = bdf.materials[mid]
    if card.type != "MAT1":
        raise unsupported(f"{card.type} {mid} ON {owner}")
    young, shear, poisson = float(card.e or 0.0), float(card.g or 0.0), float(card.nu or 0.0)
    if young < 0 or shear < 0 or not -1.0 < poisson <= 0.5:
        raise Fatal(f"MAT1 {mid}: E {young:g}, G {shear:g}, NU {poisson:g} IS NOT A MATERIAL.")
    return Isotropic(young, shear, poisson, float(card.rho or 0.0))
