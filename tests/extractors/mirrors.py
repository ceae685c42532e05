"""Mirrors made by hand: a mesh of rings and sectors that moves as a formula says."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.polynomials import zernike
from atomizer.engine.optics.terms import NAMED
from atomizer.engine.results import Cells, Results

Floats = NDArray[np.float64]
Field = Callable[[Floats, Floats], object]

PROPERTY = 70
RADIUS = 250.0
NM = 2 * 1e6
"""Nanometres of wavefront for a millimetre of mirror."""


def mirror(
    *fields: Field,
    radii: object = None,
    angles: object = None,
    curvature: float = 0.0,
    solid: bool = False,
) -> Results:
    """A mirror about z with one subcase a field.

    Args:
        fields: Displacement along z, shape (n,), or all of it, shape (n, 3), at places on the
            unit disc.
        radii: Of the rings on the unit disc; a first one of 0 is the centre.
        angles: Of the sectors, without the last one, which is the first.
        curvature: The sag is curvature r^2 / 2.
        solid: Hexahedra below the surface instead of shells; needs a hole.
    """
    rings = np.linspace(0.0, 1.0, 13) if radii is None else np.asarray(radii, float)
    sectors = 2 * np.pi * np.arange(36) / 36 if angles is None else np.asarray(angles, float)
    x, y = (part.ravel() for part in places(rings, sectors))
    positions = RADIUS * np.column_stack([x, y, np.zeros_like(x)])
    positions[:, 2] = curvature * (positions[:, :2] ** 2).sum(axis=1) / 2
    cells = _shells(len(rings), len(sectors))
    if solid:
        positions = np.vstack([positions, positions - [0.0, 0.0, 20.0]])
        x, y, cells = np.tile(x, 2), np.tile(y, 2), _bricks(cells, len(x))
    return Results(
        subcases=np.arange(1, 1 + len(fields)),
        nodes=np.arange(1001, 1001 + len(x)),
        positions=positions,
        displacement=np.stack([_moved(field(x, y), len(x)) for field in fields]),
        reactions=np.zeros((len(fields), len(x), 6)),
        applied=None,
        element_tables=(),
        mass=None,
        cells=cells,
        warnings=(),
    )


def with_mirror(state: Results) -> Results:
    """The same model with a mirror beside it that bends in both its subcases."""
    beside = mirror(lambda x, y: 1e-3 * (x * x + y**3), lambda x, y: 2e-3 * x * y)
    cells = [replace(each, nodes=each.nodes + len(state.nodes)) for each in beside.cells]
    return replace(
        state,
        nodes=np.concatenate([state.nodes, beside.nodes]),
        positions=np.vstack([state.positions, beside.positions]),
        displacement=np.concatenate([state.displacement, beside.displacement], axis=1),
        reactions=np.concatenate([state.reactions, beside.reactions], axis=1),
        cells=(*state.cells, *cells),
    )


def places(radii: Floats, angles: Floats) -> tuple[Floats, Floats]:
    """x and y of rings and sectors, shape (n_rings, n_sectors); the centre is there n times."""
    return np.outer(radii, np.cos(angles)), np.outer(radii, np.sin(angles))


def _shells(rings: int, sectors: int) -> tuple[Cells, ...]:
    """Quadrilaterals between the rings; at the centre two of their corners are in one place."""
    at = np.arange(rings * sectors).reshape(rings, sectors)
    following = np.roll(at, -1, axis=1)
    corners = (at[:-1], at[1:], following[1:], following[:-1])
    nodes = np.stack([corner.ravel() for corner in corners], axis=1)
    ids = 5001 + np.arange(len(nodes))
    return (Cells("CQUAD4", ids, np.full(len(nodes), PROPERTY), nodes),)


def _bricks(shells: tuple[Cells, ...], below: int) -> tuple[Cells, ...]:
    """Hexahedra between the quadrilaterals and their copies below."""
    top = shells[0]
    return (replace(top, card="CHEXA", nodes=np.hstack([top.nodes + below, top.nodes])),)


def _moved(field: object, count: int) -> Floats:
    found = np.zeros((count, 6))
    along = np.asarray(field, float)
    if along.ndim == 2:
        found[:, :3] = along
    else:
        found[:, 2] = along
    return found


def measured(name: str, of: Results, **options: object) -> dict[str, float]:
    found: dict[str, float] = registry.make("extractors", name, options).measure(of)
    return found


def refusal(name: str, of: Results, **options: object) -> str:
    with pytest.raises(SolveFailed) as failed:
        measured(name, of, **options)
    return failed.value.message


def still(x: Floats, _: Floats) -> Floats:
    return np.zeros_like(x)


def combination(coefficients: dict[str, float]) -> Field:
    """A field in mm that is a combination of terms in nm of wavefront."""
    terms = [NAMED[name] for name in coefficients]  # type: ignore[index]  # names are literals
    amounts = np.array(list(coefficients.values())) / NM
    return lambda x, y: zernike(terms, x, y) @ amounts


def disc_points(radii: Floats, sectors: int) -> Floats:
    """The centre of a disc and its rings, evenly around from x on, shape (n, 3)."""
    angles = 2 * np.pi * np.arange(sectors) / sectors
    x, y = (np.append(0.0, np.outer(radii, part(angles)).ravel()) for part in (np.cos, np.sin))
    return np.column_stack([x, y, 0 * x])


def disc_faces(rings: int, sectors: int) -> list[str]:
    """Triangles around the centre, quadrilaterals between the rings, normals along z."""
    cards = []
    for k in range(sectors):
        beside = (k + 1) % sectors
        cards.append(f"CTRIA3,{k + 1},1,1,{2 + k},{2 + beside}")
        for ring in range(rings - 1):
            a, b = 2 + ring * sectors + k, 2 + ring * sectors + beside
            number = 1 + k + (ring + 1) * sectors
            cards.append(f"CQUAD4,{number},1,{a},{a + sectors},{b + sectors},{b}")
    return cards
