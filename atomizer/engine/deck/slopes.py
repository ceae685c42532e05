"""How the fields of a deck change with a design variable: the linear part of `write_design`."""

from collections.abc import Iterator
from dataclasses import dataclass

from atomizer.engine.deck.address import Target
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.design import addressed
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.relations import Relations
from atomizer.engine.deck.variables import Variables

FieldKey = tuple[int, int, int]
"""File, first line of the entry and field: what tells two fields apart."""


@dataclass(frozen=True)
class FieldSlope:
    """A field, the number in it, and how much it changes for a unit of a design variable."""

    target: Target
    value: float
    slope: float


@dataclass(frozen=True)
class Driver:
    """A design variable with all fields that follow from it.

    Attributes:
        value: Of the variable.
        fields: Each field once.
    """

    name: str
    value: float
    fields: tuple[FieldSlope, ...]


class Slopes:
    """The design variables of a deck as drivers of its fields.

    Attributes:
        deck: The deck.
    """

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self._variables = Variables(deck)
        self._relations = Relations(deck, self._variables)
        self._standing = {field_key(target): (target, x) for target, x in self._by_relations()}

    @property
    def standing(self) -> tuple[tuple[Target, float], ...]:
        """Fields that relations set at the initial values of the variables, with their numbers."""
        return tuple(self._standing.values())

    def names(self) -> tuple[str, ...]:
        """Every independent DESVAR: its label, or DESVAR:id where several have that label."""
        variables = self._variables
        labels = [one.label.upper() for one in variables.by_number.values()]
        return tuple(
            one.label if labels.count(one.label.upper()) == 1 else f"DESVAR:{number}"
            for number, one in variables.by_number.items()
            if number not in variables.links
        )

    def driver(self, name: str) -> Driver:
        """The fields that a DESVAR label or a field address stands for.

        Raises:
            DeckRejected: there is no such parameter, it follows from others, it is no real number,
                or it drives something that cannot be worked out here.
        """
        variable = self._variables.named(name)
        if variable is None:
            return self._of_field(name)
        total: dict[FieldKey, tuple[Target, float]] = {}
        for number, rate in self._variables.rates(variable.number).items():
            for target, slope in self._relations.slopes(number):
                before = total.get(field_key(target), (target, 0.0))[1]
                total[field_key(target)] = target, before + rate * slope
        fields = (self._field(target, slope) for target, slope in total.values() if slope)
        return Driver(name, variable.initial, tuple(fields))

    def _of_field(self, name: str) -> Driver:
        target = addressed(self.deck, self._variables, self._relations, name)
        if target.value is None or target.holds_integer:
            what = f"{name} holds {target.text!r}, which is no real number to change from."
            raise DeckRejected(
                what, target.card.where, "Write one into the field, or name another."
            )
        field = self._field(target, 1.0)
        return Driver(name, field.value, (field,))

    def _field(self, target: Target, slope: float) -> FieldSlope:
        standing = self._standing.get(field_key(target))
        return FieldSlope(target, standing[1] if standing else target.value or 0.0, slope)

    def _by_relations(self) -> Iterator[tuple[Target, float]]:
        """Fields at the initial design; what needs equations stays as it stands in the deck."""
        variables = self._variables
        blocked = {n for _, _, numbers in self._relations.unsupported() for n in numbers}
        given = {
            number: one.initial
            for number, one in variables.by_number.items()
            if number not in variables.links and blocked.isdisjoint(variables.rates(number))
        }
        for target, value, _ in self._relations.changes(variables.settled(given)):
            yield target, value


def field_key(target: Target) -> FieldKey:
    """What tells a field from all others of the deck."""
    return target.card.source, target.card.first, target.index
