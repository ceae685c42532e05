"""A deck of SOL 200 as the parts of a study: what is varied, measured, wanted and held.

Whatever is not taken over, or not as it stands, is listed with its entry and line; nothing is
ignored in silence. A deck of another solution gives what it has.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import Field

from atomizer.domain.items import Constraint, DesignVariable, Extractor, Objective, Solution
from atomizer.domain.values import ItemId, Value
from atomizer.engine.deck.control import read_control
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sol200_cards import NotTakenOver, left
from atomizer.engine.deck.sol200_control import DesignControl, read_design_control
from atomizer.engine.deck.sol200_goals import Goals
from atomizer.engine.deck.sol200_model import SET_ASIDE, analysis_files
from atomizer.engine.deck.sol200_variables import take_variables

SOLUTIONS: tuple[Solution, ...] = (101, 103, 105, 111, 112, 153)
WITHOUT_EFFECT = {
    "DOPTPRM": "It steers Nastran's own optimizer; the algorithm of a study has its own options.",
    "DTABLE": "Only equations use it.",
}
"""Entries that stay in the model and do nothing there."""


class DesignModel(Value):
    """What a deck gives to a study."""

    title: str
    solution: Solution
    files: Mapping[str, str] = Field(description="The model, by file name, main one model.bdf.")
    variables: tuple[DesignVariable, ...]
    extractors: dict[ItemId, Extractor]
    objectives: tuple[Objective, ...]
    constraints: tuple[Constraint, ...]
    not_taken_over: tuple[NotTakenOver, ...]


def read_design_model(path: Path) -> DesignModel:
    """What a study can take over of a deck.

    Raises:
        DeckRejected: not a deck, one that cannot be read, or of a solution no study can have.
    """
    deck = Deck.read(path)
    said = read_control(deck.control)
    control = read_design_control(deck, said.solution)
    solution = next((each for each in SOLUTIONS if each == control.solution), None)
    if solution is None:
        what = f"SOL {control.solution} cannot be studied."
        raise DeckRejected(what, path.name, f"Supported: {', '.join(map(str, SOLUTIONS))}, 200.")
    variables = take_variables(deck)
    goals = Goals(deck, control)
    goals.take()
    return DesignModel(
        title=said.title,
        solution=solution,
        files=analysis_files(deck, control),
        variables=tuple(variables.variables),
        extractors=goals.extractors,
        objectives=tuple(goals.objectives),
        constraints=tuple(goals.constraints),
        not_taken_over=(
            *_about_the_deck(deck, control, said.solution),
            *variables.left,
            *goals.left,
        ),
    )


def _about_the_deck(
    deck: Deck, control: DesignControl, solution: int | None
) -> Iterator[NotTakenOver]:
    name = deck.sources.files[0].name
    if deck.punch:
        yield NotTakenOver(entry="SOL", where=name, why="The deck has no control sections.")
    elif solution is None:
        yield NotTakenOver(entry="SOL", where=name, why="The deck names no solution.")
    if "DESVAR" not in deck.counts:
        yield NotTakenOver(entry="DESVAR", where=name, why="There is none: nothing is varied yet.")
    for case in control.dropped:
        why = f"Its analysis is not of SOL {control.solution}; it is commented out of the model."
        yield NotTakenOver(entry=f"SUBCASE {case.id}", where=case.lines[0].where, why=why)
    yield from control.without_meaning
    for kind, reason in (WITHOUT_EFFECT | SET_ASIDE).items():
        for card in deck.cards(kind) if kind in deck.counts else ():
            yield left(card, reason)
