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

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, determinant, inverse, transpose
from atomizer.engine.solvers.embedded.elements.family import by_pieces, ids_of, on_translations
from atomizer.engine.solvers.embedded.elements.material_axes import material_angles
from atomizer.engine.solvers.embedded.elements.membrane import drilling, incompatible_strain, strain
from atomizer.engine.solvers.embedded.elements.normals import nodal_normals
from atomizer.engine.solvers.embedded.elements.plate import (
    Sides,
    curvature,
    read_sides,
    shear_force,
    shear_strain,
)
from atomizer.engine.solvers.embedded.elements.shapes import (
    EXTRAPOLATION,
    SHAPES,
    Point,
    Shape,
    jacobian,
)
from atomizer.engine.solvers.embedded.elements.shell_frame import (
    ShellFrame,
    onto_plane,
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
        normals: Unit normal at each node in the basic frame, shape (n, m, 3).
        lift: Height of the nodes above the reference plane, shape (n, m).
        drill: Stiffness of the drilling springs for a unit of area, shape (n,).
    """

    card: str
    ids: Ints
    nodes: Ints
    frame: ShellFrame
    section: ShellSections
    normals: Floats
    lift: Floats
    drill: Floats
    components: int = 6

    @property
    def shape(self) -> Shape:
        """Quadrilateral or triangle."""
        return SHAPES[self.card]

    @cached_property
    def to_plane(self) -> Floats:
        """Motion of the mean plane in element axes from that of the nodes, (n, 6 m, 6 m)."""
        return to_plane(self.shape, self.frame, self.normals, self.lift)

    @cached_property
    def sides(self) -> Sides:
        """Sides of the plates."""
        return read_sides(self.shape, self.frame.plane, self.section.bending, self.section.shear)

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 6 m, 6 m)."""
        return by_pieces(self, type(self)._stiffness)

    def masses(self) -> Floats:
        """Mass at each node by the integral of its shape function, shape (n, m)."""
        parts = [
            self.shape.functions(point)[None] * (area * self._at(point).area_mass)[:, None]
            for point, area in self._points
        ]
        return np.asarray(np.sum(parts, axis=0))

    def volumes(self) -> Floats:
        """Shape (n,)."""
        parts = [area * self._at(point).thickness for point, area in self._points]
        return np.asarray(np.sum(parts, axis=0))

    def areas(self) -> Floats:
        """Shape (n,)."""
        return np.asarray(np.sum([area for _, area in self._points], axis=0))

    def coupled(self) -> Floats:
        """Coupled mass of the translations, without rotatory inertia, shape (n, 6 m, 6 m)."""
        m = self.shape.nodes
        share = np.zeros((len(self.ids), m, m))
        for point, area in self._points:
            functions = self.shape.functions(point)
            mass = area * self._at(point).area_mass
            share += mass[:, None, None] * np.outer(functions, functions)
        return on_translations(share, 6)

    def heating(self, heat: Floats) -> Floats:
        """Forces of the thermal strains and curvatures, shape (n, 6 m)."""
        force = np.zeros((len(self.ids), 6 * self.shape.nodes, 1))
        for point, area in self._points:
            held = self._at(point).elastic @ self._free(point, heat)
            force += transpose(self._strain_matrix(point)) @ held * area[:, None, None]
        return np.asarray((transpose(self.to_plane) @ force)[..., 0])

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stresses xx, yy, xy in element axes at the centre, fibres Z1 and Z2, (n, 2, 3)."""
        return self._fibre_stress(self.shape.centre, motion, heat)

    def corner_stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stresses of quadrilaterals as `stress`, at the corners, shape (n, 4, 2, 3).

        They are those of the integration points, carried on bilinearly.
        """
        return by_pieces(self, type(self)._corner_stress, motion, heat)

    def _corner_stress(self, motion: Floats, heat: Floats | None) -> Floats:
        inner = [self._fibre_stress(point, motion, heat) for point, _ in self.shape.points]
        return np.asarray(np.einsum("cp,pn...->nc...", EXTRAPOLATION, np.stack(inner)))

    def elastic_strain(self, point: Point, motion: Floats, heat: Floats | None = None) -> Floats:
        """Strains and curvatures at a point less the thermal ones, shape (n, 6, 1)."""
        whole = self._strain_matrix(point) @ self._local(motion)
        if self.shape.nodes == 4 and point != self.shape.centre:
            whole[:, :3] += self._incompatible(point) @ (self._modes @ self._local(motion))
        return whole if heat is None else whole - self._free(point, heat)

    def forces(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Forces and moments of a unit of length in element axes at the centre, shape (n, 8).

        Membrane xx, yy, xy; moments xx, yy, xy, positive where they press the upper fibre, as
        Nastran signs them; transverse shear x, y.
        """
        centre = self.shape.centre
        within = self._at(centre).elastic
        whole = (within @ self.elastic_strain(centre, motion, heat))[..., 0]
        return np.hstack([whole[:, :3], -whole[:, 3:], self.transverse(motion)])

    def transverse(self, motion: Floats) -> Floats:
        """Transverse forces x, y of a unit of length at the centre, shape (n, 2)."""
        centre = self.shape.centre
        inverted = inverse(self._jacobian(centre))
        across = shear_force(self.shape, centre, inverted, self.sides, self.section.shear)
        return np.asarray((across @ self._local(motion))[..., 0])

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stiffness by the membrane forces at the centre, shape (n, 6 m, 6 m).

        Cook, Malkus, Plesha and Witt, section 18.4: forces times products of the slopes of u, v, w.
        """
        force = self.forces(motion, heat)[:, :3]
        tensor = force[:, [0, 2, 2, 1]].reshape(-1, 2, 2)
        m = self.shape.nodes
        share = np.zeros((len(self.ids), m, m))
        for point, area in self._points:
            slopes = inverse(self._jacobian(point)) @ self.shape.slopes(point).T
            share += transpose(slopes) @ (tensor * area[:, None, None]) @ slopes
        return transpose(self.to_plane) @ on_translations(share, 6) @ self.to_plane

    def _fibre_stress(self, point: Point, motion: Floats, heat: Floats | None) -> Floats:
        """Stresses xx, yy, xy at both fibres of a point, shape (n, 2, 3)."""
        strains = self.elastic_strain(point, motion, heat)
        return np.asarray((self._at(point).fibre_stress @ strains[:, None])[..., 0])

    def _local(self, motion: Floats) -> Floats:
        """Motion of the mean plane in element axes, shape (n, 6 m, 1)."""
        return onto_plane(self.shape, self.frame, self.normals, self.lift, motion)[..., None]

    def _free(self, point: Point, heat: Floats) -> Floats:
        """Thermal strains and curvatures at a point, shape (n, 6, 1)."""
        degrees = heat @ self.shape.functions(point) - self.section.reference
        return (self.section.expansion * degrees[:, None])[..., None]

    def _at(self, point: Point) -> ShellSections:
        return self.section.at(self.shape.functions(point))

    @cached_property
    def _points(self) -> list[tuple[Point, Floats]]:
        """Integration points, and the area that belongs to each, shape (n,)."""
        return [(point, weight * self._determinant(point)) for point, weight in self.shape.points]

    def _jacobian(self, point: Point) -> Floats:
        return jacobian(self.shape.slopes(point), self.frame.plane)

    def _determinant(self, point: Point) -> Floats:
        return np.asarray(determinant(self._jacobian(point)))

    @cached_property
    def _strain_matrices(self) -> list[Floats]:
        """At the integration points."""
        return [self._strain_matrix(point) for point, _ in self.shape.points]

    def _strain_matrix(self, point: Point) -> Floats:
        """Strains and curvatures at a point from the freedoms of the nodes, shape (n, 6, 6 m)."""
        inverted = inverse(self._jacobian(point))
        stretch = strain(self.shape, point, inverted)
        return np.concatenate([stretch, curvature(self.shape, point, inverted, self.sides)], axis=1)

    def _stiffness(self) -> Floats:
        """All strains at all points times the forces they make, as one product an element."""
        pairs = [pair for k in range(len(self.shape.points)) for pair in self._held_at(k)]
        pairs.append(self._drilling())
        if self.shape.nodes == 4:
            own, coupling = self._condensed
            pairs.append((coupling, np.linalg.solve(own, coupling) * -self.section.has_membrane))
        strains, forces = (np.concatenate(each, axis=1) for each in zip(*pairs, strict=True))
        local = transpose(strains) @ forces
        return np.asarray(transpose(self.to_plane) @ local @ self.to_plane)

    def _held_at(self, k: int) -> list[tuple[Floats, Floats]]:
        """Strains at an integration point and the forces they make, by the freedoms of nodes."""
        (point, area), matrix = self._points[k], self._strain_matrices[k]
        section, inverted = self._at(point), inverse(self._jacobian(point))
        slip = shear_strain(self.shape, point, inverted, self.sides)
        elastic, shear = (stiff * area[:, None, None] for stiff in (section.elastic, section.shear))
        return [(matrix, elastic @ matrix), (slip, shear @ slip)]

    @cached_property
    def _modes(self) -> Floats:
        """The incompatible modes from the freedoms of the nodes, shape (n, 4, 24)."""
        own, coupling = self._condensed
        return -np.linalg.solve(own, coupling) * self.section.has_membrane

    @cached_property
    def _condensed(self) -> tuple[Floats, Floats]:
        """Forces on the incompatible modes by themselves, (n, 4, 4), by the nodes, (n, 4, 24)."""
        own, coupling = np.zeros((len(self.ids), 4, 4)), np.zeros((len(self.ids), 4, 24))
        for (point, area), matrix in zip(self._points, self._strain_matrices, strict=True):
            modes = self._incompatible(point)
            section = self._at(point)
            held = transpose(modes) * area[:, None, None]
            coupling += held @ section.elastic[:, :3] @ matrix
            unit = section.membrane + (1.0 - self.section.has_membrane) * np.eye(3)
            own += held @ unit @ modes
        return own, coupling

    def _incompatible(self, point: Point) -> Floats:
        """Membrane strains of the incompatible modes at a point, shape (n, 3, 4)."""
        return incompatible_strain(point, self.frame.plane, self._determinant(point))

    def _drilling(self) -> tuple[Floats, Floats]:
        """Stretch of the drilling springs and their forces, by the freedoms of the nodes."""
        excess = drilling(self.shape, self.frame.plane)
        spring = (self.drill * self.areas() / self.shape.nodes)[:, None, None]
        return excess, excess * spring


def read_alike(model: Model, cards: Sequence[Any], kind: type[Shells]) -> Shells:
    """The shells of one card as a batch of that kind."""
    card = cards[0].type
    nodes = model.nodes(cards)
    frame = shell_frame(model.grid.xyz[nodes])
    _need_area(cards, frame, SHAPES[card])
    angles = material_angles(model, cards, frame, model.grid.xyz[nodes].mean(axis=1))
    section = read_shell_sections(model, cards, nodes.shape[1], angles)
    lift = frame.height - np.array([[float(c.zoffset or 0.0)] for c in cards])
    normals = nodal_normals(model, nodes, frame.axes[:, 2])
    stiff = (section.bending[:, 0, 0] > 0).astype(float)
    drill = 1e-6 * model.number("K6ROT", 100.0) * section.shear_membrane * stiff
    return kind(card, ids_of(cards), nodes, frame, section, normals, lift, drill)


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
