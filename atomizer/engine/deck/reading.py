"""Reading a deck with pyNastran, safely."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from atomizer.engine.deck.card import cells_of, name_of
from atomizer.engine.deck.prescan import dialect, prescan
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sections import bulk_lines, bulk_start
from atomizer.engine.deck.sources import DEFAULT_LIMIT, Sources, excerpt, without_comment

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

References = Literal["linked", "plain"]

_PYNASTRAN_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NameError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""All that pyNastran raises at a bad deck; it has no base class of its own for that."""

_QUOTED = re.compile(r"^([A-Z][A-Z0-9]{1,7})\*? +([0-9]+)", re.MULTILINE)
"""An entry that pyNastran prints: its name and its id."""

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
    with _quiet():
        from atomizer.engine.deck.restricted import RestrictedBDF

        model = RestrictedBDF(dialect(sources))
        try:
            model.read_text(text, section, references)
        except _PYNASTRAN_FAILURES as error:
            raise _rejected(sources, model.entry, error) from error
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


def _entry(sources: Sources, lines: Sequence[str], said: str) -> tuple[str, str]:
    """What cannot be read and where: an entry, else the deck.

    pyNastran tells no places; of several entries alike the first one is named.

    Args:
        lines: Of the entry that was being read; none when all were.
        said: What pyNastran said, which may quote an entry.
    """
    first = _plain(lines[0]) if lines else ""
    quoted = [] if lines else _QUOTED.findall(said)
    for source, number, text in bulk_lines(sources) if first or quoted else ():
        entry = name_of(text), next((cell.text for cell in cells_of(text)), "")
        if (first and _plain(text) == first) or entry in quoted:
            return " ".join(filter(None, entry)), sources.files[source].at(number)
    return "the deck", sources.files[0].name


def _plain(line: str) -> str:
    return without_comment(str(line)).translate(_ODD_BREAKS).expandtabs().strip().upper()


def _rejected(sources: Sources, lines: Sequence[str], error: Exception) -> DeckRejected:
    try:
        said = str(error)
    except _PYNASTRAN_FAILURES:  # its errors quote entries that it cannot print either
        said = type(error).__name__
    what, where = _entry(sources, lines, said)
    before = said.split("card=[", 1)[0].strip() or said
    reason = excerpt(before.splitlines(), 300) or type(error).__name__
    hint = "Correct the entry, or solve the deck with a solver of its own."
    return DeckRejected(f"pyNastran cannot read {what}: {reason.rstrip('.')}.", where, hint)
