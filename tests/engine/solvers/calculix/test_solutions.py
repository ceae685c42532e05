"""Statics, modes and buckling by CalculiX against the embedded solver, on the same mesh.

Both use the same shape functions for quadratic bricks and all tetrahedra, so that only the six
digits of CalculiX's files are between them. Its C3D8I (other incompatible modes), C3D6 and C3D15
(no thickness bubble) and S4 (expanded into C3D8I) are other elements: coarse-mesh differences are
stated with each test. Its mass is consistent, which is PARAM,COUPMASS,1.
"""

from pathlib import Path

import numpy as np
import pytest

from tests.engine.solvers.calculix.bodies import body, end_faces, held, plane
from tests.engine.solvers.calculix.decks import (
    BUCKLING,
    MATERIAL,
    MODES,
    RHO,
    SHELL,
    E,
    both,
    solve,
    there,
)

COUPLED = "PARAM,COUPMASS,1"
DIGITS = 5e-6
SOLIDS = [
    ("CHEXA", 1, 2e-3, 0.012),
    ("CHEXA", 2, 5e-4, DIGITS),
    ("CPENTA", 2, 0.02, 2e-3),
    ("CTETRA", 1, DIGITS, 0.01),
    ("CTETRA", 2, 5e-4, 5e-5),
]
"""Card, order, difference of displacements by the largest, difference of modes and factors."""


def block(card: str, order: int) -> list[str]:
    """A bar 100 x 4 x 10 along x, held at x = 0, pressed by 5 at its end."""
    bulk = body(card, order, (10, 1, 2), (100.0, 4.0, 10.0))
    held_end = held(plane(bulk, 0, 0.0), "123")
    return [*MATERIAL, COUPLED, *bulk, *held_end, *end_faces(bulk, 100.0, 5.0)]


def bar(count: int) -> list[str]:
    """A cantilever of bars 100 x 4 x 10 along x; 4 along its y axis, which is the basic one."""
    grids = [f"GRID,{i},,{100.0 * (i - 1) / count},0.,0." for i in range(1, count + 2)]
    bars = [f"CBAR,{i},1,{i},{i + 1},0.,1.,0." for i in range(1, count + 1)]
    section = ["PBARL,1,1,,BAR", ",10.,4.", MATERIAL[0], COUPLED]
    return [*grids, *bars, *section, "SPC1,1,123456,1"]


@there
@pytest.mark.parametrize(("card", "order", "off", "modes"), SOLIDS)
def test_solids_under_pressure_and_gravity_move_and_react_as_the_embedded_solver_says(
    tmp_path: Path, card: str, order: int, off: float, modes: float
) -> None:
    bulk = [*block(card, order), "GRAV,2,,9810.,0.,0.,-1.", "LOAD,3,1.,1.,1,1.,2"]
    ours, theirs = both(tmp_path, bulk, ("SPC = 1", "LOAD = 3"))
    largest = abs(theirs.displacement[..., :3]).max()
    assert abs(ours.displacement - theirs.displacement)[..., :3].max() < off * largest
    total = ours.reactions[0].sum(axis=0)
    assert total[:3] == pytest.approx([200.0, 0.0, RHO * 4000.0 * 9810.0], rel=1e-4, abs=1e-3)
    assert not any("balance" in said for said in ours.warnings)
    if card != "CPENTA":
        off = abs(ours.reactions - theirs.reactions).max()
        assert off < 1e-3 * abs(theirs.reactions).max()


@there
def test_masses_count_times_wtmass_in_gravity_and_in_modes(tmp_path: Path) -> None:
    """A fiftieth of every mass: the density of the bar and a mass at its end."""
    bulk = [*block("CHEXA", 2), "CONM2,900,1,,1.-4", "PARAM,WTMASS,.02", "EIGRL,1,,,3"]
    fall = [*bulk, "GRAV,2,,9810.,0.,0.,-1."]
    ours, theirs = both(tmp_path, fall, ("SPC = 1", "LOAD = 2"))
    largest = abs(theirs.displacement[..., :3]).max()
    assert abs(ours.displacement - theirs.displacement)[..., :3].max() < 5e-4 * largest
    assert not any("balance" in said for said in ours.warnings)
    ours, theirs = both(tmp_path, bulk, MODES, 103)
    assert ours.frequencies == pytest.approx(theirs.frequencies, rel=DIGITS)


@there
def test_what_only_an_optimization_reads_has_no_effect(tmp_path: Path) -> None:
    design = ["DESVAR,1,X,1.,.5,2.", "DVGRID,1,1,,1.,1.,0.,0.", "USET,U1,1,1"]
    plain, designed = (solve(tmp_path, [*block("CTETRA", 1), *more]) for more in ([], design))
    assert (designed.displacement == plain.displacement).all()


@there
@pytest.mark.parametrize(("card", "order", "off", "modes"), SOLIDS)
def test_modes_of_solids_have_the_frequencies_of_the_embedded_solver(
    tmp_path: Path, card: str, order: int, off: float, modes: float
) -> None:
    ours, theirs = both(tmp_path, [*block(card, order), "EIGRL,1,,,4"], MODES, 103)
    assert ours.frequencies == pytest.approx(theirs.frequencies, rel=modes)
    assert ours.eigenvalues == pytest.approx((2 * np.pi * ours.frequencies) ** 2, rel=1e-5)
    for one, two in zip(ours.mode_shapes[:2], theirs.mode_shapes[:2], strict=True):
        likeness = abs((one[:, :3] * two[:, :3]).sum())
        likeness /= np.linalg.norm(one[:, :3]) * np.linalg.norm(two[:, :3])
        assert likeness == pytest.approx(1.0, abs=1e-3)


@there
@pytest.mark.parametrize(("card", "order", "off", "modes"), SOLIDS)
def test_solids_buckle_under_the_loads_the_embedded_solver_finds(
    tmp_path: Path, card: str, order: int, off: float, modes: float
) -> None:
    ours, theirs = both(tmp_path, [*block(card, order), "EIGRL,1,,,2"], BUCKLING, 105)
    assert ours.buckling_factors == pytest.approx(theirs.buckling_factors, rel=modes)
    assert ours.buckling_shapes.shape == theirs.buckling_shapes.shape
    assert ours.displacement.shape[0] == 1
    assert ours.reactions[0].sum(axis=0)[0] == pytest.approx(200.0, rel=1e-4)


@there
def test_a_mode_is_scaled_as_it_is_asked_for(tmp_path: Path) -> None:
    ours = solve(tmp_path, [*block("CHEXA", 2), "EIGRL,1,,,2,,,,MAX"], MODES, solution=103)
    assert abs(ours.mode_shapes[..., :3]).max(axis=(1, 2)) == pytest.approx(1.0)
    mass = solve(tmp_path, [*block("CHEXA", 2), "EIGRL,1,,,2"], MODES, solution=103)
    assert abs(mass.mode_shapes).max() > 10.0


@there
def test_a_plate_vibrates_and_buckles_within_the_difference_of_two_shells(tmp_path: Path) -> None:
    bulk = body("CQUAD4", 1, (20, 2, 1), (100.0, 10.0, 0.0))
    tip = plane(bulk, 0, 100.0)
    push = [f"FORCE,1,{node},,{-10.0 / len(tip)},1.,0.,0." for node in tip]
    bulk = [*SHELL, COUPLED, *bulk, *held(plane(bulk, 0, 0.0), "123456"), *push, "EIGRL,1,,,2"]
    ours, theirs = both(tmp_path, bulk, MODES, 103)
    assert ours.frequencies == pytest.approx(theirs.frequencies, rel=0.005)
    ours, theirs = both(tmp_path, bulk, BUCKLING, 105)
    assert ours.buckling_factors == pytest.approx(theirs.buckling_factors, rel=0.005)


@there
def test_bars_bend_stretch_vibrate_and_buckle_as_the_formulas_say(tmp_path: Path) -> None:
    """F L^3 / 3 E I with its shear, F L / E A, pi^2 E I / 4 L^2, 1.8751^2 / 2 pi L^2 ..."""
    weak, strong = 10.0 * 4.0**3 / 12.0, 4.0 * 10.0**3 / 12.0
    forces = ["FORCE,1,11,,10.,0.,1.,0.", "FORCE,1,11,,10.,0.,0.,1.", "FORCE,1,11,,1000.,1.,0.,0."]
    ours, theirs = both(tmp_path, [*bar(10), *forces])
    tip = ours.displacement[0, -1]
    shear = 10.0 * 100.0 * 1.2 / (E / 2.6 * 40.0)
    assert tip[1] == pytest.approx(1e7 / (3.0 * E * weak) + shear, rel=0.005)
    assert tip[2] == pytest.approx(1e7 / (3.0 * E * strong) + shear, rel=0.005)
    assert tip[0] == pytest.approx(1000.0 * 100.0 / (E * 40.0), rel=1e-4)
    assert tip[:3] == pytest.approx(theirs.displacement[0, -1, :3], rel=0.005)
    found = solve(tmp_path, [*bar(10), "EIGRL,1,,,2"], MODES, solution=103)
    waves = [1.8751**2 / (2 * np.pi) * np.sqrt(E * i / (RHO * 40.0 * 1e8)) for i in (weak, strong)]
    assert found.frequencies == pytest.approx(waves, rel=0.006)
    pushed = [*bar(10), "FORCE,1,11,,-1000.,1.,0.,0.", "EIGRL,1,,,1"]
    found = solve(tmp_path, pushed, BUCKLING, solution=105)
    assert found.buckling_factors == pytest.approx([np.pi**2 * E * weak / 4e4 / 1000.0], rel=0.005)


@there
def test_reactions_of_held_rotations_are_not_told(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, [*bar(4), "FORCE,1,5,,10.,0.,1.,0."])
    assert theirs.reactions.any()
    assert not ours.reactions.any()
