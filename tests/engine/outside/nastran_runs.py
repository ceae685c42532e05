"""Runs of Nastran in its own wording, and the verdict on each.

Written by us after the manuals' lists of messages; nothing is copied from a customer's file.
"""

from dataclasses import replace

from atomizer.engine.guard.order import Ended
from atomizer.engine.outside import Evidence, Op2, Text
from tests.engine.outside.evidence import AFTER, BEFORE, GOOD, KILLED, run

HEAD = """\
1

                              M S C . N A S T R A N   J O B   C R E A T E D

                    * * * * * * * * * * * * * * * * * * * * * * * *
                    * *        Simcenter Nastran 2306          * *
                    * * * * * * * * * * * * * * * * * * * * * * * *
1    BRACKET                                          NOVEMBER  20, 2026  NASTRAN   PAGE     1
0                                                                           SUBCASE 1
"""
END = """\
1                                        * * * END OF JOB * * *
 \n"""
LOG = """\
Simcenter NASTRAN V2306 (Intel64 Family 6 Linux) Fri Nov 20 10:00:00 2026
*** SYSTEM INFORMATION MESSAGE (pgm: nastran, fn: estimate_job_requirements)
     Starting ESTIMATE, please wait...
License file(s):  28000@licences
     Feature "NX_NAS_BN_BASIC_STR" checked out of the license server.
Beginning Analysis
"""


def f06(*body: str, end: str = END) -> str:
    """A print with something in it."""
    return HEAD + "".join(f"{line}\n" for line in body) + end


def fatal(*body: str, log: str = LOG) -> Evidence:
    """A run that stopped with a message and still says END OF JOB."""
    return run(f06(*body), log=log)


EMPTY = Op2(AFTER, 144, (), whole=True)
CORPUS: list[tuple[str, Evidence, str, str]] = [
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
    (
        "licences all in use",
        run(
            log=LOG + "*** SYSTEM FATAL ERROR (pgm: nastran, fn: flexlm_checkout)\n"
            "     Licensed number of users already reached. (-4,342)\n"
        ),
        "licence",
        "already reached",
    ),
    (
        "licence server down",
        run(log="FLEXlm error: -15,570. Cannot connect to license server system.\n"),
        "licence",
        "Cannot connect",
    ),
    (
        "no such feature",
        run(said="nastran: License checkout failed: No such feature exists. (-5,346)\n"),
        "licence",
        "No such feature",
    ),
    (
        "licence expired",
        run(f06(end=""), log="The license for feature NX_NAS_BASIC has expired.\n"),
        "licence",
        "expired",
    ),
    (
        "authorization in the F06",
        fatal(
            "0*** SYSTEM FATAL MESSAGE 3060 (PREFACE)",
            "     SUBROUTINE MODEL - OPTION NAST NOT IN APPROVED LIST.",
            "     SYSTEM DATE (MM/DD/YY): 11/20/26, AUTHORIZATION CODE ERROR",
        ),
        "licence",
        "3060",
    ),
    (
        "denied licence, exit code 0, stale results",
        replace(
            run(said="ERROR: Unable to check out license MSC_NASTRAN\n"),
            op2=replace(GOOD, modified=BEFORE),
            printed=Text(f06(), BEFORE),
        ),
        "licence",
        "Unable to check out",
    ),
    (
        "a FATAL of the model beside words about a licence",
        fatal(
            "0*** USER FATAL MESSAGE 9137 (SEKRRS)",
            "     RUN TERMINATED DUE TO EXCESSIVE PIVOT RATIOS",
            log=LOG + "warning: license server 1 could not be reached\n",
        ),
        "fatal",
        "9137",
    ),
    (
        "scratch is full",
        fatal(
            "0*** SYSTEM FATAL MESSAGE 1012 (GALLOC)",
            "     DBSET SCRATCH IS FULL: ALL AVAILABLE SPACE HAS BEEN USED",
        ),
        "disk",
        "SCRATCH",
    ),
    (
        "no space left, in the log",
        run(f06(end=""), log=LOG + "bioWrite: write error: No space left on device\n"),
        "disk",
        "No space left",
    ),
    (
        "quota",
        run(f06(end=""), said="fwrite: Disk quota exceeded\n"),
        "disk",
        "quota",
    ),
    (
        "the guard's own disk limit",
        run(f06(end=""), ended=Ended("disk", -15, 9.0)),
        "disk",
        "disk limit",
    ),
    (
        "insufficient core",
        fatal("0*** USER FATAL MESSAGE 3008 (GPSP)", "     INSUFFICIENT CORE AVAILABLE FOR GPSP"),
        "crash",
        "3008",
    ),
    (
        "out of memory, in the log",
        run(f06(end=""), log=LOG + "ERROR: memory allocation failed\n"),
        "crash",
        "memory allocation",
    ),
    ("killed", run(f06(end=""), log=LOG, ended=KILLED), "crash", "signal 9"),
    (
        "segmentation fault",
        run(f06(end=""), said="Segmentation fault (core dumped)\n", ended=Ended("exited", 139)),
        "crash",
        "Segmentation fault",
    ),
    ("no F06 at all", run(said="nastran: cannot open deck.dat\n"), "crash", "wrote no F06"),
    (
        "no F06 but that of an earlier run",
        replace(run(), printed=Text(f06(), BEFORE), op2=GOOD),
        "crash",
        "wrote no F06",
    ),
    ("time limit", run(f06(end=""), ended=Ended("timeout", -15, 60.0)), "timeout", "60.0 s"),
    (
        "Nastran's own time limit",
        fatal("0*** USER FATAL MESSAGE 1112 (SOFTINT)", "     CPU TIME LIMIT HAS EXPIRED"),
        "timeout",
        "1112",
    ),
    ("cancelled", run(f06(end=""), ended=Ended("asked", -15, 1.0)), "cancelled", "asked"),
    (
        "not there",
        run(ended=Ended("not_started", None, 0.0, "No such file")),
        "crash",
        "No such file",
    ),
    ("the guard killed", run(f06(end=""), ended=Ended("lost")), "crash", "guard"),
    ("no OP2", run(f06(), log=LOG), "parse", "PARAM,POST,-1"),
    ("empty OP2", run(f06(), op2=EMPTY), "parse", "144 bytes"),
    ("OP2 of no bytes", run(f06(), op2=Op2(AFTER, 0, (), whole=False)), "parse", "0 bytes"),
    (
        "OP2 with the model alone",
        run(f06(), op2=replace(GOOD, tables=("GEOM1S", "EPTS"))),
        "parse",
        "no results",
    ),
    ("stale OP2", run(f06(), op2=replace(GOOD, modified=BEFORE)), "parse", "earlier run"),
    ("OP2 cut off", run(f06(), op2=replace(GOOD, whole=False)), "crash", "cut off"),
]
