"""DCONSTR upon a measured response -> constraints of a study."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from atomizer.domain.items import Operator
from atomizer.domain.values import Json
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.sol200_cards import Limit, NotTakenOver, left
from atomizer.engine.deck.sol200_measure import Measure

SIGNED = {
    "bar_stress": ("max_stress", "min_stress", "max_abs_stress"),
    "element_forces": ("max_force", "min_force", "max_abs_force"),
}
"""By extractor: the outputs of both signs, and that of their size."""


@dataclass(frozen=True)
class Held:
    """A limit upon one output of an extractor.

    Attributes:
        name: Label of the response.
        extractor: Name of the plugin.
        config: Its options, the subcase among them.
        output: What is limited.
        item: The stress item that the deck limits, one of `whole`.
        card: The DCONSTR.
    """

    name: str
    extractor: str
    config: Json
    output: str
    operator: Operator
    threshold: float
    item: str
    whole: frozenset[str]
    card: Card

    @property
    def measured(self) -> tuple[str, str]:
        """Extractor and options: equal for what one extractor serves."""
        return self.extractor, json.dumps(self.config, sort_keys=True)

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for limits that say the same."""
        return *self.measured, self.output, self.operator, self.threshold


class Holds:
    """The constraints that were made, and what of the deck they do not say."""

    def __init__(self) -> None:
        self.made: list[Held] = []
        self.left: list[NotTakenOver] = []

    def add(self, name: str, measure: Measure, limit: Limit, subcase: int | None) -> None:
        """Hold a response to its limits, in one subcase or in all of them."""
        own = {"subcase": subcase} if subcase and measure.in_subcases else {}
        for output, operator, threshold in self._sides(measure, limit):
            self.made.append(
                Held(
                    name,
                    measure.extractor,
                    measure.config | own,
                    output,
                    operator,
                    threshold,
                    measure.item,
                    measure.whole,
                    limit.card,
                )
            )

    def merged(self) -> list[Held]:
        """The constraints: what says the same once, and both signs of one size together."""
        groups: dict[tuple[object, ...], list[Held]] = {}
        for held in self.made:
            groups.setdefault(held.key, []).append(held)
        for held, *others in groups.values():
            if missing := held.whole - {held.item, *(other.item for other in others)}:
                why = f"Item {', '.join(sorted(missing))} is held too: {held.output} has both."
                self.left.append(left(held.card, why))
        return list(_both_signs([group[0] for group in groups.values()]))

    def _sides(self, measure: Measure, limit: Limit) -> Iterator[tuple[str, Operator, float]]:
        lower, upper = limit.lower, limit.upper
        if measure.size:
            yield from self._size(measure, limit)
        elif lower is not None and lower == upper and measure.upper == measure.lower:
            yield measure.upper, "==", lower
        else:
            yield from self._side(measure.upper, "<=", upper, limit)
            yield from self._side(measure.lower, ">=", lower, limit)

    def _side(
        self, output: str, operator: Operator, threshold: float | None, limit: Limit
    ) -> Iterator[tuple[str, Operator, float]]:
        if threshold is None:
            return
        if output:
            yield output, operator, threshold
        else:
            why = f"No extractor gives what has to be {operator} {threshold:g}."
            self.left.append(left(limit.card, why))

    def _size(self, measure: Measure, limit: Limit) -> Iterator[tuple[str, Operator, float]]:
        """Limits of a signed response upon its size: the nearer one, for both signs."""
        lower = -limit.upper if limit.lower is None and limit.upper is not None else limit.lower
        upper = -limit.lower if limit.upper is None and limit.lower is not None else limit.upper
        if lower is None or upper is None:
            return
        if not lower < 0.0 < upper:
            why = "Only limits around zero can be held: the study measures the size."
            self.left.append(left(limit.card, why))
            return
        nearer = min(-lower, upper)
        if (limit.lower, limit.upper) != (-nearer, nearer):
            why = f"It is held at {nearer:g} for either sign: the study measures the size."
            self.left.append(left(limit.card, why))
        yield measure.upper, "<=", nearer


def _both_signs(made: Iterable[Held]) -> Iterator[Held]:
    """Tension and compression held at one size become one constraint on the size."""
    rest = list(made)
    while rest:
        held = rest.pop(0)
        other = next((each for each in rest if _mirrors(held, each)), None)
        if other is None:
            yield held
        else:
            rest.remove(other)
            size = abs(held.threshold)
            yield replace(held, output=SIGNED[held.extractor][2], operator="<=", threshold=size)


def _mirrors(one: Held, other: Held) -> bool:
    sides = {(one.output, one.operator), (other.output, other.operator)}
    return (
        one.measured == other.measured
        and one.extractor in SIGNED
        and sides == {(SIGNED[one.extractor][0], "<="), (SIGNED[one.extractor][1], ">=")}
        and one.threshold == -other.threshold
        and (one.threshold > 0.0) == (one.operator == "<=")
    )
