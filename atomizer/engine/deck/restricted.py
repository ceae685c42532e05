"""pyNastran's reader with everything switched off that opens files or runs code.

Importing this module imports pyNastran, which takes seconds: `reading` does it when needed.
"""

from io import StringIO

import numpy as np
from cpylog import SimpleLogger  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray
from pyNastran.bdf.bdf import BDF, MAT8
from pyNastran.bdf.bdf_interface.bdf_card import BDFCard

from atomizer.engine.deck.plain import take_plain

_EXECUTABLE = ("DEQATN",)


class Orthotropic(MAT8):  # type: ignore[misc]  # pyNastran ships no types, so MAT8 is Any
    """A MAT8 whose blank G1Z and G2Z are 0, not pyNastran's 1e8 of no unit."""

    @classmethod
    def add_card(cls, card: BDFCard, comment: str = "") -> MAT8:
        """Read an entry."""
        read = MAT8.add_card(card, comment)
        read.g1z, read.g2z = (
            value if card.field(number) is not None else 0.0
            for number, value in ((6, read.g1z), (7, read.g2z))
        )
        return read


class RestrictedBDF(BDF):  # type: ignore[misc]  # pyNastran ships no types, so BDF is Any
    """A BDF that takes text only, ignores headers, and skips what would be compiled.

    Attributes:
        entry: The lines of the entry that is being read, to say where reading failed; empty
            before and after.
    """

    def __init__(self, dialect: str) -> None:
        super().__init__(log=SimpleLogger("critical", log_func=_silent), mode=dialect)
        self.entry: list[str] = []
        self.disable_cards(_EXECUTABLE)
        self._card_parser["MAT8"] = (Orthotropic, self._card_parser["MAT8"][1])

    def _parse_all_cards(
        self, bulk_data_lines: list[str], bulk_data_ilines: NDArray[np.int32]
    ) -> None:
        """Read the plain entries ourselves, and have pyNastran read the others."""
        plain = take_plain(bulk_data_lines)
        for grid in plain.nodes.values():
            self._add_methods._add_node_object(grid)
        for element in plain.elements.values():
            self._add_methods._add_element_object(element)
        for name, count in plain.counts.items():
            self.increase_card_count(name, count)
        left = [bulk_data_lines[row] for row in plain.left]
        super()._parse_all_cards(left, bulk_data_ilines[plain.left])

    def _check_pynastran_header(self, lines: list[str], check_header: bool = True) -> None:  # noqa: FBT001, FBT002 - pyNastran's signature
        """Do nothing: `prescan` has read the headers, and pyNastran would run a code-block."""

    def add_card(
        self,
        card_lines: list[str],
        card_name: str,
        comment: str = "",
        ifile: int | None = None,
        is_list: bool = True,  # noqa: FBT001, FBT002 - pyNastran's signature
        has_none: bool = True,  # noqa: FBT001, FBT002 - pyNastran's signature
    ) -> BDFCard:
        """Read an entry, and know which one it is."""
        self.entry = card_lines
        return super().add_card(card_lines, card_name, comment, ifile, is_list, has_none)

    def _parse_cards(self, *given: object, **named: object) -> None:
        super()._parse_cards(*given, **named)
        self.entry = []

    def read_text(self, text: str, section: str, references: str) -> None:
        """Read bulk data (`punch`) or a whole deck, and link its entries (`linked`) or not."""
        linked, punch = references == "linked", section == "punch"
        self.read_bdf(StringIO(text), xref=linked, punch=punch, read_includes=False)


def _silent(kind: str, name: str, line: int, message: str) -> None:
    """Take a log message and say nothing; what matters arrives as an exception."""
