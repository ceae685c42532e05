"""Element families, one a file, and the table of what card belongs to which.

A family is a frozen dataclass of arrays over its elements with `stiffness`, `masses` and `stress`;
a new one costs its file and one line here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from atomizer.engine.solvers.embedded.elements.bar import read_bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.rod import read_rods
from atomizer.engine.solvers.embedded.elements.shell import read_shells
from atomizer.engine.solvers.embedded.model import Model

FAMILIES: Mapping[str, Callable[[Model, Sequence[Any]], Elements]] = {
    "CROD": read_rods,
    "CONROD": read_rods,
    "CBAR": read_bars,
    "CQUAD4": read_shells,
    "CTRIA3": read_shells,
}


def read_elements(model: Model) -> tuple[Elements, ...]:
    """Every element of a model this solver knows, one batch a card."""
    cards = model.cards
    return tuple(read(model, cards[name]) for name, read in FAMILIES.items() if name in cards)
