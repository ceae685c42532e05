"""The shapes of PBARL and PBEAML by their names."""

from collections.abc import Callable, Mapping

from atomizer.engine.solvers.embedded.elements.plates import (
    channel,
    channel_1,
    channel_2,
    cross,
    h_beam,
    hat,
    tee,
    tee_2,
)
from atomizer.engine.solvers.embedded.elements.section import (
    Section,
    bar,
    box,
    i_beam,
    i_beam_1,
    rod,
    tube,
    tube2,
)

SHAPES: Mapping[str, Callable[..., Section]] = {
    "ROD": rod,
    "TUBE": tube,
    "TUBE2": tube2,
    "BAR": bar,
    "BOX": box,
    "I": i_beam,
    "I1": i_beam_1,
    "T": tee,
    "T2": tee_2,
    "CHAN": channel,
    "CHAN1": channel_1,
    "CHAN2": channel_2,
    "H": h_beam,
    "HAT": hat,
    "CROSS": cross,
}
OFF_AXIS = {"T", "T2", "CHAN", "CHAN1", "CHAN2", "HAT"}
"""Shapes whose shear centre is not on the neutral axis; a beam with them is refused."""
