"""Runs of Nastran that end as the machine has them end: licences, disk, memory, files that lack.

Written by us after the manuals' lists of messages; nothing is copied from a customer's file.
"""

from dataclasses import replace

from atomizer.engine.guard.order import Ended
from atomizer.engine.outside import Evidence, Op2, Text
from tests.engine.outside.evidence import AFTER, BEFORE, GOOD, KILLED, run
from tests.engine.outside.nastran_prints import LOG, f06, fatal

EMPTY = Op2(AFTER, 144, (), whole=True)
MACHINES: list[tuple[str, Evidence, str, str]] = [
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
