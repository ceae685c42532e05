"""A deck seen as a network of temperatures: grid points and scalar points alike."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class HeatModel(Model):
    """A deck each of whose points has a temperature."""

    def row(self, node: int, owner: str) -> int:
        """The row of a point.

        Raises:
            Fatal: it is not in the deck.
        """
        try:
            return int(self.grid.index_of_any(np.array([node]))[0])
        except UnknownGrid:
            raise Fatal(f"UNDEFINED GRID POINT {node} IN {owner}.", 2008) from None


def need_temperature(component: Any, owner: str) -> None:
    """Refuse a component that is no temperature: it is 1, 0 or blank.

    Raises:
        Fatal: it is another one.
    """
    if str(component or "0") not in ("0", "1"):
        raise Fatal(
            f"COMPONENT {component} OF {owner} IS NO TEMPERATURE; IT MUST BE 1, 0 OR BLANK."
        )
