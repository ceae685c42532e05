"""Thermal materials: isotropic, MAT4, and anisotropic, MAT5."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_material, unsupported

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class Conducting:
    """What conducts heat.

    Attributes:
        tensor: Heat flux against the gradient of temperature, in material axes, shape (3, 3).
        generation: What QVOL is multiplied with.
        directed: Whether the tensor depends on the axes.
    """

    tensor: Floats
    generation: float
    directed: bool

    def turned(self, axes: Floats) -> Floats:
        """The tensor in the basic frame, shape (3, 3).

        Args:
            axes: Rows are the material axes in the basic frame, shape (3, 3).
        """
        return np.asarray(axes.T @ self.tensor @ axes)


def conducting(bdf: "BDF", mid: int, owner: str, directions: int) -> Conducting:
    """The conductivity of a material.

    Args:
        directions: How many of its axes conduct: 1 in a line, 2 in a shell, 3 in a solid.

    Raises:
        Fatal: it is not in the deck, or conducts nothing.
    """
    card = _card(bdf, mid, owner)
    tensor = _tensor(card)
    if np.linalg.eigvalsh(tensor[:directions, :directions])[0] <= 0.0:
        raise Fatal(f"{card.type} {mid} ON {owner}: THE CONDUCTIVITY IS NOT POSITIVE.")
    generation = 1.0 if card.hgen is None else float(card.hgen)
    return Conducting(tensor, generation, card.type == "MAT5")


def film_coefficient(bdf: "BDF", mid: int, owner: str) -> float:
    """The coefficient of heat transfer H of a MAT4.

    Raises:
        Fatal: it is not in the deck, or has none.
    """
    card = _card(bdf, mid, owner)
    if card.type != "MAT4":
        raise unsupported(f"{card.type} {mid} ON {owner}")
    if card.H is None or card.H < 0:
        raise Fatal(f"MAT4 {mid} ON {owner} HAS NO COEFFICIENT OF HEAT TRANSFER H.")
    return float(card.H)


def _card(bdf: "BDF", mid: int, owner: str) -> Any:
    if mid not in bdf.thermal_materials:
        raise undefined_material(owner, mid)
    return bdf.thermal_materials[mid]


def _tensor(card: Any) -> Floats:
    if card.type == "MAT4":
        return float(card.k or 0.0) * np.eye(3)
    xx, xy, xz, yy, yz, zz = (
        float(getattr(card, name) or 0.0) for name in ("kxx", "kxy", "kxz", "kyy", "kyz", "kzz")
    )
    return np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
