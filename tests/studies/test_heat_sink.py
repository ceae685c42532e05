"""The finned heat sink against the fin equation.

Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, 5th ed., sections 3.6.1 to 3.6.3: a
fin takes M tanh m L from its root, and a base of pitch s is itself a fin with heat q from below.
"""

import runpy
from math import cosh, sinh, sqrt, tanh
from pathlib import Path

import pytest

from atomizer.commands.plugins import validate
from atomizer.domain.feasibility import feasible
from atomizer.domain.items import Constraint
from tests.studies.playing import STUDIES, baseline, objectives, play, solve

K, H, HEAT, AIR, DENSITY = 0.2, 5.0e-5, 0.01, 25.0, 2.7e-6
FINS, PITCH, DEPTH, HALF = 5, 20.0, 60.0, 20.0
LIGHTER = {"T_BASE": 1.2, "T_ROOT": 1.2, "T_TIP": 0.7}
DESIGNS = [
    {"T_BASE": 4.0, "T_ROOT": 2.0, "T_TIP": 2.0},
    {"T_BASE": 0.8, "T_ROOT": 1.5, "T_TIP": 0.5},
    LIGHTER,
]


def fin(root: float, tip: float) -> float:
    """Heat of a degree that a fin of two thicknesses takes from its root, W/K of a mm of depth."""
    taken = 0.0
    for thickness in (tip, root):
        size, slope = sqrt(2 * H * K * thickness), sqrt(2 * H / (K * thickness))
        most = tanh(slope * HALF)
        taken = size * (taken + size * most) / (size + taken * most)
    return taken


def hottest(base: float, root: float, tip: float) -> float:
    """Temperature of the base between two fins: k t T'' - h (T - air) + q = 0."""
    slope, taken = sqrt(H / (K * base)), fin(root, tip)
    through = 2 * K * base * slope * sinh(slope * PITCH / 2)
    fall = taken / (taken * cosh(slope * PITCH / 2) + through)
    return AIR + HEAT / H * (1 - fall)


def mass(base: float, root: float, tip: float) -> float:
    return DENSITY * DEPTH * FINS * (PITCH * base + HALF * (root + tip))


def test_it_is_ready_to_run() -> None:
    assert validate(play("heat_sink")) == []


def test_the_deck_is_what_the_script_writes() -> None:
    script = runpy.run_path(str(STUDIES / "heat_sink" / "make_model.py"))
    written = "\n".join(script["deck"](script["heat_sink"]())) + "\n"
    assert (STUDIES / "heat_sink/1_setup/model.bdf").read_text(encoding="ascii") == written


@pytest.mark.parametrize("design", DESIGNS)
def test_mass_and_temperature_are_those_of_the_fin_equation(
    design: dict[str, float], tmp_path: Path
) -> None:
    sizes = tuple(design.values())
    study = play("heat_sink")
    outputs = solve(study, design, tmp_path)
    assert outputs["ext_mass"]["mass"] == pytest.approx(mass(*sizes), rel=1e-6)
    rise = outputs["ext_temperature"]["max_temperature"] - AIR
    assert rise == pytest.approx(hottest(*sizes) - AIR, rel=1e-3)


def test_the_baseline_is_cool_and_heavy(tmp_path: Path) -> None:
    study = play("heat_sink")
    outputs = solve(study, baseline(study), tmp_path)
    assert objectives(study, outputs)["obj_mass"] == pytest.approx(0.1296, rel=1e-6)
    assert feasible(outputs, study.all(Constraint))


def test_thinner_plates_save_more_than_half_and_hold(tmp_path: Path) -> None:
    study = play("heat_sink")
    outputs = solve(study, LIGHTER, tmp_path)
    assert objectives(study, outputs)["obj_mass"] < 0.5 * 0.1296
    assert feasible(outputs, study.all(Constraint))
