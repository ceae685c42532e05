"""Runs of Nastran that end as their model has them end, in its own wording, with the verdict.

Written by us after the manuals' lists of messages; nothing is copied from a customer's file.
"""

from atomizer.engine.guard.order import Ended
from atomizer.engine.outside import Evidence
from tests.engine.outside.evidence import GOOD, run
from tests.engine.outside.nastran_prints import LOG, f06, fatal

MODELS: list[tuple[str, Evidence, str, str]] = [
    ("success", run(f06(), log=LOG, op2=GOOD), "ok", ""),
    (
        "success with an exit code of 1",
        run(f06(), log=LOG, op2=GOOD, ended=Ended("exited", 1, 2.0)),
        "ok",
        "",
    ),
    (
        "success with warnings, and words that only look like trouble",
        run(
            f06(
                "0        12-        $ THIS CARD WAS FATAL LAST TIME: *** USER FATAL MESSAGE",
                " ^^^ USER WARNING MESSAGE 9136 (SEKRRS) THE JACOBIAN IS FINE",
                " *** USER INFORMATION MESSAGE 7555 (GMTSTD): NO FATAL GEOMETRY CHECKS",
                "0*** SYSTEM WARNING MESSAGE 4124 (IFPS1) THE SPCADD OR MPCADD UNION IS EMPTY",
            ),
            log=LOG + "license server 1 could not be reached, license server 2 is used\n",
            op2=GOOD,
        ),
        "ok",
        "",
    ),
    (
        "singular matrix",
        fatal(
            "0*** SYSTEM WARNING MESSAGE 4698 (DCMPD)",
            "     STATISTICS FOR DECOMPOSITION OF MATRIX KLL.",
            "^^^ USER FATAL MESSAGE 9137 (SEKRRS)",
            "^^^ RUN TERMINATED DUE TO EXCESSIVE PIVOT RATIOS IN MATRIX KLL.",
        ),
        "fatal",
        "USER FATAL MESSAGE 9137 (SEKRRS) RUN TERMINATED DUE TO EXCESSIVE PIVOT RATIOS",
    ),
    (
        "mechanism",
        fatal(
            "0*** USER FATAL MESSAGE 9050 (SEKRRS)",
            "     INSUFFICIENT SUPPORT: RUN TERMINATED DUE TO A MECHANISM",
        ),
        "fatal",
        "INSUFFICIENT SUPPORT",
    ),
    (
        "not positive definite",
        fatal(
            "0*** SYSTEM FATAL MESSAGE 4683 (DCMP)",
            "     MASS MATRIX IS NOT POSITIVE DEFINITE: NEGATIVE TERMS ON FACTOR DIAGONAL",
        ),
        "fatal",
        "SYSTEM FATAL MESSAGE 4683",
    ),
    (
        "lanczos",
        fatal("0*** USER FATAL MESSAGE 5299 (REIGLS)", "     INSUFFICIENT MEMORY FOR BASE PROBLEM"),
        "crash",
        "5299",
    ),
    (
        "errors in the input",
        fatal("0*** USER FATAL MESSAGE 9002 (IFPL)", "     ERROR(S) ENCOUNTERED IN THE MAIN LOOP"),
        "deck",
        "9002",
    ),
    (
        "negative Jacobian",
        fatal(
            "0*** USER FATAL MESSAGE 4297 (HEXAE)",
            "     HEXA ELEMENT ID =  1042 HAS A NEGATIVE JACOBIAN AT A GAUSS POINT.",
        ),
        "mesh",
        "1042",
    ),
    (
        "interior angle",
        fatal("0*** USER FATAL MESSAGE 2440 QUAD4 ELEMENT 12 HAS AN INTERIOR ANGLE OF 190 DEGREES"),
        "mesh",
        "ELEMENT 12",
    ),
    (
        "distorted tetrahedron, the message that counts is the second",
        fatal(
            "0*** USER FATAL MESSAGE 9994 (TETRAD)",
            "     ERRORS FOUND IN ELEMENTS.",
            "0*** USER FATAL MESSAGE 4276 (TETRAD)",
            "     TETRA ELEMENT 77 IS INSIDE OUT.",
        ),
        "mesh",
        "ELEMENT 77",
    ),
    (
        "bad geometry",
        fatal(
            "0*** USER FATAL MESSAGE 2026",
            "     ELEMENT        5 GEOMETRY YIELDS UNREASONABLE MATRIX.",
        ),
        "geometry",
        "ELEMENT 5",
    ),
    (
        "bar of no length",
        fatal("0*** USER FATAL MESSAGE 2196 (BARD)", "     BAR ELEMENT ID 8 HAS ZERO LENGTH."),
        "geometry",
        "ZERO LENGTH",
    ),
    (
        "coincident grid points",
        fatal("0*** USER FATAL MESSAGE 2030", "     QUAD4 3 HAS COINCIDENT GRID POINTS."),
        "geometry",
        "COINCIDENT",
    ),
    (
        "illegal bulk data",
        fatal(
            "0*** USER FATAL MESSAGE 316 (IFPDRV)",
            "     ILLEGAL DATA ON BULK DATA ENTRY PSHELL",
        ),
        "deck",
        "PSHELL",
    ),
    (
        "unsupported entry",
        fatal(
            "0*** USER FATAL MESSAGE 307 (IFPDRV)", "     ILLEGAL NAME FOR BULK DATA ENTRY PSHEL"
        ),
        "deck",
        "PSHEL",
    ),
    (
        "case control",
        fatal(
            "0*** USER FATAL MESSAGE 601 (IFP1D)",
            "     THE KEYWORD ON THE ABOVE CARD TYPE IS ILLEGAL OR MISSPELLED.",
        ),
        "deck",
        "601",
    ),
    (
        "undefined property",
        fatal(
            "0*** USER FATAL MESSAGE 2005 (EPT)",
            "     QUAD4 ELEMENT 4 REFERENCES UNDEFINED PSHELL 9.",
        ),
        "deck",
        "QUAD4 ELEMENT 4",
    ),
]
