"""What cannot be solved is refused in words that name it, and leaves an F06 but no OP2."""

import re
from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.solvers.embedded.accepted import ACCEPTED
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import STATIC, deck, grid, mesh, put

PLATE = ["MAT1,1,2.1+5,,.3", "PSHELL,1,1,2.,1,,1", *mesh(2, 2)]
HELD = ["SPC1,1,123456,1,2,3", "FORCE,1,9,,1.,0.,0.,1."]
AXES = "0.,0.,0.,0.,0.,1.\n,1.,0.,0."
GOOD = [*PLATE, *HELD]
BEAM = [
    "MAT1,1,2.1+5,,.3",
    "PBAR,1,1,1.,1.,1.,1.",
    grid(1, (0, 0, 0)),
    grid(2, (1, 0, 0)),
    *HELD[:1],
]


def refusal(folder: Path, path: Path) -> SolveFailed:
    with pytest.raises(SolveFailed) as refused:
        Embedded().solve(path, folder)
    printed = (folder / "model.f06").read_text(encoding="ascii")
    assert "FATAL" in printed and "* * * END OF JOB * * *" in printed
    assert not list(folder.glob("*.op2")) and not list(folder.glob("*.part"))
    return refused.value


FRAME_UP = "CORD2R,3,,0.,0.,0.,1.,0.,0.\n,0.,0.,1."
"""Its x axis is the basic z axis."""

WRONG = {
    "a card this solver does not know": (
        [*GOOD, "CQUAD8,77,1,1,2,3,4,5,6\n,7,8"],
        "CQUAD8 77 AT LINE 24",
    ),
    "a load it does not know": ([*GOOD, "SLOAD,1,9,1."], "SLOAD"),
    "a property it does not know": ([*GOOD, "PSHEAR,5,1,.1", "CTRIA3,9,5,1,2,5"], "PSHEAR"),
    "a parameter that changes the answer": ([*GOOD, "PARAM,INREL,-1"], "PARAM INREL -1"),
    "a missing grid point": (
        [*GOOD, "CQUAD4,9,1,1,2,5,99"],
        "ELEMENT 9 REFERENCES UNDEFINED GRID POINT 99",
    ),
    "a blank grid point": ([*GOOD, "CQUAD4,9,1,1,2,0,5"], "UNDEFINED GRID POINT 0"),
    "a number out of range": ([*GOOD, "PSHELL,8,1,1.+200,1", "CTRIA3,9,8,1,2,5"], "OUT OF RANGE"),
    "a mass too large for the file": (
        [*GOOD, "CONM2,80,9,,1.+60"],
        "TOO LARGE FOR SINGLE PRECISION",
    ),
    "gravity in a curved frame": (
        [*GOOD, f"CORD2C,3,0,{AXES}", "GRAV,1,3,9.81,1.,0.,0."],
        "GRAV IN A CURVED FRAME",
    ),
    "a missing property": (
        [*GOOD, "CTRIA3,9,8,1,2,5"],
        "ELEMENT 9 REFERENCES UNDEFINED PROPERTY 8",
    ),
    "a missing material": (
        [*GOOD, "PSHELL,8,7,1.", "CTRIA3,9,8,1,2,5"],
        "MATERIAL 7 REFERENCED BY PSHELL 8",
    ),
    "a missing frame": ([*GOOD, "GRID,50,6,0.,0.,0."], "COORDINATE SYSTEM 6 REFERENCED BY GRID 50"),
    "a missing load set": (PLATE + HELD[:1], "LOAD SET 1 IS NOT DEFINED"),
    "a missing set of constraints": (PLATE + HELD[1:], "UNDEFINED SINGLE-POINT CONSTRAINT SET 1"),
    "a constraint on a missing grid point": ([*GOOD, "SPC,1,70,3"], "UNDEFINED GRID POINT 70"),
    "a load on a missing grid point": (
        [*GOOD, "FORCE,1,71,,1.,1.,0.,0."],
        "UNDEFINED GRID POINT 71",
    ),
    "a pressure on no element": ([*GOOD, "PLOAD2,1,1.,66"], "UNDEFINED ELEMENT 66"),
    "a load set that contains itself": (
        [*PLATE, *HELD[:1], "LOAD,1,1.,1.,1"],
        "LOAD 1 CONTAINS ITSELF",
    ),
    "a frame that defines itself": (
        [*GOOD, "GRID,50,3,0.,0.,0.", f"CORD2R,3,4,{AXES}", f"CORD2R,4,3,{AXES}"],
        "COORDINATE SYSTEM 3 IS DEFINED BY ITSELF",
    ),
    "a shell without area": ([*GOOD, "CTRIA3,9,1,1,2,3"], "ELEMENT 9 .CTRIA3. HAS BAD GEOMETRY"),
    "a folded quadrilateral": (
        [*GOOD, "CQUAD4,9,1,1,2,4,5"],
        "ELEMENT 9 .CQUAD4. HAS BAD GEOMETRY",
    ),
    "a shell without thickness": (
        [*GOOD, "PSHELL,8,1", "CTRIA3,9,8,1,2,5"],
        "PSHELL 8 OF CTRIA3 9 HAS NO THICKNESS",
    ),
    "a ply without material": (
        [*GOOD, "PCOMP,8\n,7,.1", "CTRIA3,9,8,1,2,5"],
        "MATERIAL 7 REFERENCED BY PCOMP 8",
    ),
    "a ply without thickness": (
        [*GOOD, "PCOMP,8\n,1,.1,,,1,0.", "CTRIA3,9,8,1,2,5"],
        "PLY 2 OF PCOMP 8 HAS THICKNESS 0",
    ),
    "a laminate with a core": (
        [*GOOD, "PCOMP,8,,,,,,,SMCORE\n,1,.1", "CTRIA3,9,8,1,2,5"],
        "LAM SMCORE ON PCOMP 8",
    ),
    "a laminate with a thickness on its element": (
        [*GOOD, "PCOMP,8\n,1,.1", "CTRIA3,9,8,1,2,5\n,,,.3,.3,.3"],
        "THICKNESS ON CTRIA3 9 OF PCOMP 8",
    ),
    "a material axis across the shell": (
        [*GOOD, "MAT8,7,9.,3.,.3,1.", "PSHELL,8,7,.1", FRAME_UP, "CTRIA3,9,8,1,2,5,3"],
        "X AXIS OF MCID 3 IS NORMAL TO CTRIA3 9",
    ),
    "an orthotropic material that cannot be": (
        [*GOOD, "MAT8,7,9.,3.,4.,1.", "PSHELL,8,7,.1", "CTRIA3,9,8,1,2,5"],
        "MAT8 7: E1 9, E2 3, NU12 4",
    ),
    "half of the shear moduli across": (
        [*GOOD, "MAT8,7,9.,3.,.3,1.,2.", "PSHELL,8,7,.1", "CTRIA3,9,8,1,2,5"],
        "GIVE BOTH OR NONE",
    ),
    "an anisotropic material that cannot be": (
        [*GOOD, "MAT2,7,1.,5.,0.,1.,0.,1.", "PSHELL,8,7,.1", "CTRIA3,9,8,1,2,5"],
        "MAT2 7 IS NOT POSITIVE DEFINITE",
    ),
    "a coupling that frees energy": (
        [*GOOD, "PSHELL,8,1,.1,1,,,,\n,,,1", "CTRIA3,9,8,1,2,5"],
        "MID4 IS TOO LARGE",
    ),
    "a bar without length": (
        [*BEAM, grid(3, (0, 0, 0)), "CBAR,9,1,1,3,0.,1.,0."],
        "ELEMENT 9 .CBAR. HAS BAD GEOMETRY",
    ),
    "a bar without direction": ([*BEAM, "CBAR,9,1,1,2,1.,0.,0."], "ORIENTATION VECTOR IS PARALLEL"),
    "a shape of bar that cannot be": (
        [*BEAM[2:], BEAM[0], "PBARL,1,1,,BOX\n,1.,2.,.1,.6", "CBAR,9,1,1,2,0.,1.,0."],
        "PBARL 1: -0.2 IS LEFT FOR A PART OF THE SHAPE",
    ),
    "a shape of bar there is not": (
        [*BEAM[2:], BEAM[0], "PBARL,1,1,,BLOB\n,1.,2.", "CBAR,9,1,1,2,0.,1.,0."],
        "BLOB",
    ),
    "a point dependent twice": ([*GOOD, "RBE2,80,9,123,8", "RBE2,81,7,123,8"], "GRID POINT 8"),
    "a dependent point held": ([*GOOD, "RBE2,80,9,123,1"], "GRID POINT 1 COMPONENT 1"),
    "an id no result file can name": ([*GOOD, "GRID,300000000"], "GRID POINT ID 300000000"),
    "an element with such an id": (
        [*GOOD, "CTRIA3,100000000,1,1,2,5"],
        "ELEMENT ID 100000000 IS NOT BELOW 100000000",
    ),
    "no grid points": ([], "NO GRID POINTS"),
    "a material without stiffness": (
        [*GOOD, "MAT1,9,0.,0.,.3", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"],
        "MAT1 9 AT LINE 24: E 0, G 0",
    ),
    "a material lighter than nothing": (
        [*GOOD, "MAT1,9,2.1+5,,.3,-7.9-9", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"],
        "MAT1 9 AT LINE 24: RHO IS -7.9e-09 AND MUST BE 0 OR MORE",
    ),
    "a ply lighter than nothing": (
        [*GOOD, "MAT8,9,9.,3.,.3,1.,,,-1.", "PCOMP,8\n,9,.1", "CTRIA3,9,8,1,2,5"],
        "MAT8 9 AT LINE 24: RHO IS -1",
    ),
    "a material that swells when pressed": (
        [*GOOD, "MAT1,9,2.1+5,,.6", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"],
        "MAT1 9 AT LINE 24: .*NU 0.6 IS NOT A MATERIAL: .* NU IS ABOVE -1, AT MOST 0.5",
    ),
    "a solid that cannot be pressed": (
        [*GOOD, "MAT1,9,2.1+5,,.5", "PSOLID,8,9", "GRID,50,,0.,0.,1.", "CTETRA,9,8,1,2,4,50"],
        "MAT1 9 AT LINE 24: .*NU 0.5 IS NOT A MATERIAL OF SOLIDS ON PSOLID 8: NU IS BELOW 0.5",
    ),
    "everything without stiffness": (
        [*GOOD, "PARAM,EPZERO,.5"],
        "PARAM EPZERO AT LINE 24: IT IS 0.5 AND MUST BE BETWEEN 0 AND 0.001",
    ),
    "a drilling that frees energy": (
        [*GOOD, "PARAM,K6ROT,-1."],
        "PARAM K6ROT AT LINE 24: IT IS -1",
    ),
    "a ratio no matrix has": ([*GOOD, "PARAM,MAXRATIO,0."], "PARAM MAXRATIO AT LINE 24"),
    "a mass times less than nothing": ([*GOOD, "PARAM,WTMASS,-1."], "PARAM WTMASS AT LINE 24"),
    "normals farther apart than opposite": ([*GOOD, "PARAM,SNORM,400."], "PARAM SNORM AT LINE 24"),
    "bending that frees energy": (
        [*GOOD, "PSHELL,8,1,.1,1,-1.", "CTRIA3,9,8,1,2,5"],
        r"PSHELL 8 AT LINE 24: 12I/T\*\*3 IS -1 AND MUST BE 0 OR MORE",
    ),
    "shear that frees energy": (
        [*GOOD, "PSHELL,8,1,.1,1,,1,-.8", "CTRIA3,9,8,1,2,5"],
        "PSHELL 8 AT LINE 24: TS/T IS -0.8",
    ),
    "a beam that twists by itself": (
        [*BEAM, "PBEAM,8,1,1.,1.,1.,,-1.", "CBEAM,9,8,1,2,0.,1.,0."],
        "PBEAM pid=8 j=",
    ),
    "a rod of negative area": ([*GOOD, "PROD,8,1,-1.", "CROD,9,8,1,9"], "PROD 8: AREA -1"),
    "a bar of negative radius": (
        [*BEAM[2:], BEAM[0], "PBARL,1,1,,ROD\n,-1.", "CBAR,9,1,1,2,0.,1.,0."],
        "PBARL 1: DIMENSION -1 IS NEGATIVE",
    ),
    "a beam of negative radius": (
        [*BEAM[2:], BEAM[0], "PBEAML,1,1,,ROD\n,-1.", "CBEAM,9,1,1,2,0.,1.,0."],
        "PBEAML 1: DIMENSION -1 IS NEGATIVE",
    ),
    "a laminate of too many plies": (
        [*GOOD, "PCOMP,8" + "\n,1,.1,,,1,.1" * 501, "CTRIA3,9,8,1,2,5"],
        "PCOMP 8 HAS 1002 PLIES; THE EMBEDDED SOLVER TAKES 1000",
    ),
    "negative thickness at a corner": (
        [*GOOD, "CTRIA3,9,1,1,2,5\n,,,-1.,1.,1."],
        "PSHELL 1 OF CTRIA3 9 HAS THICKNESS -1",
    ),
    "a solid without volume": (
        [*GOOD, "PSOLID,8,1", "CTETRA,9,8,1,2,4,5"],
        "ELEMENT 9 .CTETRA. HAS BAD GEOMETRY",
    ),
    "a solid folded onto itself": (
        [*GOOD, "PSOLID,8,1", "CHEXA,9,8,1,2,5,4,1,2\n,5,4"],
        "ELEMENT 9 .CHEXA. HAS BAD GEOMETRY",
    ),
    "a rod without length": (
        [*GOOD, "PROD,8,1,1.", "CROD,9,8,1,1"],
        "ELEMENT 9 .CROD. HAS BAD GEOMETRY",
    ),
    "supports that contain themselves": ([*GOOD, "SPCADD,1,1"], "SPCADD 1 CONTAINS ITSELF"),
    "supports in a circle": (
        [*PLATE, HELD[1], "SPCADD,1,2", "SPCADD,2,1"],
        "SPCADD 1 CONTAINS ITSELF",
    ),
    "loads in a circle": (
        [*PLATE, HELD[0], "LOAD,1,1.,1.,2", "LOAD,2,1.,1.,1"],
        "LOAD 1 CONTAINS ITSELF",
    ),
    "a frame on points of its own": (
        [*GOOD, *(f"GRID,5{n},3,{n}.,{n * n}.,0." for n in range(3)), "CORD1R,3,50,51,52"],
        "COORDINATE SYSTEM 3 IS DEFINED BY ITSELF",
    ),
    "rigid elements in a circle": ([*GOOD, "RBE2,80,9,123,8", "RBE2,81,8,123,9"], "CIRCLE"),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_is_named(tmp_path: Path, case: str) -> None:
    bulk, words = WRONG[case]
    refused = refusal(tmp_path, put(tmp_path, bulk))
    assert refused.kind in ("fatal", "deck")
    assert re.search(words, refused.message)


def test_a_value_in_an_included_file_has_its_line_there(tmp_path: Path) -> None:
    (tmp_path / "steel.inc").write_text("$ STEEL\nMAT1,9,2.1+5,,.3,-7.9-9\n", encoding="ascii")
    bulk = [*GOOD, "INCLUDE 'steel.inc'", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"]
    assert "MAT1 9 AT LINE 2 OF steel.inc: RHO" in refusal(tmp_path, put(tmp_path, bulk)).message


@pytest.mark.parametrize(
    "card",
    [
        "CQUAD4,1,1,1,2,5,9", "CTRIA3,1,1,1,2,5", "GRID,1,,5.,5.,5.", "PSHELL,1,1,3.",
        "MAT1,1,1.+5,,.3", "MAT8,1,9.,3.,.3,1.",
    ],
)  # fmt: skip
def test_duplicate_ids_are_named(tmp_path: Path, card: str) -> None:
    refused = refusal(tmp_path, put(tmp_path, [*GOOD, card]))
    assert refused.kind == "deck"
    assert re.search(r"(id=|not unique=\[)1\b", refused.message)


@pytest.mark.parametrize("card", ["GRID,{}", "CTRIA3,{},1,1,2,5", "PSHELL,{},1,1.", "MAT1,{},1."])
@pytest.mark.parametrize("number", ["0", "-3"])
def test_ids_that_count_nothing_are_refused(tmp_path: Path, card: str, number: str) -> None:
    refused = refusal(tmp_path, put(tmp_path, [*GOOD, card.format(number)]))
    assert refused.kind == "deck"
    assert f"id={number}" in refused.message


CONTROL = {
    "MPC": ((*STATIC, "MPC = 4"), "UNDEFINED MULTI-POINT CONSTRAINT SET 4"),
    "TEMPERATURE": ((*STATIC, "TEMPERATURE(LOAD) = 4"), "TEMPERATURE SET 4 IS NOT DEFINED"),
    "initial temperature": (
        (*STATIC, "TEMPERATURE(INITIAL) = 4"),
        "CASE CONTROL COMMAND TEMPERATURE(INITIAL)",
    ),
    "FREQUENCY": ((*STATIC, "FREQUENCY = 4"), "CASE CONTROL COMMAND FREQ"),
    "another analysis": ((*STATIC, "ANALYSIS = MODES"), "ANALYSIS = MODES OF SUBCASE 1"),
    "the stress of another subcase": ((*STATIC, "STATSUB = 1"), "CASE CONTROL COMMAND STATSUB"),
}


@pytest.mark.parametrize("command", CONTROL)
def test_a_command_that_changes_the_answer_is_refused(tmp_path: Path, command: str) -> None:
    case, words = CONTROL[command]
    assert words in refusal(tmp_path, put(tmp_path, GOOD, case)).message


def test_modes_of_a_stressed_structure_are_refused(tmp_path: Path) -> None:
    """Nastran stiffens them by the stress of the subcase that STATSUB names."""
    case = (*STATIC, "SUBCASE 2", "METHOD = 3", "STATSUB = 1")
    path = put(tmp_path, [*GOOD, "EIGRL,3,,,1"], case, "SOL 103")
    assert "COMMAND STATSUB IN SOLUTION 103" in refusal(tmp_path, path).message


def test_a_card_of_an_included_file_is_named_with_its_line_there(tmp_path: Path) -> None:
    (tmp_path / "mesh.inc").write_text("$ gaps\nCGAP,8,1,1,2\nCGAP,7,1,1,2\n", encoding="ascii")
    path = put(tmp_path, [*GOOD, "INCLUDE 'mesh.inc'"])
    assert "ENTRY CGAP 8 AT LINE 2 OF mesh.inc IS NOT" in refusal(tmp_path, path).message


@pytest.mark.parametrize(
    ("sol", "words"), [("SOL 108", "SOLUTION 108"), ("SOL 200", "atomizer study import")]
)
def test_a_solution_it_does_not_know_is_refused(tmp_path: Path, sol: str, words: str) -> None:
    path = tmp_path / "model.bdf"
    path.write_text(deck(GOOD, sol=sol), encoding="ascii")
    assert words in refusal(tmp_path, path).message


@pytest.mark.parametrize(
    "supports",
    ["SPC1,1,3,1,THRU,9", "SPC1,1,12345,2", ""],
    ids=["slides", "turns", "flies"],
)
def test_a_mechanism_is_named_by_grid_point_and_component(tmp_path: Path, supports: str) -> None:
    case = ("SPC = 1", "LOAD = 1") if supports else ("LOAD = 1",)
    refused = refusal(tmp_path, put(tmp_path, [*PLATE, HELD[1], supports], case))
    assert refused.kind == "fatal"
    assert "USER FATAL MESSAGE 9137 (SEKRRS)" in refused.message
    assert re.search(r"GRID POINT ID \d DEGREE OF FREEDOM [TR][123]", refused.message)


def test_without_autospc_a_free_freedom_is_named(tmp_path: Path) -> None:
    rods = ["MAT1,1,2.1+5,,.3", grid(1, (0, 0, 0)), grid(2, (1, 0, 0)), "CONROD,1,1,2,1,5."]
    bulk = [*rods, "SPC1,1,123456,1", "SPC1,1,2456,2", "FORCE,1,2,,1.,1.,0.,0.", "PARAM,AUTOSPC,NO"]
    assert "GRID POINT ID 2 DEGREE OF FREEDOM T3" in refusal(tmp_path, put(tmp_path, bulk)).message


def test_a_failing_solve_takes_the_old_op2_away(tmp_path: Path) -> None:
    Embedded().solve(put(tmp_path, GOOD), tmp_path)
    assert (tmp_path / "model.op2").exists()
    refusal(tmp_path, put(tmp_path, [*GOOD, "CQUAD8,77,1,1,2,3,4,5,6\n,7,8"]))


def test_what_only_optimization_reads_is_without_effect(tmp_path: Path) -> None:
    cards = [
        "DESVAR,1,T,2.,1.,3.", "DVPREL1,1,PSHELL,1,T\n,1,1.", "DRESP1,1,W,WEIGHT",
        "DCONSTR,1,1,0.,1.", "PARAM,POST,-1", "PARAM,PRTMAXIM,YES",
    ]  # fmt: skip
    Embedded().solve(put(tmp_path, [*GOOD, *cards]), tmp_path)
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert "USER WARNING MESSAGE, PARAM PRTMAXIM HAS NO EFFECT" in printed


def test_what_the_documentation_says_is_refused_is_not_accepted() -> None:
    text = (Path(__file__).parents[3] / "docs" / "solver.md").read_text(encoding="utf-8")
    table = text.partition("refused are:")[2].partition("\n## ")[0]
    named = set(re.findall(r"\b[A-Z][A-Z0-9]{1,7}\b", table))
    assert {"CQUAD8", "ASET", "NSM1", "BAROR", "TF"} <= named and len(named) > 60
    assert not named & ACCEPTED["structure"]
