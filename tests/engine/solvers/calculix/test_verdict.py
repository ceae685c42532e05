"""Runs of CalculiX in its own wording, as version 2.20 prints it, and the verdict on each."""

import numpy as np
import pytest

from atomizer.engine.guard.order import Ended
from atomizer.engine.outside import Evidence
from atomizer.engine.solvers.calculix.frd import Frd
from atomizer.engine.solvers.calculix.verdict import judge
from tests.engine.outside.evidence import AFTER, BEFORE, KILLED, check, run

HEAD = "CalculiX Version 2.20, Copyright(C) 1998-2022 Guido Dhondt\n STEP            1\n"
DONE = HEAD + "\n Job finished\n\nTotal CalculiX Time: 0.006898\n"


def frd(largest: float = 0.1, steps: int = 1, modified: int = AFTER) -> Frd:
    """A result file of a model of size 1."""
    return Frd(
        modified, whole=True, nodes=np.arange(1, 4), steps=(np.full((3, 3), largest),) * steps
    )


CUT = Frd(AFTER, whole=False, nodes=np.arange(1, 4), steps=(np.zeros((3, 3)),))
CORPUS: list[tuple[str, Evidence, Frd | None, str, str]] = [
    ("success", run(said=DONE), frd(), "ok", ""),
    (
        "success with warnings",
        run(said=" *WARNING in gen3delem: element 3 is distorted\n" + DONE),
        frd(),
        "ok",
        "",
    ),
    (
        "a missing file, exit code 0",
        run(said=HEAD + " *ERROR in readinput: cannot open file job.inp\n"),
        None,
        "deck",
        "job.inp",
    ),
    ("a singular model, exit code 0", run(said=DONE), frd(7.6e10), "fatal", "singular"),
    ("not numbers", run(said=DONE), frd(float("nan")), "fatal", "singular"),
    (
        "negative Jacobian, over two lines",
        run(
            said=HEAD + " *ERROR in e_c3d: nonpositive jacobian\n"
            "        determinant in element           1\n\n"
        ),
        CUT,
        "mesh",
        "determinant in element 1",
    ),
    (
        "unknown element",
        run(
            said=" C3D99    is an unknown element type\n"
            " *ERROR in calinput: at least one fatal\n        error message while reading the\n"
        ),
        None,
        "deck",
        "calinput",
    ),
    (
        "no material",
        run(said=HEAD + " *ERROR in initialconditionss: no material was assigned\n"),
        None,
        "deck",
        "no material",
    ),
    (
        "no convergence",
        run(said=HEAD + " *ERROR: solution seems to diverge; please try automatic\n"),
        CUT,
        "fatal",
        "diverge",
    ),
    (
        "out of memory",
        run(said=HEAD + " *ERROR in u_malloc: error allocating memory\n out of memory\n"),
        CUT,
        "crash",
        "u_malloc",
    ),
    (
        "no space",
        run(said=HEAD + "Fortran runtime error: No space left on device\n"),
        CUT,
        "disk",
        "No space left",
    ),
    ("killed", run(said=HEAD, ended=KILLED), CUT, "crash", "signal 9"),
    ("stale results", run(said=DONE), frd(modified=BEFORE), "crash", "without a result file"),
    ("no results", run(said=DONE), None, "crash", "without a result file"),
    ("results cut off", run(said=DONE), CUT, "crash", "cut off"),
    ("a step too few", run(said=DONE), frd(steps=0), "crash", "0 of 1"),
    ("time limit", run(said=HEAD, ended=Ended("timeout", -15, 9.0)), CUT, "timeout", "9.0 s"),
]


@pytest.mark.parametrize(
    ("run", "frd", "expected", "quoted"), [c[1:] for c in CORPUS], ids=[c[0] for c in CORPUS]
)
def test_a_run_is_judged_by_its_files(
    run: Evidence, frd: Frd | None, expected: str, quoted: str
) -> None:
    check(judge(run, frd, ("static",), 1.0), expected, quoted)
