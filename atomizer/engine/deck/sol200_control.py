"""Case control of an optimization: which responses, limits and analyses each subcase selects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sections import bulk_start
from atomizer.engine.deck.sol200_cards import NotTakenOver
from atomizer.engine.deck.sources import without_comment

ANALYSES = {"STAT": 101, "MODE": 103, "BUCK": 105, "MFRE": 111, "MTRA": 112}
"""What ANALYSIS may say, by its first four letters, and the solution of its own."""
SELECTS = {"DESO": "DESOBJ", "DESG": "DESGLB", "DESS": "DESSUB", "ANAL": "ANALYSIS"}
NO_MEANING = {"DESV": "DESVAR", "DRSP": "DRSPAN", "DSAP": "DSAPRT", "MODT": "MODTRAK"}
_SUBCASE = re.compile(r"\s*SUBCASE[\s=]+([0-9]{1,9})", re.IGNORECASE)
_SAYS = re.compile(r"\s*(\w+)\s*(?:\(([^)]*)\))?\s*=\s*(.*\S)")
MOTIONS = {
    "DISP": "displacement",
    "VECT": "displacement",
    "VELO": "velocity",
    "ACCE": "acceleration",
}
"""Requests of motions, by their first four letters."""
_OTHER_STRESS = re.compile(r"MAXS|SHEAR|TRESCA", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line of the control sections, without its comment; `number` counts from zero."""

    source: int
    number: int
    text: str
    where: str


@dataclass(frozen=True)
class Selection:
    """What a command selects: its options and its value."""

    options: str
    value: str
    line: Line

    @property
    def number(self) -> int:
        """The id it selects.

        Raises:
            DeckRejected: it selects none.
        """
        if not is_integer(self.value):
            what = f"{self.line.text.strip()[:60]!r} names no id."
            raise DeckRejected(what, self.line.where, "Select one by its number.")
        return int(self.value)


@dataclass(frozen=True)
class Case:
    """A subcase, or what stands above them all (id 0)."""

    id: int
    says: dict[str, Selection] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class DesignControl:
    """What case control says; `dropped` are subcases of an analysis that is not taken."""

    solution: int
    optimizes: bool
    shared: Case
    cases: tuple[Case, ...]
    dropped: tuple[Case, ...]
    max_shear: bool
    without_meaning: tuple[NotTakenOver, ...]

    @property
    def subcases(self) -> tuple[int, ...]:
        """Ids of the subcases that are analysed; 1 for a deck without."""
        return tuple(case.id for case in self.cases) or (1,)

    def selected(self, word: str) -> dict[int, Selection]:
        """What each subcase selects: its own, else what stands above."""
        above = self.shared.says.get(word)
        cases = self.cases or (Case(1),)
        found = {case.id: case.says.get(word) or above for case in cases}
        return {number: selection for number, selection in found.items() if selection}


def control_with_lines(deck: Deck) -> Iterator[Line]:
    """Executive and case control, comments and blank lines dropped, BEGIN BULK too."""
    count = (bulk_start(deck.sources) or 1) - 1
    for _, (source, number, text) in zip(range(count), deck.sources.lines(), strict=False):
        if said := without_comment(text):
            yield Line(source, number, said, deck.sources.files[source].at(number))


def read_design_control(deck: Deck, solution: int | None) -> DesignControl:
    """The control sections of a deck that names this solution.

    Raises:
        DeckRejected: an analysis or a solution that no study can have.
    """
    shared, cases = _cases(deck)
    optimizes = solution == 200
    chosen = _own_solution(shared, cases) if optimizes else solution or 101
    kept = [case for case in cases if not optimizes or _fits(case, shared, chosen)]
    texts = [(case, line) for case in (shared, *cases) for line in case.lines]
    return DesignControl(
        chosen,
        optimizes,
        shared,
        tuple(kept),
        tuple(case for case in cases if case not in kept),
        any(_says_max_shear(line.text) for _, line in texts),
        tuple(_without_meaning(line) for _, line in texts if _word(line.text) in NO_MEANING),
    )


def motions_asked(deck: Deck) -> dict[str, bool]:
    """The motions that case control asks for, and whether as magnitude and phase."""
    found: dict[str, bool] = {}
    for line in control_with_lines(deck):
        said = _SAYS.match(line.text)
        quantity = MOTIONS.get(said[1].upper()[:4]) if said else None
        if said and quantity and said[3].upper() != "NONE":
            found[quantity] = found.get(quantity, False) or "PHASE" in (said[2] or "").upper()
    return found


def _cases(deck: Deck) -> tuple[Case, list[Case]]:
    lines = list(control_with_lines(deck))
    cend = [n for n, line in enumerate(lines) if line.text.strip().upper() == "CEND"]
    shared, cases = Case(0), list[Case]()
    current = shared
    for line in lines[cend[0] + 1 :] if cend else ():
        if found := _SUBCASE.match(line.text):
            current = Case(int(found[1]))
            cases.append(current)
        current.lines.append(line)
        if (said := _SAYS.match(line.text)) and (word := SELECTS.get(said[1].upper()[:4])):
            current.says[word] = Selection((said[2] or "").strip().upper(), said[3].strip(), line)
    return shared, cases


def analysis_of(case: Case, shared: Case) -> str:
    """What is analysed in a subcase, by the first four letters of ANALYSIS."""
    said = case.says.get("ANALYSIS") or shared.says.get("ANALYSIS")
    return said.value.upper()[:4] if said else "STAT"


def _own_solution(shared: Case, cases: list[Case]) -> int:
    """The solution that takes most of the subcases: buckling takes the static ones along."""
    found = {analysis_of(case, shared) for case in cases or [Case(1)]}
    if "BUCK" in found:
        return 105
    known = [solution for name, solution in ANALYSES.items() if name in found]
    if not known:
        what = f"ANALYSIS = {', '.join(sorted(found))[:40]} is not supported."
        raise DeckRejected(what, hint="Supported: STATICS, MODES, BUCK, MFREQ, MTRAN.")
    return known[0]


def _fits(case: Case, shared: Case, solution: int) -> bool:
    analysis = analysis_of(case, shared)
    return ANALYSES.get(analysis) == solution or (solution == 105 and analysis == "STAT")


def _word(text: str) -> str:
    said = _SAYS.match(text)
    return said[1].upper()[:4] if said else ""


def _says_max_shear(text: str) -> bool:
    said = _SAYS.match(text)
    return bool(said and said[1].upper()[:4] == "STRE" and _OTHER_STRESS.search(said[2] or ""))


def _without_meaning(line: Line) -> NotTakenOver:
    why = "It has no meaning in a study; all design variables and responses are taken."
    return NotTakenOver(entry=NO_MEANING[_word(line.text)], where=line.where, why=why)
