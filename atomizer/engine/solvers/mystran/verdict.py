"""The verdict on a run of MYSTRAN, which returns 0 after errors and leaves an OP2 without tables.

Its errors are lines `*ERROR nnnn: ...` and FATAL messages in F06, ERR file and on the terminal.
"""

import re

from atomizer.engine.failure import SolveFailed
from atomizer.engine.outside import Evidence, Rule, first_match, interrupted, quote
from atomizer.engine.outside.verdict import (
    DISK_FULL,
    GEOMETRY_BAD,
    MEMORY_SHORT,
    MESH_BAD,
    ending,
)

ERROR = re.compile(
    r"^[ \t]*\*(ERROR\b|\*\*[ \t]*\w*[ \t]*FATAL\b|FATAL\b)|^[ \t]*FATAL\b|Processing terminated",
    re.MULTILINE | re.IGNORECASE,
)
DECK_WRONG = re.compile(
    r"bulk data|case control|exec control|undefined|not found|format|continuation|not a valid"
    r"|missing|unrecogni[sz]ed|invalid (field|entry|card)|not supported",
    re.IGNORECASE,
)
RULES = (
    Rule("disk", DISK_FULL),
    Rule("crash", MEMORY_SHORT),
    Rule("mesh", MESH_BAD),
    Rule("geometry", GEOMETRY_BAD),
    Rule("deck", DECK_WRONG),
)


def judge(run: Evidence) -> SolveFailed | None:
    """Why a run gave no usable results; None when it did."""
    return interrupted(run.ended, "MYSTRAN") or _error(run) or _missing(run)


def _error(run: Evidence) -> SolveFailed | None:
    said = run.words
    messages = [quote(said, found.start()) for found in ERROR.finditer(said)]
    telling = [m for m in messages if not m.lower().startswith("processing terminated")]
    return first_match(RULES, telling or messages, "fatal") if messages else None


def _missing(run: Evidence) -> SolveFailed | None:
    code, op2 = run.ended.code, run.fresh_op2
    if code or run.print is None:
        what = "stopped" if code else "wrote no F06"
        for rule in RULES[:2]:
            if found := rule.words.search(run.words):
                at = run.words.rfind("\n", 0, found.start()) + 1
                return SolveFailed(rule.kind, quote(run.words, at))
        return SolveFailed("crash", f"MYSTRAN {what} ({ending(run.ended, run.said)}).")
    if op2 is None or (op2.whole and not op2.has_results) or not op2.tables:
        size = f" of {op2.size} bytes" if op2 else ""
        return SolveFailed(
            "parse",
            f"MYSTRAN wrote no results into its OP2{size}: ask for them, and PARAM,POST,-1.",
        )
    return None if op2.whole else SolveFailed("crash", f"The OP2 ends after {op2.size} bytes.")
