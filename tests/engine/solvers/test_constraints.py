"""Dependent freedoms: rigid bodies, means, equations, enforced motion, inclined singularities."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import grid, mesh, put, solved

STEEL = "MAT1,1,2.1+5,,.3,7.85-9"
PLATE = [STEEL, "PSHELL,1,1,2.,1,,1", *mesh(4, 5, 20.0), "SPC1,1,123456,1,6,11,16,21,26"]
ROUND = "CORD2C,8,0,3.,4.,0.,3.,4.,1.\n,9.,4.,0."
LOAD = "FORCE,1,90,,7.,.2,.3,1."


def hung(folder: Path, link: str, frame: str = "") -> Results:
    """A plate with a point 90 beside its far edge, joined by a link; points 10, 15, 20 on it."""
    bulk = [*PLATE, ROUND, grid(90, (25, 10, 3)) + frame, link, LOAD]
    if frame:
        bulk = [f"{card}{frame}" if card.startswith("GRID,15,") else card for card in bulk]
    return solved(folder, bulk)


SAME = {
    "RBAR": "RBAR,900,90,15,123456\nRBAR,901,90,10,123456\nRBAR,902,90,20,123456",
    "RBAR with components named": "\n".join(
        f"RBAR,{900 + n},90,{n},123456,,,123456" for n in (10, 15, 20)
    ),
    "RBE1": "RBE1,900,90,123456\n,UM,10,123456,15,123456,20,123456",
}


@pytest.mark.parametrize("link", SAME)
def test_every_rigid_element_can_do_what_rbe2_does(tmp_path: Path, link: str) -> None:
    rigid = hung(tmp_path, "RBE2,900,90,123456,10,15,20")
    other = hung(tmp_path, SAME[link])
    assert other.displacement == pytest.approx(rigid.displacement, rel=1e-5, abs=1e-10)


def test_a_rigid_body_may_be_led_by_components_of_two_points(tmp_path: Path) -> None:
    """Three translations and three rotations, taken at different ends of a bar."""
    whole = hung(tmp_path, "RBAR,900,15,90,123456")
    mixed = hung(tmp_path, "RBAR,900,15,90,123,456,456,123")
    assert mixed.displacement == pytest.approx(whole.displacement, rel=1e-4, abs=1e-9)


RBE3 = "RBE3,900,,90,123456,1.,123,10,15\n,19"


@pytest.mark.parametrize("link", ["RBE2,900,90,123456,10,15", RBE3], ids=["RBE2", "RBE3"])
def test_the_frames_of_linked_points_do_not_matter(tmp_path: Path, link: str) -> None:
    plain, turned = hung(tmp_path, link), hung(tmp_path, link, ",8")
    assert turned.displacement == pytest.approx(plain.displacement, rel=1e-4, abs=1e-9)


def test_rbe3_moves_as_the_mean_and_carries_the_force(tmp_path: Path) -> None:
    """It adds no stiffness: forces on the others that balance the force on it."""
    results = hung(tmp_path, RBE3)
    arm = results.positions[[9, 14, 18]] - results.positions[-1]
    leader = results.displacement[0, -1]
    fitted = leader[:3] + np.cross(leader[3:], arm)
    moved = results.displacement[0, [9, 14, 18], :3]
    assert (fitted - moved).sum(axis=0) == pytest.approx([0, 0, 0], abs=1e-9)
    assert np.cross(arm, fitted - moved).sum(axis=0) == pytest.approx([0, 0, 0], abs=1e-7)
    assert results.reaction_sum[0, :3] == pytest.approx([-1.4, -2.1, -7], rel=1e-4)


def test_weights_of_rbe3_divide_the_force(tmp_path: Path) -> None:
    """A force at the centre of the weights goes to the points in their proportion."""
    corners = [(0, -1, 0), (0, 1, 0), (4, -1, 0), (4, 1, 0)]
    bulk = [STEEL, *(grid(n, p) for n, p in enumerate(corners, start=1)), grid(9, (3, 0, 0))]
    bulk += ["RBE3,7,,9,123456,1.,123,1,2\n,3.,123,3,4", "SPC1,1,123456,1,2,3,4"]
    results = solved(tmp_path, [*bulk, "FORCE,1,9,,40.,0.,0.,1."])
    assert results.reactions[0, :4, 2] == pytest.approx([-5, -5, -15, -15])


def test_points_on_a_line_do_not_say_how_a_mean_turns(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="RBE3 900: ITS COMPONENTS DO NOT DEFINE"):
        hung(tmp_path, "RBE3,900,,90,123456,1.,123,10,15\n,20")


def test_an_equation_is_obeyed(tmp_path: Path) -> None:
    """u3 of point 30 is twice u3 of point 20 less u3 of point 10."""
    equation = "MPC,5,30,3,1.,20,3,-2.\n,,10,3,1."
    bulk = [*PLATE, equation, "MPCADD,6,5", "FORCE,1,30,,7.,0.,0.,1."]
    results = solved(tmp_path, bulk, ("SPC = 1", "MPC = 6", "LOAD = 1"))
    w = results.displacement[0, :, 2]
    assert w[29] == pytest.approx(2 * w[19] - w[9])
    free = solved(tmp_path, bulk).displacement[0, :, 2]
    assert abs(free[29] - 2 * free[19] + free[9]) > 1e-3 * abs(free[29])


def test_subcases_may_have_different_equations(tmp_path: Path) -> None:
    case = ["SPC = 1", "LOAD = 1", "SUBCASE 1", "MPC = 5", "SUBCASE 2"]
    bulk = [*PLATE, "MPC,5,30,3,1.,20,3,-1.", "FORCE,1,30,,7.,0.,0.,1."]
    both = solved(tmp_path, bulk, case).displacement[:, :, 2]
    assert both[0, 29] == pytest.approx(both[0, 19])
    assert both[1, 29] != pytest.approx(both[1, 19])


def test_spcd_moves_what_an_spc_holds(tmp_path: Path) -> None:
    case = ["SPC = 2", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "LOAD = 3"]
    bulk = [*PLATE, "SPC1,3,3,30", "SPCADD,2,1,3", "SPCD,1,30,3,.25", "LOAD,3,1.,2.,1"]
    results = solved(tmp_path, bulk, case)
    assert results.displacement[:, 29, 2] == pytest.approx([0.25, 0.5])


def test_spcd_on_what_is_free_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="GRID POINT 30 COMPONENT T3 IS NOT HELD"):
        Embedded().solve(put(tmp_path, [*PLATE, "SPCD,1,30,3,.25"]), tmp_path)


def test_only_the_inclined_direction_without_stiffness_is_held(tmp_path: Path) -> None:
    """Two bars in a slanting plane: in the plane the point moves as bars in a plane do."""
    flat = [STEEL, grid(1, (0, 0, 0)), grid(2, (10, 0, 0)), grid(3, (5, 5, 0))]
    tilted = [STEEL, grid(1, (0, 0, 0)), grid(2, (10, 0, 0)), grid(3, (5, 4, 3))]
    rest = ["CONROD,1,1,3,1,5.", "CONROD,2,2,3,1,5.", "SPC1,1,123456,1,2"]
    in_plane = solved(tmp_path, [*flat, *rest, "FORCE,1,3,,50.,1.,1.,0."]).displacement[0, 2]
    slanted = solved(tmp_path, [*tilted, *rest, "FORCE,1,3,,50.,1.,.8,.6"]).displacement[0, 2]
    assert slanted[0] == pytest.approx(in_plane[0])
    assert slanted[1:3] == pytest.approx(in_plane[1] * np.array([0.8, 0.6]))
    assert slanted[3:] == pytest.approx(np.zeros(3))
