"""A plate that is a mirror, from its deck to its wavefront error."""

import numpy as np
import pytest

from atomizer.engine.results import Results
from tests.engine.solvers.decks import grids, solved
from tests.extractors.mirrors import disc_faces, disc_points, measured

E, NU, RHO, RADIUS, THICKNESS, PRESSURE = 7.0e4, 0.3, 2.5e-9, 100.0, 1.0, 1e-4
RINGS, SECTORS = 12, 36


@pytest.fixture(scope="module")
def plate(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A round plate, clamped at its rim, pressed upwards."""
    return solved(tmp_path_factory.mktemp("plate"), [*bulk(), *disc_faces(RINGS, SECTORS)])


def bulk() -> list[str]:
    rim, last = 2 + (RINGS - 1) * SECTORS, 1 + RINGS * SECTORS
    return [
        f"MAT1,1,{E},,{NU},{RHO}",
        f"PSHELL,1,1,{THICKNESS},1,,1",
        *grids(disc_points(RADIUS * np.arange(1, RINGS + 1) / RINGS, SECTORS)),
        f"SPC1,1,123456,{rim},THRU,{last}",
        f"PLOAD2,1,{PRESSURE},1,THRU,{RINGS * SECTORS}",
    ]


def test_a_clamped_plate_bends_into_defocus_and_spherical(plate: Results) -> None:
    """w = p a^4 / 64 D (1 - rho^2)^2, Timoshenko and Woinowsky-Krieger, article 16, equation 62.

    By Noll's table (1 - rho^2)^2 = Z1 / 3 - Z4 / (2 sqrt 3) + Z11 / (6 sqrt 5).
    """
    stiffness = E * THICKNESS**3 / 12 / (1 - NU**2)
    middle = 2e6 * PRESSURE * RADIUS**4 / 64 / stiffness
    found = measured("zernike_wfe", plate, properties=[1])
    assert found["piston"] == pytest.approx(middle / 3, rel=0.01)
    assert found["defocus"] == pytest.approx(-middle / (2 * np.sqrt(3)), rel=0.01)
    assert found["spherical"] == pytest.approx(middle / (6 * np.sqrt(5)), rel=0.02)
    others = ("tilt_x", "tilt_y", "coma_x", "coma_y", "astigmatism_0", "trefoil_x")
    assert max(abs(found[name]) for name in others) < 1e-5 * middle


def test_the_rim_holds_what_presses(plate: Results) -> None:
    area = RADIUS**2 * SECTORS / 2 * np.sin(2 * np.pi / SECTORS)
    found = measured("reactions", plate)
    assert found["fz"] == pytest.approx(-PRESSURE * area, rel=1e-5)
    assert [found[name] for name in ("fx", "fy", "mx", "my", "mz")] == pytest.approx(
        [0] * 5, abs=1e-4 * PRESSURE * area
    )


def test_a_disc_has_half_m_r_squared_about_its_axis(plate: Results) -> None:
    found = measured("mass_properties", plate)
    assert found["mass"] == pytest.approx(RHO * THICKNESS * np.pi * RADIUS**2, rel=0.01)
    polar = found["mass"] * RADIUS**2 / 2
    assert found["principal_3"] == found["inertia_zz"] == pytest.approx(polar, rel=0.01)
    assert [found["principal_1"], found["principal_2"]] == pytest.approx([polar / 2] * 2, rel=0.01)
