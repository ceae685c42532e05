"""Loads by temperature and rotation, in closed form."""

from pathlib import Path

import numpy as np
import pytest

from tests.engine.solvers.bricks import block
from tests.engine.solvers.decks import grid, mesh, solved, stress_of

E, ALPHA = 2.1e5, 1.2e-5
STEEL = f"MAT1,1,{E},,.3,7.85-9,{ALPHA},20."
HOT = ("SPC = 1", "TEMPERATURE(LOAD) = 4")
LINES = {
    "CROD": ["PROD,1,1,50.", "CROD,1,1,1,2"],
    "CBAR": ["PBAR,1,1,50.,20.,20.,20.", "CBAR,1,1,1,2,0.,1.,0."],
    "CBEAM": ["PBEAM,1,1,50.,20.,20.,,20.", "CBEAM,1,1,1,2,0.,1.,0."],
}


@pytest.mark.parametrize("card", LINES)
def test_a_heated_line_grows_or_is_pressed(tmp_path: Path, card: str) -> None:
    bulk = [STEEL, *LINES[card], grid(1, (0, 0, 0)), grid(2, (300, 0, 0)), "TEMP,4,1,60.,2,80."]
    free = solved(tmp_path, [*bulk, "SPC1,1,123456,1"], HOT)
    assert free.displacement[0, 1, 0] == pytest.approx(ALPHA * 50 * 300)
    assert free.element_tables[0].values == pytest.approx(
        0 * free.element_tables[0].values, abs=1e-3
    )
    held = solved(tmp_path, [*bulk, "SPC1,1,123456,1,2"], HOT)
    assert np.abs(held.displacement).max() == 0
    assert held.reactions[0, 0, 0] == pytest.approx(E * ALPHA * 50 * 50)
    name = "sxc" if card == "CBEAM" else "axial"
    assert held.element_tables[0].columns(name)[0] == pytest.approx(-E * ALPHA * 50)


def test_a_heated_plate_held_in_its_plane_is_pressed_both_ways(tmp_path: Path) -> None:
    plate = [STEEL, "PSHELL,1,1,2.,1,,1", *mesh(2, 2, 10.0), "TEMPD,4,120."]
    held = solved(tmp_path, [*plate, "SPC1,1,123456,1,THRU,9"], HOT)
    stress = stress_of(held)
    assert stress.columns("oxx", "oyy") == pytest.approx(-E * ALPHA * 100 / 0.7)
    free = solved(tmp_path, [*plate, "SPC1,1,123456,1"], HOT)
    assert free.displacement[0, -1, :2] == pytest.approx([ALPHA * 1000, ALPHA * 1000])


def test_a_linear_temperature_bends_a_free_block_without_stress(tmp_path: Path) -> None:
    """Timoshenko and Goodier, article 153: w = -alpha k x^2 / 2 for a temperature k z."""
    solids = block(("CHEXA", 8), (6, 1, 1), lambda points: points * [60.0, 10.0, 10.0])
    bulk = [STEEL, "PSOLID,1,1", *solids.bulk()]
    bulk += [f"TEMP,4,{n},{20 + 3 * z}" for n, z in enumerate(solids.points[:, 2], start=1)]
    origin = solids.where(lambda x: (x[0] == 0) & (x[1] == 0) & (x[2] == 0))
    along = solids.where(lambda x: (x[0] == 60) & (x[1] == 0) & (x[2] == 0))
    beside = solids.where(lambda x: (x[0] == 0) & (x[1] == 10) & (x[2] == 0))
    bulk += [f"SPC,1,{origin[0]},123", f"SPC,1,{along[0]},23", f"SPC,1,{beside[0]},3"]
    results = solved(tmp_path, bulk, HOT)
    assert np.abs(results.element_tables[0].columns("oxx")).max() < 1e-3 * E * ALPHA * 30
    middle = solids.where(lambda x: (x[0] == 30) & (x[1] == 0) & (x[2] == 0))
    assert results.displacement[0, middle[0] - 1, 2] == pytest.approx(ALPHA * 3 * 30**2 / 2)


def test_a_spinning_rod_pulls_by_its_mass(tmp_path: Path) -> None:
    """Force at the hub of a lumped rod: m w^2 L / 2 at its end, nothing at the axis."""
    bulk = [STEEL, *LINES["CROD"], grid(1, (0, 0, 0)), grid(2, (300, 0, 0)), "SPC1,1,123456,1"]
    results = solved(tmp_path, [*bulk, "SPC1,1,23456,2", "RFORCE,1,1,,10.,0.,0.,1."])
    mass = 50 * 300 * 7.85e-9
    force = mass / 2 * (2 * np.pi * 10) ** 2 * 300
    assert results.reactions[0, 0, 0] == pytest.approx(-force, rel=1e-5)
    assert results.element_tables[0].columns("axial")[0] == pytest.approx(force / 50, rel=1e-5)
