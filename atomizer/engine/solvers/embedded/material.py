"""Materials: isotropic, MAT1, and anisotropic in space, MAT9."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import (
    BadValue,
    Fatal,
    need_at_least,
    undefined_material,
    unsupported,
)

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class Isotropic:
    """An isotropic material, in the units of the deck.

    Attributes:
        young: Young's modulus.
        shear: Shear modulus.
        poisson: Poisson's ratio.
        density: Mass of a unit of volume.
        expansion: Thermal strain of a degree.
        reference: Temperature without thermal strain.
    """

    young: float
    shear: float
    poisson: float
    density: float
    expansion: float = 0.0
    reference: float = 0.0

    def plane_stress(self) -> Floats:
        """Stresses xx, yy, xy from strains xx, yy, gamma xy, shape (3, 3)."""
        e, nu = self.young, self.poisson
        rows = [[1.0, nu, 0.0], [nu, 1.0, 0.0], [0.0, 0.0, (1.0 - nu) / 2.0]]
        return e / (1.0 - nu * nu) * np.array(rows)

    def in_space(self) -> Floats:
        """Stresses xx, yy, zz, xy, yz, zx from strains, shape (6, 6).

        Timoshenko and Goodier, Theory of Elasticity, 3rd ed., equations 11 and 6.
        """
        shear = self.young / 2.0 / (1.0 + self.poisson)
        lame = 2.0 * shear * self.poisson / (1.0 - 2.0 * self.poisson)
        elastic = shear * np.diag([2.0, 2.0, 2.0, 1.0, 1.0, 1.0])
        elastic[:3, :3] += lame
        return elastic


@dataclass(frozen=True)
class InSpace:
    """What solids are made of.

    Attributes:
        elastic: Stresses xx, yy, zz, xy, yz, zx from strains, shape (6, 6).
        density: In the unit of the deck.
        expansion: Thermal strains xx, yy, zz, xy, yz, zx of a degree, shape (6,).
        reference: Temperature without thermal strain.
        directed: Whether it depends on the axes.
    """

    elastic: Floats
    density: float
    expansion: Floats
    reference: float
    directed: bool


def material(bdf: "BDF", mid: int, owner: str) -> Isotropic:
    """The isotropic material of that id.

    Raises:
        Fatal: not in the deck, not a MAT1, or not a material that can exist.
    """
    card = card_of(bdf, mid, owner)
    if card.type != "MAT1":
        raise unsupported(f"{card.type} {mid} ON {owner}")
    young, shear, poisson = float(card.e or 0.0), float(card.g or 0.0), float(card.nu or 0.0)
    if min(young, shear) < 0 or not max(young, shear) > 0 or not -1.0 < poisson <= 0.5:
        said = f"E {young:g}, G {shear:g}, NU {poisson:g} IS NOT A MATERIAL"
        raise BadValue("MAT1", mid, f"{said}: E AND G ARE 0 OR MORE, NU IS ABOVE -1, AT MOST 0.5")
    rest = (float(value or 0.0) for value in (card.rho, card.a, card.tref))
    return Isotropic(young, shear, poisson, *rest)


def solid_material(bdf: "BDF", mid: int, owner: str) -> InSpace:
    """The material of that id for solids, MAT1 or MAT9.

    Raises:
        Fatal: not in the deck, neither of these, or not a material that can exist in space.
    """
    card = card_of(bdf, mid, owner)
    if card.type == "MAT9":
        expansion = np.array([float(value or 0.0) for value in card.A])
        rest = (float(card.rho or 0.0), expansion, float(card.tref or 0.0))
        return InSpace(_anisotropic(card), *rest, directed=True)
    made_of = material(bdf, mid, owner)
    if not (made_of.young > 0 and made_of.poisson < 0.5):
        said = f"E {made_of.young:g}, NU {made_of.poisson:g} IS NOT A MATERIAL OF SOLIDS"
        raise BadValue("MAT1", mid, f"{said} ON {owner}: NU IS BELOW 0.5")
    return InSpace(
        elastic=made_of.in_space(),
        density=made_of.density,
        expansion=made_of.expansion * np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
        reference=made_of.reference,
        directed=False,
    )


def card_of(bdf: "BDF", mid: int, owner: str) -> Any:
    """The material card of that id.

    Raises:
        Fatal: not in the deck, or it weighs less than nothing.
    """
    if mid not in bdf.materials:
        raise undefined_material(owner, mid)
    card = bdf.materials[mid]
    need_at_least(card.type, mid, "RHO", float(getattr(card, "rho", 0.0) or 0.0), 0.0)
    return card


def _anisotropic(card: Any) -> Floats:
    """The matrix of a MAT9, shape (6, 6)."""
    terms = [
        [float(getattr(card, f"G{min(i, j)}{max(i, j)}") or 0.0) for j in range(1, 7)]
        for i in range(1, 7)
    ]
    elastic = np.array(terms)
    if np.linalg.eigvalsh(elastic)[0] <= 0:
        raise Fatal(f"MAT9 {card.mid} IS NOT POSITIVE DEFINITE.")
    return elastic
