"""Shapes of PBARL against integrals over the shape itself."""

from dataclasses import dataclass

import numpy as np
import pytest

from atomizer.engine.solvers.embedded.elements.named_shapes import SHAPES
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
    highest = max(point[0] for point in section.points)
    assert highest == pytest.approx((y - y.mean()).max(), abs=0.01)


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
