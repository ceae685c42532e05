"""Beams that taper and beams whose neutral axis is not their shear centre, in closed form."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import grid, solved, stress_of

E, L, P = 2.1e5, 400.0, 7.0
G = E / 2.6
STEEL = f"MAT1,1,{E},,.3,7.85-9"
POINTS = ",5.,2.,-5.,2.,-5.,-2.,5.,-2."
OFFSET = (3.0, -2.0)


def pbeam(ends: Sequence[str], last: str = "1.,1.", *rest: str, place: float = 1.0) -> str:
    """A PBEAM from area, I1, I2, I12, J, NSM at its stations, the last one at end B."""
    lines = [f"PBEAM,1,1,{ends[0]}", POINTS]
    for number, values in enumerate(ends[1:], start=1):
        at = 1.0 if number == len(ends) - 1 else place
        lines += [f",YES,{at},{values}", POINTS]
    return "\n".join([*lines, f",{last}", *rest])


def cantilever(folder: Path, prop: str, *loads: str, more: Sequence[str] = ()) -> Results:
    """One element along x, plane 1 upright, fixed at grid point 1."""
    bulk = [STEEL, prop, grid(1, (0, 0, 0)), grid(2, (L, 0, 0)), "CBEAM,1,1,1,2,0.,1.,0."]
    return solved(folder, [*bulk, "SPC1,1,123456,1", *loads, *more])


@pytest.mark.parametrize("ratio", [1.5, 4.0, 30.0])
def test_a_cantilever_whose_inertia_falls_along_it(tmp_path: Path, ratio: float) -> None:
    """Integral of P s^2 / E I(s), I = c (h + s) from the tip: Timoshenko, Strength of Materials,
    part I, section 42 (beams of variable cross section)."""
    tip = 2000.0
    ends = [f"100.,{ratio * tip},800.,,1500.,0.", f"100.,{tip},800.,,1500.,0."]
    results = cantilever(tmp_path, pbeam(ends, "0.,0."), "FORCE,1,2,,7.,0.,1.,0.")
    slope = (ratio - 1) * tip / L
    h = tip / slope
    moments = (L * L / 2 - h * L + h * h * np.log((h + L) / h)) / slope
    assert results.displacement[0, 1, 1] == pytest.approx(P * moments / E, rel=2e-7)
    turned = (L - h * np.log((h + L) / h)) / slope
    assert results.displacement[0, 1, 5] == pytest.approx(P * turned / E, rel=2e-7)


def test_a_tapered_rod_stretches_twists_and_shears_by_logarithms(tmp_path: Path) -> None:
    """Integrals of 1 / E A, 1 / G J and 1 / K A G where A and J fall to a half and a third."""
    ends = ["100.,9.+9,9.+9,,3000.,0.", "50.,9.+9,9.+9,,1000.,0."]
    loads = ("FORCE,1,2,,7.,1.,1.,0.", "MOMENT,1,2,,7.,1.,0.,0.")
    moved = cantilever(tmp_path, pbeam(ends, ".5,.5"), *loads).displacement[0, 1]
    stretch = P * L / 50 * np.log(2) / E
    assert moved[0] == pytest.approx(stretch, rel=2e-7)
    assert moved[1] == pytest.approx(stretch * E / G / 0.5, rel=1e-4)
    assert moved[3] == pytest.approx(P * L / 2000 * np.log(3) / G, rel=2e-7)


def test_stresses_at_each_end_are_those_of_its_own_section(tmp_path: Path) -> None:
    ends = ["100.,4000.,800.,,1500.,0.", "50.,2000.,800.,,1500.,0."]
    loads = ("FORCE,1,2,,900.,1.,0.,0.", "MOMENT,1,2,,70.,0.,0.,1.")
    stress = stress_of(cantilever(tmp_path, pbeam(ends), *loads))
    assert stress.columns("sxd")[:, 0] == pytest.approx([900 / 100 + 70 * 5 / 4000])
    at_a, at_b = stress.columns("sxd", "sxc").T
    assert at_a == pytest.approx([9 + 70 * 5 / 4000, 9 - 70 * 5 / 4000])
    assert at_b == pytest.approx([18 + 70 * 5 / 2000, 18 - 70 * 5 / 2000])


def test_a_beam_with_a_station_between_is_two_beams(tmp_path: Path) -> None:
    sizes = ["100.,4000.,800.,100.,1500.,0.", "60.,1500.,500.,40.,900.,0.",
             "80.,3000.,700.,60.,1200.,0."]  # fmt: skip
    loads = ("FORCE,1,2,,7.,1.,2.,3.", "MOMENT,1,2,,70.,1.,2.,3.")
    whole = cantilever(tmp_path, pbeam(sizes, place=0.25), *loads)
    first, second = pbeam(sizes[:2]), pbeam(sizes[1:]).replace("PBEAM,1", "PBEAM,2")
    bulk = [STEEL, first, second, grid(1, (0, 0, 0)), grid(2, (L, 0, 0)), grid(3, (L / 4, 0, 0))]
    bulk += ["CBEAM,1,1,1,3,0.,1.,0.", "CBEAM,2,2,3,2,0.,1.,0.", "SPC1,1,123456,1", *loads]
    parts = solved(tmp_path, bulk)
    assert whole.displacement[0, 1] == pytest.approx(parts.displacement[0, 1], rel=2e-6)


def at_stations(results: Results, *headers: str) -> np.ndarray:
    """Columns of the stress or the force of the only beam, a row a station."""
    tables = [t for t in results.element_tables if set(headers) <= set(t.headers)]
    return tables[0].columns(*headers).T


FORCES = ("sd", "bending_moment1", "bending_moment2", "shear1", "shear2", "axial_force",
          "total_torque")  # fmt: skip
CORNERS = ("sxc", "sxd", "sxe", "sxf", "smax", "smin")


def test_a_station_between_carries_what_the_joint_of_two_beams_does(tmp_path: Path) -> None:
    sizes = ["100.,4000.,800.,100.,1500.,0.", "60.,1500.,500.,40.,900.,0.",
             "80.,3000.,700.,60.,1200.,0."]  # fmt: skip
    offsets = "1.,1.", ",,,,,2.,-1.,2.,-1."
    loads = ("FORCE,1,2,,7.,1.,2.,3.", "MOMENT,1,2,,70.,1.,2.,3.")
    whole = cantilever(tmp_path, pbeam(sizes, *offsets, place=0.25), *loads)
    first, second = pbeam(sizes[:2], *offsets), pbeam(sizes[1:], *offsets)
    bulk = [STEEL, first, second.replace("PBEAM,1", "PBEAM,2")]
    bulk += [grid(1, (0, 0, 0)), grid(2, (L, 0, 0)), grid(3, (L / 4, 0, 0))]
    bulk += ["CBEAM,1,1,1,3,0.,1.,0.", "CBEAM,2,2,3,2,0.,1.,0.", "SPC1,1,123456,1", *loads]
    parts = solved(tmp_path, bulk)
    carried, joint = at_stations(whole, *FORCES), at_stations(parts, *FORCES)
    assert carried[:, 0] == pytest.approx([0, 0.25, 1])
    assert carried[1, 1:] == pytest.approx(joint[1, 1:], rel=1e-5, abs=1e-3)
    assert carried[1, 1:] == pytest.approx(joint[2, 1:], rel=1e-5, abs=1e-3)
    stress, at_joint = at_stations(whole, *CORNERS), at_stations(parts, *CORNERS)
    assert stress[1] == pytest.approx(at_joint[1], rel=1e-5)
    assert stress[[0, 2]] == pytest.approx(at_joint[[0, 3]], rel=1e-5)


def test_moments_between_the_ends_are_those_of_the_load_beyond(tmp_path: Path) -> None:
    """A cantilever under q: q (L - x)^2 / 2, and a force at its middle bends the first half."""
    even = ["100.,2000.,800.,,1500.,0."] * 2
    places = (0.1, 0.5, 0.8)
    rows = [f"PBEAM,1,1,{even[0]}", POINTS]
    for place in (*places, 1.0):
        rows += [f",YES,{place},{even[0]}", POINTS]
    prop = "\n".join(rows)
    load = ("PLOAD1,1,1,FY,FR,0.,.3,1.,.3", "PLOAD1,1,1,FZE,FR,.5,9.")
    results = cantilever(tmp_path, prop, *load)
    x = np.array([0.0, *places, 1.0]) * L
    found = at_stations(results, "bending_moment1", "shear1", "bending_moment2")
    assert found[:, 0] == pytest.approx(0.3 * (L - x) ** 2 / 2, rel=1e-5, abs=1e-2)
    assert found[:, 1] == pytest.approx(0.3 * (L - x), rel=1e-5, abs=1e-4)
    assert found[:, 2] == pytest.approx(9.0 * np.maximum(L / 2 - x, 0.0), rel=1e-5, abs=1e-2)
    at_c = -0.3 * (L - x) ** 2 / 2 * 5 / 2000 - 9.0 * np.maximum(L / 2 - x, 0.0) * 2 / 800
    assert at_stations(results, "sxc")[:, 0] == pytest.approx(at_c, rel=1e-5, abs=1e-4)


@pytest.mark.parametrize(("said", "rows"), [("YES", 3), ("YESA", 3), ("NO", 2)])
def test_only_stations_that_are_asked_for_are_written(tmp_path: Path, said: str, rows: int) -> None:
    half = "\n,2.,1.,-2.,1.,-2.,-1.,2.,-1." if said == "YES" else ""
    prop = f"PBEAM,1,1,100.,2000.,800.,,1500.\n{POINTS}\n,{said},.5,100.,2000.,800.,,1500.{half}"
    prop += f"\n,YES,1.,100.,2000.,800.,,1500.\n{POINTS}"
    stress = at_stations(cantilever(tmp_path, prop, "MOMENT,1,2,,70.,0.,0.,1."), "sxd")
    assert len(stress) == rows
    path = tmp_path / "model.bdf"
    path.write_text(path.read_text().replace("LOAD = 1", "LOAD = 1\nFORCE = ALL"))
    printed = Embedded().solve(path, tmp_path).f06.read_text(encoding="ascii")
    assert ("                  0   0.500   " in printed) == (rows == 3)
    if rows == 3:
        assert stress[1, 0] == pytest.approx(70 * (2 if said == "YES" else 5) / 2000)


def test_a_shape_has_stations_too(tmp_path: Path) -> None:
    prop = "PBEAML,1,1,,BAR\n,10.,20.,0.,YES,.5,8.,16.,0.\n,YES,1.,6.,12.,0."
    stress = at_stations(cantilever(tmp_path, prop, "FORCE,1,2,,900.,1.,0.,0."), "sxc")
    assert stress[:, 0] == pytest.approx([900 / 200, 900 / 128, 900 / 72])
    elsewhere = prop.replace(",YES,.5", ",NO,.5")
    assert len(at_stations(cantilever(tmp_path, elsewhere, "FORCE,1,2,,9.,1.,0.,0."), "sxc")) == 2


def test_shear_relief_by_taper_is_refused(tmp_path: Path) -> None:
    ends = ["100.,4000.,800.,,1500.,0.", "50.,2000.,800.,,1500.,0."]
    with pytest.raises(SolveFailed, match="S1 ON PBEAM 1"):
        cantilever(tmp_path, pbeam(ends, "1.,1.,.1"), "FORCE,1,2,,7.,0.,1.,0.")


def test_the_weight_of_a_tapered_beam_is_where_its_area_is(tmp_path: Path) -> None:
    """Area and non-structural mass fall to a third: the centre is 5/12 from end A."""
    ends = ["90.,4000.,800.,,1500.,6.-7", "30.,2000.,800.,,1500.,2.-7"]
    mass = cantilever(tmp_path, pbeam(ends), "FORCE,1,2,,7.,0.,1.,0.", "PARAM,GRDPNT,0").mass
    assert mass is not None
    assert mass.mass == pytest.approx((60 * 7.85e-9 + 4e-7) * L)
    assert mass.centre[0] == pytest.approx(L * 5 / 12)


@pytest.mark.parametrize("coupled", [1, -1])
def test_gravity_on_a_tapered_beam_weighs_what_the_beam_weighs(
    tmp_path: Path, coupled: int
) -> None:
    ends = ["90.,4000.,800.,,1500.,0.", "30.,2000.,800.,,1500.,0."]
    more = [f"PARAM,COUPMASS,{coupled}"]
    results = cantilever(tmp_path, pbeam(ends), "GRAV,1,,1.+4,0.,-1.,0.", more=more)
    weight = 60 * 7.85e-9 * L * 1e4
    assert results.reactions[0, 0, [1, 5]] == pytest.approx([weight, weight * L * 5 / 12])


N1, N2 = OFFSET
LOADS = {
    "stretched": "FORCE,1,2,,7.,1.,0.,0.",
    "bent in plane 1": "FORCE,1,2,,7.,0.,1.,0.",
    "bent in plane 2": "FORCE,1,2,,7.,0.,0.,1.",
    "twisted": "MOMENT,1,2,,70.,1.,0.,0.",
    "turned": "MOMENT,1,2,,70.,0.,2.,3.",
}


def eccentric() -> str:
    ends = ["100.,4000.,800.,100.,1500.,0."] * 2
    return pbeam(ends, "1.,1.,0.,0.,0.,0.,0.,0.", f",0.,0.,0.,0.,{N1},{N2},{N1},{N2}")


@pytest.mark.parametrize("load", LOADS)
def test_a_neutral_axis_beside_the_shear_centre_feels_the_axial_force_there(
    tmp_path: Path, load: str
) -> None:
    """u = N L / E A + (moments N n) n L / E I, and bending and shear stay at the shear centre."""
    moved = cantilever(tmp_path, eccentric(), LOADS[load]).displacement[0, 1]
    inverse = np.linalg.inv(E * np.array([[4000.0, 100], [100, 800]]))
    arm = np.array([N1, N2])
    force, moment = np.zeros(3), np.zeros(3)
    _, _, _, _, size, *vector = LOADS[load].split(",")
    (force if load in ("stretched", "bent in plane 1", "bent in plane 2") else moment)[:] = float(
        size
    ) * np.array(vector, float)
    pull, end = force[0], np.array([moment[2], -moment[1]])
    curved = inverse @ (pull * arm + end)
    across = inverse @ force[1:]
    want_u = pull * L / E / 100 + arm @ (curved * L + across * L**2 / 2)
    want_vw = curved * L**2 / 2 + across * L**3 / 3 + force[1:] * L / (100 * G)
    want_turn = curved * L + across * L**2 / 2
    assert moved[0] == pytest.approx(want_u, abs=1e-9)
    assert moved[1:3] == pytest.approx(want_vw, rel=1e-5, abs=1e-9)
    assert moved[[5, 4]] * [1, -1] == pytest.approx(want_turn, rel=1e-5, abs=1e-12)
    assert moved[3] == pytest.approx(moment[0] * L / G / 1500)


def test_an_axial_force_at_the_shear_centre_bends_about_the_neutral_axis(tmp_path: Path) -> None:
    """Points are given from the shear centre: stress N / A - M y / I with M = N n."""
    stress = stress_of(cantilever(tmp_path, eccentric(), LOADS["stretched"]))
    inverse = np.linalg.inv(np.array([[4000.0, 100], [100, 800]]))
    bent = inverse @ (7 * np.array(OFFSET))
    corner = np.array([5.0, 2.0]) - OFFSET
    assert stress.columns("sxc")[0, 0] == pytest.approx(7 / 100 - bent @ corner)


def test_mass_off_the_shear_centre_is_refused_where_there_is_some(tmp_path: Path) -> None:
    ends = ["100.,4000.,800.,,1500.,1.-7"] * 2
    prop = pbeam(ends, "1.,1.,0.,0.,0.,0.,0.,0.", ",1.,0.,1.,0.")
    with pytest.raises(SolveFailed, match="M1A WITH NSM ON PBEAM 1"):
        cantilever(tmp_path, prop, LOADS["stretched"])


def test_inertia_of_non_structural_mass_turns_a_shaft(tmp_path: Path) -> None:
    """G J / L against a third of the inertia at the free end, coupled mass."""
    ends = ["100.,4000.,800.,,1500.,0."] * 2
    prop = pbeam(ends, "1.,1.,0.,0.,6.-5,6.-5")
    bulk = [STEEL, prop, grid(1, (0, 0, 0)), grid(2, (L, 0, 0)), "CBEAM,1,1,1,2,0.,1.,0."]
    bulk += ["SPC1,1,123456,1", "SPC1,1,12356,2", "PARAM,COUPMASS,1", "EIGRL,1,,,1"]
    found = solved(tmp_path, bulk, ("SPC = 1", "METHOD = 1"), "SOL 103").frequencies
    inertia = (7.85e-9 * 4800 + 6e-5) * L / 3
    assert found[0] == pytest.approx(np.sqrt(G * 1500 / L / inertia) / 2 / np.pi)


def test_points_of_warping_are_refused(tmp_path: Path) -> None:
    bulk = [STEEL, pbeam(["100.,4000.,800.,,1500.,0."] * 2), grid(1, (0, 0, 0))]
    bulk += [grid(2, (L, 0, 0)), "CBEAM,1,1,1,2,0.,1.,0.\n,,,,,,,,\n,7,8", "SPC1,1,123456,1"]
    with pytest.raises(SolveFailed, match="WARPING POINTS SA, SB ON CBEAM 1"):
        solved(tmp_path, [*bulk, LOADS["stretched"]])
