"""What a deck measures, wants and holds as extractors, objectives and constraints."""

from atomizer.domain.items import Constraint, Extractor, Objective, Source
from atomizer.domain.values import ItemId, Json, slug
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sol200_cards import DesignEntries, Limit, NotTakenOver, Response, left
from atomizer.engine.deck.sol200_control import DesignControl, Selection, analysis_of
from atomizer.engine.deck.sol200_limits import Holds
from atomizer.engine.deck.sol200_measure import Measure, NotMeasured
from atomizer.engine.deck.sol200_responses import measures

MAX_SHEAR = "The deck asks for maximum shear (STRESS(MAXS)), not for von Mises stress."

OF_ANALYSIS = {"FREQ": "MODE", "LAMA": "BUCK"}
"""Responses that one analysis alone has."""


class Goals:
    """Extractors, objectives and constraints of a deck as they are made."""

    def __init__(self, deck: Deck, control: DesignControl) -> None:
        self.deck, self.control = deck, control
        self.entries = DesignEntries(deck)
        self.extractors: dict[ItemId, Extractor] = {}
        self.objectives: list[Objective] = []
        self.constraints: list[Constraint] = []
        self.left: list[NotTakenOver] = []
        self._measures: dict[int, list[Measure]] = {}
        self._names: set[str] = set()

    def take(self) -> None:
        """Take what the deck measures, wants and holds."""
        for number, response in self.entries.responses.items():
            self._measure(number, response)
        self._take_objective()
        self._take_constraints()
        for measure in (each for found in self._measures.values() for each in found):
            if not any(_serves(it, measure) for it in self.extractors.values()):
                self._extractor(measure.extractor, measure.config)

    def _measure(self, number: int, response: Response) -> None:
        try:
            told = MAX_SHEAR if self.control.max_shear else ""
            self._need_analysis(response)
            self._measures[number] = measures(self.deck, response, told)
        except NotMeasured as reason:
            self.left.append(left(response.card, str(reason)))
        for note in {each.note for each in self._measures.get(number, []) if each.note}:
            self.left.append(left(response.card, note))

    def _need_analysis(self, response: Response) -> None:
        """Refuse modes of a subcase that the study does not solve."""
        needed, control = OF_ANALYSIS.get(response.kind), self.control
        kinds = {case.id: analysis_of(case, control.shared) for case in control.dropped}
        dropped = [number for number, kind in kinds.items() if kind == needed]
        if dropped:
            solved = f"the study solves SOL {control.solution}"
            raise NotMeasured(f"Subcase {dropped[0]} is commented out: {solved}.")

    def _take_objective(self) -> None:
        selected = self.control.selected("DESOBJ")
        if not selected:
            name = self.deck.sources.files[0].name
            why = "Case control selects none: the study has no objective yet."
            self.left.append(NotTakenOver(entry="DESOBJ", where=name, why=why))
            return
        different = {selection.line: selection for selection in selected.values()}
        for selection in different.values():
            subcases = [n for n, each in selected.items() if each.line == selection.line]
            self._want(selection, subcases)

    def _want(self, selection: Selection, subcases: list[int]) -> None:
        """The objective of one DESOBJ, or why there is none."""
        number = selection.number
        found = self._measures.get(number, [])
        measure = found[0] if found else None
        everywhere = len(subcases) == len(self.control.subcases)
        if measure is None:
            self._unwanted(selection, self._why_not(number, selection))
        elif len(found) > 1 or not measure.scalar:
            self._unwanted(
                selection, "It is not one number: only the worst of several is measured."
            )
        elif measure.in_subcases and everywhere and len(subcases) > 1:
            self._unwanted(selection, "It does not say which subcase.")
        else:
            if measure.size:
                why = "The study takes the size, without its sign: right while it is positive."
                self._unwanted(selection, why)
            in_one = measure.in_subcases and not everywhere
            place = {"subcase": subcases[0]} if in_one else {}
            self._add_objective(selection, measure, measure.config | place)

    def _add_objective(self, selection: Selection, measure: Measure, config: Json) -> None:
        source = Source(
            extractor_id=self._extractor(measure.extractor, config),
            output_key=measure.upper or measure.lower,
        )
        name = self._free_name(self.entries.responses[selection.number].label)
        maximizes = selection.options.startswith("MAX")
        direction = "maximize" if maximizes else "minimize"
        self.objectives.append(
            Objective.model_validate({"name": name, "direction": direction, "source": source})
        )

    def _unwanted(self, selection: Selection, why: str) -> None:
        entry = f"DESOBJ {selection.value}"
        self.left.append(NotTakenOver(entry=entry, where=selection.line.where, why=why))

    def _why_not(self, number: int, selection: Selection) -> str:
        if number in self.entries.others:
            return f"{self.entries.others[number].name} {number} is not measured."
        if number not in self.entries.responses:
            what = f"There is no DRESP1 {number}."
            raise DeckRejected(what, selection.line.where, "Name a response that is there.")
        return f"DRESP1 {number} is not measured."

    def _take_constraints(self) -> None:
        held = self._selected_sets()
        holds = Holds()
        for limit in self.entries.limits:
            subcases = [n for n, sets in held.items() if limit.set in sets]
            if not subcases:
                self.left.append(left(limit.card, "No DESGLB or DESSUB selects it."))
            elif reason := self._unheld(limit):
                self.left.append(left(limit.card, reason))
            else:
                self._hold(holds, limit, subcases)
        for each in holds.merged():
            extractor = self._extractor(each.extractor, each.config)
            self.constraints.append(
                Constraint(
                    name=self._free_name(each.name),
                    operator=each.operator,
                    threshold=each.threshold,
                    source=Source(extractor_id=extractor, output_key=each.output),
                )
            )
        self.left += holds.left

    def _selected_sets(self) -> dict[int, set[int]]:
        """The ids of DCONSTR that hold in each subcase."""
        held: dict[int, set[int]] = {number: set() for number in self.control.subcases}
        for word in ("DESGLB", "DESSUB"):
            for number, selection in self.control.selected(word).items():
                held[number] |= self.entries.sets(selection.number, selection.line.where)
        return held

    def _unheld(self, limit: Limit) -> str:
        if limit.by_table:
            return "Its limits are a table over frequency."
        if limit.response in self.entries.others:
            other = self.entries.others[limit.response]
            return f"{other.name} {limit.response} is not measured."
        if limit.response not in self.entries.responses:
            what = f"DCONSTR {limit.set} limits the response {limit.response}."
            raise DeckRejected(what, limit.card.where, "There is no such DRESP1, 2 or 3.")
        return (
            "" if limit.response in self._measures else f"DRESP1 {limit.response} is not measured."
        )

    def _hold(self, holds: Holds, limit: Limit, subcases: list[int]) -> None:
        label = self.entries.responses[limit.response].label
        everywhere = len(subcases) == len(self.control.subcases)
        for measure in self._measures[limit.response]:
            together = everywhere and (len(subcases) == 1 or not measure.each_subcase)
            for subcase in [None] if together or not measure.in_subcases else subcases:
                holds.add(label, measure, limit, subcase)

    def _extractor(self, kind: str, config: Json) -> ItemId:
        """The id of the extractor of this kind and these options, made when it is not there."""
        for known, extractor in self.extractors.items():
            if (extractor.type, extractor.config) == (kind, config):
                return known
        number = sum(extractor.type == kind for extractor in self.extractors.values()) + 1
        name = kind.replace("_", " ").capitalize() + (f" {number}" if number > 1 else "")
        new = slug(name, "ext")
        self.extractors[new] = Extractor(name=name, type=kind, config=config)
        return new

    def _free_name(self, label: str) -> str:
        name, number = label or "response", 2
        while name.lower() in self._names:
            name, number = f"{label} {number}", number + 1
        self._names.add(name.lower())
        return name


def _serves(extractor: Extractor, measure: Measure) -> bool:
    """Whether an extractor measures this response, be it in one subcase only."""
    config = {key: value for key, value in extractor.config.items() if key != "subcase"}
    return (extractor.type, config) == (measure.extractor, measure.config)
