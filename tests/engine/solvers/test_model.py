"""Frames, constraints, loads and masses: what a deck says is what is solved."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import Results
from tests.engine.solvers.decks import STATIC, grid, grids, mesh, quads, solved

STEEL = "MAT1,1,2.1+5,,.3,7.85-9"
PLATE = [STEEL, "PSHELL,1,1,2.,1,,1"]
TURNED = "CORD2R,7,0,3.,4.,5.,4.,5.,7.\n,9.,1.,2."
ROUND = "CORD2C,8,0,0.,0.,0.,0.,0.,1.\n,1.,0.,0."
BALL = "CORD2S,9,7,0.,0.,0.,0.,0.,1.\n,1.,0.,0."
FIXED = "SPC1,1,123456,1,6,11,16,21,26"


def plate(*more: str) -> list[str]:
    return [*PLATE, *mesh(4, 5, 20.0), FIXED, *more]


def test_the_frame_a_point_moves_in_changes_nothing_in_the_basic_frame(tmp_path: Path) -> None:
    load = "FORCE,1,30,,50.,.3,.2,1."
    plain = solved(tmp_path, plate(load))
    for number in (7, 8, 9):
        bulk = [f"{card},{number}" if card.startswith("GRID") else card for card in plate(load)]
        turned = solved(tmp_path, [*bulk, TURNED, ROUND, BALL])
        scale = np.abs(plain.displacement).max()
        assert np.abs(turned.displacement - plain.displacement).max() < 1e-6 * scale
        assert turned.reaction_sum == pytest.approx(plain.reaction_sum, rel=1e-5, abs=1e-2)


def test_a_point_can_be_given_in_any_frame(tmp_path: Path) -> None:
    """The same place in a cylindrical frame and in a spherical frame."""
    bulk = [
        STEEL,
        "CONROD,1,1,2,1,4.",
        "CONROD,2,1,3,1,4.",
        ROUND,
        "CORD2S,5,0,0.,0.,0.,0.,0.,1.\n,1.,0.,0.",
    ]
    bulk += ["GRID,1,,0.,0.,0.", "GRID,2,8,10.,30.,5.", "GRID,3,5,10.,60.,90."]
    bulk += ["SPC1,1,123456,1,2", "SPC1,1,123456,3"]
    results = solved(tmp_path, bulk, ("SPC = 1",))
    assert results.positions[1] == pytest.approx([10 * np.sqrt(0.75), 5, 5])
    assert results.positions[2] == pytest.approx([0, 10 * np.sqrt(0.75), 5])


def test_grdset_fills_what_the_grid_points_leave_blank(tmp_path: Path) -> None:
    load = "FORCE,1,30,,50.,.3,.2,0."
    alone = solved(tmp_path, plate(load, "GRDSET,,,,,,,345"))
    assert np.abs(alone.displacement[0, :, 2:5]).max() == 0
    assert np.abs(alone.displacement[0, :, 0]).max() > 0


def test_permanent_constraints_hold(tmp_path: Path) -> None:
    bulk = [
        f"{card},,123456" if card.startswith("GRID,1,") else card
        for card in plate("FORCE,1,30,,1.,1.,0.,0.")
    ]
    results = solved(
        tmp_path, [*bulk, "SPC1,2,123456,6,11,16", "SPCADD,3,2,2"], ("SPC = 3", "LOAD = 1")
    )
    assert np.abs(results.displacement[0, 0]).max() == 0
    assert results.reaction_sum[0, 0] == pytest.approx(-1)


def test_enforced_motion_is_obeyed(tmp_path: Path) -> None:
    results = solved(tmp_path, plate("SPC,1,30,3,0.25"), ("SPC = 1",))
    assert results.displacement[0, 29, 2] == pytest.approx(0.25)
    assert results.reaction_sum[0, :3] == pytest.approx([0, 0, 0], abs=1e-2)


def test_subcases_add_up(tmp_path: Path) -> None:
    case = ["SPC = 1", "SUBCASE 3", "LOAD = 1", "SUBCASE 5", "LOAD = 2", "SUBCASE 9", "LOAD = 4"]
    loads = ["FORCE,1,30,,5.,0.,0.,1.", "PLOAD2,2,.01,1,THRU,20", "LOAD,4,2.,1.5,1,-.5,2"]
    results = solved(tmp_path, plate(*loads), case)
    assert results.subcases.tolist() == [3, 5, 9]
    first, second, both = results.displacement
    assert both == pytest.approx(3 * first - second, rel=1e-4, abs=1e-6 * np.abs(first).max())


def test_subcases_may_have_different_supports(tmp_path: Path) -> None:
    case = ["LOAD = 1", "SUBCASE 1", "SPC = 1", "SUBCASE 2", "SPC = 2"]
    bulk = plate("FORCE,1,30,,5.,0.,0.,1.", "SPC1,2,123456,1,6,11,16", "SPC1,2,3,10,15")
    results = solved(tmp_path, bulk, case)
    assert results.displacement[0, 9, 2] > 0 == results.displacement[1, 9, 2]
    assert results.reaction_sum[:, 2] == pytest.approx([-5, -5], rel=1e-5)


PRESSURES = {
    "PLOAD2,1,.5,1,THRU,20": [0, 0, -200],
    "PLOAD4,1,1,.5,,,,THRU,20": [0, 0, -200],
    "PLOAD4,1,1,.5,,,,THRU,20\n,0,3.,0.,4.": [-120, 0, -160],
    "PLOAD4,1,1,0.,1.,1.,0.\nPLOAD4,1,2,.5": [0, 0, -20],
    "GRAV,1,,9810.,0.,0.,-1.": [0, 0, 800 * 7.85e-9 * 9810],
    "FORCE,1,30,7,5.,1.,0.,0.": None,
}


@pytest.mark.parametrize("load", PRESSURES)
def test_reactions_balance_the_loads(tmp_path: Path, load: str) -> None:
    results = solved(tmp_path, plate(load, TURNED))
    expected = PRESSURES[load]
    if expected is None:
        assert np.linalg.norm(results.reaction_sum[0, :3]) == pytest.approx(5, rel=1e-5)
    else:
        assert results.reaction_sum[0, :3] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_wtmass_scales_inertia_forces_and_not_the_weight(tmp_path: Path) -> None:
    gravity = "GRAV,1,,9810.,0.,0.,-1."
    plain, scaled = (
        solved(tmp_path, plate(gravity, f"PARAM,WTMASS,{factor}")) for factor in ("1.", "2.")
    )
    assert scaled.reaction_sum[0, 2] == pytest.approx(2 * plain.reaction_sum[0, 2], rel=1e-5)
    assert plain.mass is not None and scaled.mass is not None
    assert scaled.mass.mass == plain.mass.mass == pytest.approx(800 * 7.85e-9)
    assert scaled.warnings == ()


def test_a_concentrated_mass_weighs_where_it_is(tmp_path: Path) -> None:
    """An offset mass: its weight, its moment, and its part of the centre of gravity."""
    bulk = plate("GRAV,1,,10.,0.,0.,-1.", "CONM2,99,30,0,3.,1.,2.,0.\n,4.,0.,5.,0.,0.,6.")
    results = solved(tmp_path, bulk)
    arm = results.positions[29] + [1, 2, 0]
    shell = 800 * 7.85e-9
    assert results.mass is not None
    assert results.mass.mass == pytest.approx(3 + shell)
    centre = (3 * arm + shell * np.array([10, 10, 0])) / (3 + shell)
    assert results.mass.centre == pytest.approx(centre)
    moment = np.cross(arm, [0, 0, -30.0])
    assert results.reaction_sum[0, 3:5] == pytest.approx(-moment[:2], rel=1e-4)


def test_a_rigid_element_carries_its_points_along(tmp_path: Path) -> None:
    bulk = plate(grid(90, (25, 10, 3)), "RBE2,900,90,123456,10,15,20", "FORCE,1,90,,7.,0.,0.,1.")
    results = solved(tmp_path, bulk)
    leader = results.displacement[0, -1]
    arm = results.positions[[9, 14, 19]] - results.positions[-1]
    exact = leader[:3] + np.cross(leader[3:], arm)
    assert results.displacement[0, [9, 14, 19], :3] == pytest.approx(exact, rel=1e-4, abs=1e-7)
    assert results.reaction_sum[0, 2] == pytest.approx(-7, rel=1e-5)


def test_rigid_elements_may_hang_on_each_other(tmp_path: Path) -> None:
    chain = [grid(90, (25, 10, 3)), grid(91, (30, 10, 3)), "RBE2,900,90,123456,10,15"]
    bulk = plate(*chain, "RBE2,901,91,123456,90", "FORCE,1,91,,7.,0.,0.,1.")
    results = solved(tmp_path, bulk)
    assert results.reaction_sum[0] == pytest.approx([0, 0, -7, -70, 210, 0], rel=1e-4, abs=1e-2)


def tripod(folder: Path, *more: str) -> Results:
    points = [(0, 0, 0), (10, 0, 0), (0, 10, 0), (3, 3, 8)]
    bulk = [STEEL, *(grid(n, p) for n, p in enumerate(points, start=1))]
    bulk += [f"CONROD,{n},{n},4,1,5." for n in (1, 2, 3)]
    return solved(folder, [*bulk, "SPC1,1,123456,1,2,3", *more], STATIC)


def test_autospc_holds_what_no_element_stiffens(tmp_path: Path) -> None:
    results = tripod(tmp_path, "FORCE,1,4,,9.,1.,2.,-3.")
    assert np.abs(results.displacement[0, 3, 3:]).max() == 0
    assert np.abs(results.displacement[0, 3, :3]).min() > 0


def test_autospc_holds_an_inclined_direction_too(tmp_path: Path) -> None:
    """Two bars in a slanting plane have no stiffness across it."""
    bulk = [STEEL, grid(1, (0, 0, 0)), grid(2, (10, 0, 0)), grid(3, (5, 4, 3))]
    bulk += ["CONROD,1,1,3,1,5.", "CONROD,2,2,3,1,5.", "SPC1,1,123456,1,2"]
    results = solved(tmp_path, [*bulk, "FORCE,1,3,,50.,1.,.8,.6"])
    moved = results.displacement[0, 2, :3]
    assert moved[[1, 2]].any()
    assert results.reaction_sum[0, 0] == pytest.approx(-50, rel=1e-5)


@pytest.mark.parametrize("shell", ["PSHELL,1,1,2.", "PSHELL,1,,2.,1"], ids=["membrane", "bending"])
def test_a_shell_may_have_one_kind_of_stiffness_only(tmp_path: Path, shell: str) -> None:
    bulk = [card if not card.startswith("PSHELL") else shell for card in plate()]
    load = "1.,0.,0." if shell.startswith("PSHELL,1,1") else "0.,0.,1."
    results = solved(tmp_path, [*bulk, f"FORCE,1,30,,5.,{load}"])
    whole = solved(tmp_path, plate(f"FORCE,1,30,,5.,{load}"))
    moved, reference = results.displacement[0, 29, :3], whole.displacement[0, 29, :3]
    assert moved[np.abs(reference).argmax()] == pytest.approx(np.abs(reference).max(), rel=0.05)


def test_an_offset_shell_bends_when_it_is_pulled(tmp_path: Path) -> None:
    """A strip whose middle lies ZOFFS above its grid points, pulled at these."""
    offset, force = 1.5, 40.0
    bulk = ["MAT1,1,2.1+5,,0.", "PSHELL,1,1,2.,1,,1"]
    bulk += [grid(n, p) for n, p in enumerate([(0, 0, 0), (50, 0, 0), (50, 5, 0), (0, 5, 0)], 1)]
    bulk += [f"CQUAD4,1,1,1,2,3,4,,{offset}", "SPC1,1,123456,1,4"]
    results = solved(tmp_path, [*bulk, *(f"FORCE,1,{n},,{force / 2},1.,0.,0." for n in (2, 3))])
    rotation = -force * offset * 50 / (2.1e5 * 5 * 2**3 / 12)
    stretch = force * 50 / (2.1e5 * 5 * 2) - offset * rotation
    assert results.displacement[0, 1, 4] == pytest.approx(rotation, rel=1e-4)
    assert results.displacement[0, 1, 0] == pytest.approx(stretch, rel=1e-4)


def test_a_long_slender_chain_of_bars_is_no_mechanism(tmp_path: Path) -> None:
    """400 bars, radius 1, length 4000: the softest sound model we promise to solve."""
    bulk = [STEEL, "PBARL,1,1,,ROD\n,1."]
    bulk += [grid(n, (10.0 * (n - 1), 0, 0)) for n in range(1, 402)]
    bulk += [f"CBAR,{n},1,{n},{n + 1},0.,1.,0." for n in range(1, 401)]
    results = solved(tmp_path, [*bulk, "SPC1,1,123456,1", "FORCE,1,401,,.001,0.,1.,0."])
    sag = 0.001 * 4000**3 / (3 * 2.1e5 * np.pi / 4)
    assert results.displacement[0, -1, 1] == pytest.approx(sag, rel=1e-4)


def test_a_thin_curved_shell_is_no_mechanism(tmp_path: Path) -> None:
    """Radius over thickness 10,000."""
    angles = np.radians(np.linspace(0, 90, 17))
    points = [
        (100 * np.sin(a), y, 100 * np.cos(a)) for y in np.linspace(0, 100, 17) for a in angles
    ]
    bulk = ["MAT1,1,2.1+5,,.3", "PSHELL,1,1,.01,1,,1", *grids(np.array(points)), *quads(16, 16)]
    ends = [f"SPC1,1,123456,{1 + 17 * j}" for j in range(17)]
    results = solved(tmp_path, [*bulk, *ends, "PLOAD2,1,1.-6,1,THRU,256"])
    assert np.isfinite(results.displacement).all()
    assert results.warnings == ()
