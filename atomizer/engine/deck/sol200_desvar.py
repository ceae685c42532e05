"""Design variables of a study -> DESVAR and DDVAL."""

from collections.abc import Iterator, Mapping

from atomizer.domain.items import DesignVariable
from atomizer.domain.values import ItemId
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.design import Parameter
from atomizer.engine.deck.numbers import format_field16, parse_real
from atomizer.engine.deck.rewrite import large_field, line_end, rewrite
from atomizer.engine.deck.sol200_cards import MOST_VALUES, NotTakenOver
from atomizer.engine.deck.sol200_model import Edits, line_edits
from atomizer.engine.deck.variables import Variable, Variables

Baseline = dict[str, Parameter]


def baseline(deck: Deck, wanted: Mapping[ItemId, DesignVariable]) -> Baseline:
    """Today's design: what the study says, else the value in the deck, moved within the bounds."""
    variables = Variables(deck)
    found: Baseline = {}
    for item in wanted.values():
        variable = variables.named(item.expression_name)
        if item.baseline is not None and (variable or ":" in item.expression_name):
            found[item.expression_name] = item.baseline
        elif variable and not _cannot(item, variable):
            lower, upper = _range(item)
            found[item.expression_name] = min(max(variable.initial, lower), upper)
    return found


def with_room(deck: Deck, wanted: Mapping[ItemId, DesignVariable]) -> Edits:
    """Bounds of the DESVARs so wide that they hold the values of before and after."""
    edits: Edits = {}
    variables = Variables(deck)
    for item in wanted.values():
        variable = variables.named(item.expression_name)
        if variable and not _cannot(item, variable):
            lower, upper = _range(item)
            _edit(
                edits,
                deck,
                variable,
                (min(lower, variable.lower), max(upper, variable.upper)),
                None,
            )
    return edits


def write_variables(
    deck: Deck, wanted: Mapping[ItemId, DesignVariable]
) -> tuple[Edits, list[NotTakenOver]]:
    """Bounds and choices of the DESVARs as edits of the deck, and what is not said.

    A DESVAR that the study does not vary is held by equal bounds.
    """
    edits: Edits = dict(line_edits(deck, {"DDVAL"}, ""))
    left: list[NotTakenOver] = []
    variables = Variables(deck)
    varied: set[int] = set()
    for rank, (i, item) in enumerate(wanted.items(), start=1):
        variable = variables.named(item.expression_name)
        why = _cannot(item, variable)
        if variable is not None and not why:
            varied.add(variable.number)
            _edit(edits, deck, variable, _range(item), _choices(item, rank))
        said = (why, *_unsaid(item))
        left += [NotTakenOver(entry=i, where="", why=each) for each in said if each]
    for number in variables.by_number.keys() - varied - variables.links.keys():
        left.append(_hold(edits, deck, variables.by_number[number]))
    return edits, left


def _hold(edits: Edits, deck: Deck, variable: Variable) -> NotTakenOver:
    _edit(edits, deck, variable, (variable.initial, variable.initial), None)
    why = "The study does not vary it; it is held by equal bounds."
    return NotTakenOver(entry=f"DESVAR {variable.number}", where=variable.card.where, why=why)


def _cannot(item: DesignVariable, variable: Variable | None) -> str:
    if variable is None:
        return f"{item.expression_name} is no DESVAR of the deck; it is not varied."
    if any(isinstance(value, str) for value in item.values):
        return "DDVAL takes numbers, not words."
    return ""


def _unsaid(item: DesignVariable) -> Iterator[str]:
    """What of a variable a DESVAR does not say."""
    if item.is_log() != item.model_copy(update={"scale": "auto"}).is_log():
        yield f"Its scale {item.scale!r} is not said."
    if item.type == "integer" and not _counts(item):
        yield f"It has more than {MOST_VALUES} values; Nastran takes it as continuous."


def _counts(item: DesignVariable) -> bool:
    return item.bounds is not None and item.bounds.max - item.bounds.min < MOST_VALUES


def _range(item: DesignVariable) -> tuple[float, float]:
    if item.bounds is not None and item.type != "categorical":
        return item.bounds.min, item.bounds.max
    numbers = [float(value) for value in item.values]
    return min(numbers), max(numbers)


def _choices(item: DesignVariable, rank: int) -> list[str] | None:
    """The fields of a DDVAL; None for a continuous variable."""
    if item.type == "categorical":
        return [str(rank), *(format_field16(float(value)) for value in item.values)]
    if item.type == "integer" and item.bounds is not None and _counts(item):
        ends = (format_field16(end) for end in (item.bounds.min, item.bounds.max))
        first, last = ends
        return [str(rank), first, "THRU", last, "BY", "1."]
    return None


def _edit(
    edits: Edits,
    deck: Deck,
    variable: Variable,
    bounds: tuple[float, float],
    choices: list[str] | None,
) -> None:
    """Write a DESVAR anew where it says something else, and its DDVAL behind it."""
    card = variable.card
    texts = {4: format_field16(bounds[0]), 5: format_field16(bounds[1])}
    same = [parse_real(text) == parse_real(card.field(at)) for at, text in texts.items()]
    if all(same) and choices is None and not card.field(7):
        return
    if choices or card.field(7):
        texts[7] = choices[0] if choices else ""
    end = line_end(deck.sources.files[card.source].lines[0]) or "\n"
    lines = rewrite(card, texts, end)
    lines += [f"{line}{end}" for line in large_field("DDVAL", choices)] if choices else []
    _replace(edits, card, lines)


def _replace(edits: Edits, card: Card, lines: list[str]) -> None:
    for row in range(len(card.rows)):
        edits[card.source, card.first + row] = ""
    edits[card.source, card.first] = "".join(lines)
