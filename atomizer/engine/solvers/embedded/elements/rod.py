"""CROD, CONROD and CTUBE: axial force and torsion along a straight line.

The stiffness is E A / L along the axis and G J / L about it (Cook, Malkus, Plesha and Witt,
Concepts and Applications of Finite Element Analysis, 4th ed., section 2.2). The coupled mass is
along the axis the mean of lumped and consistent mass, across it lumped (MSC Nastran Dynamic
Analysis User's Guide, chapter "Finite Element Input Data", coupled mass).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, unit
from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.fatal import Fatal, bad_geometry, unsupported
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Rods:
    """Rods as arrays over n elements.

    Attributes:
        axis: Unit vectors from the first to the second node, shape (n, 3).
        length: Shape (n,).
        axial: E A, shape (n,).
        torsional: G J, shape (n,).
        young: E, shape (n,).
        twist: G times the radius C for torsional stress, shape (n,).
        line_mass: Mass of a unit of length, shape (n,).
        expansion: Thermal strain of a degree, shape (n,).
        reference: Temperature without thermal strain, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    axis: Floats
    length: Floats
    axial: Floats
    torsional: Floats
    young: Floats
    twist: Floats
    line_mass: Floats
    expansion: Floats
    reference: Floats
    components: int = 6

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        along = self.axis[:, :, None] * self.axis[:, None, :]
        full = np.zeros((len(self.ids), 2, 2, 3, 2, 2, 3))
        for kind, rigidity in enumerate((self.axial, self.torsional)):
            block = along * (rigidity / self.length)[:, None, None]
            for a in (0, 1):
                for b in (0, 1):
                    full[:, a, kind, :, b, kind, :] = block if a == b else -block
        return full.reshape(len(self.ids), 12, 12)

    def masses(self) -> Floats:
        """Half of the mass at each end, shape (n, 2)."""
        return np.repeat((self.line_mass * self.length / 2.0)[:, None], 2, axis=1)

    def coupled(self) -> Floats:
        """Coupled mass in the basic frame, shape (n, 12, 12)."""
        along = self.axis[:, :, None] * self.axis[:, None, :]
        across = np.eye(3) - along
        full = np.zeros((len(self.ids), 2, 2, 3, 2, 2, 3))
        mass = (self.line_mass * self.length)[:, None, None]
        for a in (0, 1):
            full[:, a, 0, :, 1 - a, 0, :] = mass * along / 12.0
            full[:, a, 0, :, a, 0, :] = mass * (along * 5.0 / 12.0 + across / 2.0)
        return full.reshape(len(self.ids), 12, 12)

    def heating(self, heat: Floats) -> Floats:
        """Forces of the thermal strain, shape (n, 12)."""
        pull = (self.axial * self._free_strain(heat))[:, None] * self.axis
        full = np.zeros((len(self.ids), 2, 2, 3))
        full[:, 0, 0], full[:, 1, 0] = -pull, pull
        return full.reshape(len(self.ids), 12)

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Axial and torsional stress, shape (n, 2)."""
        strain, twist = self._strains(motion, heat)
        return np.stack([self.young * strain, self.twist * twist], axis=1)

    def forces(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Axial force, tension positive, and torque, shape (n, 2)."""
        strain, twist = self._strains(motion, heat)
        return np.stack([self.axial * strain, self.torsional * twist], axis=1)

    def volumes(self) -> Floats:
        """Shape (n,)."""
        return self.axial / self.young * self.length

    def _strains(self, motion: Floats, heat: Floats | None) -> tuple[Floats, Floats]:
        """Axial strain without the thermal one, and twist of a unit of length, each (n,)."""
        ends = motion.reshape(-1, 2, 2, 3)
        along = ((ends[:, 1] - ends[:, 0]) * self.axis[:, None, :]).sum(-1)
        strain, twist = (along / self.length[:, None]).T
        return strain - (0.0 if heat is None else self._free_strain(heat)), twist

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stiffness across the axis by the axial force, P / L, shape (n, 12, 12)."""
        force = self.forces(motion, heat)[:, 0]
        across = np.eye(3) - self.axis[:, :, None] * self.axis[:, None, :]
        block = across * (force / self.length)[:, None, None]
        full = np.zeros((len(self.ids), 2, 2, 3, 2, 2, 3))
        for a in (0, 1):
            full[:, a, 0, :, a, 0, :], full[:, a, 0, :, 1 - a, 0, :] = block, -block
        return full.reshape(len(self.ids), 12, 12)

    def _free_strain(self, heat: Floats) -> Floats:
        """Thermal strain, shape (n,)."""
        return np.asarray(self.expansion * (heat.mean(axis=1) - self.reference))


def read_rods(model: Model, cards: Sequence[Any]) -> Rods:
    """The rods of a deck: CROD with PROD, CTUBE with PTUBE, or CONROD."""
    nodes = model.nodes(cards)
    ends = model.grid.xyz[nodes]
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    _need_length(cards, length)
    columns = np.array([_row(model, card) for card in cards]).T
    axis = unit(ends[:, 1] - ends[:, 0])
    return Rods(cards[0].type, ids_of(cards), nodes, axis, length, *columns)


def _row(model: Model, card: Any) -> tuple[float, ...]:
    """E A, G J, E, G C, mass of a unit of length, thermal strain, reference temperature."""
    prop = card if card.type == "CONROD" else model.property_of(card)
    owner = f"{prop.type} {card.eid if prop is card else card.pid}"
    if prop.type not in PROPERTIES[card.type]:
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    made_of = model.material(prop.mid, owner)
    area, torsion, fibre = _tube(prop) if prop.type == "PTUBE" else _rod(prop)
    return (
        made_of.young * area,
        made_of.shear * torsion,
        made_of.young,
        made_of.shear * fibre,
        made_of.density * area + float(prop.nsm or 0.0),
        made_of.expansion,
        made_of.reference,
    )


def rod_area(prop: Any) -> float:
    """The area of a PROD, CONROD or PTUBE."""
    return (_tube(prop) if prop.type == "PTUBE" else _rod(prop))[0]


def _rod(prop: Any) -> tuple[float, float, float]:
    """Area, torsion constant and the radius C of a PROD or CONROD."""
    if float(prop.A) < 0 or float(prop.j or 0.0) < 0:
        name = f"{prop.type} {prop.eid if prop.type == 'CONROD' else prop.pid}"
        raise Fatal(f"{name}: AREA {float(prop.A):g}, J {float(prop.j or 0.0):g} IS NOT A ROD.")
    return float(prop.A), float(prop.j or 0.0), float(prop.c or 0.0)


def _tube(prop: Any) -> tuple[float, float, float]:
    """The same of a PTUBE; a wall of zero is a full circle."""
    outer = float(prop.OD1)
    if float(prop.OD2) != outer:
        raise unsupported(f"OD2 (A TAPERED TUBE) ON PTUBE {prop.pid}")
    inner = outer - 2.0 * float(prop.t) if prop.t else 0.0
    if not 0.0 <= inner < outer:
        raise Fatal(f"PTUBE {prop.pid}: OD {outer:g}, T {float(prop.t):g} IS NOT A TUBE.")
    area = np.pi / 4.0 * (outer**2 - inner**2)
    return float(area), float(np.pi / 32.0 * (outer**4 - inner**4)), outer / 2.0


PROPERTIES = {"CROD": ("PROD",), "CTUBE": ("PTUBE",), "CONROD": ("CONROD",)}


def _need_length(cards: Sequence[Any], length: Floats) -> None:
    short = np.flatnonzero(length <= 0.0)
    if len(short):
        card = cards[int(short[0])]
        raise bad_geometry(card.type, int(card.eid), "ITS LENGTH IS ZERO")
