"""CHEXA, CPENTA and CTETRA with corners only or with nodes in the middle of every edge.

Isoparametric elements (Zienkiewicz and Taylor, The Finite Element Method, 5th ed., volume 1,
chapters 8 and 9). CHEXA with 8 nodes has Wilson's incompatible modes 1 - x^2 along each natural
coordinate, CPENTA with 6 nodes along its height; their Jacobian is taken at the centre, so that the
patch test is passed (Taylor, Beresford and Wilson, Int. J. Numer. Meth. Engng 10 (1976) 1211-1219).
The shear strains of CHEXA with 8 nodes are assumed ones (`solid_strain`).
Masses of elements with nodes in the middle of edges are lumped in proportion to the diagonal of the
coupled mass matrix, as sums of its rows are negative at corners (Hinton, Rock and Zienkiewicz,
Earthquake Engng Struct. Dyn. 4 (1976) 245-249).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, determinant, inverse, transpose
from atomizer.engine.solvers.embedded.elements.family import by_pieces, on_translations
from atomizer.engine.solvers.embedded.elements.interpolation import Memo, Place, Rule
from atomizer.engine.solvers.embedded.elements.solid_motion import strains_in
from atomizer.engine.solvers.embedded.elements.solid_section import SolidSections
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES, SolidShape
from atomizer.engine.solvers.embedded.elements.solid_strain import (
    middle,
    shears,
    spread,
    strain,
)


@dataclass(frozen=True)
class Solids:
    """Solids of one card with m nodes as arrays over n elements.

    Attributes:
        points: Positions of the nodes in the basic frame, shape (n, m, 3).
    """

    card: str
    ids: Ints
    nodes: Ints
    points: Floats
    section: SolidSections
    components: int = 3

    @property
    def shape(self) -> SolidShape:
        """Its kind of element."""
        return SOLID_SHAPES[self.card, self.nodes.shape[1]]

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 3 m, 3 m)."""
        return by_pieces(self, type(self)._stiffness)

    def _stiffness(self) -> Floats:
        """All strains at all points times the stresses they make, as one product an element."""
        strains, stresses = self._stretched
        if self._soft:
            strains = np.concatenate([strains, self._work[0]], axis=1)
            stresses = np.concatenate([stresses, self._relaxation], axis=1)
        return np.asarray(transpose(strains) @ stresses)

    def masses(self) -> Floats:
        """Mass at each node, shape (n, m)."""
        return by_pieces(self, type(self)._masses)

    def _masses(self) -> Floats:
        parts = [
            functions * volume[:, None] if self._linear else functions**2 * volume[:, None]
            for _, functions, volume in self._samples(self.shape.mass)
        ]
        share = np.sum(parts, axis=0)
        whole = self.volumes() / share.sum(axis=1)
        return np.asarray(share * (whole * self.section.density)[:, None])

    def volumes(self) -> Floats:
        """Shape (n,)."""
        return by_pieces(self, type(self)._volumes)

    def _volumes(self) -> Floats:
        samples = self._samples(self.shape.mass)
        return np.asarray(np.sum([volume for _, _, volume in samples], axis=0))

    def coupled(self) -> Floats:
        """Coupled mass, shape (n, 3 m, 3 m)."""
        return by_pieces(self, type(self)._coupled)

    def _coupled(self) -> Floats:
        share = np.zeros((len(self.ids), self.shape.nodes, self.shape.nodes))
        for _, functions, volume in self._samples(self.shape.mass):
            mass = (volume * self.section.density)[:, None, None]
            share += mass * np.outer(functions, functions)
        return on_translations(share, 3)

    def heating(self, heat: Floats) -> Floats:
        """Forces of the thermal strain, shape (n, 3 m)."""
        return by_pieces(self, type(self)._heating, heat)

    def _heating(self, heat: Floats) -> Floats:
        force = np.zeros((len(self.ids), 3 * self.shape.nodes, 1))
        for point, functions, volume in self._samples(self.shape.stiffness):
            held = self._held(functions, heat) * volume[:, None, None]
            force += transpose(self._strain(point)) @ held
        if self._soft:
            force += transpose(self._relaxation) @ self._heated_modes(heat)[0]
        return np.asarray(force[..., 0])

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stresses xx, yy, zz, xy, yz, zx in the basic frame, shape (n, 1 + n_corners, 6).

        At the centre, then at the corners, extrapolated from the stress points.
        """
        return by_pieces(self, type(self)._corner_stress, motion, heat)

    def _corner_stress(self, motion: Floats, heat: Floats | None) -> Floats:
        sampled = list(self._stresses(self.shape.stress, motion, heat))
        return np.asarray(np.einsum("cp,pni->nci", self.shape.to_corners(), sampled))

    def geometric(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stiffness by the stress (Cook, Malkus, Plesha and Witt, section 18.4), (n, 3 m, 3 m)."""
        return by_pieces(self, type(self)._geometric, motion, heat)

    def _geometric(self, motion: Floats, heat: Floats | None) -> Floats:
        share = np.zeros((len(self.ids), self.shape.nodes, self.shape.nodes))
        rule = self.shape.stiffness
        found = zip(self._samples(rule), self._stresses(rule, motion, heat), strict=True)
        for (point, _, volume), stress in found:
            tensor = stress[:, [0, 3, 5, 3, 1, 4, 5, 4, 2]].reshape(-1, 3, 3)
            slopes = self._sloped[tuple(point)]
            share += transpose(slopes) @ (tensor * volume[:, None, None]) @ slopes
        return on_translations(share, 3)

    def _stresses(self, rule: Rule, motion: Floats, heat: Floats | None) -> Iterator[Floats]:
        """The stress at each point of a rule, shape (n, 6)."""
        strains = self._strains_of(motion)
        modes = self._modes_of(strains, heat) if self._soft else None
        for point, _ in rule:
            stretch = strains[tuple(point)]
            if modes is not None:
                stretch = stretch + self._modes[tuple(point)] @ modes
            stress = self.section.elastic @ stretch
            if heat is not None:
                stress = stress - self._held(self.shape.interpolation.functions(point), heat)
            yield np.asarray(stress[..., 0])

    def _strains_of(self, motion: Floats) -> Memo:
        """What `_strain` makes of one motion, shape (n, 6, 1), without its matrices."""
        moved = motion.reshape(len(motion), -1, 3)
        slopes = Memo(lambda place: self._sloped[place] @ moved)
        volumes = [volume for _, _, volume in self._samples(self.shape.stiffness)]
        return strains_in(self.shape, slopes, self._directions, volumes)

    def _modes_of(self, strains: Memo, heat: Floats | None) -> Floats:
        """The incompatible modes of a motion with these strains, shape (n, 3 n_bubbles, 1)."""
        forces, own = self._pressed
        places = (tuple(point) for point, _ in self.shape.stiffness)
        pushed = forces @ np.concatenate([strains[place] for place in places], axis=1)
        modes = -np.linalg.solve(own, pushed)
        return modes if heat is None else modes + self._heated_modes(heat)[1]

    def _held(self, functions: Floats, heat: Floats) -> Floats:
        """Stress of the thermal strain held back, shape (n, 6, 1)."""
        degrees = heat @ functions - self.section.reference
        free = self.section.expansion * degrees[:, None]
        return np.asarray(self.section.elastic @ free[..., None])

    def _heated_modes(self, heat: Floats) -> tuple[Floats, Floats]:
        """Forces of heat on the modes, and the modes it makes, each (n, 3 n_bubbles, 1)."""
        forces: Floats = np.zeros(1)
        for point, functions, volume in self._samples(self.shape.stiffness):
            held = self._held(functions, heat) * volume[:, None, None]
            forces = forces + transpose(self._modes[tuple(point)]) @ held
        return forces, np.asarray(np.linalg.solve(self._pressed[1], forces))

    def sizes(self) -> Floats:
        """Determinants of the Jacobian at the points of the stiffness, shape (n, n_points)."""
        return by_pieces(self, type(self)._determinants)

    def _determinants(self) -> Floats:
        return np.stack([self._sizes[tuple(point)] for point, _ in self.shape.stiffness], axis=1)

    @property
    def _linear(self) -> bool:
        return self.shape.nodes == len(self.shape.outline.corners)

    @property
    def _soft(self) -> bool:
        return bool(self.shape.bubbles)

    def _samples(self, rule: Rule) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Each point of a rule with the shape functions there and its part of the volumes."""
        for point, weight in rule:
            size = np.abs(self._sizes[tuple(point)])
            yield point, self.shape.interpolation.functions(point), weight * size

    @cached_property
    def _mapped(self) -> Memo:
        """Derivatives of the position by the natural coordinates, shape (n, 3, 3)."""
        shape = self.shape.interpolation
        return Memo(lambda point: shape.slopes(point).T @ self.points)

    @cached_property
    def _sizes(self) -> Memo:
        return Memo(lambda point: determinant(self._mapped[point]))

    @cached_property
    def _sloped(self) -> Memo:
        """Derivatives of the shape functions by x, y, z, shape (n, 3, m)."""
        shape = self.shape.interpolation
        return Memo(lambda point: inverse(self._mapped[point]) @ shape.slopes(point).T)

    def _strain(self, point: Floats) -> Floats:
        """Strains from the motion of the nodes, shape (n, 6, 3 m)."""
        slopes = self._sloped[tuple(point)]
        if not self.shape.shears:
            return strain(slopes)
        beyond = self._beyond(point, slopes) - self._mean_beyond
        made = shears(self.shape.shears, self._directions, beyond)
        return strain(slopes) + self._shear_spread @ made

    @cached_property
    def _stretched(self) -> tuple[Floats, Floats]:
        """Strains at all points of the stiffness, and stresses times volume, (n, 6 points, 3 m)."""
        samples = self._samples(self.shape.stiffness)
        strains, stresses = [], []
        for point, _, volume in samples:
            strains.append(self._strain(point))
            stresses.append((self.section.elastic * volume[:, None, None]) @ strains[-1])
        return np.concatenate(strains, axis=1), np.concatenate(stresses, axis=1)

    def _beyond(self, point: Floats, slopes: Floats) -> Floats:
        """Gradients of assumed shears less the interpolated ones, shape (n, n_shears, 3, m)."""
        middles = [self._sloped[middle(pair, point)] for pair in self.shape.shears]
        return np.stack(middles, axis=1) - slopes[:, None]

    @cached_property
    def _mean_beyond(self) -> Floats:
        """Its mean over each element, shape (n, n_shears, 3, m)."""
        parts = [
            self._beyond(point, self._sloped[tuple(point)]) * volume[:, None, None, None]
            for point, _, volume in self._samples(self.shape.stiffness)
        ]
        return np.asarray(np.sum(parts, axis=0) / self.volumes()[:, None, None, None])

    @cached_property
    def _shear_spread(self) -> Floats:
        """Strains of a unit of each assumed shear, shape (n, 6, n_shears)."""
        return spread(self.shape.shears, self._directions)

    @property
    def _directions(self) -> Floats:
        """Natural directions at the centre as rows, shape (n, 3, 3)."""
        return self._mapped[tuple(self.shape.outline.centre)]

    @cached_property
    def _modes(self) -> Memo:
        """Strains of the incompatible modes, shape (n, 6, 3 n_bubbles)."""
        bubbles, size = list(self.shape.bubbles), self._sizes[tuple(self.shape.outline.centre)]
        across = inverse(self._directions)

        def made(place: Place) -> Floats:
            slopes = np.zeros((3, len(bubbles)))
            slopes[bubbles, range(len(bubbles))] = -2.0 * np.array(place)[bubbles]
            return strain(across @ slopes * (size / self._sizes[place])[:, None, None])

        return Memo(made)

    @cached_property
    def _relaxation(self) -> Floats:
        """The modes from the motion of the nodes, shape (n, 3 n_bubbles, 3 m)."""
        coupling, own = self._work
        return np.asarray(-np.linalg.solve(own, coupling))

    @cached_property
    def _work(self) -> tuple[Floats, Floats]:
        """Stiffness between modes and nodes, and of the modes alone."""
        forces, own = self._pressed
        return forces @ self._stretched[0], own

    @cached_property
    def _pressed(self) -> tuple[Floats, Floats]:
        """Forces on the modes by strains at the points of the stiffness, and by the modes alone."""
        samples = list(self._samples(self.shape.stiffness))
        modes = [self._modes[tuple(point)] for point, _, _ in samples]
        held = [
            (self.section.elastic * volume[:, None, None]) @ each
            for (_, _, volume), each in zip(samples, modes, strict=True)
        ]
        forces = transpose(np.concatenate(held, axis=1))
        return forces, forces @ np.concatenate(modes, axis=1)
