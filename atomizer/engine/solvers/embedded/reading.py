"""The one place where the solver reads a deck."""

from pathlib import Path
from typing import TYPE_CHECKING

from atomizer.engine.deck import read_bdf

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


def read_deck(deck: Path) -> "BDF":
    """A deck without cross references, which this solver resolves itself.

    Raises:
        SolveFailed: the deck cannot be read, by the words of the reader.
    """
    return read_bdf(deck, "plain")
