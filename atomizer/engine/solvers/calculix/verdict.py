"""The verdict on a run of CalculiX, which returns 0 for a missing file and for a singular model."""

import re

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.outside import Evidence, Rule, first_match, interrupted, quote
from atomizer.engine.outside.verdict import (
    DISK_FULL,
    GEOMETRY_BAD,
    MEMORY_SHORT,
    MESH_BAD,
    ending,
)
from atomizer.engine.solvers.calculix.frd import Frd

ERROR = re.compile(r"^[ \t]*\*ERROR\b", re.MULTILINE)
UNKNOWN = re.compile(r"^.*is an unknown element type.*$", re.MULTILINE)
FINISHED = "Job finished"
DECK_WRONG = re.compile(
    r"in calinput|reading \*|cannot open file|in readinput|undefined|does not exist|unknown"
    r"|no (material|section|elements?|nodes?)\b",
    re.IGNORECASE,
)
RULES = (
    Rule("disk", DISK_FULL),
    Rule("crash", MEMORY_SHORT),
    Rule("mesh", MESH_BAD),
    Rule("geometry", GEOMETRY_BAD),
    Rule("deck", DECK_WRONG),
)
SANE = 1e4
"""Displacements beyond so many times the size of the model are those of a mechanism."""


def judge(run: Evidence, frd: Frd | None, steps: int, size: float) -> SolveFailed | None:
    """Why a run gave no usable results; None when it did.

    Args:
        frd: Its result file.
        steps: How many it must hold.
        size: Of the model: the diagonal of its box.
    """
    return (
        interrupted(run.ended, "CalculiX")
        or _error(run)
        or _results(frd, run.started, steps)
        or _insane(frd, size)
    )


def _error(run: Evidence) -> SolveFailed | None:
    said = run.said
    messages = [quote(said, found.start(), 3) for found in ERROR.finditer(said)]
    if messages:
        return first_match(RULES, [*messages, *UNKNOWN.findall(said)], "fatal")
    if FINISHED in said:
        return None
    for rule in RULES[:2]:
        if found := rule.words.search(said):
            return SolveFailed(rule.kind, quote(said, said.rfind("\n", 0, found.start()) + 1, 1))
    return SolveFailed("crash", f"CalculiX did not finish ({ending(run.ended, said)}).")


def _results(frd: Frd | None, started: int, steps: int) -> SolveFailed | None:
    if frd is None or frd.modified < started:
        return SolveFailed("crash", "CalculiX finished without a result file.")
    if not frd.whole or len({len(step) for step in frd.steps}) > 1:
        return SolveFailed("crash", "The result file of CalculiX is cut off.")
    if len(frd.steps) != steps:
        return SolveFailed("crash", f"CalculiX solved {len(frd.steps)} of {steps} subcases.")
    return None


def _insane(frd: Frd | None, size: float) -> SolveFailed | None:
    found = np.concatenate(frd.steps) if frd else np.zeros((1, 3))
    if not np.isfinite(found).all():
        return SolveFailed("fatal", "The model is singular: displacements are not numbers.")
    largest = float(np.abs(found).max(initial=0.0))
    if largest <= SANE * size:
        return None
    said = f"The model is singular: a displacement of {largest:.3g} in a model of {size:.3g}."
    return SolveFailed("fatal", said)
