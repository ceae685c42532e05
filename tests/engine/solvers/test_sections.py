"""Shapes of PBARL against integrals over the shape itself."""

from dataclasses import dataclass

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.linalg import spsolve

from atomizer.engine.solvers.embedded.elements.named_shapes import SHAPES
from atomizer.engine.solvers.embedded.elements.section import Misfit
from atomizer.engine.solvers.embedded.material import Isotropic


def tee(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height 4 about its middle, flange 3 by 0.5 above, web 0.4."""
    return (np.abs(y) <= 2) & (((y > 1.5) & (np.abs(z) <= 1.5)) | (np.abs(z) <= 0.2))


@dataclass(frozen=True)
class Drawn:
    """A shape, its dimensions, and whether a point (y, z) from the middle is inside."""

    sizes: tuple[float, ...]
    inside: object


def crowned(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height 3, width 2 between brims of 1, 0.25 thick."""
    wall = (np.abs(z) <= 1) & (np.abs(z) >= 0.75)
    brim = (y <= -1.25) & (np.abs(z) >= 0.75) & (np.abs(z) <= 2)
    return (np.abs(y) <= 1.5) & (wall | brim | ((y >= 1.25) & (np.abs(z) <= 1)))


def ring(y: np.ndarray, z: np.ndarray, outer: float, inner: float) -> np.ndarray:
    return (np.hypot(y, z) <= outer) & (np.hypot(y, z) >= inner)


def block(y: np.ndarray, z: np.ndarray, width: float, height: float) -> np.ndarray:
    return (np.abs(y) <= height / 2) & (np.abs(z) <= width / 2)


def double_t(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height 5, flanges 2 and 3 wide, 0.5 and 0.4 thick, web 0.3."""
    below = (y < -2.0) & (np.abs(z) <= 1.0)
    above = (y > 2.1) & (np.abs(z) <= 1.5)
    return (np.abs(y) <= 2.5) & (below | above | (np.abs(z) <= 0.15))


def tilted(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height 4, flanges 0.5 thick to -z above and to z below, 1.7 beyond a web of 0.3."""
    above, below = (y > 1.5) & (z < 0), (y < -1.5) & (z > 0)
    return (np.abs(y) <= 2) & (np.abs(z) <= 1.85) & (above | below | (np.abs(z) <= 0.15))


def hatted(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height 3, a plate of 4 by 0.5, brims and a crown of 2 on walls, 0.25 thick."""
    hat = (np.abs(z) <= 1) & ((np.abs(z) >= 0.75) | (y >= 1.25))
    base = (np.abs(z) <= 2) & ((y <= -1) | ((np.abs(z) >= 1) & (y <= -0.75)))
    return (np.abs(y) <= 1.5) & (base | hat)


def twin(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """5 by 3 with a wall at 2; walls .3, .2, .4, above .25 and .15, below .35 and .45."""
    left = (z > -2.2) & (z < -0.6) & (y > -1.15) & (y < 1.25)
    right = (z > -0.4) & (z < 2.1) & (y > -1.05) & (y < 1.35)
    return block(y, z, 5, 3) & ~left & ~right


DRAWN = {
    "ROD": Drawn((2.0,), lambda y, z: ring(y, z, 2, 0)),
    "TUBE": Drawn((2.0, 1.5), lambda y, z: ring(y, z, 2, 1.5)),
    "TUBE2": Drawn((2.0, 0.5), lambda y, z: ring(y, z, 2, 1.5)),
    "BAR": Drawn((2.0, 3.0), lambda y, z: block(y, z, 2, 3)),
    "BOX": Drawn(
        (2.0, 3.0, 0.4, 0.2), lambda y, z: block(y, z, 2, 3) & ~block(y, z, 1.6, 2.2)
    ),
    "I": Drawn((5.0, 2.0, 3.0, 0.3, 0.5, 0.4), double_t),
    "I1": Drawn(
        (1.7, 0.3, 4.0, 5.0),
        lambda y, z: block(y, z, 2, 5) & ((np.abs(y) >= 2) | (np.abs(z) <= 0.15)),
    ),
    "BOX1": Drawn(
        (2.0, 3.0, 0.4, 0.3, 0.2, 0.1),
        lambda y, z: block(y, z, 2, 3) & ~((y < 1.1) & (y > -1.2) & (z < 0.8) & (z > -0.9)),
    ),
    "DBOX": Drawn((5.0, 3.0, 2.0, 0.3, 0.2, 0.4, 0.25, 0.35, 0.15, 0.45), twin),
    "HEXA": Drawn(
        (0.5, 3.0, 4.0), lambda y, z: (np.abs(y) <= 2) & (np.abs(z) <= 1.5 - np.abs(y) / 4)
    ),
    "HAT1": Drawn((4.0, 3.0, 2.0, 0.25, 0.5), hatted),
    "L": Drawn(
        (2.0, 3.0, 0.4, 0.3),
        lambda y, z: block(y, z, 2, 3) & ((y < -1.1) | (z < -0.7)),
    ),
    "Z": Drawn((1.7, 0.3, 3.0, 4.0), tilted),
    "T1": Drawn((3.0, 3.5, 0.5, 0.4), lambda y, z: tee(z, y)),
    "T": Drawn((3.0, 4.0, 0.5, 0.4), lambda y, z: tee(y, z)),
    "T2": Drawn((3.0, 4.0, 0.5, 0.4), lambda y, z: tee(-y, z)),
    "CHAN": Drawn(
        (2.0, 4.0, 0.3, 0.5),
        lambda y, z: (np.abs(y) <= 2) & (np.abs(z) <= 1) & ((z < -0.7) | (np.abs(y) >= 1.5)),
    ),
    "CHAN1": Drawn(
        (1.7, 0.3, 3.0, 4.0),
        lambda y, z: (np.abs(y) <= 2) & (np.abs(z) <= 1) & ((z < -0.7) | (np.abs(y) >= 1.5)),
    ),
    "HAT": Drawn((3.0, 0.25, 2.0, 1.0), lambda y, z: crowned(y, z)),
    "CHAN2": Drawn(
        (0.3, 0.5, 2.0, 4.0),
        lambda y, z: (np.abs(y) <= 1) & (np.abs(z) <= 2) & ((y < -0.5) | (np.abs(z) >= 1.7)),
    ),
    "H": Drawn(
        (2.0, 1.0, 4.0, 0.4),
        lambda y, z: block(y, z, 3, 4) & ((np.abs(z) >= 1) | (np.abs(y) <= 0.2)),
    ),
    "CROSS": Drawn(
        (2.0, 0.5, 4.0, 0.4), lambda y, z: block(y, z, 0.5, 4) | block(y, z, 2.5, 0.4)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_area_and_moments_are_the_integrals(name: str) -> None:
    drawn = DRAWN[name]
    section = SHAPES[name](*drawn.sizes)
    line = (np.arange(2400) + 0.5) / 400 - 3
    y, z = np.meshgrid(line, line)
    inside = drawn.inside(y, z)
    cell = (1 / 400) ** 2
    y, z = y[inside], z[inside]
    assert section.area == pytest.approx(len(y) * cell, rel=0.01)
    assert section.i1 == pytest.approx(((y - y.mean()) ** 2).sum() * cell, rel=0.01)
    assert section.i2 == pytest.approx(((z - z.mean()) ** 2).sum() * cell, rel=0.01)
    product = ((y - y.mean()) * (z - z.mean())).sum() * cell
    assert section.i12 == pytest.approx(product, rel=0.01, abs=0.01 * section.i2)
    highest = max(point[0] for point in section.points)
    assert highest == pytest.approx((y - y.mean()).max(), abs=0.01)
    for point in section.points:
        away = np.hypot(y - y.mean() - point[0], z - z.mean() - point[1]).min()
        assert away < 0.02, f"{point} is not on the section"


def strips(*sides: float) -> float:
    """The torsion constant of thin strips of length and thickness, sum b t^3 / 3 (Roark, 10.2)."""
    return sum(b * t**3 for b, t in zip(sides[::2], sides[1::2], strict=True)) / 3


TORSION = {
    "ROD": np.pi * 2**4 / 2,
    "TUBE": np.pi * (2**4 - 1.5**4) / 2,
    "TUBE2": np.pi * (2**4 - 1.5**4) / 2,
    "BAR": 0.1961 * 3 * 2**3,  # Timoshenko and Goodier, article 109, b / a = 1.5
    "BOX": 4 * (1.8 * 2.6) ** 2 / (2 * 1.8 / 0.4 + 2 * 2.6 / 0.2),
    "BOX1": 4 * (1.85 * 2.65) ** 2 / (1.85 / 0.4 + 1.85 / 0.3 + 2.65 / 0.2 + 2.65 / 0.1),
    "I": strips(2, 0.5, 3, 0.4, 4.1, 0.3),
    "I1": strips(2, 0.5, 2, 0.5, 4, 0.3),
    "T": strips(3, 0.5, 3.5, 0.4),
    "T1": strips(3, 0.5, 3.5, 0.4),
    "T2": strips(3, 0.5, 3.5, 0.4),
    "L": strips(3, 0.3, 1.7, 0.4),
    "Z": strips(4, 0.3, 1.7, 0.5, 1.7, 0.5),
    "CHAN": strips(4, 0.3, 1.7, 0.5, 1.7, 0.5),
    "CHAN1": strips(4, 0.3, 1.7, 0.5, 1.7, 0.5),
    "CHAN2": strips(4, 0.5, 1.5, 0.3, 1.5, 0.3),
    "H": strips(4, 0.5, 4, 0.5, 2, 0.4),
    "HAT": strips(2, 0.25, 2.5, 0.25, 2.5, 0.25, 1.25, 0.25, 1.25, 0.25),
    "CROSS": strips(4, 0.5, 1, 0.4, 1, 0.4),
    "HAT1": 4 * (1.75 * 2.625) ** 2 / (1.75 / 0.25 + 1.75 / 0.5 + 2 * 2.625 / 0.25)
    + strips(1, 0.75, 1, 0.75),
}
"""Of the shapes in `DRAWN`: Roark's Formulas for Stress and Strain, 7th ed., table 10.1."""


@pytest.mark.parametrize("name", TORSION)
def test_torsion_is_that_of_the_cited_formula(name: str) -> None:
    assert SHAPES[name](*DRAWN[name].sizes).torsion == pytest.approx(TORSION[name], rel=3e-3)


def test_every_torsion_is_checked() -> None:
    assert set(TORSION) | {"HEXA", "DBOX"} == set(SHAPES) == set(DRAWN)


def test_a_hexagon_twists_as_its_stress_function_says() -> None:
    """Prandtl's function by differences, J = 2 times its volume, with its laplacian -2."""
    cells = 120
    side = 4.0 / cells
    line = (np.arange(cells + 1) - cells / 2) * side
    y, z = np.meshgrid(line, line, indexing="ij")
    inside = (np.abs(y) < 2 - 1e-9) & (np.abs(z) < 1.5 - np.abs(y) / 4 - 1e-9)
    number = np.full(inside.shape, -1)
    number[inside] = np.arange(inside.sum())
    pairs = [(number[1:], number[:-1]), (number[:, 1:], number[:, :-1])]
    joined = [(a[(a >= 0) & (b >= 0)], b[(a >= 0) & (b >= 0)]) for a, b in pairs]
    rows = np.concatenate([np.concatenate(pair) for pair in joined])
    columns = np.concatenate([np.concatenate(pair[::-1]) for pair in joined])
    size = int(inside.sum())
    apart = sp.coo_matrix((np.ones(len(rows)), (rows, columns)), (size, size))
    laplace = 4.0 * sp.identity(size) - apart
    function = spsolve(laplace.tocsc(), np.full(size, 2.0 * side**2))
    assert SHAPES["HEXA"](0.5, 3.0, 4.0).torsion == pytest.approx(
        2.0 * function.sum() * side**2, rel=0.05
    )


def test_two_equal_cells_twist_as_one() -> None:
    """No shear flows in the wall between them, so it adds nothing (Megson, section 23.1)."""
    one = SHAPES["BOX"](4.0, 3.0, 0.2, 0.2).torsion
    two = SHAPES["DBOX"](4.0, 3.0, 2.0, *([0.2] * 7)).torsion
    assert two == pytest.approx(one)
    assert two == pytest.approx(SHAPES["DBOX"](4.0, 3.0, 2.0, 0.2, 0.9, *([0.2] * 5)).torsion)


def test_two_unequal_cells_share_the_torque() -> None:
    """The middles of the drawn walls, by Megson's equations (23.4) and (23.5)."""
    wide, high = np.array([1.85, 2.8]), np.array([2.7, 2.7])
    area = wide * high
    shared = 2.7 / 0.2
    own = wide / [0.25, 0.15] + wide / [0.35, 0.45] + high / [0.3, 0.4]
    flow = np.linalg.solve([[own[0] + shared, -shared], [-shared, own[1] + shared]], 2 * area)
    assert SHAPES["DBOX"](*DRAWN["DBOX"].sizes).torsion == pytest.approx(2 * flow @ area)


CENTRES = {
    "L": ((-1.3, -0.85), "where the middles of its legs meet"),
    "T": ((1.75, 0.0), "in the middle of its flange"),
    "T1": ((0.0, 1.75), "in the middle of its flange"),
    "T2": ((-1.75, 0.0), "in the middle of its flange"),
    "CHAN": ((0.0, -0.85 - 3 * 1.85**2 * 0.5 / (6 * 1.85 * 0.5 + 3.5 * 0.3)), "behind its web"),
    "CHAN1": ((0.0, -0.85 - 3 * 1.85**2 * 0.5 / (6 * 1.85 * 0.5 + 3.5 * 0.3)), "behind its web"),
    "CHAN2": ((-0.75 - 3 * 1.75**2 * 0.3 / (6 * 1.75 * 0.3 + 3.7 * 0.5), 0.0), "below its floor"),
    "I": ((-2.25 + 4.55 * 3**3 * 0.4 / (3**3 * 0.4 + 2**3 * 0.5), 0.0), "near the wider flange"),
}
"""From the middle of the outline: Roark's Formulas for Stress and Strain, 7th ed., table 9.3."""


@pytest.mark.parametrize("name", CENTRES)
def test_the_shear_centre_is_that_of_thin_walls(name: str) -> None:
    drawn = DRAWN[name]
    line = (np.arange(1200) + 0.5) / 200 - 3
    y, z = np.meshgrid(line, line)
    inside = drawn.inside(y, z)
    centre = SHAPES[name](*drawn.sizes).shear_centre
    assert centre is not None
    exact, _ = CENTRES[name]
    assert centre[0] == pytest.approx(exact[0] - y[inside].mean(), abs=0.01)
    assert centre[1] == pytest.approx(exact[1] - z[inside].mean(), abs=0.01)


MISFITS = {
    "BOX": (1.0, 2.0, 0.1, 0.6), "TUBE": (1.0, 2.0), "TUBE2": (1.0, 3.0), "HEXA": (2.0, 3.0, 1.0),
    "I": (1.0, 2.0, 2.0, 0.1, 0.6, 0.6), "L": (1.0, 2.0, 0.1, 3.0), "T": (1.0, 1.0, 2.0, 0.1),
    "DBOX": (4.0, 3.0, 3.95, *([0.2] * 7)), "Z": (1.0, 0.1, 3.0, 2.0),
    "HAT1": (1.0, 3.0, 2.0, 0.1, 0.1),
}  # fmt: skip


@pytest.mark.parametrize("name", MISFITS)
def test_dimensions_that_do_not_fit_are_refused(name: str) -> None:
    with pytest.raises(Misfit, match="IS LEFT FOR A PART"):
        SHAPES[name](*MISFITS[name])


def test_a_thin_box_twists_as_bredt_says() -> None:
    side, wall = 10.0, 0.1
    assert SHAPES["BOX"](side, side, wall, wall).torsion == pytest.approx((side - wall) ** 3 * wall)


def test_a_thin_strip_twists_by_a_third_of_b_t_cubed() -> None:
    assert SHAPES["BAR"](100.0, 1.0).torsion == pytest.approx(100 / 3, rel=0.01)


def test_a_round_bar_twists_by_its_polar_moment() -> None:
    assert SHAPES["ROD"](2.0).torsion == pytest.approx(np.pi * 2**4 / 2)


def test_plane_stress_has_no_stress_across_the_plane() -> None:
    """A uniaxial stress strains by 1 / E along and -nu / E across."""
    stress = Isotropic(200.0, 80.0, 0.25, 0.0).plane_stress() @ [1.0, -0.25, 0.0]
    assert stress == pytest.approx([200.0, 0.0, 0.0])
