"""A deck as text: where its entries are. Fields are parsed only when somebody asks for them."""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from atomizer.engine.deck.card import Card, cells_of, name_of, read_card
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sections import bulk_lines, bulk_start, control_lines
from atomizer.engine.deck.sources import DEFAULT_LIMIT, Sources, excerpt, read_sources, readable

Place = tuple[int, int]
"""Index of the file and line in it, counted from zero."""

_COMMENTED_OUT = re.compile(r"[,\t]|\d\.|\.\d")

IDS_EVERY = {"PELAS": 4, "PMASS": 2, "PDAMP": 2}
"""Entries that hold several properties, and after how many fields the next one comes."""


class Deck:
    """An indexed deck.

    Attributes:
        sources: Its files.
        control: Executive and case control lines, comments dropped; none in a punch file.
        punch: Whether the deck is bulk data only.
    """

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.punch = bulk_start(sources) is None
        self.control = control_lines(sources)
        self._places = _index(sources)
        self._ids: dict[str, dict[int, list[Place]]] = {}

    @classmethod
    def read(cls, path: Path, limit: int = DEFAULT_LIMIT) -> "Deck":
        """Read and index a deck; nothing in it is run, and equations are not looked at.

        Raises:
            DeckRejected: see `read_sources`; or a control section without BEGIN BULK.
        """
        return cls(read_sources(path, limit))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many entries of each name, sorted by name."""
        return {name: len(self._places[name]) for name in sorted(self._places)}

    def cards(self, name: str) -> Iterator[Card]:
        """Every entry of a name, in reading order."""
        for place in self._places.get(name, ()):
            yield self._card(place)

    def card(self, name: str, number: int) -> Card:
        """The entry of a name and an id.

        Raises:
            DeckRejected: there is none, or more than one.
        """
        places = self.ids(name).get(number, [])
        if len(places) == 1:
            return self._card(places[0])
        if not places:
            raise DeckRejected(f"The deck has no {name} {number}.", hint=self._have(name))
        where = self._card(places[1]).where
        raise DeckRejected(f"{name} {number} stands twice.", where, "Give every entry its own id.")

    def ids(self, name: str) -> dict[int, list[Place]]:
        """Ids of the entries of a name and where they are."""
        if name not in self._ids:
            found: dict[int, list[Place]] = {}
            for place in self._places.get(name, ()):
                for number in self._numbers(name, place):
                    found.setdefault(number, []).append(place)
            self._ids[name] = found
        return self._ids[name]

    def remark(self, card: Card) -> str:
        """The comment on the line right before an entry: pre-processors put its title there.

        Entries that were commented out are no titles.
        """
        line = self.sources.files[card.source].lines[card.first - 1] if card.first else ""
        said = excerpt([readable(line).strip("$* \t\r\n")], 60)
        return said if line.startswith("$") and not _COMMENTED_OUT.search(line) else ""

    def _card(self, place: Place) -> Card:
        source, line = place
        return read_card(self.sources.files[source], source, line)

    def _numbers(self, name: str, place: Place) -> list[int]:
        cells = cells_of(self.sources.files[place[0]].lines[place[1]])
        step = IDS_EVERY.get(name, len(cells))
        texts = [cell.text for cell in cells[::step]]
        return [int(text) for text in texts if is_integer(text)]

    def _have(self, name: str) -> str:
        known = sorted(self.ids(name))
        more = " ..." if len(known) > 8 else ""
        listed = ", ".join(map(str, known[:8])) + more
        return f"It has {name} {listed}." if known else f"It has: {', '.join(self.counts)}."[:300]


def _index(sources: Sources) -> dict[str, list[Place]]:
    """Where each entry of the main bulk data starts."""
    places: dict[str, list[Place]] = {}
    for source, line, text in bulk_lines(sources):
        if name := name_of(text):
            places.setdefault(name, []).append((source, line))
    return places
