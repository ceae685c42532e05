"""The verdict on a run of CalculiX, which returns 0 for a missing file and for a singular model."""

import re
from collections.abc import Sequence

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
from atomizer.engine.solvers.calculix.layout import Block

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


def judge(
    run: Evidence, frd: Frd | None, layout: Sequence[Block], size: float
) -> SolveFailed | None:
    """Why a run gave no usable results; None when it did.

    Args:
        frd: Its result file.
        layout: What it must hold.
        size: Of the model: the diagonal of its box.
    """
    return (
        interrupted(run.ended, "CalculiX")
        or _error(run)
        or _results(frd, run.started, len(layout))
        or _insane(frd, layout, size)
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
        return SolveFailed("crash", f"CalculiX gave {len(frd.steps)} of {steps} answers.")
    return None


def _insane(frd: Frd | None, layout: Sequence[Block], size: float) -> SolveFailed | None:
    """Whether displacements are not numbers, or those of a mechanism; modes may have any size."""
    steps = frd.steps if frd else ()
    if not all(np.isfinite(step).all() for step in steps):
        return SolveFailed("fatal", "The model is singular: displacements are not numbers.")
    loaded = [step for step, block in zip(steps, layout, strict=True) if block != "mode"]
    largest = max((float(np.abs(step).max(initial=0.0)) for step in loaded), default=0.0)
    if largest <= SANE * size:
        return None
    said = f"The model is singular: a displacement of {largest:.3g} in a model of {size:.3g}."
    return SolveFailed("fatal", said)
