"""The stiffened plate against a Ritz series for a plate with a stiffener on its centre line.

Timoshenko and Gere, Theory of Elastic Stability, 2nd ed., article 9.12: deflection in products of
sines, which fulfil the supports; the stiffener bends, twists and is pressed with the plate.
"""

from math import pi
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import eigh

from atomizer.commands.plugins import validate
from atomizer.engine.solvers.embedded.elements.section import rectangle_torsion
from tests.studies.playing import baseline, constraint_margins, objectives, play, solve

LENGTH, WIDTH, YOUNG, POISSON, DENSITY = 600.0, 400.0, 70_000.0, 0.33, 2.7e-6
FORCE = 60_000.0
DESIGNS = [(4.0, 4.0, 30.0), (3.0, 6.0, 50.0), (5.0, 3.0, 15.0)]
TERMS = 100


def factor(skin: float, blade: float, height: float) -> float:
    """The lowest buckling factor under the force, the least over half waves along the plate."""
    plate = YOUNG * skin**3 / 12 / (1 - POISSON**2)
    bending, area = YOUNG * blade * height**3 / 12, blade * height
    stress = FORCE / (WIDTH * skin + area)
    n = np.arange(1, TERMS + 1)
    middle, slope = np.sin(n * pi / 2), n * pi / WIDTH * np.cos(n * pi / 2)
    at_blade, twist = np.outer(middle, middle), np.outer(slope, slope)
    torsion = YOUNG / 2 / (1 + POISSON) * rectangle_torsion(blade, height)
    polar = (blade * height**3 + height * blade**3) / 12
    lowest = []
    for waves in range(1, 6):
        along = waves * pi / LENGTH
        stiff = np.diag(plate * WIDTH / 2 * (along**2 + (n * pi / WIDTH) ** 2) ** 2)
        stiff += bending * along**4 * at_blade + torsion * along**2 * twist
        pressed = np.eye(TERMS) * skin * WIDTH / 2 + area * at_blade + polar * twist
        values = eigh(stiff, along**2 * stress * pressed, eigvals_only=True)
        lowest.append(values[0])
    return float(min(lowest))


def test_it_is_ready_to_run() -> None:
    assert validate(play("plate_buckling")) == []


@pytest.mark.parametrize("design", DESIGNS)
def test_mass_and_buckling_factor_are_those_of_theory(
    design: tuple[float, float, float], tmp_path: Path
) -> None:
    study = play("plate_buckling")
    found = solve(study, dict(zip(("T_SKIN", "W_BLADE", "H_BLADE"), design, strict=True)), tmp_path)
    skin, blade, height = design
    mass = DENSITY * LENGTH * (WIDTH * skin + blade * height)
    assert found["ext_mass"]["mass"] == pytest.approx(mass, rel=1e-6)
    assert found["ext_buckling"]["buckling_factor"] == pytest.approx(factor(*design), rel=0.03)


def test_the_baseline_buckles_too_early_and_a_lighter_design_does_not(tmp_path: Path) -> None:
    study = play("plate_buckling")
    before = solve(study, baseline(study), tmp_path)
    after = solve(study, {"T_SKIN": 2.8767, "W_BLADE": 5.6391, "H_BLADE": 48.478}, tmp_path)
    assert objectives(study, before)["obj_mass"] == pytest.approx(2.7864, abs=1e-4)
    assert before["ext_buckling"]["buckling_factor"] == pytest.approx(1.2915, rel=1e-3)
    assert objectives(study, after)["obj_mass"] == pytest.approx(2.3069, abs=1e-3)
    assert max(constraint_margins(study, before).values()) > 0
    assert max(constraint_margins(study, after).values()) <= 0
