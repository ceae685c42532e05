"""When a ply fails: indices of four criteria and the factor of the load that is still in reserve.

An index of 1 is failure. Strengths are positive numbers, of compression too. Jones, Mechanics of
Composite Materials, 2nd ed., section 2.9: maximum stress, Tsai-Hill, Hoffman and Tsai-Wu. In the
mixed term of Tsai-Hill stands Xt where both stresses have the same sign and Xc elsewhere, as in
Nastran (MSC Nastran User's Guide, Composites).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Criterion = Literal["tsai_wu", "hill", "hoffman", "max_stress"]


@dataclass(frozen=True)
class Strength:
    """Strengths of a ply along (x) and across (y) its fibres, in tension and compression.

    Attributes:
        material: Its material id.
        shear: In its plane.
        interaction: F12 of Tsai and Wu.
    """

    material: int
    x_tension: float
    x_compression: float
    y_tension: float
    y_compression: float
    shear: float
    interaction: float = 0.0


@dataclass(frozen=True)
class LaminateStrength:
    """Strengths of a laminate.

    Attributes:
        theory: FT of its property, in capitals; empty where blank.
        bond: SB, the shear strength between its plies; 0 where blank.
        plies: By their numbers.
    """

    theory: str
    bond: float
    plies: Mapping[int, Strength] = field(default_factory=dict)


Parts = tuple[Floats, Floats]
"""What grows with the square of the load, and what grows with the load; shape (n,) each."""


def failure_index(criterion: Criterion, stress: Floats, strength: Strength) -> Floats:
    """The index of each point, shape (n,).

    Args:
        stress: 11, 22, 12, shape (3, n).
    """
    square, linear = CRITERIA[criterion](stress, strength)
    return np.asarray(square + linear)


def reserve_factor(criterion: Criterion, stress: Floats, strength: Strength) -> Floats:
    """The factor on the load at which the index is 1, infinite without stress, shape (n,)."""
    square, linear = CRITERIA[criterion](stress, strength)
    root = linear + np.sqrt(np.maximum(linear**2 + 4.0 * square, 0.0))
    return np.asarray(np.divide(2.0, root, out=np.full_like(root, np.inf), where=root > 0))


def _max_stress(stress: Floats, strength: Strength) -> Parts:
    x, y = _by_sign(stress, strength)
    parts = (np.abs(stress[0]) / x, np.abs(stress[1]) / y, np.abs(stress[2]) / strength.shear)
    return np.zeros_like(x), np.max(parts, axis=0)


def _hill(stress: Floats, strength: Strength) -> Parts:
    one, two, both = stress
    x, y = _by_sign(stress, strength)
    mixed = np.where(one * two > 0, strength.x_tension, strength.x_compression)
    square = (one / x) ** 2 - one * two / mixed**2 + (two / y) ** 2 + (both / strength.shear) ** 2
    return square, np.zeros_like(square)


def _hoffman(stress: Floats, strength: Strength) -> Parts:
    return _tensor(stress, strength, -0.5 / (strength.x_tension * strength.x_compression))


def _tsai_wu(stress: Floats, strength: Strength) -> Parts:
    return _tensor(stress, strength, strength.interaction)


def _tensor(stress: Floats, strength: Strength, interaction: float) -> Parts:
    """F1 s1 + F2 s2 + F11 s1^2 + F22 s2^2 + F66 s12^2 + 2 F12 s1 s2."""
    one, two, both = stress
    s = strength
    square = one**2 / (s.x_tension * s.x_compression) + two**2 / (s.y_tension * s.y_compression)
    square = square + (both / s.shear) ** 2 + 2.0 * interaction * one * two
    linear = (1.0 / s.x_tension - 1.0 / s.x_compression) * one
    return square, linear + (1.0 / s.y_tension - 1.0 / s.y_compression) * two


def _by_sign(stress: Floats, strength: Strength) -> tuple[Floats, Floats]:
    """Strengths along and across, of tension where the stress is positive."""
    x = np.where(stress[0] >= 0, strength.x_tension, strength.x_compression)
    return x, np.where(stress[1] >= 0, strength.y_tension, strength.y_compression)


CRITERIA: Mapping[Criterion, Callable[[Floats, Strength], Parts]] = {
    "tsai_wu": _tsai_wu,
    "hill": _hill,
    "hoffman": _hoffman,
    "max_stress": _max_stress,
}
