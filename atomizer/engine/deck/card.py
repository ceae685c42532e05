"""One bulk data entry as it stands in the file: its fields and where each of them is.

Formats, MSC Nastran Quick Reference Guide, "Format of Bulk Data Entries": small field (8
columns), large field (16 columns, `*` after the name), free field (commas). A line of small or
free field carries 8 fields, one of large field 4; field 10 links a line to its continuation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sources import Source, excerpt, without_comment

Style = Literal["small", "large", "free", "free large"]


@dataclass(frozen=True)
class Cell:
    """A field: its text and its columns in a row of the card, tabs expanded."""

    text: str
    row: int
    start: int
    stop: int
    style: Style


@dataclass(frozen=True)
class Card:
    """A bulk data entry; `source` is the index of its file, lines are counted from zero.

    `rows` are its physical lines; comments between them are rows without cells.
    """

    name: str
    source: int
    file: str
    first: int
    rows: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def where(self) -> str:
        """File and line of its first row."""
        return f"{self.file}:{self.first + 1}"

    def field(self, index: int) -> str:
        """Text of a field; the name is field 0, and a field that is not there is blank."""
        if index == 0:
            return self.name
        return self.cells[index - 1].text if index <= len(self.cells) else ""

    @property
    def fields(self) -> tuple[str, ...]:
        """All texts, the name first."""
        return (self.name, *(cell.text for cell in self.cells))


def name_of(line: str) -> str:
    """The name of the entry that starts on this line; empty for a continuation or a comment."""
    if line[:1] in "$+* \t\r\n" and (line[:1] != " " or not line[:8].strip(" \t\r\n")):
        return ""
    head = line[:8].split(",", 1)[0].split("\t", 1)[0].split("$", 1)[0].strip().upper()
    return "" if head[:1] in ("+", "*") else head.rstrip("* ")


def cells_of(line: str, row: int = 0) -> list[Cell]:
    """The fields of one physical line after its first."""
    text = expanded(line)
    if "," in text:
        return list(_free(text, row))
    head, width = text[:8], 8
    style: Style = "small"
    if "*" in head:
        width, style = 16, "large"
    starts = range(8, 72, width)
    return [Cell(text[i : i + width].strip(), row, i, i + width, style) for i in starts]


def expanded(line: str) -> str:
    """The line without its comment and its end, tabs as blanks up to the next multiple of 8."""
    return without_comment(line).expandtabs()


def read_card(source: Source, index: int, first: int) -> Card:
    """The entry that starts on a line.

    Raises:
        DeckRejected: a continuation that belongs to another entry.
    """
    last = _last_row(source, first)
    rows = source.lines[first : last + 1]
    cells: list[Cell] = []
    for row, line in enumerate(rows):
        if without_comment(line):
            cells += cells_of(line, row)
    card = Card(name_of(rows[0]), index, source.name, first, rows, tuple(cells))
    _check_links(card)
    return card


def _last_row(source: Source, first: int) -> int:
    """The last continuation; comments and blank lines after it are not part of the entry."""
    last = first
    for number in range(first + 1, len(source.lines)):
        line = source.lines[number]
        if name_of(line):
            break
        if without_comment(line):
            last = number
    return last


def _free(text: str, row: int) -> Iterator[Cell]:
    pieces = text.split(",")
    large = "*" in pieces[0]
    style: Style = "free large" if large else "free"
    start = len(pieces[0]) + 1
    wanted = 4 if large else 8
    for piece in (pieces[1 : wanted + 1] + [""] * wanted)[:wanted]:
        yield Cell(piece.strip(), row, start, start + len(piece), style)
        start += len(piece) + 1


def _check_links(card: Card) -> None:
    """A continuation must answer the mark in field 10 of the line before it."""
    texts = [expanded(row) for row in card.rows if without_comment(row)]
    for before, after in pairwise(texts):
        mark, answer = before[72:80].strip(), after[:8].split(",")[0].strip()
        if "," in before or mark[:1] not in ("+", "*"):
            continue
        if mark.lstrip("+*") and answer.lstrip("+*") and mark.lstrip("+*") != answer.lstrip("+*"):
            what = f"{card.name} is continued by {mark!r}, but {excerpt([answer])!r} follows."
            raise DeckRejected(what, card.where, "Put the continuation right after its entry.")
