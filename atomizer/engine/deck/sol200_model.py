"""The analysis of a SOL 200 deck as a deck of its own solution.

`SOL 200` becomes the solution of the subcases that are kept, ANALYSIS goes, and what a reader of
that solution cannot take is commented out: subcases of other analyses, equations and responses
made of them, and design cards that no solver here reads. Every other byte stays.
"""

import re
from collections.abc import Iterator, Mapping

from atomizer.engine.deck.card import name_of
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.design import named_files
from atomizer.engine.deck.sections import bulk_lines
from atomizer.engine.deck.sol200_control import Case, DesignControl, control_with_lines

SET_ASIDE = {
    "DEQATN": "Equations are not run.",
    "DRESP2": "Its equation is not run.",
    "DRESP3": "Its program is not run.",
    "DSCREEN": "Every constraint is kept; none is screened out.",
    "DVSET": "It selects variables for Nastran's own optimizer.",
    "TOPVAR": "Topology is not a design variable of a study.",
    "BEADVAR": "Topography is not a design variable of a study.",
    "TOMVAR": "Topometry is not a design variable of a study.",
}
"""Entries that are commented out of the model, and why they are not taken over."""
_SOL = re.compile(r"(\s*SOL[\s=]+)(\w+)", re.IGNORECASE)

Edits = dict[tuple[int, int], str]
"""The new text of a line by file and line; empty to remove it."""


def analysis_files(deck: Deck, control: DesignControl) -> Mapping[str, str]:
    """Text of every file of the deck by the name it is written under, the main one model.bdf.

    Raises:
        DeckRejected: an included file has the name of the main one.
    """
    edits: Edits = dict(_aside(deck))
    if control.optimizes:
        edits |= _control_edits(deck, control)
    return edited_files(deck, edits)


def edited_files(deck: Deck, edits: Edits) -> Mapping[str, str]:
    """The files of a deck with some lines changed."""
    return named_files(
        deck,
        [
            [edits.get((index, number), text) for number, text in enumerate(source.lines)]
            for index, source in enumerate(deck.sources.files)
        ],
    )


def line_edits(deck: Deck, names: set[str], prefix: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Lines of the entries of some names: behind a prefix, or gone where it is empty."""
    if names.isdisjoint(deck.counts):
        return
    inside = False
    for source, number, text in bulk_lines(deck.sources):
        if name := name_of(text):
            inside = name in names
        if inside and text.strip() and not text.startswith("$"):
            yield (source, number), prefix + text if prefix else ""


def _aside(deck: Deck) -> Iterator[tuple[tuple[int, int], str]]:
    return line_edits(deck, set(SET_ASIDE), "$ ")


def _control_edits(deck: Deck, control: DesignControl) -> Edits:
    edits: Edits = {}
    for line in control_with_lines(deck):
        text = deck.sources.files[line.source].lines[line.number]
        if _SOL.match(text):
            edits[line.source, line.number] = _SOL.sub(rf"\g<1>{control.solution}", text, count=1)
            break
    for case in (control.shared, *control.cases):
        if said := case.says.get("ANALYSIS"):
            edits[said.line.source, said.line.number] = ""
    for case in control.dropped:
        edits |= _commented(deck, case)
    return edits


def _commented(deck: Deck, case: Case) -> Edits:
    lines = deck.sources.files
    return {
        (line.source, line.number): f"$ {lines[line.source].lines[line.number]}"
        for line in case.lines
    }
