"""CQUAD4 and CTRIA3: plate bending, membrane and drilling on the mean plane of the facet.

Bending and shear are DKMQ or DKMT (`plate`), membrane is QM6 or constant strain (`membrane`), and a
weak spring of PARAM,K6ROT ties the rotation about the normal to that of the membrane: its stiffness
is 1e-6 K6ROT G t times the area (MSC Nastran Quick Reference Guide, parameter K6ROT, default 100).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, transpose
from atomizer.engine.solvers.embedded.elements.family import ids_of, on_translations
from atomizer.engine.solvers.embedded.elements.membrane import (
    drilling,
    incompatible_strain,
    strain,
)
from atomizer.engine.solvers.embedded.elements.normals import nodal_normals
from atomizer.engine.solvers.embedded.elements.plate import (
    Sides,
    curvature,
    read_sides,
    shear_force,
    shear_strain,
)
from atomizer.engine.solvers.embedded.elements.shapes import SHAPES, Point, Shape, jacobian
from atomizer.engine.solvers.embedded.elements.shell_frame import (
    ShellFrame,
    shell_frame,
    to_plane,
)
from atomizer.engine.solvers.embedded.elements.shell_section import (
    ShellSections,
    read_shell_sections,
)
from atomizer.engine.solvers.embedded.fatal import bad_geometry
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Shells:
    """Shells of one card as arrays over n elements with m nodes.

    Attributes:
        to_plane: Motion of the mean plane in element axes from that of the nodes,
            shape (n, 6 m, 6 m).
        drill: Stiffness of the drilling springs for a unit of area, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    frame: ShellFrame
    section: ShellSections
    to_plane: Floats
    drill: Floats
    components: int = 6

    @property
    def shape(self) -> Shape:
        """Quadrilateral or triangle."""
        return SHAPES[self.card]

    @cached_property
    def sides(self) -> Sides:
        """Sides of the plates."""
        return read_sides(self.shape, self.frame.plane, self.section.bending, self.section.shear)

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 6 m, 6 m)."""
        local = self._plate_and_membrane() + self._drilling()
        return transpose(self.to_plane) @ local @ self.to_plane

    def masses(self) -> Floats:
        """Mass at each node by the integral of its shape function, shape (n, m)."""
        parts = [
            self.shape.functions(point)[None] * (weight * self._determinant(point))[:, None]
            for point, weight in self.shape.points
        ]
        return np.asarray(np.sum(parts, axis=0) * self.section.area_mass[:, None])

    def volumes(self) -> Floats:
        """Shape (n,)."""
        return self.section.thickness * self.areas()

    def areas(self) -> Floats:
        """Shape (n,)."""
        parts = [weight * self._determinant(point) for point, weight in self.shape.points]
        return np.asarray(np.sum(parts, axis=0))

    def coupled(self) -> Floats:
        """Coupled mass of the translations, without rotatory inertia, shape (n, 6 m, 6 m)."""
        m = self.shape.nodes
        share = np.zeros((len(self.ids), m, m))
        for point, weight in self.shape.points:
            functions = self.shape.functions(point)
            area = weight * self._determinant(point) * self.section.area_mass
            share += area[:, None, None] * np.outer(functions, functions)
        return on_translations(share, 6)

    def heating(self, heat: Floats) -> Floats:
        """Forces of the thermal strain of the membrane, shape (n, 6 m)."""
        force = np.zeros((len(self.ids), 6 * self.shape.nodes, 1))
        for point, weight in self.shape.points:
            inverse = np.linalg.inv(self._jacobian(point))
            area = (weight * self._determinant(point))[:, None, None]
            held = self.section.membrane @ self._free_strain(point, heat)
            force += transpose(strain(self.shape, point, inverse)) @ held * area
        return np.asarray((transpose(self.to_plane) @ force)[..., 0])

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stresses xx, yy, xy in element axes at the centre, fibres Z1 and Z2, (n, 2, 3)."""
        centre = self.shape.centre
        inverse = np.linalg.inv(self._jacobian(centre))
        bend = curvature(self.shape, centre, inverse, self.sides) @ self._local(motion)
        mean = (self.section.membrane_stress @ self._membrane_strain(motion, heat))[..., 0]
        slope = (self.section.bending_stress @ bend)[..., 0]
        return np.asarray(mean[:, None] + self.section.fibres[..., None] * slope[:, None])

    def forces(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Forces and moments of a unit of length in element axes at the centre, shape (n, 8).

        Membrane xx, yy, xy; moments xx, yy, xy, positive where they press the upper fibre, as
        Nastran signs them; transverse shear x, y.
        """
        centre = self.shape.centre
        inverse = np.linalg.inv(self._jacobian(centre))
        moved = self._local(motion)
        membrane = self.section.membrane @ self._membrane_strain(motion, heat)
        bend = curvature(self.shape, centre, inverse, self.sides) @ moved
        across = shear_force(self.shape, centre, inverse, self.sides, self.section.shear) @ moved
        parts = (membrane, -self.section.bending @ bend, across)
        return np.asarray(np.concatenate(parts, axis=1)[..., 0])

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stiffness by the membrane forces at the centre, shape (n, 6 m, 6 m).

        Cook, Malkus, Plesha and Witt, section 18.4: forces times products of the slopes of u, v, w.
        """
        force = (self.section.membrane @ self._membrane_strain(motion, heat))[..., 0]
        tensor = force[:, [0, 2, 2, 1]].reshape(-1, 2, 2)
        m = self.shape.nodes
        share = np.zeros((len(self.ids), m, m))
        for point, weight in self.shape.points:
            slopes = np.linalg.inv(self._jacobian(point)) @ self.shape.slopes(point).T
            area = (weight * self._determinant(point))[:, None, None]
            share += transpose(slopes) @ (tensor * area) @ slopes
        return transpose(self.to_plane) @ on_translations(share, 6) @ self.to_plane

    def _local(self, motion: Floats) -> Floats:
        """Motion of the mean plane in element axes, shape (n, 6 m, 1)."""
        return self.to_plane @ motion[..., None]

    def _membrane_strain(self, motion: Floats, heat: Floats | None) -> Floats:
        """At the centre, less the thermal strain, shape (n, 3, 1)."""
        centre = self.shape.centre
        inverse = np.linalg.inv(self._jacobian(centre))
        stretch = strain(self.shape, centre, inverse) @ self._local(motion)
        return stretch if heat is None else stretch - self._free_strain(centre, heat)

    def _free_strain(self, point: Point, heat: Floats) -> Floats:
        """Thermal strains xx, yy, xy at a point, shape (n, 3, 1)."""
        degrees = heat @ self.shape.functions(point) - self.section.reference
        along = self.section.expansion * degrees
        return np.stack([along, along, np.zeros_like(along)], axis=1)[..., None]

    def _jacobian(self, point: Point) -> Floats:
        return jacobian(self.shape.slopes(point), self.frame.plane)

    def _determinant(self, point: Point) -> Floats:
        return np.asarray(np.linalg.det(self._jacobian(point)))

    def _plate_and_membrane(self) -> Floats:
        freedoms = 6 * self.shape.nodes
        total = np.zeros((len(self.ids), freedoms, freedoms))
        for point, weight in self.shape.points:
            inverse = np.linalg.inv(self._jacobian(point))
            area = (weight * self._determinant(point))[:, None, None]
            for matrix, section in (
                (strain(self.shape, point, inverse), self.section.membrane),
                (curvature(self.shape, point, inverse, self.sides), self.section.bending),
                (shear_strain(self.shape, point, inverse, self.sides), self.section.shear),
            ):
                total += transpose(matrix) @ (section * area) @ matrix
        return total - self._relaxed() if self.shape.nodes == 4 else total

    def _relaxed(self) -> Floats:
        """What the incompatible modes take off the membrane stiffness, shape (n, 24, 24)."""
        coupling = np.zeros((len(self.ids), 4, 24))
        own = np.zeros((len(self.ids), 4, 4))
        for point, weight in self.shape.points:
            determinant = self._determinant(point)
            modes = incompatible_strain(point, self.frame.plane, determinant)
            matrix = strain(self.shape, point, np.linalg.inv(self._jacobian(point)))
            forces = transpose(modes) @ self._unit_membrane * (weight * determinant)[:, None, None]
            coupling += forces @ matrix
            own += forces @ modes
        return transpose(coupling) @ np.linalg.solve(own, coupling) * self._has_membrane

    @property
    def _has_membrane(self) -> Floats:
        """1 where the section has membrane stiffness, else 0, shape (n, 1, 1)."""
        return (self.section.membrane[:, :1, :1] > 0).astype(float)

    @property
    def _unit_membrane(self) -> Floats:
        """The membrane section, or the unit matrix where it has none, shape (n, 3, 3)."""
        return self.section.membrane + (1.0 - self._has_membrane) * np.eye(3)

    def _drilling(self) -> Floats:
        excess = drilling(self.shape, self.frame.plane)
        spring = (self.drill * self.areas() / self.shape.nodes)[:, None, None]
        return transpose(excess) @ excess * spring


def read_shells(model: Model, cards: Sequence[Any]) -> Shells:
    """The shells of one card."""
    card = cards[0].type
    nodes = model.nodes(cards)
    frame = shell_frame(model.grid.xyz[nodes])
    _need_area(cards, frame, SHAPES[card])
    section = read_shell_sections(model, cards)
    lift = frame.height - np.array([[float(c.zoffset or 0.0)] for c in cards])
    plane = to_plane(SHAPES[card], frame, nodal_normals(model, nodes, frame.axes[:, 2]), lift)
    stiff = (section.bending[:, 0, 0] > 0).astype(float)
    drill = 1e-6 * model.number("K6ROT", 100.0) * section.shear_membrane * stiff
    return Shells(card, ids_of(cards), nodes, frame, section, plane, drill)


def _need_area(cards: Sequence[Any], frame: ShellFrame, shape: Shape) -> None:
    """Refuse elements without area and quadrilaterals with an angle of 180 degrees or more."""
    x = frame.plane
    ahead = x[:, shape.ends] - x[:, shape.starts]
    behind = np.roll(ahead, 1, axis=1)
    turn = behind[..., 0] * ahead[..., 1] - behind[..., 1] * ahead[..., 0]
    size = np.abs(ahead).max(axis=(1, 2)) ** 2
    worst = turn.min(axis=1)
    flat = np.flatnonzero(~(worst > 1e-10 * size))
    if len(flat):
        card = cards[int(flat[0])]
        said = "IT HAS NO AREA OR AN INTERIOR ANGLE OF 180 DEGREES OR MORE"
        raise bad_geometry(card.type, int(card.eid), said)
