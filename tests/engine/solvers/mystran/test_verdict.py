"""Runs of MYSTRAN in its own wording, and the verdict on each."""

from dataclasses import replace

import pytest

from atomizer.engine.guard.order import Ended
from atomizer.engine.outside import Evidence, Op2
from atomizer.engine.solvers.mystran.verdict import judge
from tests.engine.outside.evidence import AFTER, BEFORE, GOOD, KILLED, check, run

F06 = " MYSTRAN Version 15.2.1 Nov 20 2026 by Dr Bill Case\n\n SUBCASE 1\n"
SAID = " >> MYSTRAN BEGIN : 11/20/2026\n >> IN LINK1\n >> MYSTRAN END   : 11/20/2026\n"
STOPPED = " Processing terminated due to above errors\n"
CORPUS: list[tuple[str, Evidence, str, str]] = [
    ("success", run(F06, said=SAID, op2=GOOD), "ok", ""),
    (
        "success with warnings",
        run(F06 + " *WARNING    : NO FATAL PROBLEM, ERROR ESTIMATE 1.E-12\n", op2=GOOD),
        "ok",
        "",
    ),
    (
        "singular matrix, exit code 0 and an OP2 of 144 bytes",
        run(
            F06
            + " *ERROR   981: THE FACTORIZATION OF THE MATRIX KLL COULD NOT BE COMPLETED\n"
            + STOPPED,
            said=SAID,
            op2=Op2(AFTER, 144, (), whole=True),
        ),
        "fatal",
        "ERROR 981",
    ),
    (
        "negative Jacobian",
        run(F06 + " *ERROR  1925: ELEMENT 12 TYPE HEXA8 HAS A NEGATIVE JACOBIAN\n" + STOPPED),
        "mesh",
        "ELEMENT 12",
    ),
    (
        "bad geometry",
        run(F06 + " *ERROR  1901: QUAD4 ELEMENT 3 HAS BAD GEOMETRY\n" + STOPPED),
        "geometry",
        "ELEMENT 3",
    ),
    (
        "unknown entry",
        run(F06 + " *ERROR  1363: BULK DATA ENTRY PSHEL IS NOT A VALID NAME\n" + STOPPED),
        "deck",
        "PSHEL",
    ),
    (
        "an error on the terminal alone",
        run(said=" *ERROR   101: FILE deck.bdf NOT FOUND\n" + STOPPED),
        "deck",
        "deck.bdf",
    ),
    ("FATAL", run(F06 + " *** FATAL ERROR IN SUBROUTINE LINK3\n"), "fatal", "LINK3"),
    ("terminated without a reason", run(F06, said=STOPPED, op2=GOOD), "fatal", "terminated"),
    (
        "out of memory",
        run(F06 + " *ERROR   990: CANNOT ALLOCATE MEMORY FOR ARRAY KGG\n" + STOPPED),
        "crash",
        "KGG",
    ),
    (
        "no space",
        run(F06, said="forrtl: No space left on device\n", ended=Ended("exited", 38)),
        "disk",
        "No space left",
    ),
    ("empty OP2", run(F06, op2=Op2(AFTER, 144, (), whole=True)), "parse", "144 bytes"),
    ("no OP2", run(F06), "parse", "PARAM,POST,-1"),
    ("stale OP2", run(F06, op2=replace(GOOD, modified=BEFORE)), "parse", "no results"),
    ("OP2 cut off", run(F06, op2=replace(GOOD, whole=False)), "crash", "5000 bytes"),
    ("killed", run(F06, said=SAID, ended=KILLED), "crash", "signal 9"),
    ("nothing at all", run(), "crash", "wrote no F06"),
    ("time limit", run(F06, ended=Ended("timeout", -15, 60.0)), "timeout", "time limit"),
]


@pytest.mark.parametrize(
    ("run", "expected", "quoted"), [c[1:] for c in CORPUS], ids=[c[0] for c in CORPUS]
)
def test_a_run_is_judged_by_its_files(run: Evidence, expected: str, quoted: str) -> None:
    check(judge(run), expected, quoted)
