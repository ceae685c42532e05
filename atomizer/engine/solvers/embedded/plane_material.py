"""Materials of layers in plane stress: MAT1, MAT2 and MAT8, and how they turn.

Jones, Mechanics of Composite Materials, 2nd ed.: sections 2.5 (orthotropic layer), 2.6 (turned) and
4.5 (thermal strain). Fields: MSC Nastran Quick Reference Guide, entries MAT2 and MAT8.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.material import card_of, material

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class InPlane:
    """What a layer is made of, in its own axes.

    Attributes:
        elastic: Stresses xx, yy, xy from strains xx, yy, gamma xy, shape (3, 3).
        shear: Stresses xz, yz from shear strains, shape (2, 2); 0 is no flexibility.
        density: In the unit of the deck.
        expansion: Thermal strains xx, yy, gamma xy of a degree, shape (3,).
        reference: Temperature without thermal strain.
        directed: Whether it depends on the axes.
    """

    elastic: Floats
    shear: Floats
    density: float
    expansion: Floats
    reference: float
    directed: bool

    def turned(self, angle: float) -> "InPlane":
        """The same in axes its own x axis is `angle` (radians) from."""
        strain, shear = strain_turn(angle), shear_turn(angle)
        return replace(
            self,
            elastic=strain.T @ self.elastic @ strain,
            shear=shear.T @ self.shear @ shear,
            expansion=np.linalg.solve(strain, self.expansion),
        )


NOTHING = InPlane(np.zeros((3, 3)), np.zeros((2, 2)), 0.0, np.zeros(3), 0.0, directed=False)


def strain_turn(angle: ArrayLike) -> Floats:
    """Strains xx, yy, gamma xy in axes turned by an angle (radians), shape (..., 3, 3)."""
    c, s = np.cos(angle), np.sin(angle)
    rows = [[c * c, s * s, c * s], [s * s, c * c, -c * s], [-2 * c * s, 2 * c * s, c * c - s * s]]
    return _stacked(rows)


def shear_turn(angle: ArrayLike) -> Floats:
    """Shear strains or forces xz, yz in axes turned by an angle (radians), shape (..., 2, 2)."""
    c, s = np.cos(angle), np.sin(angle)
    return _stacked([[c, s], [-s, c]])


def _stacked(rows: Any) -> Floats:
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def plane_material(bdf: "BDF", mid: int, owner: str) -> InPlane:
    """The material of that id for shells, MAT1, MAT2 or MAT8.

    Raises:
        Fatal: not in the deck, none of these, or not a material that can exist.
    """
    card = card_of(bdf, mid, owner)
    if card.type == "MAT8":
        return _orthotropic(card)
    if card.type == "MAT2":
        found = _anisotropic(card)
        _need_positive(found.elastic, f"MAT2 {mid}")
        return found
    made_of = material(bdf, mid, owner)
    return InPlane(
        elastic=made_of.plane_stress(),
        shear=np.eye(2) * made_of.shear,
        density=made_of.density,
        expansion=made_of.expansion * np.array([1.0, 1.0, 0.0]),
        reference=made_of.reference,
        directed=False,
    )


def shear_material(bdf: "BDF", mid: int, owner: str) -> InPlane:
    """A material for transverse shear alone: G11, G12, G22 of a MAT2 are its stiffness."""
    card = card_of(bdf, mid, owner)
    if card.type != "MAT2":
        return plane_material(bdf, mid, owner)
    mixed = _number(card.G12)
    shear = np.array([[_number(card.G11), mixed], [mixed, _number(card.G22)]])
    _need_positive(shear, f"MAT2 {mid} FOR TRANSVERSE SHEAR")
    return replace(NOTHING, shear=shear, directed=True)


def coupling_material(bdf: "BDF", mid: int, owner: str) -> InPlane:
    """A material that couples membrane and bending: a MAT2 may be any matrix."""
    card = card_of(bdf, mid, owner)
    return _anisotropic(card) if card.type == "MAT2" else plane_material(bdf, mid, owner)


def _orthotropic(card: Any) -> InPlane:
    """A MAT8; blank G1Z and G2Z are no flexibility."""
    e1, e2, nu, g = (_number(value) for value in (card.e11, card.e22, card.nu12, card.g12))
    if not (e1 > 0 and e2 > 0 and g > 0 and nu * nu * e2 < e1):
        said = f"E1 {e1:g}, E2 {e2:g}, NU12 {nu:g}, G12 {g:g}"
        raise Fatal(f"MAT8 {card.mid}: {said} IS NOT A MATERIAL.")
    compliance = [[1 / e1, -nu / e1, 0.0], [-nu / e1, 1 / e2, 0.0], [0.0, 0.0, 1 / g]]
    return InPlane(
        elastic=np.linalg.inv(compliance),
        shear=_across(card),
        density=_number(card.rho),
        expansion=np.array([_number(card.a1), _number(card.a2), 0.0]),
        reference=_number(card.tref),
        directed=True,
    )


def _across(card: Any) -> Floats:
    """Shear stiffness across a layer of MAT8, shape (2, 2)."""
    across = np.array([_number(card.g1z), _number(card.g2z)])
    if (across < 0).any() or (across > 0).sum() == 1:
        said = f"G1Z {across[0]:g}, G2Z {across[1]:g}"
        raise Fatal(f"MAT8 {card.mid}: {said}. GIVE BOTH OR NONE.")
    return np.diag(across)


def _anisotropic(card: Any) -> InPlane:
    """A MAT2; it has no transverse shear flexibility."""
    if card.mcsid is not None:
        raise unsupported(f"MCSID {card.mcsid} ON MAT2", str(card.mid))
    terms = [[_number(getattr(card, f"G{min(i, j)}{max(i, j)}")) for j in _AXES] for i in _AXES]
    expansion = np.array([_number(value) for value in (card.a1, card.a2, card.a3)])
    return InPlane(
        elastic=np.array(terms),
        shear=np.zeros((2, 2)),
        density=_number(card.rho),
        expansion=expansion,
        reference=_number(card.tref),
        directed=True,
    )


_AXES = (1, 2, 3)


def _need_positive(matrix: Floats, what: str) -> None:
    if np.linalg.eigvalsh(matrix)[0] <= 0:
        raise Fatal(f"{what} IS NOT POSITIVE DEFINITE.")


def _number(value: Any) -> float:
    return float(value or 0.0)
