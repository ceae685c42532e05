"""Design variables of a deck (DESVAR) and how they depend on each other (DLINK)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from atomizer.engine.deck.address import Target
from atomizer.engine.deck.candidates import Bounds
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer, parse_real
from atomizer.engine.deck.rejected import DeckRejected

_UNBOUNDED = 1e20


@dataclass(frozen=True)
class Variable:
    """A DESVAR: id, label, initial value and bounds."""

    number: int
    label: str
    initial: float
    lower: float
    upper: float
    card: Card

    @property
    def target(self) -> Target:
        """The field that holds its value."""
        return Target(f"DESVAR:{self.number}:XINIT", self.card, 3, real=True)

    @property
    def bounds(self) -> Bounds | None:
        """Its bounds, unless the deck leaves them open."""
        if self.lower <= -_UNBOUNDED and self.upper >= _UNBOUNDED:
            return None
        return Bounds(min=self.lower, max=self.upper)

    def check(self, value: float) -> None:
        """Raise `DeckRejected` when a value is outside its bounds: Nastran would stop at it."""
        if not self.lower <= value <= self.upper:
            what = f"{self.label} = {value:g} is outside {self.lower:g} .. {self.upper:g}."
            raise DeckRejected(what, self.card.where, "Keep to XLB and XUB, or change the DESVAR.")


@dataclass(frozen=True)
class Link:
    """A DLINK: dependent = constant + factor * sum of coefficient * independent."""

    dependent: int
    constant: float
    factor: float
    terms: tuple[tuple[int, float], ...]
    card: Card


class Variables:
    """The design variables of a deck."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck

    @cached_property
    def by_number(self) -> dict[int, Variable]:
        """Every DESVAR by its id."""
        return {found.number: found for found in map(_variable, self._deck.cards("DESVAR"))}

    @cached_property
    def links(self) -> dict[int, Link]:
        """Every DLINK by the id of its dependent variable."""
        return {found.dependent: found for found in map(_link, self._deck.cards("DLINK"))}

    def named(self, name: str) -> Variable | None:
        """The variable of a label, or of `DESVAR:id`; None when there is none.

        Raises:
            DeckRejected: several variables have the label.
        """
        kind, _, rest = name.strip().upper().partition(":")
        if kind == "DESVAR" and rest.removesuffix(":XINIT").isdigit():
            return self.by_number.get(int(rest.removesuffix(":XINIT")))
        same = [one for one in self.by_number.values() if one.label.upper() == kind and not rest]
        if len(same) > 1:
            ids = ", ".join(f"DESVAR:{one.number}" for one in same)
            raise DeckRejected(f"{len(same)} DESVARs are labelled {name!r}.", hint=f"Use {ids}.")
        return same[0] if same else None

    def settled(self, given: Mapping[int, float]) -> dict[int, float]:
        """Values of the given variables and of those that follow from them.

        Raises:
            DeckRejected: a given variable follows from others, or a value is out of bounds.
        """
        for number in given:
            self._need_independent(number)
        values = dict(given)
        for link in self.links.values():
            if any(number in given for number, _ in link.terms):
                values[link.dependent] = self._follow(link, given)
        for number, value in values.items():
            self.variable(number, "DLINK").check(value)
        return values

    def rates(self, number: int) -> dict[int, float]:
        """How much variables change for a unit of one: itself and those that follow from it.

        Raises:
            DeckRejected: it follows from others.
        """
        self._need_independent(number)
        found = {number: 1.0}
        for link in self.links.values():
            rate = link.factor * sum(c for one, c in link.terms if one == number)
            if rate:
                found[link.dependent] = rate
        return found

    def _need_independent(self, number: int) -> None:
        if link := self.links.get(number):
            label = self.by_number[number].label
            what = f"{label} follows from {self.formula(number)} (DLINK)."
            raise DeckRejected(what, link.card.where, "Set those instead.")

    def variable(self, number: int, user: str) -> Variable:
        """The variable of an id that an entry refers to."""
        if number not in self.by_number:
            raise DeckRejected(f"{user} refers to DESVAR {number}, which is not there.")
        return self.by_number[number]

    def formula(self, number: int) -> str:
        """How a variable follows from others; empty when it does not."""
        link = self.links.get(number)
        if link is None:
            return ""
        return self.sum_of(link.constant, [(one, link.factor * c) for one, c in link.terms])

    def sum_of(self, constant: float, terms: list[tuple[int, float]]) -> str:
        """A linear relation in words: `0.1 + 2*rib`."""
        labels = {number: one.label for number, one in self.by_number.items()}
        said = [f"{constant:.12g}"] if constant else []
        for number, factor in terms:
            name = labels.get(number, f"DESVAR {number}")
            said.append(name if factor == 1.0 else f"{factor:.12g}*{name}")
        return " + ".join(said) or "0"

    def _follow(self, link: Link, given: Mapping[int, float]) -> float:
        if any(number in self.links for number, _ in link.terms):
            what = "This DLINK follows from a variable that follows from others."
            raise DeckRejected(what, link.card.where, "Link it to independent variables.")
        terms = (
            c * given.get(number, self.variable(number, "DLINK").initial)
            for number, c in link.terms
        )
        return link.constant + link.factor * sum(terms)


def number_at(card: Card, index: int, default: float | None = None) -> float:
    """The number in a field, or the default for a blank.

    Raises:
        DeckRejected: the field holds none.
    """
    text = card.field(index)
    found = parse_real(text)
    if found is None and (text or default is None):
        position = (index - 1) // 8 * 10 + (index - 1) % 8 + 2
        what = f"Field {position} of {card.name} is no number: {text[:40]!r}."
        raise DeckRejected(what, card.where, "Correct the entry.")
    return found if found is not None else default or 0.0


def integer_at(card: Card, index: int) -> int:
    """The integer in a field.

    Raises:
        DeckRejected: the field holds none.
    """
    text = card.field(index)
    if not is_integer(text):
        what = f"{card.name} needs an integer, not {text[:40]!r}."
        raise DeckRejected(what, card.where, "Correct the entry.")
    return int(text)


def _variable(card: Card) -> Variable:
    number, label = integer_at(card, 1), card.field(2)
    lower, upper = number_at(card, 4, -_UNBOUNDED), number_at(card, 5, _UNBOUNDED)
    return Variable(number, label, number_at(card, 3), lower, upper, card)


def _link(card: Card) -> Link:
    pairs = range(5, len(card.cells) + 1, 2)
    terms = tuple(
        (integer_at(card, at), number_at(card, at + 1, 1.0)) for at in pairs if card.field(at)
    )
    constant, factor = number_at(card, 3, 0.0), number_at(card, 4, 1.0)
    return Link(integer_at(card, 2), constant, factor, terms, card)
