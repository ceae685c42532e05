"""The shapes of PBARL and PBEAML by their names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from atomizer.engine.solvers.embedded.elements.cells import box_1, double_box, hat_1
from atomizer.engine.solvers.embedded.elements.plates import (
    angle,
    channel,
    channel_1,
    channel_2,
    cross,
    h_beam,
    hat,
    tee,
    tee_1,
    tee_2,
    zed,
)
from atomizer.engine.solvers.embedded.elements.section import (
    Misfit,
    Section,
    bar,
    box,
    hexagon,
    i_beam,
    i_beam_1,
    rod,
    tube,
    tube2,
)
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported


def named_section(prop: Any, shape: str, sizes: Sequence[Any]) -> Section:
    """The section of a PBARL, or of a station of a PBEAML.

    Raises:
        Fatal: there is no such shape, or its dimensions are not those of one.
    """
    if shape not in SHAPES:
        raise unsupported(f"{shape} ON {prop.type}", str(prop.pid))
    given = [float(size) for size in sizes]
    if min(given, default=0.0) < 0:  # its square would hide it
        raise Fatal(f"{prop.type} {prop.pid}: DIMENSION {min(given):g} IS NEGATIVE.")
    try:
        return SHAPES[shape](*given)
    except Misfit as misfit:
        raise Fatal(f"{prop.type} {prop.pid}: {misfit}.") from misfit


SHAPES: Mapping[str, Callable[..., Section]] = {
    "ROD": rod,
    "TUBE": tube,
    "TUBE2": tube2,
    "BAR": bar,
    "BOX": box,
    "BOX1": box_1,
    "DBOX": double_box,
    "HEXA": hexagon,
    "I": i_beam,
    "I1": i_beam_1,
    "T": tee,
    "T1": tee_1,
    "T2": tee_2,
    "L": angle,
    "Z": zed,
    "CHAN": channel,
    "CHAN1": channel_1,
    "CHAN2": channel_2,
    "H": h_beam,
    "HAT": hat,
    "HAT1": hat_1,
    "CROSS": cross,
}
