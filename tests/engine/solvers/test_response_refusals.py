"""Response decks that cannot be solved are refused in words that name card and number."""

from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import put
from tests.engine.solvers.oscillators import OMEGA, ONE, commands

RLOAD, TLOAD = "RLOAD1,7,3,,,1.", "TLOAD1,7,3,,,1."
FREQ, TSTEP = "FREQ,8,1.,2.", "TSTEP,8,10,.01,1"
BASE = [line for line in ONE if not line.startswith("DAREA")]
BACK = "TABLED1,4\n,9.,1.,1.,1.,ENDT"
SHORT = "TABLED1,4\n,1.,1.,ENDT"

STEADY = {
    "no load": ([FREQ], {"DLOAD": ""}, "NO DLOAD COMMAND"),
    "a missing load": ([FREQ], {}, "DYNAMIC LOAD SET 7 IS NOT DEFINED"),
    "a missing part": ([FREQ, "DLOAD,7,1.,1.,9"], {}, "SET 9 REFERENCED BY DLOAD 7"),
    "a load over time": ([FREQ, TLOAD], {}, "TLOAD1 7 IN A RESPONSE OVER FREQUENCY"),
    "a missing pattern": ([FREQ, "RLOAD1,7,5,,,1."], {}, "EXCITEID 5 OF RLOAD1 7"),
    "no frequencies": ([RLOAD, FREQ], {"FREQUENCY": ""}, "FREQUENCY COMMAND IS MISSING"),
    "missing frequencies": ([RLOAD], {}, "FREQUENCY SET 8 IS NOT DEFINED"),
    "frequencies by fractions": ([RLOAD, "FREQ5,8,1.,9.,.9,1.1"], {}, "FREQ5 8"),
    "too many frequencies": (
        [RLOAD, "FREQ3,8,1.,2000.,LINEAR,1000000000"],
        {},
        "FREQUENCY SET 8 ASKS FOR [23]000000000 POINTS; AT MOST 100000 ARE COMPUTED",
    ),
    "too many around each mode": ([RLOAD, "FREQ4,8,1.,2000.,.1,1000000000"], {}, "AT MOST 100000"),
    "a table that goes back": ([FREQ, "RLOAD1,7,3,,,4", BACK], {}, "TABLED1 4 NEEDS TWO POINTS"),
    "loads in a circle": (
        [FREQ, "DLOAD,7,1.,1.,9", "DLOAD,9,1.,1.,7"],
        {},
        "SET 9 REFERENCED BY DLOAD 7",
    ),
    "a negative frequency": ([RLOAD, "FREQ,8,-1."], {}, "NEGATIVE"),
    "a missing table": ([FREQ, "RLOAD1,7,3,,,44"], {}, "TABLE 44 REFERENCED BY RLOAD1 7"),
    "a table of one point": ([FREQ, "RLOAD1,7,3,,,4", SHORT], {}, "TABLED1 4 NEEDS TWO POINTS"),
    "a missing delay": ([FREQ, "RLOAD1,7,3,6,,1."], {}, "DELAY OR DPHASE 6"),
    "a load on no point": ([FREQ, RLOAD, "DAREA,3,66,1,1."], {}, "DAREA 3 .* GRID POINT 66"),
    "missing damping": ([FREQ, RLOAD], {"SDAMPING": "9"}, "SDAMPING SET 9 IS NOT DEFINED"),
    "damping that drives": (
        [FREQ, RLOAD, "TABDMP1,9,G\n,0.,.04,1.,.02,ENDT"],
        {"SDAMPING": "9"},
        "TABDMP1 9 GIVES MODE 1 AT 3.1831 HZ THE NEGATIVE DAMPING -0.02",
    ),
    "resonance without damping": (
        [RLOAD, f"FREQ,8,{OMEGA / 6.283185307179586:.15f}"],
        {},
        "IS THAT OF MODE 1, WHICH HAS NO DAMPING",
    ),
    "no mode in the range": (
        [FREQ, RLOAD, "PARAM,LFREQ,50.", "PARAM,RESVEC,NO"],
        {},
        "SUBCASE 1 HAS NO MODES",
    ),
    "a time step": ([FREQ, RLOAD], {"TSTEP": "8"}, "COMMAND TSTEP IN SOLUTION 111"),
    "a static load": ([FREQ, RLOAD], {"LOAD": "3"}, "COMMAND LOAD IN SOLUTION 111"),
    "a set that is not there": ([FREQ, RLOAD], {"VELOCITY": "5"}, "VELOCITY NAMES SET 5"),
    "initial conditions": ([FREQ, RLOAD], {"IC": "5"}, "CASE CONTROL COMMAND IC"),
    "part of the residual vectors": (
        [FREQ, RLOAD],
        {"RESVEC(NOAPPL)": "YES"},
        "RESVEC OPTION NOAPPL",
    ),
    "a motion as a force": ([FREQ, RLOAD, "SPCD,3,1,1,1."], {}, "SPCD AS A FORCE OF RLOAD1 7"),
    "a motion that is none": ([FREQ, "RLOAD1,7,3,,,1.,,ACCE"], {}, "RLOAD1 7 NAMES NO SPCD"),
    "different losses": (
        [FREQ, RLOAD, "CBUSH,9,5,1,2,,,,0", "PBUSH,5,K,1.,2.\n,,GE,.1,.2"],
        {},
        "PBUSH WITH DIFFERENT LOSS FACTORS GE 5",
    ),
    "a viscous element without length": (
        [FREQ, RLOAD, "CVISC,9,5,1,2", "PVISC,5,1."],
        {},
        "ELEMENT 9 .CVISC. HAS BAD GEOMETRY",
    ),
    "a scalar damper on grid points": (
        [FREQ, RLOAD, "CDAMP4,9,1.,1,2"],
        {},
        "CDAMP4 9",
    ),
}
MOVED = {
    "a free component": (["SPCD,3,2,1,1."], "GRID POINT 2 COMPONENT T1 IS NOT HELD"),
    "a motion by an SPC": (["SPCD,3,1,1,1.", "SPC,1,1,1,.5"], "MOTION GIVEN ON AN SPC ENTRY"),
}
OVER_TIME = {
    "too many steps": (
        [TLOAD, "TSTEP,8,1000000000,.01,1000000000"],
        {},
        "TSTEP 8 ASKS FOR 1000000000 POINTS; AT MOST 100000 ARE COMPUTED",
    ),
    "a load over frequency": ([RLOAD, TSTEP], {}, "RLOAD1 7 IN A RESPONSE OVER TIME"),
    "no steps": ([TLOAD, TSTEP], {"TSTEP": ""}, "TSTEP COMMAND IS MISSING"),
    "missing steps": ([TLOAD], {}, "TSTEP SET 8 IS NOT DEFINED"),
    "steps backwards": ([TLOAD, "TSTEP,8,10,-.01,1"], {}, "TSTEP 8 NEEDS POSITIVE"),
    "a start": (["TLOAD1,7,3,,,1.,.5", TSTEP], {}, "US0 OR VS0 ON TLOAD1 7"),
    "initial conditions": ([TLOAD, TSTEP, "TIC,5,2,1,.1"], {}, "TIC 5"),
    "frequencies": ([TLOAD, TSTEP], {"FREQUENCY": "8"}, "COMMAND FREQUENCY IN SOLUTION 112"),
}


def refusal(folder: Path, bulk: list[str], more: dict[str, str], sol: int) -> str:
    path = put(folder, bulk, commands(more), f"SOL {sol}")
    with pytest.raises(SolveFailed) as refused:
        Embedded().solve(path, folder)
    return refused.value.message


def named(words: str, message: str) -> bool:
    import re

    return re.search(words, message) is not None


@pytest.mark.parametrize("case", STEADY)
def test_a_steady_response_is_refused_by_name(tmp_path: Path, case: str) -> None:
    bulk, more, words = STEADY[case]
    said = refusal(tmp_path, [*ONE, *bulk], {"FREQUENCY": "8", **more}, 111)
    assert named(words, said), said


@pytest.mark.parametrize("case", MOVED)
def test_a_given_motion_is_refused_by_name(tmp_path: Path, case: str) -> None:
    bulk, words = MOVED[case]
    cards = [*BASE, *bulk, "RLOAD1,7,3,,,1.,,DISP", FREQ]
    said = refusal(tmp_path, cards, {"FREQUENCY": "8"}, 111)
    assert named(words, said), said


def test_a_motion_without_end_is_refused(tmp_path: Path) -> None:
    cards = [*BASE, "SPCD,3,1,1,1.", "RLOAD1,7,3,,,1.,,ACCE", "FREQ,8,0.,1."]
    said = refusal(tmp_path, cards, {"FREQUENCY": "8"}, 111)
    assert "A GIVEN ACCELERATION AT FREQUENCY 0 HAS NO BOUNDED MOTION" in said


@pytest.mark.parametrize("case", OVER_TIME)
def test_a_transient_response_is_refused_by_name(tmp_path: Path, case: str) -> None:
    bulk, more, words = OVER_TIME[case]
    said = refusal(tmp_path, [*ONE, *bulk], {"TSTEP": "8", **more}, 112)
    assert named(words, said), said


@pytest.mark.parametrize("sol", [108, 109])
def test_the_direct_solutions_are_refused(tmp_path: Path, sol: int) -> None:
    said = refusal(tmp_path, [*ONE, FREQ, RLOAD], {"FREQUENCY": "8"}, sol)
    assert f"SOLUTION {sol} IS NOT SUPPORTED" in said


def test_a_response_larger_than_the_memory_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, [*ONE, RLOAD, FREQ], commands({"FREQUENCY": "8"}), "SOL 111")
    with pytest.raises(SolveFailed, match="ASK FOR A SET OF GRID POINTS"):
        Embedded(memory=5e-7).solve(path, tmp_path)
