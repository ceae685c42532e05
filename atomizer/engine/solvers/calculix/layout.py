"""What each block of displacements in the result file of CalculiX is."""

from collections.abc import Iterator, Sequence
from typing import Literal

from atomizer.engine.solvers.calculix.cases import Step
from atomizer.engine.solvers.calculix.frd import Floats

Block = Literal["static", "preload", "mode"]


def layout(steps: Sequence[Step], values: Sequence[Floats]) -> tuple[Block, ...]:
    """One block a static step; the static answer of a preload; one a mode.

    Args:
        values: Eigenvalues and buckling factors of the steps that have some, as far as there are.
    """
    return tuple(_blocks(steps, values))


def _blocks(steps: Sequence[Step], values: Sequence[Floats]) -> Iterator[Block]:
    modes = iter(values)
    for step in steps:
        if step.kind == "static":
            yield "static"
            continue
        if step.kind == "buckling":
            yield "preload"
        for _ in range(max(1, len(next(modes, ())))):
            yield "mode"
