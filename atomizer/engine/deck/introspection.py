"""What is in a deck: counts, load cases, and the parameters a study could vary."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.deck.address import Target
from atomizer.engine.deck.candidates import Bounds, Candidate, ModelParameter, candidates_of
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.control import Subcase, read_control
from atomizer.engine.deck.deck import IDS_EVERY, Deck
from atomizer.engine.deck.fields import ELEMENTS, LISTED_ROLES, ROLES
from atomizer.engine.deck.layouts import slots
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.relations import Relations
from atomizer.engine.deck.variables import Variable, Variables

__all__ = ["Bounds", "Candidate", "Introspection", "ModelParameter", "Subcase", "introspect"]


class Introspection(Value):
    """A deck at a glance."""

    path: Path
    told_by: str = Field(
        default="", description="What told it and why, when the model itself cannot be read."
    )
    solution: int | None = Field(description="Solution sequence; none in a punch file.")
    title: str
    units: str = Field(default="unknown", description="A Nastran deck does not say.")
    includes: tuple[str, ...]
    cards: dict[str, int] = Field(description="How many entries of each name.")
    grids: int
    elements: int
    subcases: tuple[Subcase, ...]
    parameters: tuple[ModelParameter, ...] = Field(
        description="Design variables of the deck first, then property, section, material, mass."
    )
    candidates: tuple[Candidate, ...] = Field(
        description="The ten parameters most worth varying, the best first."
    )


def introspect(path: Path) -> Introspection:
    """Look into a deck without running or solving anything of it.

    Raises:
        DeckRejected: not a deck, or one that cannot be read; says what is supported.
    """
    deck = Deck.read(path)
    control = read_control(deck.control)
    parameters = tuple(_parameters(deck))
    return Introspection(
        path=path,
        solution=control.solution,
        title=control.title,
        includes=tuple(source.name for source in deck.sources.files[1:]),
        cards=deck.counts,
        grids=deck.counts.get("GRID", 0),
        elements=sum(count for name, count in deck.counts.items() if name in ELEMENTS),
        subcases=control.subcases,
        parameters=parameters,
        candidates=candidates_of(parameters),
    )


def _parameters(deck: Deck) -> Iterator[ModelParameter]:
    variables = Variables(deck)
    relations = Relations(deck, variables)
    driven, drives = _relations(deck, relations)
    refused = _refused(relations)
    for number, variable in variables.by_number.items():
        plain = _of_variable(deck, variables, variable)
        told = {"drives": tuple(drives.get(number, ())), "refused": refused.get(number, "")}
        yield plain.model_copy(update=told)
    for role in LISTED_ROLES:
        for name in (card for card, its in ROLES.items() if its == role):
            yield from _of_cards(deck, name, driven)


def _of_variable(deck: Deck, variables: Variables, variable: Variable) -> ModelParameter:
    repeated = sum(one.label == variable.label for one in variables.by_number.values()) > 1
    return ModelParameter(
        name=f"DESVAR:{variable.number}" if repeated else variable.label,
        value=variable.initial,
        kind="design variable",
        description=f"DESVAR {variable.number}",
        remark=deck.remark(variable.card),
        bounds=variable.bounds,
        formula=variables.formula(variable.number),
    )


def _of_cards(deck: Deck, name: str, driven: dict[str, str]) -> Iterator[ModelParameter]:
    for card in deck.cards(name):
        remark = deck.remark(card)
        for target, value, says in _listed(card):
            yield ModelParameter(
                name=target.name,
                value=value,
                kind=ROLES[name],
                description=says,
                remark=remark,
                formula=driven.get(_key(target), ""),
            )


def _listed(card: Card) -> Iterator[tuple[Target, float, str]]:
    """The fields of a card that hold a number, and what they mean."""
    step = IDS_EVERY.get(card.name, len(card.cells))
    for offset in range(0, len(card.cells), step or 1):
        number = card.field(1 + offset)
        for field, slot in slots(card).items() if number else ():
            target = Target(f"{card.name}:{number}:{field}", card, slot.index + offset, real=True)
            if slot.listed and target.value is not None:
                yield target, target.value, slot.says


def _relations(deck: Deck, relations: Relations) -> tuple[dict[str, str], dict[int, list[str]]]:
    """Which fields follow from variables, by `_key`; and what each variable drives."""
    driven: dict[str, str] = {}
    drives: dict[int, list[str]] = {}
    for relation in relations.linear:
        try:
            target = relation.target(deck)
        except DeckRejected as problem:
            said = f"{relation.what} (not supported: {problem.what})"
        else:
            driven[_key(target)] = relations.formula(relation, target)
            said = f"{target.name} = {driven[_key(target)]}"
        for number, _ in relation.terms:
            drives.setdefault(number, []).append(said)
    for move in relations.moves:
        drives.setdefault(move.variable, []).append(f"GRID:{move.grid} moves")
    for card, why, numbers in relations.unsupported():
        for number in numbers:
            drives.setdefault(number, []).append(f"{card.name} {card.field(1)} ({why})")
    return driven, drives


def _refused(relations: Relations) -> dict[int, str]:
    """Why a variable cannot be set, by its id."""
    return {
        number: f"feeds {card.name} {card.field(1)}, which {why}; not supported"
        for card, why, numbers in relations.unsupported()
        for number in numbers
    }


def _key(target: Target) -> str:
    return f"{target.card.where}:{target.index}"
