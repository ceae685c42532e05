"""What Nastran prints: a page, its end, a log, and runs that left them."""

from atomizer.engine.outside import Evidence
from tests.engine.outside.evidence import run

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
