"""CSHEAR: a thin panel that carries shear flows along its sides, and rods along them.

The field of stress is that of `shear_field`; the force of each side hangs on its two ends in equal
parts, as Nastran has it. A warped panel is computed on its mean plane; forces across it at the
corners, Nastran's kick forces, keep the panel in equilibrium (the smallest that do). F1 and F2 of
PSHEAR are areas of rods along the sides (MSC Nastran Quick Reference Guide, entry PSHEAR): F T A /
(L12 + L34) with A the area of the panel, or F T^2 / 2 where F is larger than 1.01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, transpose, unit
from atomizer.engine.solvers.embedded.elements.family import ids_of, on_translations
from atomizer.engine.solvers.embedded.elements.shear_field import SENSE, ShearField, shear_field
from atomizer.engine.solvers.embedded.elements.shell_frame import ShellFrame, shell_frame
from atomizer.engine.solvers.embedded.fatal import bad_geometry, unsupported
from atomizer.engine.solvers.embedded.model import Model

FULL = 1.01
"""Above it F1 and F2 count in units of T^2 / 2."""
GAPS = np.roll(np.eye(4), 1, axis=1) - np.eye(4)
"""What each side, a row, gains by a motion of the corners along it."""


@dataclass(frozen=True)
class Panels:
    """Shear panels as arrays over n elements.

    Attributes:
        corners: Positions in the basic frame, shape (n, 4, 3).
        field: The field of stress of c = 1.
        pattern: Forces on the corners in the field of c = 1, basic frame, shape (n, 12).
        kicks: Those of them across the panel, shape (n, 4).
        rigidity: c of a unit of work of the pattern, shape (n,).
        rods: Areas of the rods along the sides, shape (n, 4).
        young: E, shape (n,).
        thickness: Shape (n,).
        area_mass: Mass of a unit of area, shape (n,).
        expansion: Thermal strain of a degree, shape (n,).
        reference: Temperature without thermal strain, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    corners: Floats
    field: ShearField
    pattern: Floats
    kicks: Floats
    rigidity: Floats
    rods: Floats
    young: Floats
    thickness: Floats
    area_mass: Floats
    expansion: Floats
    reference: Floats
    components: int = 3

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        both = self.pattern[:, :, None] * self.pattern[:, None, :]
        stretch, springs = self._stretch(), self._springs()
        along = transpose(stretch) @ (springs[..., None] * stretch)
        return np.asarray(self.rigidity[:, None, None] * both + along)

    def masses(self) -> Floats:
        """A quarter of the mass at each corner, shape (n, 4)."""
        quarter = self.area_mass * self.field.area / 4.0
        return np.repeat(quarter[:, None], 4, axis=1)

    def coupled(self) -> Floats:
        """The same, lumped as Nastran has it for panels, shape (n, 12, 12)."""
        return on_translations(self.masses()[:, :, None] * np.eye(4), self.components)

    def volumes(self) -> Floats:
        """Shape (n,)."""
        return self.field.area * self.thickness

    def heating(self, heat: Floats) -> Floats:
        """Forces that stretch the panels as their mean temperature does, shape (n, 12)."""
        return np.asarray((self.stiffness() @ self._free(heat)[..., None])[..., 0])

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Largest shear stress at a corner, and the mean of the corners, shape (n, 2)."""
        at_corners = self.corner_stress(motion, heat)
        return np.stack([np.abs(at_corners).max(axis=1), at_corners.mean(axis=1)], axis=1)

    def corner_stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Shear stress at the corners, shape (n, 4)."""
        return np.asarray(self._level(motion, heat)[:, None] * self.field.corner_flow)

    def forces(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Forces on the corners and flows along the sides, shape (n, 16).

        Columns: forces along the sides away from the other end, at 1 from 4 and 2, at 2 from 1
        and 3, at 3 from 2 and 4, at 4 from 3 and 1; kick force at 1, flow 1-2, kick force at 2,
        flow 2-3 ... The rods have no part in them.
        """
        level = self._level(motion, heat)[:, None]
        flow = level * self.thickness[:, None] * self.field.side_flow
        pull = flow * self.field.lengths / 2.0 * SENSE
        kicks = np.stack([level * self.kicks, flow], axis=2).reshape(-1, 8)
        sides, signs = (3, 0, 0, 1, 1, 2, 2, 3), np.array([1, -1, 1, -1, 1, -1, 1, -1])
        return np.hstack([pull[:, sides] * signs, kicks])

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stiffness by the stress in the panel and by the forces in the rods, (n, 12, 12)."""
        level = self._level(motion, heat) * self.thickness
        moved = motion if heat is None else motion - self._free(heat)
        pull = self._springs() * (self._stretch() @ moved[..., None])[..., 0] / self._lengths()
        sides = self._sides()
        across = pull[..., None, None] * (np.eye(3) - sides[..., None] * sides[..., None, :])
        strings = np.einsum("sa,sb,nsij->naibj", GAPS, GAPS, across).reshape(-1, 12, 12)
        stressed = on_translations(level[:, None, None] * self.field.stiffening, 3)
        return np.asarray(stressed + strings)

    def _level(self, motion: Floats, heat: Floats | None) -> Floats:
        """The factor c of the field, shape (n,)."""
        moved = motion if heat is None else motion - self._free(heat)
        return np.asarray(self.rigidity * (self.pattern * moved).sum(axis=1))

    def _free(self, heat: Floats) -> Floats:
        """The motion of free panels at their mean temperature, shape (n, 12)."""
        strain = self.expansion * (heat.mean(axis=1) - self.reference)
        return np.asarray(strain[:, None] * self.corners.reshape(-1, 12))

    def _stretch(self) -> Floats:
        """Of each side by the motion of the corners, shape (n, 4, 12)."""
        return np.asarray(GAPS[..., None] * self._sides()[:, :, None]).reshape(-1, 4, 12)

    def _sides(self) -> Floats:
        """Unit vectors along the sides in the basic frame, shape (n, 4, 3)."""
        return unit(np.roll(self.corners, -1, axis=1) - self.corners)

    def _lengths(self) -> Floats:
        sides = np.roll(self.corners, -1, axis=1) - self.corners
        return np.asarray(np.linalg.norm(sides, axis=2))

    def _springs(self) -> Floats:
        """E A / L of the rods, shape (n, 4)."""
        return np.asarray(self.young[:, None] * self.rods / self._lengths())


def read_panels(model: Model, cards: Sequence[Any]) -> Panels:
    """The shear panels of a deck.

    Raises:
        Fatal: a property is no PSHEAR, or a panel is not convex.
    """
    nodes = model.nodes(cards)
    corners = model.grid.xyz[nodes]
    frame = shell_frame(corners)
    _need_convex(cards, frame)
    field = shear_field(frame.plane)
    young, poisson, thickness, area_mass, expansion, reference, *shares = _properties(model, cards)
    pattern, kicks = _pattern(field, frame, thickness)
    return Panels(
        card=cards[0].type,
        ids=ids_of(cards),
        nodes=nodes,
        corners=corners,
        field=field,
        pattern=pattern,
        kicks=kicks,
        rigidity=1.0 / (thickness * field.flexibility(young, poisson)),
        rods=_rods(field, thickness, np.array(shares)),
        young=young,
        thickness=thickness,
        area_mass=area_mass,
        expansion=expansion,
        reference=reference,
    )


def _need_convex(cards: Sequence[Any], frame: ShellFrame) -> None:
    sides = np.roll(frame.plane, -1, axis=1) - frame.plane
    others = np.roll(sides, -1, axis=1)
    turns = sides[..., 0] * others[..., 1] - sides[..., 1] * others[..., 0]
    bad = np.flatnonzero((turns <= 0).any(axis=1))
    if len(bad):
        card = cards[int(bad[0])]
        raise bad_geometry(card.type, int(card.eid), "IT IS NOT CONVEX")


def _properties(model: Model, cards: Sequence[Any]) -> Floats:
    """E, nu, thickness, mass of a unit of area, expansion, its reference, F1, F2: (8, n)."""
    rows = []
    for card in cards:
        prop = model.property_of(card)
        if prop.type != "PSHEAR":
            raise unsupported(f"{prop.type} {prop.pid} ON {card.type} {card.eid}")
        made_of = model.material(prop.mid, f"{prop.type} {prop.pid}")
        weight = made_of.density * prop.t + (prop.nsm or 0.0)
        twice = made_of.young / (2.0 * made_of.shear) - 1.0  # nu that goes with E and G
        rows.append([made_of.young, twice, prop.t, weight, made_of.expansion, made_of.reference])
        rows[-1] += [prop.f1 or 0.0, prop.f2 or 0.0]
    return np.array(rows, float).T


def _pattern(field: ShearField, frame: ShellFrame, thickness: Floats) -> tuple[Floats, Floats]:
    """Forces on the corners of c = 1 in the basic frame, (n, 12), and their kick forces, (n, 4)."""
    flat = thickness[:, None, None] * field.corner_forces()
    arms = np.concatenate([np.ones((*frame.height.shape, 1)), frame.plane], axis=2)
    moments = (frame.height[..., None] * flat).sum(axis=1)
    wanted = np.concatenate([np.zeros((len(flat), 1)), moments], axis=1)
    kicks = (np.linalg.pinv(transpose(arms)) @ wanted[..., None])[..., 0]
    local = np.concatenate([flat, kicks[..., None]], axis=2)
    return (local @ frame.axes).reshape(-1, 12), kicks


def _rods(field: ShearField, thickness: Floats, shares: Floats) -> Floats:
    """Areas of the rods along the sides, shape (n, 4).

    Args:
        shares: F1 and F2, shape (2, n).
    """
    both = field.lengths[:, :2] + field.lengths[:, 2:]
    part = shares.T * thickness[:, None] * field.area[:, None] / both
    areas = np.where(shares.T > FULL, shares.T * thickness[:, None] ** 2 / 2.0, part)
    return np.hstack([areas, areas])
