"""pyNastran's reader with everything switched off that opens files or runs code.

Importing this module imports pyNastran, which takes seconds: `reading` does it when needed.
"""

from io import StringIO

from cpylog import SimpleLogger  # type: ignore[import-untyped]  # it ships no types
from pyNastran.bdf.bdf import BDF

_EXECUTABLE = ("DEQATN",)


class RestrictedBDF(BDF):  # type: ignore[misc]  # pyNastran ships no types, so BDF is Any
    """A BDF that takes text only, ignores headers, and skips what would be compiled."""

    def __init__(self, dialect: str) -> None:
        super().__init__(log=SimpleLogger("critical", log_func=_silent), mode=dialect)
        self.disable_cards(_EXECUTABLE)

    def _check_pynastran_header(self, lines: list[str], check_header: bool = True) -> None:  # noqa: FBT001, FBT002 - pyNastran's signature
        """Do nothing: `prescan` has read the headers, and pyNastran would run a code-block."""

    def read_text(self, text: str, section: str, references: str) -> None:
        """Read bulk data (`punch`) or a whole deck, and link its entries (`linked`) or not."""
        linked, punch = references == "linked", section == "punch"
        self.read_bdf(StringIO(text), xref=linked, punch=punch, read_includes=False)


def _silent(kind: str, name: str, line: int, message: str) -> None:
    """Take a log message and say nothing; what matters arrives as an exception."""
