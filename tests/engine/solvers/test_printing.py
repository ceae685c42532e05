"""Pages of the F06 against those pyNastran prints of the same OP2."""

import re
from pathlib import Path

import numpy as np
import pytest

from tests.engine.solvers.bricks import block
from tests.engine.solvers.decks import STATIC, grid, mesh, put, read_op2

ASKED = ("STRESS = ALL", "FORCE = ALL", "ESE = ALL", "MPCFORCES = ALL")
NUMBER = re.compile(r"-?\d\.\d{5,6}E[+-]\d\d")


def everything() -> list[str]:
    """One or more of every element, each somehow loaded."""
    bulk = ["MAT1,1,2.1+5,,.3,7.85-9", "PBEAM,1,1,100.,2000.,800.,,1500.\n,5.,2.,-5.,2."]
    bulk += ["PBAR,2,1,100.,2000.,800.,1500.\n,5.,2.,-5.,2.", "PROD,5,1,3.,4.,1."]
    bulk += [grid(101, (0, 0, 0)), grid(102, (400, 0, 0)), grid(103, (400, 9, 0))]
    bulk += [
        "CBEAM,201,1,101,102,0.,1.,0.",
        "CBAR,202,2,101,102,0.,1.,0.",
        "RBE2,99,102,123456,103",
    ]
    bulk += ["CELAS2,203,50.,101,1,102,1,,2.", "CELAS2,13,40.,101,2,102,2,,3.", "PELAS,17,3.,,1."]
    bulk += ["CELAS1,16,17,101,1,102,1", "CBUSH,204,4,101,102,0.,1.,0."]
    bulk += ["PBUSH,4,K,1.,2.,3.,4.,5.,6.", *(f"CROD,{eid},5,101,102" for eid in (205, 206, 207))]
    bulk += ["CONROD,60,101,102,1,3.", "CTUBE,61,21,101,102", "PTUBE,21,1,5."]
    bulk += [*mesh(2, 2, pid=8), "CTRIA3,51,8,1,2,4", "PSHELL,8,1,.5,1", "SPC1,1,123456,1,2,3,101"]
    bulk += ["FORCE,1,103,,7.,1.,2.,3.", "MOMENT,1,102,,70.,1.,2.,3.", "FORCE,1,9,,5.,1.,2.,3."]
    return bulk


def pages(path: Path) -> dict[str, list[str]]:
    """Numbers of the pages of elements and constraints, by the letters of their heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in path.read_text().splitlines():
        if line.startswith("1 "):
            heading = ""
        letters = line.replace(" ", "")
        if not heading and re.match(r"(STRESSESIN|FORCESIN|FORCESOFM|ELEMENTSTRAIN)", letters):
            heading = letters
        elif heading and "TOTAL ENERGY" not in line:
            found.setdefault(heading, []).extend(NUMBER.findall(line))
    return found


def both(folder: Path, bulk: list[str], case: tuple[str, ...]) -> list[dict[str, list[str]]]:
    """What we print, and what pyNastran prints of our OP2."""
    path = put(folder, bulk, case)
    theirs = folder / "theirs.f06"
    read_op2(path).write_f06(str(theirs), quiet=True)
    return [pages(path.with_suffix(".f06")), pages(theirs)]


def test_every_page_holds_the_numbers_pynastran_prints(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, everything(), (*STATIC, *ASKED))
    assert len(ours) == 2 + 2 * 10
    assert ours.keys() == theirs.keys()
    for heading in ours.keys() - {"ELEMENTSTRAINENERGIES"}:
        assert ours[heading] == theirs[heading], heading
        assert ours[heading], heading
    energy = "ELEMENTSTRAINENERGIES"
    assert sorted(ours[energy]) == sorted(theirs[energy])


def test_corners_and_plies_have_pages_of_their_own(tmp_path: Path) -> None:
    bulk = ["MAT1,1,2.1+5,,.3,7.85-9", *mesh(2, 2, pid=8), "PSHELL,8,1,.5,1"]
    bulk += [grid(10, (2, 0, 0)), grid(11, (2, 1, 0)), "CQUAD4,21,9,3,10,11,6"]
    bulk += ["PCOMP,9\n,1,.1,0.,YES,1,.1,45.,YES", "SPC1,1,123456,1,2,3", "FORCE,1,9,,5.,1.,2.,3."]
    bulk += ["FORCE,1,11,,5.,1.,2.,3."]
    ours, theirs = both(tmp_path, bulk, (*STATIC, "STRESS(CORNER) = ALL"))
    stresses = {head.split("OPTION")[0]: theirs[head] for head in theirs if head[0] == "S"}
    assert ours == stresses
    assert [len(numbers) > 9 for numbers in ours.values()] == [True, True]


@pytest.mark.parametrize("kind", [("CHEXA", 8), ("CPENTA", 6), ("CTETRA", 10)], ids=str)
def test_pages_of_solids(tmp_path: Path, kind: tuple[str, int]) -> None:
    """pyNastran lists direction cosines in another order; they are left out."""
    whole = block(kind, (2, 1, 1), lambda unit: unit * [3.0, 1.0, 1.5])
    bulk = ["MAT1,1,2.1+5,,.3", "PSOLID,1,1", *whole.bulk(), "FORCE,1,1,,5.,1.,2.,3."]
    bulk += [f"SPC1,1,123,{node}" for node in whole.where(lambda p: p[0] == 3)]
    ours, theirs = both(tmp_path, bulk, (*STATIC, *ASKED))
    (stress,) = (heading for heading in ours if heading.startswith("STRESSES"))
    assert len(ours[stress]) == len(theirs[stress]) > 100
    one, two = (np.array(each[stress], float) for each in (ours, theirs))
    assert one == pytest.approx(two, rel=2e-6, abs=1e-6 * np.abs(two).max())


def test_a_direction_printed_is_that_of_its_principal_stress(tmp_path: Path) -> None:
    """A rod of solids along y under tension: A is along y."""
    whole = block(("CHEXA", 8), (1, 2, 1), lambda unit: unit * [1.0, 4.0, 1.0])
    bulk = ["MAT1,1,2.1+5,,0.", "PSOLID,1,1", *whole.bulk()]
    bulk += [f"SPC1,1,123,{node}" for node in whole.where(lambda p: p[1] == 0)]
    bulk += [f"FORCE,1,{node},,1.,0.,1.,0." for node in whole.where(lambda p: p[1] == 4)]
    path = put(tmp_path, bulk, (*STATIC, "STRESS = ALL"))
    read_op2(path)
    lines = path.with_suffix(".f06").read_text().splitlines()
    row = next(k for k, line in enumerate(lines) if "CENTER  X" in line)
    assert "A   4.000000E+00" in lines[row]
    along = [float(lines[row + k].split(f"L{axis}")[1][:5]) for k, axis in enumerate("XYZ")]
    assert np.abs(along).tolist() == [0.0, 1.0, 0.0]


REQUESTS = {
    "nothing": ((), set()),
    "stress": (("STRESS = ALL",), {"STRESSES"}),
    "old names": (("ELSTRESS = ALL", "ELFORCE = ALL"), {"STRESSES", "FORCESIN"}),
    "plot only": (("STRESS(PLOT) = ALL", "FORCE(PUNCH) = ALL"), set()),
    "plot and print": (("FORCE(PLOT,PRINT) = ALL",), {"FORCESIN"}),
    "none": (("STRESS = NONE", "ESE = ALL"), {"ELEMENTS"}),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_only_what_the_case_control_asks_for_is_printed(tmp_path: Path, request_: str) -> None:
    asked, expected = REQUESTS[request_]
    ours, _ = both(tmp_path, everything(), (*STATIC, *asked))
    assert {heading[:8] for heading in ours} == expected


def test_energies_of_modes_are_printed_with_their_number(tmp_path: Path) -> None:
    bulk = [*everything(), "EIGRL,7,,,2"]
    path = put(tmp_path, bulk, ("SPC = 1", "METHOD = 7", "ESE = ALL"), "SOL 103")
    read_op2(path)
    text = path.with_suffix(".f06").read_text()
    assert re.findall(r"TYPE = ROD .*\n +MODE +(\d+) ", text) == ["1", "2"]


def test_forces_of_constraint_are_printed_where_there_are_any(tmp_path: Path) -> None:
    path = put(tmp_path, everything(), (*STATIC, "MPCFORCES = ALL"))
    read_op2(path)
    page = path.with_suffix(".f06").read_text().split("M U L T I")[1]
    assert re.findall(r"^ +(\d+)      G ", page, re.MULTILINE) == ["102", "103"]
