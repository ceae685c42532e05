"""Look a deck over before pyNastran sees it: reading one can run Python.

pyNastran 1.4 hands `$ pyNastran: code-block = ...` in the first comments of a file to `exec`,
and compiles the text of DEQATN. Neither is needed to solve a deck, so both are refused.
"""

import re
from pathlib import Path

from atomizer.engine.deck.card import cells_of
from atomizer.engine.deck.numbers import is_not_finite
from atomizer.engine.deck.ranges import check_ranges
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sections import bulk_lines
from atomizer.engine.deck.sources import (
    DEFAULT_LIMIT,
    Source,
    Sources,
    excerpt,
    read_sources,
)

HEADERS = ("encoding", "is_superelements", "nelements", "nnodes", "punch", "units", "version")
"""The pyNastran headers a deck may carry."""

VERSIONS = ("msc", "nx", "mystran", "nasa95", "optistruct")
"""The dialects it may name; pyNastran's `zona` would open files that ASSIGN names."""

_HEADER = re.compile(r"\s*\$[\s$]*pynastran\s*:\s*([^=]*)=?(.*)", re.IGNORECASE | re.DOTALL)
_EQUATION = re.compile(r"[\s*+]*DEQATN", re.IGNORECASE)
_NOT_FINITE = re.compile(
    r"[niedNIED+-](?:(?<=[nN])[aA][nN]|(?<=[iI])[nN][fF]|(?<=[\d.edED+-][edED+-])\d{3})"
)
"""NAN, INF or an exponent of three digits; its rare first character makes it ten times as quick."""


def prescan(path: Path, limit: int = DEFAULT_LIMIT) -> Sources:
    """Read the files of a deck and refuse what could harm or cannot be solved.

    Raises:
        DeckRejected: a foreign or circular INCLUDE, binary or too much text, a pyNastran header
            that is not on the list, DEQATN, a number that is not finite, or more ids or
            subcases than `ranges` allows.
    """
    sources = read_sources(path, limit)
    for source in sources.files:
        _check_text(source)
    _check_finite(sources)
    check_ranges(sources)
    return sources


def dialect(sources: Sources) -> str:
    """The dialect that the headers of the main file name; MSC Nastran without one."""
    for line in sources.files[0].lines:
        if not line.startswith("$"):
            break
        header = _HEADER.match(line)
        if header and header[1].strip().lower() == "version":
            return header[2].strip().lower()
    return "msc"


def _check_text(source: Source) -> None:
    """Look only at lines that can be dangerous: most decks have none."""
    upper = "".join(source.lines).upper()
    if "PYNASTRAN" not in upper and "DEQATN" not in upper:
        return
    for number, line in enumerate(source.lines):
        _check_header(line, source.at(number))
        _check_equation(line, source.at(number))


def _check_header(line: str, where: str) -> None:
    header = _HEADER.match(line)
    if header is None:
        return
    key, told = header[1].strip().lower(), header[2].strip().lower()
    if key not in HEADERS:
        what = f"The pyNastran header {excerpt([key])!r} is not allowed."
        raise DeckRejected(what, where, f"Remove the line. Allowed: {', '.join(HEADERS)}.")
    if key == "version" and told not in VERSIONS:
        what = f"The dialect {excerpt([told])!r} is not supported."
        raise DeckRejected(what, where, f"Supported: {', '.join(VERSIONS)}.")


def _check_equation(line: str, where: str) -> None:
    if _EQUATION.match(line):
        what = "DEQATN is not read: its equation would be compiled to Python."
        raise DeckRejected(what, where, "Remove it with the entries that use it (DRESP2, DVPREL2).")


def _check_finite(sources: Sources) -> None:
    if not any(_NOT_FINITE.search("".join(source.lines)) for source in sources.files):
        return
    for source, number, line in bulk_lines(sources):
        if _NOT_FINITE.search(line):
            _check_cells(line, sources.files[source].at(number))


def _check_cells(line: str, where: str) -> None:
    for cell in cells_of(line):
        if is_not_finite(cell.text):
            what = f"{excerpt([cell.text])!r} is not a finite number."
            raise DeckRejected(what, where, "Give a number; a name must not be NAN or INF.")
