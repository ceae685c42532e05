"""CBAR and CBEAM: a straight prismatic beam with offsets, pin flags and shear flexibility.

Plane 1 is the element's x-y plane and holds the orientation vector v: z = x times v (MSC Nastran
Quick Reference Guide, entry CBAR). Offsets W are rigid links from the grid points to the ends.
The coupled mass has no inertia of bending: cubic functions across the axis, and along it the mean
of lumped and consistent mass as for rods. A beam has inertia about its axis and a bar has none, as
Nastran has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints, skew, transpose, unit
from atomizer.engine.solvers.embedded.elements.bar_axes import bar_axes, bar_offsets
from atomizer.engine.solvers.embedded.elements.bar_section import read_section
from atomizer.engine.solvers.embedded.elements.beam_section import read_beam_section
from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.elements.section import (
    Section,
    Sections,
    stacked,
)
from atomizer.engine.solvers.embedded.elements.timoshenko import (
    beam_flexibility,
    beam_geometric,
    beam_mass,
    beam_stiffness,
    released,
)
from atomizer.engine.solvers.embedded.fatal import bad_geometry, unsupported
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Bars:
    """Bars as arrays over n elements.

    Attributes:
        length: Between the ends, after the offsets, shape (n,).
        to_local: Motion of the ends in element axes from that of the nodes, shape (n, 12, 12).
        local: Stiffness in element axes, pin flags applied, shape (n, 12, 12).
        line_mass: Mass of a unit of length, shape (n,).
        expansion: Thermal strain of a degree, shape (n,).
        reference: Temperature without thermal strain, shape (n,).
        spin: Inertia of a unit of length about the axis, shape (n,).
        young: E, shape (n,).
        shear: G, shape (n,).
        pinned: Whether there are pin flags, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    length: Floats
    to_local: Floats
    local: Floats
    section: Sections
    line_mass: Floats
    expansion: Floats
    reference: Floats
    spin: Floats
    young: Floats
    shear: Floats
    pinned: Bools
    components: int = 6

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        return transpose(self.to_local) @ self.local @ self.to_local

    def masses(self) -> Floats:
        """Half of the mass at each end, shape (n, 2)."""
        return np.repeat((self.line_mass * self.length / 2.0)[:, None], 2, axis=1)

    def spins(self) -> Floats:
        """Half of the inertia about the axis at each end, basic frame, shape (n, 2, 3, 3)."""
        axis = self.to_local[:, 0, :3]
        half = (self.spin * self.length / 2.0)[:, None, None]
        both = half * axis[:, :, None] * axis[:, None, :]
        return np.stack([both, both], axis=1)

    def coupled(self) -> Floats:
        """Coupled mass in the basic frame, shape (n, 12, 12)."""
        local = beam_mass(self.length, self.line_mass, self.spin)
        return transpose(self.to_local) @ local @ self.to_local

    def volumes(self) -> Floats:
        """Shape (n,)."""
        return self.section.area * self.length

    def heating(self, heat: Floats) -> Floats:
        """Forces of the thermal strain, shape (n, 12)."""
        return np.asarray((transpose(self.to_local) @ self._stretch(heat)[..., None])[..., 0])

    @property
    def axes(self) -> Floats:
        """Rows are the element's x, y, z axes in the basic frame, shape (n, 3, 3)."""
        return np.asarray(self.to_local[:, :3, :3])

    def flexibility(self, row: int, length: float) -> Floats:
        """Motion of the free end of a part of one bar under unit forces there, shape (6, 6)."""
        one = [row]
        part, section = np.array([length]), self.section.rows(one)
        whole = beam_flexibility(part, self.young[one], self.shear[one], section)
        return np.asarray(whole[0])

    def stress(
        self, motion: Floats, heat: Floats | None = None, spread: Floats | None = None
    ) -> Floats:
        """Bending stress at C, D, E, F of both ends and the axial stress, shape (n, 9).

        Columns: C, D, E, F at end A; C, D, E, F at end B; axial.

        Args:
            spread: Equivalent forces of loads between the ends, element axes, shape (n, 12).
        """
        inner = self.inner_forces(motion, heat, spread)
        places = (self.section.points, self.section.end_points)
        at_a, at_b = (
            self._bending(inner[:, end, 0], inner[:, end, 1], at) for end, at in enumerate(places)
        )
        axial = inner[:, 0, 4] / self.section.area
        return np.concatenate([at_a, at_b, axial[:, None]], axis=1)

    def inner_forces(
        self, motion: Floats, heat: Floats | None = None, spread: Floats | None = None
    ) -> Floats:
        """What the sections at end A and end B carry, shape (n, 2, 6).

        Moments in planes 1 and 2, shear in planes 1 and 2, axial force, torque, as Nastran signs
        them (MSC Nastran Quick Reference Guide, entry CBAR, figure of the element forces): stress
        is -M y / I, shear is the fall of the moment along the bar, tension is positive.
        """
        forces = self.forces(motion, heat, spread).reshape(-1, 2, 6)
        carried = forces * np.array([[-1.0], [1.0]])
        return np.asarray(carried[..., [5, 4, 1, 2, 0, 3]] * np.array([1, -1, 1, 1, 1, 1]))

    def forces(
        self, motion: Floats, heat: Floats | None = None, spread: Floats | None = None
    ) -> Floats:
        """Forces and moments on both ends in element axes, shape (n, 12)."""
        forces = (self.local @ (self.to_local @ motion[..., None]))[..., 0]
        held = (np.zeros(1) if heat is None else self._stretch(heat)) + (
            0.0 if spread is None else spread
        )
        return np.asarray(forces - held)

    def geometric(
        self, motion: Floats, heat: Floats | None = None, spread: Floats | None = None
    ) -> Floats:
        """Stiffness by the mean of the axial forces at the ends, shape (n, 12, 12)."""
        forces = self.forces(motion, heat, spread)
        pull = (forces[:, 6] - forces[:, 0]) / 2.0
        polar = (self.section.i1 + self.section.i2) / self.section.area
        local = beam_geometric(self.length, pull, polar)
        return transpose(self.to_local) @ local @ self.to_local

    def _stretch(self, heat: Floats) -> Floats:
        """Forces in element axes that stretch the bar as heat does, shape (n, 12)."""
        strain = self.expansion * (heat.mean(axis=1) - self.reference)
        return np.asarray(self.local[:, :, 6] * (strain * self.length)[:, None])

    def _bending(self, moment_1: Floats, moment_2: Floats, points: Floats) -> Floats:
        """Stress at the four points from E I v'' and E I w'', shape (n, 4).

        Timoshenko and Goodier, Theory of Elasticity, article 102, with the product of inertia:
        sigma = -(curvature 1) E y - (curvature 2) E z.
        """
        s = self.section
        determinant = s.i1 * s.i2 - s.i12**2
        bend_1 = (moment_1 * s.i2 - moment_2 * s.i12) / determinant
        bend_2 = (moment_2 * s.i1 - moment_1 * s.i12) / determinant
        return -bend_1[:, None] * points[..., 0] - bend_2[:, None] * points[..., 1]


def read_bars(model: Model, cards: Sequence[Any]) -> Bars:
    """The bars or the beams of a deck."""
    nodes = model.nodes(cards)
    offsets = bar_offsets(model, cards, nodes)
    ends = model.grid.xyz[nodes] + offsets
    along = ends[:, 1] - ends[:, 0]
    length = np.linalg.norm(along, axis=1)
    short = np.flatnonzero(length <= 0)
    if len(short):
        card = cards[int(short[0])]
        raise bad_geometry(card.type, int(card.eid), "ITS LENGTH IS ZERO")
    axes = bar_axes(model, cards, nodes, unit(along))
    section, columns = _properties(model, cards)
    young, shear, line_mass, expansion, reference, spin = columns
    return Bars(
        card=cards[0].type,
        ids=ids_of(cards),
        nodes=nodes,
        length=length,
        to_local=_to_local(axes, offsets),
        local=_pinned(cards, beam_stiffness(length, young, shear, section)),
        section=section,
        line_mass=line_mass,
        expansion=expansion,
        reference=reference,
        spin=spin,
        young=young,
        shear=shear,
        pinned=np.array([bool(_released(card)) for card in cards]),
    )


def _to_local(axes: Floats, offsets: Floats) -> Floats:
    """Motion of both ends in element axes from that of the nodes, shape (n, 12, 12)."""
    full = np.zeros((len(axes), 2, 2, 3, 2, 2, 3))
    for end in (0, 1):
        full[:, end, 0, :, end, 0, :] = axes
        full[:, end, 1, :, end, 1, :] = axes
        full[:, end, 0, :, end, 1, :] = -axes @ skew(offsets[:, end])
    return full.reshape(len(axes), 12, 12)


def _properties(model: Model, cards: Sequence[Any]) -> tuple[Sections, Floats]:
    """Sections; E, G, mass of a unit of length, thermal strain, its reference, spin: (6, n)."""
    props = [model.property_of(card) for card in cards]
    for card, prop in zip(cards, props, strict=True):
        if prop.type not in SECTIONS[card.type]:
            raise unsupported(f"{prop.type} {prop.pid} ON {card.type} {card.eid}")
    known = {prop.pid: _property(model, prop) for prop in props}
    rows = [known[prop.pid] for prop in props]
    columns = np.array([row[1:] for row in rows], float).T
    return stacked([row[0] for row in rows]), columns


def _property(model: Model, prop: Any) -> tuple[Section, *tuple[float, ...]]:
    made_of = model.material(prop.mid, f"{prop.type} {prop.pid}")
    section = read_section(prop) if prop.type in SECTIONS["CBAR"] else read_beam_section(prop)
    nsm = float((prop.nsm if prop.type in SECTIONS["CBAR"] else prop.nsm[0]) or 0.0)
    mass = made_of.density * section.area + nsm
    polar = section.i1 + section.i2 if prop.type in SECTIONS["CBEAM"] else 0.0
    rest = (made_of.expansion, made_of.reference, made_of.density * polar)
    return section, made_of.young, made_of.shear, mass, *rest


SECTIONS = {"CBAR": ("PBAR", "PBARL"), "CBEAM": ("PBEAM", "PBEAML")}


def _pinned(cards: Sequence[Any], local: Floats) -> Floats:
    """The same matrices with the pin flags of the cards applied, shape (n, 12, 12)."""
    pinned = local.copy()
    for row, card in enumerate(cards):
        if freedoms := _released(card):
            pinned[row] = released(local[row], freedoms)
    return pinned


def _released(card: Any) -> list[int]:
    """Freedoms of both ends that the pin flags free, 0 to 11."""
    at_a = [int(digit) - 1 for digit in str(card.pa or "") if digit != "0"]
    return at_a + [int(digit) + 5 for digit in str(card.pb or "") if digit != "0"]
