"""A mirror on three points against published deflections of plates on point supports.

Nelson, Lubliner and Mast, Telescope mirror supports: plate deflections on point supports, Proc.
SPIE 332 (1982) 212-228: under its weight a thin plate errs by gamma q / D (A / N)^2 RMS after
piston and tilt; for three points at 0.645 of the radius gamma is 5.76e-3.
"""

from math import pi
from pathlib import Path

import numpy as np
import pytest

from atomizer import registry
from tests.engine.solvers.decks import grids, solved
from tests.extractors.mirrors import disc_faces, disc_points

RINGS, SECTORS, SUPPORTS, AT = 20, 60, 3, 0.645
THICKNESS, YOUNG, POISSON, GAMMA = 0.01, 1e7, 0.25, 5.76e-3


def plate() -> list[str]:
    """A disc of radius 1 under a unit pressure."""
    radii = np.linspace(0, 1, RINGS + 1)[1:]
    held = int(np.abs(radii - AT).argmin())
    radii[held] = AT
    points = [str(2 + held * SECTORS + k * SECTORS // SUPPORTS) for k in range(SUPPORTS)]
    return [
        f"MAT1,1,{YOUNG},,{POISSON}",
        f"PSHELL,1,1,{THICKNESS},1,,1",
        *grids(disc_points(radii, SECTORS)),
        *disc_faces(RINGS, SECTORS),
        f"SPC1,1,3,{','.join(points)}",
        "SPC1,1,126,1",
        f"PLOAD2,1,1.,1,THRU,{RINGS * SECTORS}",
    ]


def test_a_plate_on_three_points_errs_as_published(tmp_path: Path) -> None:
    options = {"unit_m": 1e-9, "path_factor": 1.0}
    wavefront = registry.make("extractors", "zernike_wfe", options)
    rms = wavefront.measure(solved(tmp_path, plate()))["wfe_rms"]
    stiffness = YOUNG * THICKNESS**3 / 12 / (1 - POISSON**2)
    assert rms == pytest.approx(GAMMA / stiffness * (pi / SUPPORTS) ** 2, rel=0.01)
