"""A study as a SOL 200 deck: the way back of `sol200`.

The study's deck keeps every byte but those of its DESVARs, of the design entries and selections
that the study replaces, and of the fields that follow from the baseline.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from atomizer.domain.items import Constraint, DesignVariable, Extractor, Objective
from atomizer.domain.values import ItemId
from atomizer.engine.deck.control import Control, read_control
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.design import write_design
from atomizer.engine.deck.numbers import format_field16
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.rewrite import large_field, line_end
from atomizer.engine.deck.sections import bulk_start
from atomizer.engine.deck.sol200_asked import Asked
from atomizer.engine.deck.sol200_cards import NotTakenOver
from atomizer.engine.deck.sol200_control import SELECTS, control_with_lines
from atomizer.engine.deck.sol200_desvar import baseline, with_room, write_variables
from atomizer.engine.deck.sol200_express import constraint_as_responses, objective_as_response
from atomizer.engine.deck.sol200_measure import NotMeasured
from atomizer.engine.deck.sol200_model import Edits, edited_files, line_edits
from atomizer.engine.deck.sol200_motions import OVER_TIME

REPLACED = {"DRESP1", "DRESP2", "DRESP3", "DCONSTR", "DCONADD", "DEQATN", "DSCREEN"}
SIZED = {"DISP", *OVER_TIME}
"""Signed responses of which a study measures the size."""
_WORDS = {101: "STATICS", 103: "MODES", 105: "BUCK", 111: "MFREQ", 112: "MTRAN"}
_SUBCASE = re.compile(r"\s*SUBCASE[\s=]+([0-9]{1,9})", re.IGNORECASE)
_SAYS = re.compile(r"\s*(\w+)\s*(?:\([^)]*\))?\s*=")
_SOL = re.compile(r"(\s*SOL[\s=]+)(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """The parts of a study that a deck can say: those that are enabled."""

    variables: Mapping[ItemId, DesignVariable]
    extractors: Mapping[ItemId, Extractor]
    objectives: Mapping[ItemId, Objective]
    constraints: Mapping[ItemId, Constraint]


@dataclass
class _Written:
    """Design entries and selections as they are made."""

    entries: list[str] = field(default_factory=list)
    objective: tuple[str, int | None] = ("", None)
    sets: dict[int | None, list[int]] = field(default_factory=dict)
    weights: list[int] = field(default_factory=list)
    left: list[NotTakenOver] = field(default_factory=list)
    responses: int = 0
    analyses: Mapping[int | None, str] = field(default_factory=dict)

    def respond(self, asked: Asked, label: str) -> int:
        """The id of a new DRESP1."""
        self.responses += 1
        head = [str(self.responses), label, asked.kind, asked.of, "", asked.item]
        self.entries += large_field("DRESP1", [*head, asked.second, *map(str, asked.ids)])
        return self.responses


def design_model_files(
    path: Path, wanted: Wanted, scratch: Path
) -> tuple[Mapping[str, str], list[NotTakenOver]]:
    """Text of the files of a SOL 200 deck, the main one named model.bdf, and what it does not say.

    Args:
        path: The deck of the study; it is only read.
        wanted: What the study varies, measures, wants and holds.
        scratch: An empty folder to work in.

    Raises:
        DeckRejected: the deck cannot be read, or has no control sections.
    """
    deck = Deck.read(path)
    wide = _put(edited_files(deck, with_room(deck, wanted.variables)), scratch / "wide")
    today = baseline(deck, wanted.variables)
    designed = Deck.read(write_design(wide, today, scratch / "designed"))
    edits, left = write_variables(designed, wanted.variables)
    written = _goals(designed, wanted)
    edits |= dict(line_edits(designed, REPLACED, "")) | _selections(designed, written)
    return edited_files(designed, edits), left + written.left


def _put(files: Mapping[str, str], folder: Path) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("latin-1"))
    return folder / next(iter(files))


def _goals(deck: Deck, wanted: Wanted) -> _Written:
    written = _Written()
    for i, objective in wanted.objectives.items():
        try:
            _write_objective(deck, wanted, written, i, objective)
        except NotMeasured as reason:
            written.left.append(NotTakenOver(entry=i, where="", why=str(reason)))
    for number, (i, constraint) in enumerate(wanted.constraints.items(), start=1):
        try:
            _write_constraint(deck, wanted, written, (number, i), constraint)
        except NotMeasured as reason:
            written.left.append(NotTakenOver(entry=i, where="", why=str(reason)))
    _write_unions(written, len(wanted.constraints) + 1)
    return written


def _measuring(wanted: Wanted, item: Objective | Constraint) -> Extractor:
    found = wanted.extractors.get(item.source.extractor_id) if item.source else None
    if found is None:
        raise NotMeasured("It is not connected to an extractor that is enabled.")
    return found


def _write_objective(
    deck: Deck, wanted: Wanted, written: _Written, i: ItemId, objective: Objective
) -> None:
    if written.objective[0]:
        raise NotMeasured("DESOBJ takes one objective; this is another.")
    asked = objective_as_response(deck, _measuring(wanted, objective), objective)
    if not asked.everywhere and asked.subcase is None and len(_subcases(deck)) > 1:
        raise NotMeasured("It is the worst of several subcases; DESOBJ takes one.")
    number = written.respond(asked, _label(i))
    word = "MAX" if objective.direction == "maximize" else "MIN"
    written.objective = f"DESOBJ({word}) = {number}", asked.subcase
    if asked.kind in SIZED:
        why = "DESOBJ takes the response with its sign; the study measures the size."
        written.left.append(NotTakenOver(entry=i, where="", why=why))
    if objective.target is not None:
        why = f"Its target {objective.target:g} is not said: DESOBJ has none."
        written.left.append(NotTakenOver(entry=i, where="", why=why))


def _write_constraint(
    deck: Deck,
    wanted: Wanted,
    written: _Written,
    named: tuple[int, ItemId],
    constraint: Constraint,
) -> None:
    """Responses and limits of a constraint; the set has its number."""
    number, i = named
    found = constraint_as_responses(deck, _measuring(wanted, constraint), constraint)
    if missing := {asked.subcase for asked in found} - {None, *_subcases(deck)}:
        raise NotMeasured(f"The deck has no subcase {missing.pop()}.")
    for asked in found:
        response = written.respond(asked, _label(i))
        limits = ["" if side is None else format_field16(side) for side in asked.sides]
        written.entries += large_field("DCONSTR", [str(number), str(response), *limits])
        if asked.everywhere:
            written.weights.append(number)
        elif number not in written.sets.setdefault(asked.subcase, []):
            written.sets[asked.subcase].append(number)
    if constraint.operator in ("<", ">"):
        why = f"It is written as {constraint.operator}=: DCONSTR has no strict limit."
        written.left.append(NotTakenOver(entry=i, where="", why=why))


def _write_unions(written: _Written, number: int) -> None:
    """One set for all subcases, and for each that has constraints of its own one with both."""
    shared = written.sets.pop(None, [])
    own = {subcase: [*shared, *sets] for subcase, sets in written.sets.items()}
    written.sets = {None: shared, **own}
    for sets in (written.weights, *written.sets.values()):
        if len(sets) > 1:
            written.entries += large_field("DCONADD", [str(number), *map(str, sorted(set(sets)))])
            sets[:] = [number]
            number += 1


def _selections(deck: Deck, written: _Written) -> Edits:
    """Control sections that select what was written, and the entries behind BEGIN BULK."""
    files = deck.sources.files
    control = read_control(deck.control)
    if deck.punch or control.solution is None:
        raise DeckRejected("The deck names no solution.", files[0].name, "Give it SOL and CEND.")
    end = line_end(files[0].lines[0]) or "\n"
    lines = list(control_with_lines(deck))
    written.analyses = _analyses(control)
    edits: Edits = {}
    for line in lines:
        text = files[line.source].lines[line.number]
        if (new := _selecting(text, written, end)) != text:
            edits[line.source, line.number] = new
    begin = _begin(deck)
    cases = ((line.source, line.number) for line in lines if _SUBCASE.match(line.text))
    _put_around(edits, deck, next(cases, begin), before=_above(written, end))
    _put_around(edits, deck, begin, after="".join(f"{each}{end}" for each in written.entries))
    return edits


def _selecting(text: str, written: _Written, end: str) -> str:
    """A line of the control sections as a SOL 200 has it: empty for what is selected anew."""
    if _SOL.match(text):
        return _SOL.sub(r"\g<1>200", text, count=1)
    if found := _SUBCASE.match(text):
        return text + _said(written, int(found[1]), end)
    said = _SAYS.match(text)
    return "" if said and said[1].upper()[:4] in SELECTS else text


def _put_around(
    edits: Edits, deck: Deck, place: tuple[int, int], before: str = "", after: str = ""
) -> None:
    source, number = place
    text = edits.get(place, deck.sources.files[source].lines[number])
    edits[place] = f"{before}{text}{after}"


def _analyses(control: Control) -> Mapping[int | None, str]:
    """What ANALYSIS has to say: for all subcases (None), or for each where they differ.

    Of a buckling deck the subcases without METHOD are the static ones.
    """
    word = _WORDS.get(control.solution or 0, "")
    if control.solution == 105 and not all(case.method for case in control.subcases):
        return {case.id: word if case.method else "STATICS" for case in control.subcases}
    return {None: word} if word else {}


def _above(written: _Written, end: str) -> str:
    """What is selected for all subcases."""
    said = [f"ANALYSIS = {written.analyses[None]}"] if None in written.analyses else []
    said += [written.objective[0]] if written.objective[1] is None else []
    said += [f"DESGLB = {number}" for number in written.weights[:1]]
    said += [f"DESSUB = {number}" for number in written.sets.get(None, [])]
    return "".join(f"{each}{end}" for each in said if each)


def _said(written: _Written, subcase: int, end: str) -> str:
    said = [f"ANALYSIS = {written.analyses[subcase]}"] if subcase in written.analyses else []
    said += [written.objective[0]] if written.objective[1] == subcase else []
    said += [f"DESSUB = {number}" for number in written.sets.get(subcase, [])]
    return "".join(f"  {each}{end}" for each in said)


def _begin(deck: Deck) -> tuple[int, int]:
    """Where BEGIN BULK stands."""
    count = bulk_start(deck.sources) or 1
    return next(
        (source, number)
        for n, (source, number, _) in enumerate(deck.sources.lines(), start=1)
        if n == count
    )


def _subcases(deck: Deck) -> list[int]:
    return [case.id for case in read_control(deck.control).subcases]


def _label(i: ItemId) -> str:
    """A label of at most eight characters out of an id, without its prefix."""
    words = re.sub(r"[^A-Za-z0-9]", "", i.split("_", 1)[-1])[:8].upper()
    return words if words[:1].isalpha() else f"R{words}"[:8]
