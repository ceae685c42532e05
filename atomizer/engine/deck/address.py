"""Field addresses: `PSHELL:3:T`, `PBARL:2:DIM1`, `GRID:12:#4`."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import IDS_EVERY, Deck
from atomizer.engine.deck.fields import ROLES, index_of
from atomizer.engine.deck.layouts import find_slot, slots
from atomizer.engine.deck.numbers import is_integer, parse_real
from atomizer.engine.deck.rejected import DeckRejected

_ADDRESS = re.compile(r"([A-Z][A-Z0-9]{0,7}):(\d{1,9}):(#\d{1,4}|[A-Z0-9/*^()]+)", re.IGNORECASE)
HOW = "Write card:id:field, for example PSHELL:3:T or PSHELL:3:#4."


@dataclass(frozen=True)
class Target:
    """A field of the deck: where it is, and whether it holds a real number whatever stands there.

    `name` is its address in the one spelling that messages and listings use.
    """

    name: str
    card: Card
    index: int
    real: bool

    @property
    def text(self) -> str:
        """What stands in the field now."""
        return self.card.field(self.index)

    @property
    def value(self) -> float | None:
        """The number in the field; None for a blank or a word."""
        return parse_real(self.text)

    @property
    def holds_integer(self) -> bool:
        """Whether the field is one for integers, as far as its content tells."""
        return not self.real and is_integer(self.text)


def is_address(name: str) -> bool:
    """Whether a parameter name is meant as a field address."""
    return ":" in name


def find(deck: Deck, name: str) -> Target:
    """The field that an address names.

    Raises:
        DeckRejected: not an address, or no such card, id or field; says what there is.
    """
    match = _ADDRESS.fullmatch(name.strip())
    if match is None:
        raise DeckRejected(f"{name[:60]!r} is no field address.", hint=HOW)
    card, number, field = match[1].upper(), int(match[2]), match[3].upper()
    if card not in deck.counts:
        near = get_close_matches(card, deck.counts, n=1)
        meant = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(deck.counts)}."
        raise DeckRejected(f"The deck has no {card} entry.", hint=meant[:300])
    return locate(deck, card, number, field)


def locate(deck: Deck, card_name: str, number: int, field: str) -> Target:
    """The field of a card, by name or as `#` and its position in the reference guide.

    Raises:
        DeckRejected: no such card or field.
    """
    card = deck.card(card_name, number)
    name = f"{card_name}:{number}:{field}"
    offset = _offset(card, number)
    if field.startswith("#"):
        index = index_of(int(field[1:]))
        if index is None or not 1 < index < 800:
            raise DeckRejected(f"{name} is the name, the id or a continuation.", card.where, HOW)
        known = {slot.index + offset for slot in slots(card).values()}
        return Target(name, card, index, index in known)
    slot = find_slot(card, field)
    if slot is None:
        raise DeckRejected(f"{card_name} has no field {field!r}.", card.where, _named(card, field))
    return Target(name, card, slot.index + offset, real=True)


def _offset(card: Card, number: int) -> int:
    """How far on the fields of this id are, on a card that holds several properties."""
    step = IDS_EVERY.get(card.name, 0)
    indices = range(1, len(card.cells) + 1, step) if step else ()
    return next((i - 1 for i in indices if card.field(i) == str(number)), 0)


def _named(card: Card, field: str) -> str:
    """What there is, the nearest first."""
    known = list(slots(card))
    near = get_close_matches(field, known, n=1)
    meant = f"Did you mean {card.name}:{card.field(1)}:{near[0]}? " if near else ""
    names = f"It has {', '.join(known)}" if card.name in ROLES else "Its fields have no names here"
    return f"{meant}{names}; any field can be named by number, as #4."[:400]
