"""Stresses at the corners of quadrilaterals, and thicknesses that differ from node to node."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import ElementTable
from atomizer.extractors.shell_stress import ShellStress
from tests.engine.solvers.decks import grid, solved
from tests.engine.solvers.laminates import QUAD, SQUARE, section

STEEL = "MAT1,1,2.1+5,,.3,7.85-9"
ASKED = ("SPC = 1", "LOAD = 1")


def in_plane_bending(moment: float) -> list[str]:
    """One element 2 long and 1 high bent in its plane: stress 6 M / t h^2 at the edges."""
    corners = [(0, 0, 0), (2, 0, 0), (2, 1, 0), (0, 1, 0)]
    bulk = [STEEL, "PSHELL,1,1,.5", QUAD, *(grid(n, p) for n, p in enumerate(corners, start=1))]
    bulk += ["SPC1,1,3456,1,THRU,4", "SPC1,1,12,1", "SPC1,1,1,4"]
    return [*bulk, f"FORCE,1,2,,{moment},1.,0.,0.", f"FORCE,1,3,,{-moment},1.,0.,0."]


def stress(folder: Path, bulk: list[str], case: tuple[str, ...]) -> ElementTable:
    (found,) = (
        table
        for table in solved(folder, bulk, (*ASKED, *case)).element_tables
        if table.table == "shell_stress"
    )
    return found


@pytest.mark.parametrize("option", ["CORNER", "BILIN", "CUBIC", "SGAGE"])
def test_corners_see_bending_in_the_plane_and_the_centre_none(tmp_path: Path, option: str) -> None:
    found = stress(tmp_path, in_plane_bending(10.0), (f"STRESS(PLOT,{option}) = ALL",))
    assert found.places.reshape(5, 2)[:, 0].tolist() == [0, 1, 2, 3, 4]
    most = 6 * 10.0 / 0.5
    xx, yy = found.columns("oxx", "oyy").reshape(2, 5, 2)
    assert xx[:, 0] == pytest.approx([0, most, most, -most, -most], abs=1e-3)
    assert xx[:, 1] == pytest.approx(xx[:, 0], abs=1e-4)
    assert yy == pytest.approx(np.zeros((5, 2)), abs=1e-3)


def test_without_the_option_there_is_the_centre_alone(tmp_path: Path) -> None:
    found = stress(tmp_path, in_plane_bending(10.0), ("STRESS(PLOT,CENTER) = ALL",))
    assert found.places.tolist() == [0, 0]


def test_the_extractor_takes_corners_where_the_file_has_them(tmp_path: Path) -> None:
    bulk = in_plane_bending(10.0)
    at_corners = ShellStress().measure(solved(tmp_path, bulk, (*ASKED, "STRESS(CORNER) = ALL")))
    at_centres = ShellStress().measure(solved(tmp_path, bulk, ASKED))
    assert at_corners["max_stress"] == pytest.approx(120.0, rel=1e-5)
    assert at_centres["max_stress"] == pytest.approx(0.0, abs=1e-3)


def test_corner_principal_stresses_and_von_mises_are_those_of_their_components(
    tmp_path: Path,
) -> None:
    bulk = [*in_plane_bending(10.0), "FORCE,1,3,,7.,0.,1.,0."]
    found = stress(tmp_path, bulk, ("STRESS(CORNER) = ALL",))
    xx, yy, xy, angle, major, minor, mises = found.columns(
        "oxx", "oyy", "txy", "angle", "omax", "omin", "von_mises"
    )
    assert major + minor == pytest.approx(xx + yy, abs=1e-3)
    assert major * minor == pytest.approx(xx * yy - xy**2, rel=1e-4, abs=1e-2)
    assert np.tan(2 * np.radians(angle)) * (xx - yy) == pytest.approx(2 * xy, rel=1e-3, abs=1e-3)
    assert mises**2 == pytest.approx(xx**2 - xx * yy + yy**2 + 3 * xy**2, rel=1e-4)


def test_a_thickness_of_its_own_replaces_that_of_the_property() -> None:
    plain = section(STEEL, "PSHELL,1,1,.5,1,,1", QUAD)
    bulk = [STEEL, "PSHELL,1,1,.9,1,,1"]
    given = section(*bulk, f"{QUAD},,\n,,,.5,.5,.5,.5")
    part = section(STEEL, "PSHELL,1,1,.25,1,,1", f"{QUAD},,\n,,1,2.,2.,2.,2.")
    for one in (given, part):
        assert one.elastic == pytest.approx(plain.elastic)
        assert one.fibres == pytest.approx(plain.fibres)


def tapered(load: list[str]) -> list[str]:
    """A unit square .2 thick along x = 0 and .4 thick along x = 1."""
    bulk = [STEEL.replace(".3", "0."), "PSHELL,1,1,.2,1", *SQUARE, f"{QUAD},,\n,,,,.4,.4"]
    return [*bulk, "SPC1,1,123456,1,4", "SPC1,1,1246,2,3", *load]


def test_a_tapered_shell_bends_more_where_it_is_thin(tmp_path: Path) -> None:
    """Constant curvature by held grid points: stress z E kappa grows with the thickness."""
    moved = [f"SPC,1,{node},{c},{v}" for node in (2, 3) for c, v in ((5, 1e-3), (3, -5e-4))]
    bulk = tapered(moved)
    found = stress(tmp_path, [*bulk, "FORCE,1,2,,0.,1.,0.,0."], ("STRESS(CORNER) = ALL",))
    upper = found.columns("fiber_distance", "oxx")[:, 1::2]
    assert upper[0] == pytest.approx([0.15, 0.1, 0.2, 0.2, 0.1])
    assert upper[1] == pytest.approx(2.1e5 * 1e-3 * upper[0], rel=1e-4)


def test_a_tapered_shell_weighs_its_mean_thickness(tmp_path: Path) -> None:
    results = solved(tmp_path, tapered(["FORCE,1,2,,1.,0.,0.,1."]), ASKED)
    assert results.mass is not None
    assert results.mass.mass == pytest.approx(7.85e-9 * 0.3)
    assert results.mass.centre[0] == pytest.approx(5 / 9)
