"""A table of an OP2 on its way out and back: drawn numbers, our writer, what readers find."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.op2.records import Op2File
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.cases import Case
from tests.engine.solvers.kinds import MATERIAL

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

Numbers = NDArray[Any]
"""Real or complex."""
Draw = Callable[..., Floats]
"""Numbers of single precision, of the shape asked for."""
Write = Callable[[Op2File, Draw], Numbers]
"""Writes drawn numbers and gives those that a reader has to find."""

CASE = Case(3, 1, 5, "TRIP", "OUT", "AND BACK")
IDS = np.array([4, 9, 20])
POINTS = [MATERIAL, *(f"GRID,{n},,{n}.,0.,0." for n in IDS)]
MESH = [*POINTS, "CONROD,1,4,9,1,1."]


class Trip(NamedTuple):
    """A table on its way out and back.

    Attributes:
        table: Its name, then what of and of which approach or card it is.
        writer: The function that writes it.
        write: Writes drawn numbers by it.
        theirs: What pyNastran finds.
        ours: What `read_results` finds; None where it does not know the table.
        bulk: The bulk data of the deck.
        close: The part of a number that its form on file may take away.
    """

    table: tuple[str, ...]
    writer: Callable[..., None]
    write: Write
    theirs: Callable[["OP2"], Numbers]
    ours: Callable[[Results], Numbers] | None
    bulk: Sequence[str] = MESH
    close: float = 0.0


def only(tables: Any) -> Any:
    """The one table a file holds of a kind."""
    (found,) = tables.values()
    return found
