"""Hexahedra, pentahedra and tetrahedra: nodes, faces and integration points.

Order of the nodes: MSC Nastran Quick Reference Guide, entries CHEXA, CPENTA and CTETRA. Nodes in
the middle of edges follow the corners.
"""

from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.interpolation import (
    Interpolation,
    Rule,
    cube_rule,
    prism_rule,
    serendipity_powers,
    simplex_powers,
    tetrahedron_rule,
    with_middles,
)

Edges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Outline:
    """What an element and its refined brother have in common.

    Attributes:
        corners: Natural coordinates, shape (n_corners, 3).
        edges: Ends of each edge, in the order of the nodes in their middles.
        faces: Corners around each face.
        linear: Exponents of the monomials stresses are extrapolated with.
    """

    corners: Floats
    edges: Edges
    faces: tuple[tuple[int, ...], ...]
    linear: Ints

    @property
    def centre(self) -> Floats:
        """Natural coordinates of the centre, shape (3,)."""
        return np.asarray(self.corners.mean(axis=0))

    def middles(self, face: tuple[int, ...]) -> list[int]:
        """Nodes in the middle of the edges around a face."""
        at = {frozenset(edge): len(self.corners) + k for k, edge in enumerate(self.edges)}
        around = zip(face, (*face[1:], face[0]), strict=True)
        return [at[frozenset(edge)] for edge in around]


@dataclass(frozen=True, eq=False)
class SolidShape:
    """One solid element.

    Attributes:
        stiffness: Where stiffness is integrated.
        mass: Where mass is integrated.
        stress: Where stresses are sampled and extrapolated from.
        bubbles: Along which natural coordinates x the incompatible mode 1 - x^2 is added.
        shears: Between which natural directions shear is taken in the middle of both.
    """

    outline: Outline
    interpolation: Interpolation
    stiffness: Rule
    mass: Rule
    stress: Rule
    bubbles: tuple[int, ...] = ()
    shears: tuple[tuple[int, int], ...] = ()

    @property
    def nodes(self) -> int:
        """How many."""
        return len(self.interpolation.nodes)

    def to_corners(self) -> Floats:
        """From values at the stress points to centre and corners, (1 + n_corners, n_points)."""
        sampled = np.array([point for point, _ in self.stress])
        if len(sampled) == 1:
            return np.ones((1 + len(self.outline.corners), 1))
        wanted = np.vstack([self.outline.centre, self.outline.corners])
        return _monomials(self.outline, wanted) @ np.linalg.pinv(_monomials(self.outline, sampled))


def _monomials(outline: Outline, points: Floats) -> Floats:
    return np.asarray((points[:, None, :] ** outline.linear).prod(axis=2))


def _prism_powers(degree: int) -> Ints:
    """The triangle's monomials times 1 and z; degree 2 adds z^2 times 1, r, s."""
    flat = simplex_powers(degree, 2).tolist()
    powers = [(*p, z) for p in flat for z in (0, 1)]
    squared = [(*p, 2) for p in simplex_powers(1, 2).tolist()] if degree == 2 else []
    return np.array([*powers, *squared])


_SQUARE = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
_TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
HEXAHEDRON = Outline(
    corners=np.array([(*p, z) for z in (-1.0, 1.0) for p in _SQUARE]),
    edges=(
        *((0, 1), (1, 2), (2, 3), (3, 0)),
        *((0, 4), (1, 5), (2, 6), (3, 7)),
        *((4, 5), (5, 6), (6, 7), (7, 4)),
    ),
    faces=((0, 1, 2, 3), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)),
    linear=serendipity_powers(1, 3),
)
PENTAHEDRON = Outline(
    corners=np.array([(*p, z) for z in (-1.0, 1.0) for p in _TRIANGLE]),
    edges=(
        *((0, 1), (1, 2), (2, 0)),
        *((0, 3), (1, 4), (2, 5)),
        *((3, 4), (4, 5), (5, 3)),
    ),
    faces=((0, 1, 2), (3, 4, 5), (0, 1, 4, 3), (1, 2, 5, 4), (2, 0, 3, 5)),
    linear=_prism_powers(1),
)
TETRAHEDRON = Outline(
    corners=np.vstack([np.zeros(3), np.eye(3)]),
    edges=((0, 1), (1, 2), (2, 0), (0, 3), (1, 3), (2, 3)),
    faces=((0, 1, 2), (0, 1, 3), (1, 2, 3), (2, 0, 3)),
    linear=simplex_powers(1, 3),
)


def _corners(outline: Outline) -> Interpolation:
    return Interpolation(outline.corners, outline.linear)


def _refined(outline: Outline, powers: Ints) -> Interpolation:
    return Interpolation(with_middles(outline.corners, outline.edges), powers)


_TWO, _THREE, _FOUR = cube_rule(2, 3), cube_rule(3, 3), tetrahedron_rule(2)
SOLID_SHAPES = {
    ("CHEXA", 8): SolidShape(
        HEXAHEDRON,
        _corners(HEXAHEDRON),
        *(3 * (_TWO,)),
        bubbles=(0, 1, 2),
        shears=((0, 1), (1, 2), (2, 0)),
    ),
    ("CHEXA", 20): SolidShape(
        HEXAHEDRON, _refined(HEXAHEDRON, serendipity_powers(2, 3)), _THREE, _THREE, _TWO
    ),
    ("CPENTA", 6): SolidShape(
        PENTAHEDRON, _corners(PENTAHEDRON), *(3 * (prism_rule(2, 2),)), bubbles=(2,)
    ),
    ("CPENTA", 15): SolidShape(
        PENTAHEDRON,
        _refined(PENTAHEDRON, _prism_powers(2)),
        prism_rule(5, 3),
        prism_rule(5, 3),
        prism_rule(2, 2),
    ),
    ("CTETRA", 4): SolidShape(
        TETRAHEDRON, _corners(TETRAHEDRON), tetrahedron_rule(1), _FOUR, tetrahedron_rule(1)
    ),
    ("CTETRA", 10): SolidShape(
        TETRAHEDRON,
        _refined(TETRAHEDRON, simplex_powers(2, 3)),
        _FOUR,
        tetrahedron_rule(5),
        _FOUR,
    ),
}
"""By card and number of nodes."""
