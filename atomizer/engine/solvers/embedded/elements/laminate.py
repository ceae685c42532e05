"""Classical lamination theory: what a stack of plies resists, and where its stresses are.

Jones, Mechanics of Composite Materials, 2nd ed.: A, B and D by section 4.2, thermal forces and
moments by section 4.5. Transverse shear follows from equilibrium: a force V in x makes the
stress tau(z) = V S(z) / EI with S the first moment about the neutral axis of the stiffness above
z, x and y apart; the flexibility is the integral of tau squared over G (the approach of MSC
Nastran's User's Guide, Composites; a single layer has 5/6 G t). Distances z count from the
reference plane along the normal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.interpolation import line_rule
from atomizer.engine.solvers.embedded.plane_material import InPlane, strain_turn

RULE = line_rule(3)  # exact for the square of a parabola


@dataclass(frozen=True)
class Ply:
    """One layer.

    Attributes:
        number: What results call it.
        material: Its material id.
        made_of: In its own axes.
        thickness: In the unit of the deck.
        angle: From the x axis of the laminate to its own, radians.
    """

    number: int
    material: int
    made_of: InPlane
    thickness: float
    angle: float


@dataclass(frozen=True)
class Laminate:
    """Plies from the bottom up.

    Attributes:
        bottom: Where the first ply begins.
    """

    plies: Sequence[Ply]
    bottom: float

    @cached_property
    def bounds(self) -> Floats:
        """Where plies begin and end, shape (n_plies + 1,)."""
        return self.bottom + np.cumsum([0.0, *(ply.thickness for ply in self.plies)])

    @property
    def middles(self) -> Floats:
        """Where the middles of plies are, shape (n_plies,)."""
        return (self.bounds[1:] + self.bounds[:-1]) / 2.0

    @cached_property
    def turned(self) -> Sequence[InPlane]:
        """What each ply is made of in the axes of the laminate."""
        return [ply.made_of.turned(ply.angle) for ply in self.plies]

    @cached_property
    def elastic(self) -> Floats:
        """A, B; B, D: forces and moments from strains and curvatures, shape (6, 6)."""
        elastic = [ply.elastic for ply in self.turned]
        a, b, d = (np.tensordot(self._moments(k), elastic, 1) for k in (0, 1, 2))
        return np.block([[a, b], [b, d]])

    @property
    def heating(self) -> Floats:
        """Forces and moments that hold a laminate a degree warmer, with their minus, (6,)."""
        held = np.array([ply.elastic @ ply.expansion for ply in self.turned])
        return np.concatenate([self._moments(k) @ held for k in (0, 1)])

    @property
    def mass(self) -> float:
        """Of a unit of area."""
        return float(sum(ply.made_of.density * ply.thickness for ply in self.plies))

    @property
    def shear(self) -> Floats:
        """Transverse forces xz, yz from shear strains, shape (2, 2); 0 is no flexibility."""
        soft = np.zeros((2, 2))
        for number, ply in enumerate(self.turned):
            if ply.shear.any():
                soft += self._softness(number, np.linalg.inv(ply.shear))
        return np.linalg.inv(soft) if soft.any() else soft

    @property
    def shear_flow(self) -> Floats:
        """Transverse stresses xz, yz by a unit force each at the top of each ply, (n_plies, 2)."""
        return np.array([self._flow(z) for z in self.bounds[1:]])

    def ply_stress(self) -> Floats:
        """Stresses 11, 22, 12 at the middles from strains and curvatures, (n_plies, 3, 6)."""
        rows = []
        for ply, z in zip(self.plies, self.middles, strict=True):
            stress = ply.made_of.elastic @ strain_turn(ply.angle)
            rows.append(np.hstack([stress, z * stress]))
        return np.array(rows)

    def _moments(self, power: int) -> Floats:
        """Integrals of a power of z over each ply, shape (n_plies,)."""
        return np.asarray(np.diff(self.bounds ** (power + 1)) / (power + 1))

    @cached_property
    def _stiff(self) -> Floats:
        """Stiffness of each ply along x and along y, shape (n_plies, 2)."""
        return np.array([np.diag(ply.elastic)[:2] for ply in self.turned])

    @cached_property
    def _neutral(self) -> Floats:
        """Neutral axis of bending along x and along y, shape (2,)."""
        return np.asarray(self._moments(1) @ self._stiff / (self._moments(0) @ self._stiff))

    @cached_property
    def _rigidity(self) -> Floats:
        """Rigidity of bending along x and along y about the neutral axis, shape (2,)."""
        about_zero = self._moments(2) @ self._stiff
        return np.asarray(about_zero - self._neutral**2 * (self._moments(0) @ self._stiff))

    def _flow(self, z: float) -> Floats:
        """S(z) / EI along x and along y, shape (2,)."""
        ends = np.maximum(self.bounds, z)
        first = np.diff(ends**2) / 2.0 @ self._stiff - self._neutral * (np.diff(ends) @ self._stiff)
        return np.asarray(first / self._rigidity)

    def _softness(self, number: int, soft: Floats) -> Floats:
        """Shear strains that transverse forces make in a ply, by their work, shape (2, 2)."""
        lower, upper = self.bounds[number : number + 2]
        total = np.zeros((2, 2))
        for place, weight in RULE:
            flow = self._flow((lower + upper + place * (upper - lower)) / 2.0)
            total += weight * (upper - lower) / 2.0 * np.outer(flow, flow) * soft
        return total
