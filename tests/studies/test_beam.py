"""The pillar jib crane against beam theory."""

from math import pi
from pathlib import Path

import pytest

from atomizer.commands.plugins import validate
from tests.studies.playing import baseline, objectives, play, solve

YOUNG, DENSITY = 210_000.0, 7.85e-6
LOAD, REACH, HEIGHT, WIDTH = 8000.0, 2000.0, 3000.0, 100.0
DESIGNS = [(90.0, 8.0, 180.0, 8.0), (120.0, 4.0, 240.0, 4.0), (70.0, 12.0, 110.0, 10.0)]


def pillar(radius: float, wall: float) -> tuple[float, float]:
    """Area and moment of area of a tube."""
    inner = radius - wall
    return pi * (radius**2 - inner**2), pi / 4 * (radius**4 - inner**4)


def arm(height: float, wall: float) -> tuple[float, float]:
    """Area and moment of area of a box."""
    inside, free = WIDTH - 2 * wall, height - 2 * wall
    return WIDTH * height - inside * free, (WIDTH * height**3 - inside * free**3) / 12


def test_it_is_ready_to_run() -> None:
    assert validate(play("beam")) == []


def test_the_baseline_weighs_168_kg_and_sags_by_34_mm(tmp_path: Path) -> None:
    study = play("beam")
    found = objectives(study, solve(study, baseline(study), tmp_path))
    assert found["obj_mass"] == pytest.approx(168.1195, abs=1e-3)
    assert found["obj_deflection"] == pytest.approx(34.2933, abs=1e-3)


@pytest.mark.parametrize("design", DESIGNS)
def test_mass_deflection_and_stress_are_those_of_beam_theory(
    design: tuple[float, float, float, float], tmp_path: Path
) -> None:
    radius, t_pillar, height, t_arm = design
    area, bending = pillar(radius, t_pillar)
    arm_area, arm_bending = arm(height, t_arm)
    parameters = dict(zip(("R_PIL", "T_PIL", "H_ARM", "T_ARM"), design, strict=True))
    study = play("beam")
    outputs = solve(study, parameters, tmp_path)
    sag = LOAD * (
        REACH**3 / (3 * YOUNG * arm_bending)
        + REACH**2 * HEIGHT / (YOUNG * bending)
        + HEIGHT / (YOUNG * area)
    )
    in_pillar = LOAD * REACH * radius / bending + LOAD / area
    in_arm = LOAD * REACH * height / 2 / arm_bending
    mass = DENSITY * (area * HEIGHT + arm_area * REACH)
    assert outputs["ext_mass"]["mass"] == pytest.approx(mass, rel=1e-6)
    assert outputs["ext_tip"]["max_z"] == pytest.approx(sag, rel=1e-6)
    assert outputs["ext_stress"]["max_abs_stress"] == pytest.approx(
        max(in_pillar, in_arm), rel=1e-6
    )
