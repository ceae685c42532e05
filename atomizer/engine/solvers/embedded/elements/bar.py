"""CBAR and CBEAM: a straight beam with offsets, pin flags, shear flexibility and taper.

Plane 1 is the element's x-y plane and holds the orientation vector v: z = x times v (MSC Nastran
Quick Reference Guide, entry CBAR). Offsets W are rigid links from the grid points to the ends,
which are the shear centres; the axial force, the mass and the moments of a section are those about
its neutral axis, the torque is that about the shear centre.
The coupled mass has no inertia of bending: cubic functions across the axis, and along it the mean
of lumped and consistent mass as for rods. A beam has inertia about its axis and a bar has none, as
Nastran has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints, skew, transpose, unit
from atomizer.engine.solvers.embedded.elements.bar_axes import bar_axes, bar_offsets
from atomizer.engine.solvers.embedded.elements.bar_section import read_section
from atomizer.engine.solvers.embedded.elements.beam_section import read_beam_section
from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.elements.profile import Sections, Values, stacked
from atomizer.engine.solvers.embedded.elements.section import Section
from atomizer.engine.solvers.embedded.elements.timoshenko import (
    Along,
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
        density: Shape (n,).
        expansion: Thermal strain of a degree, shape (n,).
        reference: Temperature without thermal strain, shape (n,).
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
    density: Floats
    expansion: Floats
    reference: Floats
    young: Floats
    shear: Floats
    pinned: Bools
    components: int = 6

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        return transpose(self.to_local) @ self.local @ self.to_local

    def masses(self) -> Floats:
        """The mass at each end so that its centre stays, shape (n, 2)."""
        total = np.zeros((len(self.ids), 2))
        for place, weight, mass, _ in self._weights():
            total += (weight * mass * self.length * np.stack([1.0 - place, place])).T
        return total

    def spins(self) -> Floats:
        """The inertia about the axis shared by the ends, basic frame, shape (n, 2, 3, 3)."""
        axis, total = self.to_local[:, 0, :3], np.zeros((len(self.ids), 2))
        for place, weight, _, spin in self._weights():
            total += (weight * spin * self.length * np.stack([1.0 - place, place])).T
        about = axis[:, None, :, None] * axis[:, None, None, :]
        return np.asarray(total[..., None, None] * about)

    def coupled(self) -> Floats:
        """Coupled mass in the basic frame, shape (n, 12, 12)."""
        local = beam_mass(self.length, self._weights())
        to_axis = self._to_neutral_axis()
        return transpose(to_axis) @ local @ to_axis

    def volumes(self) -> Floats:
        """Shape (n,)."""
        return self.section.mean().area * self.length

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
        made = (self.length[one], self.young[one], self.shear[one], self.section.rows(one))
        return np.asarray(beam_flexibility(*made, np.array([length]))[0])

    def stress(
        self, motion: Floats, heat: Floats | None = None, spread: Floats | None = None
    ) -> Floats:
        """Bending stress at C, D, E, F of both ends and the axial stress, shape (n, 9).

        Columns: C, D, E, F at end A; C, D, E, F at end B; axial at end A. Where a beam tapers,
        those of end B hold the rest of the axial stress there too.

        Args:
            spread: Equivalent forces of loads between the ends, element axes, shape (n, 12).
        """
        inner = self.inner_forces(motion, heat, spread)
        places = (self.section.points, self.section.end_points)
        sections = self.section.ends()
        at_a, at_b = (
            bending_stress(inner[:, end, 0], inner[:, end, 1], at, sections[end])
            for end, at in enumerate(places)
        )
        axial, at_end = (inner[:, end, 4] / sections[end].area for end in (0, 1))
        more = (at_end - axial)[:, None]
        return np.concatenate([at_a, at_b + more, axial[:, None]], axis=1)

    def inner_forces(
        self, motion: Floats, heat: Floats | None = None, spread: Floats | None = None
    ) -> Floats:
        """What the sections at end A and end B carry, shape (n, 2, 6).

        Moments in planes 1 and 2, shear in planes 1 and 2, axial force, torque, as Nastran signs
        them (MSC Nastran Quick Reference Guide, entry CBAR, figure of the element forces): stress
        is -M y / I, shear is the fall of the moment along the bar, tension is positive. Moments
        are those about the neutral axis.
        """
        forces = self.forces(motion, heat, spread).reshape(-1, 2, 6)
        inner = signed(forces * np.array([[-1.0], [1.0]]))
        arms = [np.stack([end.n1, end.n2], axis=1) for end in self.section.ends()]
        inner[..., :2] += np.stack(arms, axis=1) * inner[..., 4:5]
        return np.asarray(inner)

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
        section = self.section.mean()
        polar = (section.i1 + section.i2) / section.area
        to_axis = self._to_neutral_axis()
        return transpose(to_axis) @ beam_geometric(self.length, pull, polar) @ to_axis

    def _stretch(self, heat: Floats) -> Floats:
        """Forces in element axes that stretch the bar as heat does, shape (n, 12)."""
        strain = self.expansion * (heat.mean(axis=1) - self.reference)
        return np.asarray(self.local[:, :, 6] * (strain * self.length)[:, None])

    def _weights(self) -> Iterator[Along]:
        """Places, weights, mass and inertia about the axis of a unit of length, each (n,)."""
        beam = float(self.card == "CBEAM")
        for place, weight, at in self.section.along():
            spin = self.density * (at.i1 + at.i2) * beam + at.nsi
            yield place, weight, self.density * at.area + at.nsm, spin

    def _to_neutral_axis(self) -> Floats:
        """Motion of the neutral axis at both ends in element axes, shape (n, 12, 12)."""
        arms = np.zeros((len(self.ids), 2, 3))
        for number, end in enumerate(self.section.ends()):
            arms[:, number, 1], arms[:, number, 2] = end.n1, end.n2
        identity = np.tile(np.eye(3), (len(self.ids), 1, 1))
        return _to_local(identity, arms) @ self.to_local


def signed(carried: Floats) -> Floats:
    """Forces and moments a section carries, signed and in the order of `Bars.inner_forces`."""
    return np.asarray(carried[..., [5, 4, 1, 2, 0, 3]] * np.array([1, -1, 1, 1, 1, 1]))


def bending_stress(moment_1: Floats, moment_2: Floats, points: Floats, s: Values) -> Floats:
    """Stress at the four points from E I v'' and E I w'', shape (n, 4).

    Timoshenko and Goodier, Theory of Elasticity, article 102, with the product of inertia:
    sigma = -(curvature 1) E y - (curvature 2) E z from the neutral axis.
    """
    determinant = s.i1 * s.i2 - s.i12**2
    bend_1 = (moment_1 * s.i2 - moment_2 * s.i12) / determinant
    bend_2 = (moment_2 * s.i1 - moment_1 * s.i12) / determinant
    y, z = points[..., 0] - s.n1[:, None], points[..., 1] - s.n2[:, None]
    return -bend_1[:, None] * y - bend_2[:, None] * z


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
    young, shear, density, expansion, reference = columns
    return Bars(
        card=cards[0].type,
        ids=ids_of(cards),
        nodes=nodes,
        length=length,
        to_local=_to_local(axes, offsets),
        local=_pinned(cards, beam_stiffness(length, young, shear, section)),
        section=section,
        density=density,
        expansion=expansion,
        reference=reference,
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
    """Sections; E, G, density, thermal strain, its reference: (5, n)."""
    props = [model.property_of(card) for card in cards]
    for card, prop in zip(cards, props, strict=True):
        if prop.type not in SECTIONS[card.type]:
            raise unsupported(f"{prop.type} {prop.pid} ON {card.type} {card.eid}")
        if any(getattr(card, warping, 0) for warping in ("sa", "sb")):
            raise unsupported(f"WARPING POINTS SA, SB ON {card.type}", str(card.eid))
    known = {prop.pid: _property(model, prop) for prop in props}
    rows = [known[prop.pid] for prop in props]
    columns = np.array([row[1:] for row in rows], float).T
    return stacked([row[0] for row in rows]), columns


def _property(model: Model, prop: Any) -> tuple[Section, *tuple[float, ...]]:
    made_of = model.material(prop.mid, f"{prop.type} {prop.pid}")
    section = read_section(prop) if prop.type in SECTIONS["CBAR"] else read_beam_section(prop)
    rest = (made_of.density, made_of.expansion, made_of.reference)
    return section, made_of.young, made_of.shear, *rest


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
