"""What design variables do to the model: DVPREL1, DVMREL1, DVCREL1 and DVGRID.

A property follows as p = C0 + sum of COEF * x (MSC Nastran Design Sensitivity and Optimization
User's Guide, DVPREL1); a grid point moves by COEF * (x - XINIT) * N (DVGRID). Relations through
equations (DVPREL2, DVMREL2, DVCREL2) need DEQATN, which is not read; they and shape vectors are
refused when a design moves one of their variables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from atomizer.engine.deck.address import Target, locate
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.variables import Variables, integer_at, number_at

_LINEAR = ("DVPREL1", "DVMREL1", "DVCREL1")
_EQUATIONS = ("DVPREL2", "DVMREL2", "DVCREL2")
_SHAPES = ("DVSHAP", "DVBSHAP")


@dataclass(frozen=True)
class Relation:
    """A field that follows from design variables; a coefficient None stands for PVAL.

    PVAL takes what stands in the field as the coefficient.
    """

    card: Card
    constant: float
    terms: tuple[tuple[int, float | None], ...]

    @property
    def what(self) -> str:
        """The field it drives, as an address, for messages."""
        return f"{self.card.field(2)}:{self.card.field(3)}:{self.card.field(4)}"

    def target(self, deck: Deck) -> Target:
        """The field it drives.

        Raises:
            DeckRejected: no such card or field, or a field named in a way that is not supported.
        """
        field = self.card.field(4).upper()
        if field.startswith("-"):
            what = f"{self.card.name} names word {field} of the property table."
            raise DeckRejected(what, self.card.where, "Name the field, for example T.")
        number = integer_at(self.card, 3)
        named = f"#{field}" if is_integer(field) else field
        return locate(deck, self.card.field(2).upper(), number, named)

    def factors(self, target: Target) -> list[tuple[int, float]]:
        """Variables and coefficients, PVAL filled in."""
        standing = target.value or 0.0
        return [(number, standing if c is None else c) for number, c in self.terms]


@dataclass(frozen=True)
class Move:
    """How far a grid point moves along each axis for a unit of a design variable."""

    card: Card
    variable: int
    grid: int
    vector: tuple[float, float, float]


class Relations:
    """The relations of a deck."""

    def __init__(self, deck: Deck, variables: Variables) -> None:
        self._deck, self._variables = deck, variables

    @cached_property
    def linear(self) -> tuple[Relation, ...]:
        """Every DVPREL1, DVMREL1 and DVCREL1."""
        cards = (card for name in _LINEAR for card in self._deck.cards(name))
        return tuple(_relation(card) for card in cards)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every DVGRID."""
        return tuple(_move(card) for card in self._deck.cards("DVGRID"))

    def unsupported(self) -> Iterator[tuple[Card, str, tuple[int, ...]]]:
        """Relations that cannot be worked out here: the entry, why, and its variables."""
        for name in _EQUATIONS:
            for card in self._deck.cards(name):
                yield card, "needs DEQATN", _after_desvar(card)
        for name in _SHAPES:
            for card in self._deck.cards(name):
                yield card, "needs a shape solution", (integer_at(card, 1),)

    def changes(self, values: Mapping[int, float]) -> Iterator[tuple[Target, float, str]]:
        """Fields that follow from the values, with their numbers and the entry that says so.

        Raises:
            DeckRejected: a value feeds a relation that cannot be worked out here.
        """
        self._refuse_unsupported(values)
        for relation in self.linear:
            if any(number in values for number, _ in relation.terms):
                target = relation.target(self._deck)
                terms = relation.factors(target)
                total = sum(c * self._value(number, values) for number, c in terms)
                yield target, relation.constant + total, relation.card.where
        yield from self._moved(values)

    def slopes(self, number: int) -> Iterator[tuple[Target, float]]:
        """Fields that one variable drives, and how much each changes for a unit of it.

        Raises:
            DeckRejected: the variable feeds a relation that cannot be worked out here.
        """
        self._refuse_unsupported({number: 0.0})
        for relation in self.linear:
            if any(one == number for one, _ in relation.terms):
                target = relation.target(self._deck)
                yield target, sum(c for one, c in relation.factors(target) if one == number)
        for move in (each for each in self.moves if each.variable == number):
            self._basic_only(move)
            for axis, slope in enumerate(move.vector, start=1):
                if slope:
                    yield locate(self._deck, "GRID", move.grid, f"X{axis}"), slope

    def driver(self, target: Target) -> str:
        """The relation that sets a field already; empty when there is none."""
        for relation in self.linear:
            same = (relation.card.field(2).upper(), relation.card.field(3))
            if same == (target.card.name, target.name.split(":")[1]):
                other = relation.target(self._deck)
                if (other.card.where, other.index) == (target.card.where, target.index):
                    return f"{self.formula(relation, other)} ({relation.card.name})"
        return ""

    def formula(self, relation: Relation, target: Target) -> str:
        """The relation in words: `0.1 + 2*rib`."""
        return self._variables.sum_of(relation.constant, relation.factors(target))

    def _value(self, number: int, values: Mapping[int, float]) -> float:
        given = values.get(number)
        return (
            given if given is not None else self._variables.variable(number, "A relation").initial
        )

    def _moved(self, values: Mapping[int, float]) -> Iterator[tuple[Target, float, str]]:
        shifts: dict[int, list[float]] = {}
        wheres: dict[int, str] = {}
        for move in self.moves:
            if move.variable not in values:
                continue
            variable = self._variables.variable(move.variable, "DVGRID")
            step = values[move.variable] - variable.initial
            shift = shifts.setdefault(move.grid, [0.0, 0.0, 0.0])
            wheres[move.grid] = self._basic_only(move)
            shifts[move.grid] = [old + step * n for old, n in zip(shift, move.vector, strict=True)]
        for grid, shift in shifts.items():
            for axis, distance in enumerate(shift):
                target = locate(self._deck, "GRID", grid, f"X{axis + 1}")
                if distance:
                    yield target, (target.value or 0.0) + distance, wheres[grid]

    def _basic_only(self, move: Move) -> str:
        """Refuse frames other than the basic one; returns where the move is written."""
        grid = self._deck.card("GRID", move.grid)
        default = next(iter(self._deck.cards("GRDSET")), None)
        frames = (move.card.field(3), grid.field(2) or (default.field(2) if default else ""))
        if any(frame not in ("", "0") for frame in frames):
            what = f"DVGRID moves GRID {move.grid} in a frame other than the basic one."
            raise DeckRejected(what, move.card.where, "Give the grid and its move in frame 0.")
        return move.card.where

    def _refuse_unsupported(self, values: Mapping[int, float]) -> None:
        for card, why, numbers in self.unsupported():
            for number in numbers:
                if number in values:
                    label = self._variables.variable(number, card.name).label
                    what = f"{label} feeds {card.name} {card.field(1)}, which {why}; not supported."
                    raise DeckRejected(what, card.where, "Vary the field itself, by its address.")


def _relation(card: Card) -> Relation:
    pairs = range(9, len(card.cells) + 1, 2)
    terms = tuple(
        (integer_at(card, at), _coefficient(card, at + 1)) for at in pairs if card.field(at)
    )
    return Relation(card, number_at(card, 7, 0.0), terms)


def _coefficient(card: Card, index: int) -> float | None:
    return None if card.field(index).upper() == "PVAL" else number_at(card, index, 1.0)


def _move(card: Card) -> Move:
    factor = number_at(card, 4, 1.0)
    x, y, z = (factor * number_at(card, at, 0.0) for at in (5, 6, 7))
    return Move(card, integer_at(card, 1), integer_at(card, 2), (x, y, z))


def _after_desvar(card: Card) -> tuple[int, ...]:
    """Ids behind the flag DESVAR, up to the next flag."""
    texts = [text.upper() for text in card.fields]
    start = texts.index("DESVAR") + 1 if "DESVAR" in texts else len(texts)
    numbers = []
    for text in texts[start:]:
        if text and not is_integer(text):
            break
        numbers += [int(text)] if text else []
    return tuple(numbers)
