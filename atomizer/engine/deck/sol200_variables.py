"""DESVAR -> design variables of a study."""

from collections import Counter
from dataclasses import dataclass, field

from atomizer.domain.items import Bounds, DesignVariable
from atomizer.engine.deck.candidates import ModelParameter, suggested_bounds
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.relations import Relations
from atomizer.engine.deck.sol200_cards import NotTakenOver, discrete_values, is_counted, left
from atomizer.engine.deck.variables import Variable, Variables, integer_at

FARTHEST = 1e7
"""A bound more than this many times the value away leaves a variable open."""


@dataclass
class TakenVariables:
    """What was taken, and what was not."""

    variables: list[DesignVariable] = field(default_factory=list)
    left: list[NotTakenOver] = field(default_factory=list)


def take_variables(deck: Deck) -> TakenVariables:
    """The design variables of a deck; those that follow from others (DLINK) are none.

    Raises:
        DeckRejected: an entry cannot be read.
    """
    taken = TakenVariables()
    variables = Variables(deck)
    blocked = _blocked(deck, variables, taken)
    discrete = discrete_values(deck)
    labels = Counter(one.label.upper() for one in variables.by_number.values())
    for number, variable in variables.by_number.items():
        if number in blocked:
            taken.left.append(left(variable.card, blocked[number]))
        elif number not in variables.links:
            name = variable.label if labels[variable.label.upper()] == 1 else f"DESVAR:{number}"
            _take(taken, variable, name, discrete)
    return taken


def _blocked(deck: Deck, variables: Variables, taken: TakenVariables) -> dict[int, str]:
    """Variables that drive what cannot be worked out here, and why."""
    blocked: dict[int, str] = {}
    for card, why, numbers in Relations(deck, variables).unsupported():
        taken.left.append(left(card, f"It {why}; what it drives stays as it stands in the deck."))
        for number in numbers:
            blocked[number] = f"It feeds {card.name} {card.field(1)}, which {why}."
    for number, link in variables.links.items():
        reason = next((blocked[one] for one, _ in link.terms if one in blocked), "")
        if number in blocked and not reason:
            blocked |= {one: blocked[number] for one, _ in link.terms}
    return blocked


def _take(
    taken: TakenVariables,
    variable: Variable,
    name: str,
    discrete: dict[int, tuple[Card, tuple[float, ...]]],
) -> None:
    if variable.card.field(6):
        taken.left.append(left(variable.card, "DELXV steers Nastran's own optimizer."))
    if variable.lower >= variable.upper:
        taken.left.append(left(variable.card, "XLB is not below XUB: it is held at its value."))
    elif number := variable.card.field(7):
        found = discrete.get(integer_at(variable.card, 7))
        if found is None:
            taken.left.append(left(variable.card, f"There is no DDVAL {number}."))
        else:
            _take_discrete(taken, variable, name, *found)
    else:
        variable.check(variable.initial)
        bounds = _bounds(taken, variable)
        taken.variables.append(
            DesignVariable(
                name=name, expression_name=name, bounds=bounds, baseline=variable.initial
            )
        )


def _take_discrete(
    taken: TakenVariables, variable: Variable, name: str, card: Card, given: tuple[float, ...]
) -> None:
    """Whole numbers by 1 are an integer variable, any others a choice."""
    values = tuple(value for value in given if variable.lower <= value <= variable.upper)
    if len(values) < 2:
        why = f"DDVAL {card.field(1)} leaves it fewer than two values within its bounds."
        taken.left.append(left(variable.card, why))
        return
    baseline = variable.initial if variable.initial in values else None
    if baseline is None:
        why = f"XINIT = {variable.initial:g} is none of its values; the study has no baseline."
        taken.left.append(left(variable.card, why))
    plain = DesignVariable(
        name=name, expression_name=name, type="categorical", values=values, baseline=baseline
    )
    bounds = Bounds(min=values[0], max=values[-1])
    counted = {"type": "integer", "values": (), "bounds": bounds}
    taken.variables.append(plain.model_copy(update=counted) if is_counted(card) else plain)


def _bounds(taken: TakenVariables, variable: Variable) -> Bounds:
    """Those of the deck; an open side is replaced, and listed."""
    farthest = FARTHEST * (abs(variable.initial) or 1.0)
    given = {"min": variable.lower, "max": variable.upper}
    kept = {side: bound for side, bound in given.items() if abs(bound) <= farthest}
    if len(kept) == len(given):
        return Bounds(min=variable.lower, max=variable.upper)
    guess = suggested_bounds(
        ModelParameter(
            name=variable.label, value=variable.initial, kind="design variable", description=""
        )
    )
    bounds = Bounds(min=kept.get("min", guess.min), max=kept.get("max", guess.max))
    why = f"A bound is open; the study searches {bounds.min:g} .. {bounds.max:g}."
    taken.left.append(left(variable.card, why))
    return bounds
