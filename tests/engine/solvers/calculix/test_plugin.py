"""CalculiX really solves translated decks, where it is installed; on the CI it has to be."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed, SolverMissing
from atomizer.engine.results import read_results
from atomizer.engine.solvers.calculix.plugin import Calculix
from tests.engine.outside.fakes import install
from tests.engine.solvers.calculix.bodies import body, end_faces, held, plane
from tests.engine.solvers.calculix.decks import (
    MATERIAL,
    SHELL,
    STATIC,
    E,
    both,
    solve,
    there,
    write,
)

SOLIDS = [(card, order) for card in ("CHEXA", "CPENTA", "CTETRA") for order in (1, 2)]


def cantilever(card: str, order: int) -> list[str]:
    """A beam 100 x 4 x 10 along x with a force of 100 in z at its end."""
    bulk = body(card, order, (10, 1, 2), (100.0, 4.0, 10.0))
    tip = plane(bulk, 0, 100.0)
    force = [f"FORCE,1,{node},,{100.0 / len(tip):.6f},0.,0.,1." for node in tip]
    return [*MATERIAL, *bulk, *held(plane(bulk, 0, 0.0), "123"), *force]


@there
@pytest.mark.parametrize(("card", "order", "off"), [("CHEXA", 1, 0.03), ("CHEXA", 2, 0.02)])
def test_a_cantilever_of_solids_bends_as_the_beam_formula_says(
    tmp_path: Path, card: str, order: int, off: float
) -> None:
    bulk = cantilever(card, order)
    results = solve(tmp_path, bulk, (*STATIC, "ECHO = NONE", "DISPLACEMENT(PLOT) = ALL"))
    inertia = 4.0 * 10.0**3 / 12.0
    shear = 1.2 * 100.0 * 100.0 / (40.0 * E / 2.6)
    formula = 100.0 * 100.0**3 / (3.0 * E * inertia) + shear
    tip = np.isin(results.nodes, plane(bulk, 0, 100.0))
    assert results.displacement[0, tip, 2].mean() == pytest.approx(formula, rel=off)
    (stress,) = results.element_tables
    spots = results.positions[np.searchsorted(results.nodes, stress.places)]
    lower = (stress.places != 0) & (spots[:, 2] < 1.0) & (abs(spots[:, 0] - 50.0) < 1.0)
    measured = stress.columns("oxx")[0][lower]
    assert measured == pytest.approx(100.0 * 50.0 * 5.0 / inertia, rel=0.11)
    assert measured.mean() == pytest.approx(100.0 * 50.0 * 5.0 / inertia, rel=0.01)


@there
@pytest.mark.parametrize(("card", "order"), SOLIDS)
def test_a_pressed_block_has_the_stress_of_the_pressure_everywhere(
    tmp_path: Path, card: str, order: int
) -> None:
    bulk = body(card, order, (2, 1, 1), (20.0, 6.0, 4.0))
    bulk += [*held(plane(bulk, 0, 0.0), "1"), *held(plane(bulk, 1, 0.0), "2")]
    bulk += [*held(plane(bulk, 2, 0.0), "3"), *end_faces(bulk, 20.0, 42.0), *MATERIAL]
    results = solve(tmp_path, bulk)
    end = np.isin(results.nodes, plane(bulk, 0, 20.0))
    assert results.displacement[0, end, 0] == pytest.approx(-42.0 * 20.0 / E, rel=1e-4)
    (stress,) = results.element_tables
    xx, yy = stress.columns("oxx", "oyy")
    assert xx == pytest.approx(-42.0, rel=1e-4)
    assert abs(yy).max() < 1e-2


@there
@pytest.mark.parametrize("card", ["CHEXA", "CPENTA", "CTETRA"])
def test_quadratic_solids_agree_with_the_embedded_solver_at_every_place(
    tmp_path: Path, card: str
) -> None:
    ours, theirs = both(tmp_path, cantilever(card, 2))
    largest = abs(theirs.displacement).max()
    assert abs(ours.displacement - theirs.displacement).max() < 0.02 * largest
    one, two = ours.element_tables[0], theirs.element_tables[0]
    assert (one.elements == two.elements).all() and (one.places == two.places).all()
    inside = ~np.isin(one.elements, one.elements[one.places == 0][[0, -1]])
    spots = ours.positions[np.searchsorted(ours.nodes, one.places)][:, 0]
    inside = (one.places != 0) & (spots > 25.0) & (spots < 75.0)
    off = abs(one.columns("oxx")[0] - two.columns("oxx")[0])[inside]
    assert off.max() < 0.08 * abs(two.columns("oxx")[0]).max()


def strip(card: str) -> list[str]:
    """A strip of shells 100 x 10 x 2, clamped at x = 0."""
    bulk = body(card, 1, (20, 2, 1), (100.0, 10.0, 0.0))
    return [*SHELL, *bulk, *held(plane(bulk, 0, 0.0), "123456")]


@there
def test_a_strip_of_shells_bends_under_pressure_as_the_embedded_solver_says(
    tmp_path: Path,
) -> None:
    ours, theirs = both(tmp_path, [*strip("CQUAD4"), "PLOAD2,1,0.01,1,THRU,40"])
    assert ours.displacement[0, :, 2].max() > 0
    assert ours.displacement[..., 2] == pytest.approx(
        theirs.displacement[..., 2], rel=0.1, abs=0.03
    )
    one, two = ours.element_tables[0], theirs.element_tables[0]
    names = ("fiber_distance", "oxx")
    (z, xx), (z2, xx2) = one.columns(*names), two.columns(*names)
    assert z == pytest.approx(z2)
    assert abs(xx - xx2).max() < 0.08 * abs(xx2).max()


@there
def test_triangles_are_translated_for_their_plane_when_it_is_asked_for(tmp_path: Path) -> None:
    bulk = strip("CTRIA3")
    tip = plane(bulk, 0, 100.0)
    deck = write(tmp_path, [*bulk, *(f"SPC,1,{node},1,0.5" for node in tip)], ("SPC = 1",))
    with pytest.raises(SolveFailed, match="triangles"):
        Calculix().solve(deck, tmp_path)
    ours = read_results(Calculix(triangles="membrane").solve(deck, tmp_path).op2, deck)
    theirs = solve(tmp_path, deck.read_text().splitlines()[4:-1], ("SPC = 1",), "embedded")
    assert abs(ours.displacement - theirs.displacement)[..., :3].max() < 0.002
    one, two = (r.element_tables[0].columns("oxx")[0] for r in (ours, theirs))
    assert abs(one - two).max() < 0.02 * abs(two).max()


@there
def test_stresses_of_shells_are_in_the_axes_of_the_element(tmp_path: Path) -> None:
    """Pulled along x; the elements' x axes are along y, for their corners are numbered so."""
    bulk = ["GRID,1,,0.,0.,0.", "GRID,2,,10.,0.,0.", "GRID,3,,10.,10.,0.", "GRID,4,,0.,10.,0."]
    bulk += ["CQUAD4,1,1,2,3,4,1", *SHELL, *held([1, 4], "1"), *held([1, 2, 3, 4], "3456")]
    bulk += [*held([1], "2"), "FORCE,1,2,,100.,1.", "FORCE,1,3,,100.,1."]
    (stress,) = solve(tmp_path, bulk).element_tables
    xx, yy = stress.columns("oxx", "oyy")
    assert yy == pytest.approx(10.0, rel=1e-3)
    assert abs(xx).max() < 0.1


@there
def test_rods_gravity_and_several_subcases(tmp_path: Path) -> None:
    bulk = ["GRID,1,,0.,0.,0.", "GRID,2,,3.,4.,0.", "CONROD,1,1,2,1,2.", MATERIAL[0]]
    bulk += [*held([1], "123456"), "SPC1,2,3456,2", "SPC1,2,1,2", "SPC1,2,123456,1"]
    bulk += ["SPCADD,3,1,2", "FORCE,1,2,,10.,0.,1.", "FORCE,5,2,,1.,0.,1.", "LOAD,2,2.,10.,5"]
    bulk += ["GRAV,3,,9810.,0.,-1."]
    case = ["SPC = 2"]
    for i, load in ((1, 1), (2, 2), (7, 3)):
        case += [f"SUBCASE {i}", f"LOAD = {load}"]
    results = solve(tmp_path, bulk, case)
    assert list(results.subcases) == [1, 2, 7]
    stiffness = E * 2.0 / 5.0 * (4.0 / 5.0) ** 2
    tips = results.displacement[:, 1, 1]
    assert tips[:2] == pytest.approx([10.0 / stiffness, 20.0 / stiffness], rel=1e-3)
    assert tips[2] == pytest.approx(-7.85e-9 * 2.0 * 5.0 * 9810.0 / 2.0 / stiffness, rel=1e-3)
    assert results.element_tables[0].columns("axial")[0] == pytest.approx(
        10.0 / 0.8 / 2.0, rel=1e-3
    )


@there
def test_motions_moments_and_frames_are_translated(tmp_path: Path) -> None:
    bulk = strip("CQUAD4")
    tip = plane(bulk, 0, 100.0)
    bulk += ["CORD2R,9,,0.,0.,0.,1.,0.,0.", ",0.,0.,1."]
    moment = [f"MOMENT,1,{node},9,{50.0 / len(tip)},0.,-1.,0." for node in tip]
    ours, theirs = both(tmp_path, [*bulk, *moment])
    assert abs(theirs.displacement[..., 2]).max() > 0
    off = abs(ours.displacement[..., 2] - theirs.displacement[..., 2]).max()
    assert off < 0.05 * abs(theirs.displacement[..., 2]).max()
    pulled = [*strip("CQUAD4"), *(f"SPC,1,{node},1,0.5" for node in tip)]
    moved = solve(tmp_path, pulled, ("SPC = 1",))
    assert moved.displacement[0, np.isin(moved.nodes, tip), 0] == pytest.approx(0.5, rel=1e-5)


@there
def test_a_mechanism_is_a_failure_although_the_exit_code_is_0(tmp_path: Path) -> None:
    bulk = body("CHEXA", 1, (1, 1, 1), (1.0, 1.0, 1.0))
    deck = write(tmp_path, [*MATERIAL, *bulk, "FORCE,1,1,,1.,1.,0.,0."], ("LOAD = 1",))
    with pytest.raises(SolveFailed, match="singular") as failed:
        Calculix().solve(deck, tmp_path)
    assert failed.value.kind == "fatal"


@there
def test_an_element_that_is_inside_out_is_a_matter_of_the_mesh(tmp_path: Path) -> None:
    bulk = body("CHEXA", 1, (1, 1, 1), (1.0, 1.0, -1.0))
    deck = write(tmp_path, [*MATERIAL, *bulk, *held([1, 2, 3, 4], "123"), "FORCE,1,7,,1.,1."])
    with pytest.raises(SolveFailed, match="jacobian determinant in element 1") as failed:
        Calculix().solve(deck, tmp_path)
    assert failed.value.kind == "mesh"


@there
def test_its_version_is_its_own() -> None:
    assert Calculix().version().startswith("calculix 2.")


@pytest.mark.parametrize(
    ("bulk", "case", "said"),
    [
        (["PELAS,9,1.", "CELAS2,501,1.,1,1"], STATIC, r"CELAS2 \(1\), PELAS \(1\)"),
        (["MAT1,2,1.,9.,0.3"], STATIC, "MAT1 2 is not isotropic"),
        (["PSHELL,2,1,1.,1,2.,1", "CQUAD4,501,2,1,2,3,4"], STATIC, "one homogeneous layer"),
        (["PROD,3,1,1.,1.", "CROD,501,3,1,2"], STATIC, "CROD 501 has torsion"),
        ([], ("SPC = 1", "TEMPERATURE = 1"), "no TEMP or TEMPD 1"),
        ([], (*STATIC, "DEFORM = 1"), "DEFORM"),
        ([], ("SPC = 9",), "no SPC 9"),
        ([], STATIC, "no LOAD 1"),
        (["CQUAD4,501,1,1,2,3,4,,0.1"], STATIC, "CQUAD4 501 has an offset"),
        (["PBAR,4,1,1.,1.,1.", "CBAR,501,4,1,2,0.,0.,1."], STATIC, "PBAR"),
        (
            ["PBARL,4,1,,TUBE", ",2.,1.", "CBAR,501,4,1,2,0.,0.,1."],
            STATIC,
            "PBARL 4 is TUBE, not BAR",
        ),
        (
            ["PBARL,4,1,,BAR", ",2.,1.", "CBAR,501,4,1,2,0.,0.,1.", ",6"],
            STATIC,
            "CBAR 501 has offsets or pin flags",
        ),
        (["RBE2,1,1,123456,2"], STATIC, "RBE2 1 takes the rotation of a shell or bar along, at 1"),
        (["CONM2,1,1,,1.,,,,", ",1.,,1.,,,1."], STATIC, "CONM2 1 has moments of inertia"),
        (
            ["MPC,1,2,1,1.,3,1,-1.", "MPC,1,2,1,1.,4,1,-1."],
            (*STATIC, "MPC = 1"),
            "MPC 1 makes component 1 of 2 depend twice",
        ),
        (
            ["MPC,1,2,1,1.,3,1,-1.", "SPC1,1,1,2"],
            ("SPC = 1", "MPC = 1"),
            "component 1 of 2 is held and depends on others",
        ),
        (
            ["MPC,1,2,1,1.,3,1,-1.", "MPC,1,3,1,1.,2,1,-1."],
            (*STATIC, "MPC = 1"),
            "depends on itself",
        ),
        ([], (*STATIC, "MPC = 4"), "no MPC 4"),
        (
            ["SPC1,2,123456,41", "PLOAD2,1,1.,1"],
            ("LOAD = 1", "SUBCASE 1", "SPC = 1", "SUBCASE 2", "SPC = 2"),
            "subcases that hold shells or bars differently",
        ),
        (["SPCD,1,41,1,1.", "FORCE,1,41,,1.,1."], STATIC, "SPCD 1 moves 41, which no SPC holds"),
        (["PLOAD4,1,1,1.,2.,3.,4."], STATIC, "PLOAD4 1 is not one pressure all over a face"),
        (["FORCE,1,99,,1.,1.", "GRID,99,,0.,0.,0."], STATIC, "grid point 99 acts on no element"),
    ],
)
def test_what_is_not_translated_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bulk: list[str], case: list[str], said: str
) -> None:
    monkeypatch.setenv("ATOMIZER_CALCULIX", str(install(tmp_path / "bin", "ccx", "")))
    deck = write(tmp_path, [*strip("CQUAD4"), *bulk], case)
    with pytest.raises(SolveFailed, match=said) as failed:
        Calculix().solve(deck, tmp_path)
    assert failed.value.kind == "deck"


@pytest.mark.parametrize(
    ("solution", "bulk", "case", "said"),
    [
        (106, [], STATIC, "SOL 106 is not translated"),
        (103, [], ("SPC = 1",), "SUBCASE 1 has no METHOD with an EIGRL"),
        (103, ["EIGRL,1,,100."], ("METHOD = 1",), "EIGRL 1 must say how many modes"),
        (105, ["EIGRL,1,,,2"], ("METHOD = 1",), "SUBCASE 1 has no static subcase before it"),
    ],
)
def test_what_a_solution_lacks_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    solution: int,
    bulk: list[str],
    case: list[str],
    said: str,
) -> None:
    monkeypatch.setenv("ATOMIZER_CALCULIX", str(install(tmp_path / "bin", "ccx", "")))
    deck = write(tmp_path, [*strip("CQUAD4"), *bulk], case, solution)
    with pytest.raises(SolveFailed, match=said):
        Calculix().solve(deck, tmp_path)


def test_a_calculix_that_is_not_there_says_how_to_bring_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("ATOMIZER_CALCULIX", raising=False)
    with pytest.raises(SolverMissing, match="apt install calculix-ccx"):
        Calculix().version()
