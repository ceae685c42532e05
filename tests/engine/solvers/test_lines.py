"""Beams, tubes, springs, bushings and scalar masses, in closed form."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.elements.named_shapes import SHAPES
from tests.engine.solvers.decks import grid, solved, stress_of

E = 2.1e5
G = E / 2.6
STEEL = f"MAT1,1,{E},,.3,7.85-9"
PBEAM = "PBEAM,1,1,100.,2000.,800.,,1500.\n,5.,2.,-5.,2.,-5.,-2.,5.,-2."


def cantilever(folder: Path, prop: str, load: str, card: str = "CBEAM") -> Results:
    """One element of length 400 along x, plane 1 upright, fixed at grid point 1."""
    bulk = [STEEL, prop, grid(1, (0, 0, 0)), grid(2, (400, 0, 0))]
    line = f"{card},1,1,1,2" + ("" if card == "CTUBE" else ",0.,1.,0.")
    return solved(folder, [*bulk, line, "SPC1,1,123456,1", load])


def test_a_beam_is_flexible_in_shear_by_default(tmp_path: Path) -> None:
    results = cantilever(tmp_path, PBEAM, "FORCE,1,2,,7.,0.,1.,0.")
    exact = 7 * 400**3 / (3 * E * 2000) + 7 * 400 / (100 * G)
    assert results.displacement[0, 1, 1] == pytest.approx(exact)


def test_without_shear_factors_a_beam_is_a_bar(tmp_path: Path) -> None:
    results = cantilever(tmp_path, PBEAM + "\n,0.,0.", "FORCE,1,2,,7.,0.,1.,0.")
    assert results.displacement[0, 1, 1] == pytest.approx(7 * 400**3 / (3 * E * 2000))


def test_each_end_of_a_beam_has_its_own_stress_points(tmp_path: Path) -> None:
    """A moment at the tip is the same at both ends; the points of end B are half as far off."""
    rows = ["PBEAM,1,1,100.,2000.,800.,,1500.", ",5.,2.,-5.,2.,-5.,-2.,5.,-2."]
    rows += [",YES,1.,100.,2000.,800.,,1500.", ",2.5,1.,-2.5,1.,-2.5,-1.,2.5,-1."]
    stress = stress_of(cantilever(tmp_path, "\n".join(rows), "MOMENT,1,2,,7.,0.,0.,1."))
    most = 7 * 5 / 2000
    at_root, at_tip = stress.columns("sxc", "sxd").T
    assert at_root == pytest.approx([-most, most])
    assert at_tip == pytest.approx([-most / 2, most / 2])


def test_dampers_are_without_effect_in_statics(tmp_path: Path) -> None:
    without, damped = (
        cantilever(tmp_path, f"{PBEAM}{rest}", "FORCE,1,2,,7.,0.,1.,0.").displacement
        for rest in ("", "\nCDAMP2,9,10.,2,2")
    )
    assert (without == damped).all()


def test_stresses_of_a_beam_include_the_axial_stress(tmp_path: Path) -> None:
    load = "FORCE,1,2,,7.,0.,-1.,0.\nFORCE,1,2,,900.,1.,0.,0."
    stress = stress_of(cantilever(tmp_path, PBEAM, load))
    assert (stress.card, stress.places.tolist()) == ("CBEAM", [1, 2])
    most = 7 * 400 * 5 / 2000
    at_root = stress.columns("sxc", "sxd", "sxe", "sxf", "smax", "smin")[:, 0]
    assert at_root == pytest.approx([9 + most, 9 - most, 9 - most, 9 + most, 9 + most, 9 - most])
    assert stress.columns("sxc", "sxd")[:, 1] == pytest.approx([9, 9])


def test_a_beam_by_its_shape_is_the_beam_by_its_numbers(tmp_path: Path) -> None:
    load = "FORCE,1,2,,7.,0.,1.,0."
    by_shape = cantilever(tmp_path, "PBEAML,1,1,,BAR\n,10.,20.", load)
    shear = 7 * 400 / (5 / 6 * 200 * G)
    exact = 7 * 400**3 / (3 * E * 10 * 20**3 / 12) + shear
    assert by_shape.displacement[0, 1, 1] == pytest.approx(exact)
    assert by_shape.mass is not None
    assert by_shape.mass.mass == pytest.approx(200 * 400 * 7.85e-9)


OFF_AXIS = {
    "CHAN": (10.0, 20.0, 1.0, 1.0), "L": (10.0, 20.0, 1.0, 1.0), "T": (10.0, 20.0, 1.0, 1.0),
    "T1": (10.0, 20.0, 1.0, 1.0), "I": (20.0, 6.0, 12.0, 1.0, 1.0, 1.0),
}  # fmt: skip


@pytest.mark.parametrize("shape", OFF_AXIS)
def test_a_beam_is_led_through_its_shear_centre(tmp_path: Path, shape: str) -> None:
    """A force across it does not twist it, one along it bends it about the neutral axis."""
    prop = f"PBEAML,1,1,,{shape}\n,{','.join(map(str, OFF_AXIS[shape]))}"
    across = cantilever(tmp_path, prop, "FORCE,1,2,,7.,0.,1.,1.").displacement[0, 1]
    assert abs(across[3]) < 1e-9 * np.abs(across).max()
    along = cantilever(tmp_path, prop, "FORCE,1,2,,7.,1.,0.,0.").displacement[0, 1]
    made = SHAPES[shape](*OFF_AXIS[shape])
    assert made.shear_centre is not None
    moments = np.array([[made.i1, made.i12], [made.i12, made.i2]])
    bent = np.linalg.solve(E * moments, 7.0 * np.array(made.shear_centre)) * 400**2 / 2
    assert along[1:3] == pytest.approx(-bent, rel=1e-6, abs=1e-9)


def test_a_beam_of_unknown_shear_centre_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="HAT OF UNKNOWN SHEAR CENTRE ON PBEAML 1"):
        cantilever(tmp_path, "PBEAML,1,1,,HAT\n,20.,1.,10.,5.", "FORCE,1,2,,7.,0.,1.,0.")


@pytest.mark.parametrize(
    ("card", "prop"), [("CBAR", "PBAR,1,1,100.,2000.,800.,1500."), ("CBEAM", PBEAM)]
)
def test_a_bar_takes_what_it_leaves_blank_from_its_default(
    tmp_path: Path, card: str, prop: str
) -> None:
    """Property and orientation, before or behind the bar."""
    points = [STEEL, prop, *(grid(n, at) for n, at in ((1, (0, 0, 0)), (2, (400, 0, 0))))]
    points += ["SPC1,1,123456,1", "FORCE,1,2,,7.,0.,1.,0."]
    default = f"{card[1:]}OR,,1,,,0.,1.,1."
    own = solved(tmp_path, [*points, f"{card},1,1,1,2,0.,1.,1."]).displacement
    for bulk in ([default, f"{card},1,,1,2"], [f"{card},1,,1,2", default]):
        assert solved(tmp_path, [*points, *bulk]).displacement == pytest.approx(own)


def test_a_tube_stretches_and_twists(tmp_path: Path) -> None:
    load = "FORCE,1,2,,1000.,1.,0.,0.\nMOMENT,1,2,,500.,1.,0.,0."
    results = cantilever(tmp_path, "PTUBE,1,1,20.,2.", load, "CTUBE")
    area, polar = np.pi * (100 - 64), np.pi / 2 * (1e4 - 8**4)
    assert results.displacement[0, 1, 0] == pytest.approx(1000 * 400 / (E * area))
    assert results.displacement[0, 1, 3] == pytest.approx(500 * 400 / (G * polar))
    stress = stress_of(results)
    assert stress.columns("axial", "torsion")[:, 0] == pytest.approx(
        [1000 / area, 500 * 10 / polar]
    )


@pytest.mark.parametrize(
    "spring", ["CELAS2,1,50.,2,1,3,1", "CELAS1,1,9,2,1,3,1\nPELAS,9,50."], ids=["CELAS2", "CELAS1"]
)
def test_springs_in_a_row_share_the_force(tmp_path: Path, spring: str) -> None:
    bulk = [STEEL, grid(2, (1, 0, 0)), grid(3, (1, 0, 0)), spring, "CELAS2,2,25.,2,1"]
    results = solved(tmp_path, [*bulk, "SPC1,1,23456,2,3", "FORCE,1,3,,100.,1.,0.,0."])
    assert results.displacement[0, :, 0] == pytest.approx([4, 6])


def test_a_spring_acts_in_the_frame_of_its_grid_point(tmp_path: Path) -> None:
    frame = "CORD2R,7,0,0.,0.,0.,0.,0.,1.\n,.6,.8,0."
    bulk = [STEEL, frame, "GRID,2,,1.,0.,0.,7", "CELAS2,1,50.,2,1", "SPC1,1,23456,2"]
    results = solved(tmp_path, [*bulk, "FORCE,1,2,,100.,1.,0.,0."])
    assert results.displacement[0, 0, :3] == pytest.approx([1.2 * 0.6, 1.2 * 0.8, 0])


AXES = {
    "frame": ("CBUSH,1,1,1,2,,,,8", "CORD2R,8,0,0.,0.,0.,0.,0.,1.\n,0.,1.,0."),
    "vector": ("CBUSH,1,1,1,2,0.,0.,1.",),
    "grid point": ("CBUSH,1,1,1,2,5", grid(5, (0, 0, 9))),
}


@pytest.mark.parametrize("axes", AXES)
def test_a_bushing_has_a_spring_along_each_axis(tmp_path: Path, axes: str) -> None:
    """GA to GB runs along y; the springs sit half way, so a force across it bends and turns."""
    bulk = [STEEL, grid(1, (0, 0, 0)), grid(2, (0, 4, 0)), "PBUSH,1,K,10.,20.,30.,400.,500.,600."]
    bulk += [*AXES[axes], "SPC1,1,123456,1"]
    pulled = solved(tmp_path, [*bulk, "FORCE,1,2,,60.,0.,1.,0."])
    assert pulled.displacement[0, 1, 1] == pytest.approx(6)
    bent = solved(tmp_path, [*bulk, "FORCE,1,2,,60.,0.,0.,1."])
    across, turning = (30, 500) if axes == "frame" else (20, 600)
    assert bent.displacement[0, 1, 2] == pytest.approx(60 / across + 60 * 2 * 2 / turning)


def test_a_bushing_can_be_grounded(tmp_path: Path) -> None:
    bulk = [STEEL, grid(1, (3, 0, 0)), "PBUSH,1,K,10.,20.,30.", "CBUSH,1,1,1,,,,,0"]
    results = solved(tmp_path, [*bulk, "FORCE,1,1,,60.,0.,1.,0."], ("LOAD = 1",))
    assert results.displacement[0, 0, 1] == pytest.approx(3)


@pytest.mark.parametrize(
    "mass", ["CMASS2,2,4.,1,3", "CMASS1,2,7,1,3\nPMASS,7,4."], ids=["CMASS2", "CMASS1"]
)
def test_a_scalar_mass_weighs_along_its_component(tmp_path: Path, mass: str) -> None:
    bulk = [STEEL, grid(1, (3, 0, 0)), "CELAS2,1,50.,1,3", mass]
    results = solved(tmp_path, [*bulk, "SPC1,1,12456,1", "GRAV,1,,10.,0.,0.,-1."])
    assert results.displacement[0, 0, 2] == pytest.approx(-40 / 50)


def test_a_mass_matrix_weighs_in_its_own_frame(tmp_path: Path) -> None:
    """2, 4 and 8 along the axes of a frame turned by 90 degrees about z."""
    bulk = [STEEL, grid(1, (3, 0, 0)), "CORD2R,7,0,0.,0.,0.,0.,0.,1.\n,0.,1.,0."]
    bulk += ["CONM1,2,1,7,2.,,4.,,\n,8.", *(f"CELAS2,{c},50.,1,{c}" for c in (1, 2, 3))]
    for axis, mass in (("1.,0.,0.", 4), ("0.,1.,0.", 2), ("0.,0.,1.", 8)):
        results = solved(tmp_path, [*bulk, "SPC1,1,456,1", f"GRAV,1,,10.,{axis}"])
        assert results.displacement[0, 0, :3].max() == pytest.approx(mass * 10 / 50)


def test_a_mass_without_its_property_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="ELEMENT 2 REFERENCES UNDEFINED PROPERTY 9"):
        solved(tmp_path, [STEEL, grid(1, (3, 0, 0)), "CELAS2,1,50.,1,3", "CMASS1,2,9,1,3"])


def test_gravity_on_a_coupled_mass_gives_fixed_end_moments(tmp_path: Path) -> None:
    """With PARAM,COUPMASS,1 one element carries q L^2 / 12 at each end."""
    prop = "PBAR,1,1,100.,2000.,800.,1500."
    tips = [
        cantilever(tmp_path, f"{prop}\nPARAM,COUPMASS,{word}", "GRAV,1,,1.+4,0.,-1.,0.", "CBAR")
        for word in (1, -1)
    ]
    load = 100 * 7.85e-9 * 1e4
    exact = -load * 400**4 / (8 * E * 2000)
    assert tips[0].displacement[0, 1, 1] == pytest.approx(exact)
    assert tips[1].displacement[0, 1, 1] == pytest.approx(exact * 8 / 6)


SPAN = "PBAR,1,1,100.,2000.,800.,1500.\n,5.,2.,-5.,2.,-5.,-2.,5.,-2."
FLEXIBLE = SPAN + "\n,.5,.25"


def span(folder: Path, loads: str, *more: str, prop: str = SPAN, elements: int = 1) -> Results:
    """A bar of length 400 along x, held at both ends."""
    xs = np.linspace(0, 400, elements + 1)
    bulk = [STEEL, prop, *(grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1))]
    bulk += [f"CBAR,{n},1,{n},{n + 1},0.,1.,0." for n in range(1, elements + 1)]
    return solved(folder, [*bulk, f"SPC1,1,123456,1,{elements + 1}", loads, *more])


def test_a_uniform_load_on_a_held_bar_has_q_l2_over_12_at_its_ends(tmp_path: Path) -> None:
    results = span(tmp_path, "PLOAD1,1,1,FY,FR,0.,-2.,1.,-2.")
    assert results.reactions[0, :, 1] == pytest.approx([400, 400])
    assert results.reactions[0, :, 5] == pytest.approx([2 * 400**2 / 12, -2 * 400**2 / 12])
    stress = stress_of(results)
    most = 2 * 400**2 / 12 * 5 / 2000
    assert stress.columns("s1a", "s2a", "s1b")[:, 0] == pytest.approx([most, -most, most])
    assert results.applied is not None
    assert results.applied[0] == pytest.approx([0, -800, 0, 0, 0, -800 * 200], abs=1e-6)


LOADS = {
    "FY,LE,100.,7.": "FORCE,1,2,,7.,0.,1.,0.",
    "FZE,LE,100.,7.": "FORCE,1,2,,7.,0.,0.,1.",
    "FX,FR,.25,7.": "FORCE,1,2,,7.,1.,0.,0.",
    "MZ,LE,100.,7.": "MOMENT,1,2,,7.,0.,0.,1.",
    "MX,LE,100.,7.": "MOMENT,1,2,,7.,1.,0.,0.",
}


@pytest.mark.parametrize("prop", [SPAN, FLEXIBLE], ids=["stiff", "flexible in shear"])
@pytest.mark.parametrize("load", LOADS)
def test_a_load_between_the_ends_is_a_load_at_a_grid_point_there(
    tmp_path: Path, load: str, prop: str
) -> None:
    one = span(tmp_path, f"PLOAD1,1,1,{load}", prop=prop)
    four = span(tmp_path, LOADS[load], prop=prop, elements=4)
    ends = four.reactions[0, [0, -1]]
    assert one.reactions[0] == pytest.approx(ends, rel=1e-5, abs=1e-4)


def test_a_load_that_grows_along_a_part_of_a_bar_is_its_integral(tmp_path: Path) -> None:
    """From 1 to 3 between 100 and 200: 200 in all, at 100 + 700 / 12 from end A."""
    results = span(tmp_path, "PLOAD1,1,1,FY,LE,100.,1.,200.,3.")
    assert results.applied is not None
    at = 100 + 100 * (1 + 2 * 3) / (3 * (1 + 3))
    assert results.applied[0, [1, 5]] == pytest.approx([200, 200 * at])


def test_a_projected_load_counts_the_length_across_it(tmp_path: Path) -> None:
    bulk = [STEEL, SPAN, grid(1, (0, 0, 0)), grid(2, (300, 400, 0)), "CBAR,1,1,1,2,0.,0.,1."]
    bulk += ["SPC1,1,123456,1,2", "PLOAD1,1,1,FY,FRPR,0.,-2.,1.,-2."]
    results = solved(tmp_path, bulk)
    assert results.reaction_sum[0, 1] == pytest.approx(2 * 300)
