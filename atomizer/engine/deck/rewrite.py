"""Changing fields of an entry while everything else stays as it stands.

Large field: the 16 columns are replaced. Free field: the text between the commas, as long as the
number fits what is legal there (8 characters, 16 after `*`). Otherwise the entry is written anew
in large field: a number of 8 characters would lose digits. Comments inside such an entry move in
front of it.
"""

from collections.abc import Mapping

from atomizer.engine.deck.card import Card, Cell, expanded
from atomizer.engine.deck.numbers import WIDTH
from atomizer.engine.deck.rejected import DeckRejected

_FITS = {"large": 16, "free large": 16, "free": 8, "small": 0}


def rewrite(card: Card, texts: Mapping[int, str], end: str) -> list[str]:
    """The physical lines of a card with new texts in some fields.

    Args:
        card: The card as it stands.
        texts: Field index -> new text of at most 16 characters.
        end: How lines of the file end, for lines that are new.

    Raises:
        DeckRejected: the card uses replication or has a field too long for large field.
    """
    if any(text.startswith("=") for text in card.fields):
        what = f"This {card.name} repeats fields of another entry with '='."
        raise DeckRejected(what, card.where, "Write the entry out.")
    cells = [card.cells[i - 1] if i <= len(card.cells) else None for i in texts]
    fits = (c and len(t) <= _FITS[c.style] for c, t in zip(cells, texts.values(), strict=True))
    return _in_place(card, texts) if all(fits) else _in_large_field(card, texts, end)


def _in_place(card: Card, texts: Mapping[int, str]) -> list[str]:
    rows = list(card.rows)
    for index in sorted(texts, reverse=True):  # from the right, so that columns stay valid
        cell = card.cells[index - 1]
        rows[cell.row] = _replaced(rows[cell.row], cell, texts[index])
    return rows


def _replaced(line: str, cell: Cell, text: str) -> str:
    """The line with one field replaced; a line that has tabs gets blanks for them."""
    data = expanded(line)
    rest = f" {_comment(line)}".rstrip() if "\t" in line else line.rstrip("\r\n")[len(data) :]
    if cell.style == "large":
        text, data = text.rjust(WIDTH), data.ljust(cell.stop)
    else:
        data = data.ljust(cell.start, ",")
    return f"{data[: cell.start]}{text}{data[cell.stop :]}{rest}{line_end(line)}"


def _in_large_field(card: Card, texts: Mapping[int, str], end: str) -> list[str]:
    """Comments, then pairs of lines of four fields each; the marks of field 10 are plain `*`."""
    count = max(len(card.cells), *texts)
    fields = [texts.get(i, card.field(i)) for i in range(1, count + 1)]
    if longest := next((text for text in fields if len(text) > WIDTH), ""):
        what = f"A field of this {card.name} has more than 16 characters: {longest[:40]!r}."
        raise DeckRejected(what, card.where, "Shorten it.")
    lines = [line + end for line in (*_comments(card), *large_field(card.name, fields))]
    lines[-1] = lines[-1].removesuffix(end) + line_end(card.rows[-1])
    return lines


def large_field(name: str, fields: list[str]) -> list[str]:
    """The lines of an entry in large field, without line ends; fields after its name."""
    padded = fields + [""] * (-len(fields) % 8)
    lines = []
    for at in range(0, len(padded), 4):
        head = "*" if at else f"{name}*"
        body = "".join(text.rjust(WIDTH) for text in padded[at : at + 4])
        lines.append(f"{head:<8}{body}*")
    lines[-1] = lines[-1][:-1].rstrip()
    return lines


def _comments(card: Card) -> list[str]:
    return [comment for row in card.rows if (comment := _comment(row).strip())]


def _comment(line: str) -> str:
    body = line.rstrip("\r\n")
    return body[body.index("$") :] if "$" in body else ""


def line_end(line: str) -> str:
    """What ends a line: LF, CR, CRLF, or nothing at the end of a file."""
    return line[len(line.rstrip("\r\n")) :]
