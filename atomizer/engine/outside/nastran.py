"""The verdict on a run of Nastran, by itself or inside NX.

Success needs END OF JOB, no FATAL, and a new OP2 with tables.

The exit code is 0 after a FATAL and is not asked. Message numbers: MSC Nastran Quick Reference and
Simcenter Nastran Error List; the wordings differ between them, so words decide.
"""

import re

from atomizer.engine.failure import SolveFailed
from atomizer.engine.outside.evidence import Evidence
from atomizer.engine.outside.verdict import (
    DISK_FULL,
    GEOMETRY_BAD,
    LICENCE_DENIED,
    MEMORY_SHORT,
    MESH_BAD,
    Rule,
    ending,
    first_match,
    interrupted,
    quote,
)

FATAL = re.compile(
    r"^[01+\- ]?[ \t]*[*^]{3,}[ \t]*((USER|SYSTEM|NASTRAN|SIMCENTER|NX|MSC|DMAP)[ \t]+){0,3}"
    r"FATAL\b",
    re.MULTILINE,
)
END_OF_JOB = re.compile(r"\*\s?\*\s?\*\s+END OF JOB\s+\*\s?\*\s?\*")
TIME_SHORT = re.compile(r"(cpu|time)[^\n]{0,30}(expired|limit|exceeded)", re.IGNORECASE)
DECK_WRONG = re.compile(
    r"\(IFP|illegal (bulk data|case control|data|numeric)|unrecogni[sz]ed|format error|undefined"
    r"|references? (an )?(undefined|non-?existent)|include file|missing enddata|bulk data entry",
    re.IGNORECASE,
)
RULES = (
    Rule("licence", LICENCE_DENIED),
    Rule("disk", DISK_FULL),
    Rule("crash", MEMORY_SHORT),
    Rule("timeout", TIME_SHORT),
    Rule("mesh", MESH_BAD),
    Rule("geometry", GEOMETRY_BAD),
    Rule("deck", DECK_WRONG),
)
HEADER = re.compile(
    r"(Simcenter Nastran|NX NASTRAN|MSC[ .]?Nastran|SIEMENS NX NASTRAN)"
    r"[ \t]*(?:VERSION|V)?[ \t-]*(\d[\w.]*)?",
    re.I,
)
NO_RESULTS = "Ask for results and for an OP2: DISPLACEMENT(PLOT) = ALL and PARAM,POST,-1."


def judge(run: Evidence) -> SolveFailed | None:
    """Why a run gave no usable results; None when it did."""
    return interrupted(run.ended, "Nastran") or _fatal(run) or _unfinished(run) or _op2(run)


def printed_release(f06: str) -> str:
    """Name and release as the F06 has them on its first page; empty where it does not."""
    found = HEADER.search(f06[:20_000])
    return " ".join(filter(None, found.groups())) if found else ""


def _fatal(run: Evidence) -> SolveFailed | None:
    printed = run.print or ""
    messages = [quote(printed, found.start()) for found in FATAL.finditer(printed)]
    return first_match(RULES, messages, "fatal") if messages else None


def _unfinished(run: Evidence) -> SolveFailed | None:
    """A run without END OF JOB: what stopped it stands in the log or nowhere."""
    if run.print is not None and END_OF_JOB.search(run.print):
        return None
    for rule in RULES[:3]:
        if found := rule.words.search(run.words):
            return SolveFailed(
                rule.kind, quote(run.words, run.words.rfind("\n", 0, found.end()) + 1)
            )
    what = "wrote no F06" if run.print is None else "stopped in the middle of its F06"
    said = "\n".join((run.said, run.log.content if run.log else ""))
    return SolveFailed("crash", f"Nastran {what} ({ending(run.ended, said)}).")


def _op2(run: Evidence) -> SolveFailed | None:
    op2 = run.fresh_op2
    if op2 is None:
        stale = " The one that is there is of an earlier run." if run.op2 else ""
        return SolveFailed("parse", f"Nastran wrote no OP2.{stale} {NO_RESULTS}")
    if op2.tables and not op2.whole:
        return SolveFailed("crash", f"The OP2 is cut off after {op2.size} bytes.")
    if not op2.has_results:
        return SolveFailed("parse", f"The OP2 of {op2.size} bytes holds no results. {NO_RESULTS}")
    return None
