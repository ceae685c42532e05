"""A deck as MYSTRAN takes it: one file, and solids integrated so that they do not lock."""

from pathlib import Path

from atomizer.engine.deck import Deck
from atomizer.engine.deck.rewrite import rewrite

IN, ISOP = 4, 6
DEFAULTS = {IN: "TWO", ISOP: "FULL"}
"""PSOLID: without them MYSTRAN's CHEXA of 8 nodes is far too stiff."""


def translate(deck: Path) -> str:
    """The text of a deck with its INCLUDEs in place and the defaults of PSOLID written out.

    Raises:
        DeckRejected: the deck cannot be read.
    """
    read = Deck.read(deck)
    files = [list(source.lines) for source in read.sources.files]
    for card in read.cards("PSOLID"):
        blank = {i: text for i, text in DEFAULTS.items() if not card.field(i)}
        if blank:
            last = card.first + len(card.rows)
            rows = rewrite(card, blank, "\n")
            files[card.source][card.first : last] = ["".join(rows), *[""] * (len(card.rows) - 1)]
    lines = (files[source][number] for source, number, _ in read.sources.lines())
    return "".join(line if line.endswith("\n") or not line else f"{line}\n" for line in lines)
