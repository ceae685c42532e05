"""A probe of a solver: a block under tension, solved by the plugin, checked against Hooke's law.

The block is one CHEXA, 10 x 10 x 10, of E = 210000 and nu = 0.3, pulled by 4200 along x and free to
contract: u = F L / (E A) (Gere and Timoshenko, Mechanics of Materials, eq. 2-3). Every element of
eight nodes that passes the patch test gives it exactly.
"""

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed, SolverMissing
from atomizer.engine.port import Solver
from atomizer.engine.results import read_results

PATIENCE = 60.0
"""Seconds a probe may take."""
ELONGATION = 4200.0 * 10.0 / (210000.0 * 100.0)
CLOSE = 1e-4
CORNERS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1))
PULLED = (2, 3, 6, 7)


class Probe(Value):
    """What a probe found.

    Attributes:
        state: `missing` is no fault; `model` needs a model of the solver's own, so nothing was run.
        version: Of what ran, or of what would run.
        said: Why it is not `ok`, in words.
        seconds: Wall time of the solve.
    """

    state: str
    version: str
    said: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong on this machine."""
        return self.state != "failed"

    def __str__(self) -> str:
        """One line for people."""
        if self.state == "missing":
            return self.said
        if self.state == "model":
            return f"{self.version}; {self.said}"
        outcome = "ok" if self.state == "solved" else self.said
        return f"{self.version}; probe solve in {self.seconds:.1f} s: {outcome}"


def probe(solver: Solver, patience: float = PATIENCE) -> Probe:
    """Solve a block under tension with a plugin, in a folder that is removed afterwards.

    Args:
        patience: Seconds after which an outside solver is ended.
    """
    try:
        version = solver.version()
    except SolverMissing as missing:
        return Probe(state="missing", version="", said=missing.message)
    if getattr(solver, "own_model", False):
        return Probe(state="model", version=version, said="a probe needs a model of its own")
    start = perf_counter()
    try:
        version, fault = _solve(_limited(solver, patience))
    except SolveFailed as failed:
        fault = _in_words(failed)
    state = "failed" if fault else "solved"
    return Probe(state=state, version=version, said=fault, seconds=perf_counter() - start)


def block() -> str:
    """The deck."""
    grids = [
        f"GRID,{i},,{10.0 * x},{10.0 * y},{10.0 * z}"
        for i, (x, y, z) in enumerate(CORNERS, start=1)
    ]
    lines = [
        *("SOL 101", "CEND", "TITLE = PROBE", "SPC = 1", "LOAD = 1"),
        *("DISPLACEMENT(PLOT) = ALL", "STRESS(PLOT) = ALL", "BEGIN BULK", "PARAM,POST,-1"),
        *grids,
        *("CHEXA,1,1,1,2,3,4,5,6", ",7,8", "PSOLID,1,1", "MAT1,1,210000.,,0.3"),
        *("SPC1,1,1,1,4,5,8", "SPC1,1,2,1,2,5,6", "SPC1,1,3,1,2,3,4"),
        *(f"FORCE,1,{node},,1050.,1.,0.,0." for node in PULLED),
        "ENDDATA",
    ]
    return "\n".join([*lines, ""])


def _solve(solver: Solver) -> tuple[str, str]:
    """Version of what ran, and what is wrong with its answer; empty when it is right.

    Raises:
        SolveFailed: there is no answer.
    """
    with TemporaryDirectory(prefix="atomizer-probe-") as name:
        deck = Path(name) / "probe.bdf"
        deck.write_text(block(), encoding="ascii", newline="\n")
        solved = solver.solve(deck, Path(name))
        results = read_results(solved.op2, deck)
    pulled = np.isin(results.nodes, PULLED)
    found = results.displacement[0, pulled, 0]
    if len(found) == len(PULLED) and np.allclose(found, ELONGATION, rtol=CLOSE, atol=0.0):
        return solved.version, ""
    worst = max(found.tolist(), key=lambda u: abs(u - ELONGATION), default=math.nan)
    return solved.version, f"wrong: it elongates by {worst:.6g} instead of {ELONGATION:.6g}"


def _limited(solver: Any, patience: float) -> Solver:
    """The solver with a limit of time, if it has one."""
    if "seconds" not in type(solver).model_fields:
        return solver  # type: ignore[no-any-return]  # a plugin is known by what it does
    return solver.model_copy(update={"seconds": patience})  # type: ignore[no-any-return]  # as above


def _in_words(failed: SolveFailed) -> str:
    if failed.kind == "licence":
        return f"no licence: {failed.message}"
    return failed.message
