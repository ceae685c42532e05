"""Reading a deck with pyNastran, safely."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from atomizer.engine.deck.prescan import dialect, prescan
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sections import bulk_start
from atomizer.engine.deck.sources import DEFAULT_LIMIT, Sources, excerpt

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

References = Literal["linked", "plain"]

_PYNASTRAN_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NameError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""All that pyNastran raises at a bad deck; it has no base class of its own for that."""

_ODD_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x1a\x1c\x1d\x1e\x85", " "))
"""Characters at which Python splits lines and Nastran does not."""


def read_bdf(path: Path, references: References = "linked", limit: int = DEFAULT_LIMIT) -> "BDF":
    """Read a deck into pyNastran's model. The first call imports pyNastran: about 2 seconds.

    Args:
        path: The main file. pyNastran gets its text with the INCLUDEs in place, never a path.
        references: `linked` lets entries refer to each other (`xref`), `plain` does not.
        limit: The most bytes all files may have together.

    Raises:
        DeckRejected: see `prescan`; or pyNastran cannot read an entry.
    """
    sources = prescan(path, limit)
    punch = bulk_start(sources) is None
    text, section = _flat(sources), "punch" if punch else "deck"
    try:
        with _quiet():
            from atomizer.engine.deck.restricted import RestrictedBDF

            model = RestrictedBDF(dialect(sources))
            model.read_text(text, section, references)
    except _PYNASTRAN_FAILURES as error:
        raise _rejected(path, error) from error
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence pyNastran: it warns about its own source, and prints entries it cannot read."""
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        yield


def _flat(sources: Sources) -> str:
    """The text with the INCLUDEs in place, every line ending in LF, comment lines emptied."""
    lines = ("" if text[:1] == "$" else text.rstrip("\r\n") for _, _, text in sources.lines())
    return "\n".join(lines).translate(_ODD_BREAKS) + "\n"


def _rejected(path: Path, error: Exception) -> DeckRejected:
    try:
        said = excerpt(str(error).splitlines(), 300) or type(error).__name__
    except _PYNASTRAN_FAILURES:  # its errors quote entries that it cannot print either
        said = type(error).__name__
    hint = "Correct the entry, or solve the deck with a solver of its own."
    return DeckRejected(f"pyNastran cannot read the deck: {said}.", path.name, hint)
