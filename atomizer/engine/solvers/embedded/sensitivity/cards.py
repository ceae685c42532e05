"""A deck with other numbers in some of its fields.

The entry is read anew by the reader of decks from its fields, so whatever that derives from them
(the shear modulus of a MAT1, the second end of a PTUBE) follows. Numbers keep all their digits.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from atomizer.engine.deck.address import Target
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.solvers.embedded.loads import PRESSURES, WRITERS

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

HOLDERS = ("nodes", "elements", "properties", "materials", "masses", "load_combinations")
"""Where a deck keeps the entries that a design variable may change, by their ids."""
LOADS = {*PRESSURES, *WRITERS, "PLOAD1"}


def with_fields(bdf: "BDF", values: Iterable[tuple[Target, float]]) -> "BDF":
    """A deck with numbers in some fields; what does not change is shared with the other deck.

    Raises:
        DeckRejected: an entry that no design variable may change.
    """
    changed = object.__new__(type(bdf))  # its own copying reads and links everything again
    vars(changed).update(vars(bdf))
    for card, texts in _by_card(values):
        _replace(changed, card, _read_anew(bdf, card, texts))
    return changed


def _by_card(values: Iterable[tuple[Target, float]]) -> list[tuple[Card, dict[int, str]]]:
    cards: dict[tuple[int, int], tuple[Card, dict[int, str]]] = {}
    for target, value in values:
        key = (target.card.source, target.card.first)
        cards.setdefault(key, (target.card, {}))[1][target.index] = repr(float(value))
    return list(cards.values())


def _read_anew(bdf: "BDF", card: Card, texts: dict[int, str]) -> "BDF":
    """A deck of this entry alone."""
    fields = [texts.get(i, card.field(i)) for i in range(max(len(card.fields), *texts) + 1)]
    if any(field.startswith("=") for field in fields):
        what = f"This {card.name} repeats fields of another entry with '='."
        raise DeckRejected(what, card.where, "Write the entry out.")
    alone = type(bdf)(bdf.nastran_format)
    alone.add_card([field or None for field in fields], card.name, has_none=False)
    return alone


def _replace(changed: "BDF", card: Card, alone: "BDF") -> None:
    """Put an entry in the place of the one with its id (in place, in dictionaries of its own)."""
    for name in HOLDERS:
        if new := getattr(alone, name):
            setattr(changed, name, {**getattr(changed, name), **new})
            return
    for set_id, (new,) in alone.loads.items():
        if new.type in LOADS:
            changed.loads = {**changed.loads, set_id: _in_list(changed.loads[set_id], new)}
            return
    what = f"{card.name} cannot be varied: it holds a support, a temperature or a choice."
    raise DeckRejected(what, card.where, "Vary a grid point, an element, a property or a load.")


def _in_list(cards: list[Any], new: Any) -> list[Any]:
    """The only entry of its kind in a set replaced."""
    return [new if card.type == new.type else card for card in cards]
