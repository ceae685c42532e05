"""What steady heat transfer cannot solve is refused in words that name it."""

import re
from pathlib import Path

import pytest

from tests.engine.solvers.decks import grid, mesh, put
from tests.engine.solvers.test_refusals import refusal

PLATE = ["MAT4,1,.2", "PSHELL,1,1,2.", *mesh(2, 2)]
HELD = ["SPC,1,1,1,20.", "SLOAD,1,9,1."]
GOOD = [*PLATE, *HELD]
FILM = ["MAT4,9,,,,5.-5", "PCONV,9,9", "CHBDYE,90,1,1", "SPOINT,500"]
CONV = "CONV,90,9,,,500"
WRONG = {
    "radiation": ([*GOOD, *FILM, "RADBC,500,1.,0,90"], "RADBC"),
    "forced convection": ([*GOOD, *FILM, "PCONVM,7,9,0,0,.1", "CONVM,90,7,,1,500"], "CONVM"),
    "flux from a direction": ([*GOOD, *FILM, "QVECT,1,1.,,,0.,0.,1.\n,90"], "QVECT"),
    "conductivity by temperature": ([*GOOD, "MATT4,1,7"], "MATT4 1"),
    "a rigid element": ([*GOOD, "RBE2,80,9,123,8"], "RBE2 80"),
    "a force": ([*GOOD, "FORCE,1,9,,1.,0.,0.,1."], "FORCE"),
    "free convection": (
        [*GOOD, FILM[0], "PCONV,9,9,0,.25", *FILM[2:], CONV],
        "FREE CONVECTION .FORM 0, EXPF 0.25. ON PCONV 9",
    ),
    "a control point of convection": (
        [*GOOD, *FILM, "CONV,90,9,,4,500"],
        "CONTROL POINT 4 ON CONV 90",
    ),
    "a control point of a load": (
        [*GOOD, *FILM, "QBDY3,1,1.,4,90"],
        "CONTROL POINT 4 ON QBDY3 IN LOAD SET 1",
    ),
    "a surface of revolution": ([*GOOD, "CHBDYG,91,,REV\n,1,2"], "REV ON CHBDYG 91"),
    "a surface with some nodes on edges": (
        [*GOOD, "CHBDYG,91,,AREA8\n,1,3,9,7,2"],
        "SOME OF ITS EDGES ONLY ON CHBDYG 91",
    ),
    "an elliptic cylinder": (
        [*GOOD, "CHBDYP,91,7,ELCYL,,,1,2", "PHBDY,7,1.,1."],
        "ELCYL ON CHBDYP 91",
    ),
    "a point without an area": (
        [*GOOD, "CHBDYP,91,7,POINT,,,1", "PHBDY,7"],
        "PHBDY 7 OF CHBDYP 91 HAS NO AREA",
    ),
    "a side there is not": (
        [*GOOD, "CHBDYE,91,1,6"],
        "CHBDYE 91 NAMES SIDE 6 OF CQUAD4 1: THERE ARE 5",
    ),
    "a surface on no element": ([*GOOD, "CHBDYE,91,77,1"], "CHBDYE 91 REFERENCES ELEMENT 77"),
    "convection on no surface": ([*GOOD, *FILM, "CONV,99,9,,,500"], "SURFACE ELEMENT 99"),
    "convection without a property": (
        [*GOOD, *FILM, "CONV,90,8,,,500"],
        "CONV 90 REFERENCES UNDEFINED PROPERTY 8",
    ),
    "convection without a coefficient": (
        [*GOOD, "PCONV,9,1", *FILM[2:], CONV],
        "MAT4 1 ON PCONV 9 HAS NO COEFFICIENT",
    ),
    "flux into no surface": (
        [*GOOD, "QBDY1,1,1.,99"],
        "QBDY1 OF LOAD SET 1 REFERENCES SURFACE ELEMENT 99",
    ),
    "heat in no element": ([*GOOD, "QVOL,1,1.,,99"], "QVOL OF LOAD SET 1 REFERENCES ELEMENT 99"),
    "a missing material": (
        [*GOOD, "PSHELL,8,7,1.", "CTRIA3,9,8,1,2,5"],
        "MATERIAL 7 REFERENCED BY PSHELL 8",
    ),
    "a material that conducts nothing": (
        [*GOOD, "MAT4,7,0.", "PSHELL,8,7,1.", "CTRIA3,9,8,1,2,5"],
        "MAT4 7 ON PSHELL 8: THE CONDUCTIVITY",
    ),
    "a component that is no temperature": (
        [*GOOD, "SPC,1,5,3,20."],
        "COMPONENT 3 OF SPC 1 IS NO TEMPERATURE",
    ),
    "an SPC1 without a temperature": (
        [*GOOD, "SPC1,1,1,5"],
        "SPC1 HOLDS POINT 5 AT NO TEMPERATURE",
    ),
    "an SPCD on a free point": ([*GOOD, "SPCD,1,5,1,7."], "SPCD: POINT 5 IS NOT HELD"),
    "a boundary that varies in time": ([*PLATE, HELD[1], "TEMPBC,1,TRAN,1.,1"], "TRAN ON TEMPBC 1"),
    "a held point that depends": (
        [*GOOD, "MPC,4,1,1,1.,9,1,-1."],
        "TEMPERATURE OF POINT 1 IS HELD BY AN SPC AND DEPENDS",
    ),
    "a point that is of both kinds": ([*GOOD, "SPOINT,9"], "POINT 9 IS BOTH"),
    "a bar with an offset": (
        [*GOOD, "PBAR,3,1,1.,1.,1.,1.", "CBAR,70,3,1,2,0.,0.,1.\n,,,0.,.1,0."],
        "AN OFFSET IN HEAT TRANSFER ON CBAR 70",
    ),
    "a folded shell": ([*GOOD, "CQUAD4,9,1,1,2,4,5"], "ELEMENT 9 .CQUAD4. HAS BAD GEOMETRY"),
    "heat into a point nothing conducts to": (
        [*GOOD, grid(50, (0, 0, 9)), "SLOAD,1,50,1."],
        "TEMPERATURE OF GRID POINT ID 50",
    ),
    "a temperature that nothing holds": (
        [*PLATE, HELD[1]],
        "UNDEFINED SINGLE-POINT CONSTRAINT SET 1",
    ),
}
CASE = ("SPC = 1", "LOAD = 1", "MPC = 4")


@pytest.mark.parametrize("case", WRONG)
def test_it_is_named(tmp_path: Path, case: str) -> None:
    bulk, words = WRONG[case]
    control = CASE if "MPC" in "".join(bulk) else CASE[:2]
    refused = refusal(tmp_path, put(tmp_path, bulk, control, "SOL 153"))
    assert refused.kind in ("fatal", "deck")
    assert re.search(words, refused.message), refused.message


def test_a_body_at_no_temperature_is_singular(tmp_path: Path) -> None:
    refused = refusal(tmp_path, put(tmp_path, GOOD, ("LOAD = 1",), "SOL 153"))
    assert "USER FATAL MESSAGE 9137 (SEKRRS)" in refused.message
    assert re.search(r"TEMPERATURE OF GRID POINT ID \d", refused.message)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("METHOD = 1", "CASE CONTROL COMMAND METHOD"),
        ("ANALYSIS = STATICS", "ANALYSIS = STATICS"),
        ("TEMPERATURE(LOAD) = 4", "CASE CONTROL COMMAND TEMPERATURE(LOAD)"),
    ],
)
def test_a_command_of_structures_is_refused(tmp_path: Path, command: str, words: str) -> None:
    path = put(tmp_path, GOOD, (*CASE[:2], command), "SOL 153")
    assert words in refusal(tmp_path, path).message


def test_heat_in_a_structure_is_refused(tmp_path: Path) -> None:
    steel = ["MAT1,1,2.1+5,,.3", *GOOD, "QVOL,1,5.,,1"]
    assert "QVOL" in refusal(tmp_path, put(tmp_path, steel)).message
