"""Laws of history that hold whatever several people do to one study at the same time."""

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from atomizer.commands.base import Command
from atomizer.commands.history import Redo, RestoreVersion, Undo
from atomizer.commands.spec import EditSpec
from atomizer.commands.streams import STUDY
from atomizer.domain.events import Event
from atomizer.domain.fold import evolve, fold
from atomizer.domain.items import KINDS
from atomizer.domain.patch import Op
from atomizer.domain.recorded import Recorded
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study, as_item
from atomizer.domain.undo import require_references
from atomizer.domain.values import Refused
from tests.commands.edits import MODES, command, edits, plays
from tests.given import CREATED, READY, by, knowing, recorded, thorough

GROUPS = st.sampled_from(["", "turn-1", "turn-2"])
CODES = {"E010", "E011", "E012", "E013", "E014", "E020", "E021", "E030", "E031", "E032", "E042"}


def text(study: Study) -> str:
    """The spec as it is written to the file, byte for byte."""
    return json.dumps(as_spec(study))


def plain_text(study: Study) -> str:
    """The document and its owners, in which 1, 1.0 and true are three different things."""
    return json.dumps([study.document, study.owners], sort_keys=True)


class Histories(RuleBasedStateMachine):
    """People edit one study; events go through JSON as they would through a store."""

    principals = ("ann", "bob")

    @initialize(history=st.sampled_from([(CREATED,), READY, READY]), data=st.data())
    def create(self, history: tuple[Event, ...], data: Any) -> None:
        self.begin(recorded([by(self.somebody(data), event) for event in history]))

    @rule(data=st.data(), times=st.integers(1, 3), group=GROUPS)
    def somebody_edits(self, data: Any, times: int, group: str) -> None:
        who = self.somebody(data)
        for _ in range(times):
            try:
                given = command(data.draw(edits(self.study)))
            except Refused as refusal:
                assert refusal.code == "E011"
            else:
                self.give(given, who, group)

    @rule(data=st.data(), times=st.integers(2, 4))
    def a_gesture_is_one_step_and_ends_what_could_be_made_again(
        self, data: Any, times: int
    ) -> None:
        who, before, gesture = self.somebody(data), self.study, f"gesture-{len(self.records)}"
        item = data.draw(st.sampled_from(["con_strong", "x"]))
        done = [self.give(command(data.draw(plays(item))), who, gesture) for _ in range(times)]
        if any(done):
            assert who not in self.study.redo
            records, study = list(self.records), self.study
            assert self.give(Undo(), who), "nobody came between"
            assert plain_text(self.study) == plain_text(before)
            if data.draw(st.booleans()):
                self.go_back(records, study)

    @rule(value=st.sampled_from([1, True, 1.0, 0, False, None]))
    def somebody_sets_an_option(self, value: object) -> None:
        path = "optimization.algorithm.options.a"
        self.give(command(("update_spec_field", {"path": path, "value": value})), "ann")
        assert repr(as_spec(self.study)["optimization"]["algorithm"]["options"]["a"]) == repr(value)

    @rule(data=st.data(), group=GROUPS)
    def somebody_takes_an_item_away_and_puts_it_back(self, data: Any, group: str) -> None:
        who, spec = self.somebody(data), as_spec(self.study)
        section = data.draw(st.sampled_from(["constraints", "objectives", "design_variables"]))
        fewer = spec | {section: spec[section][1:]}
        for each in (fewer, spec):
            self.give(EditSpec.model_validate_json(json.dumps({"spec": each})), who, group)

    @rule(data=st.data(), mode=MODES, again=st.booleans())
    def two_people_play_with_one_item_and_the_first_walks_back(
        self, data: Any, mode: Any, again: Any
    ) -> None:
        tighten = ("change_constraint", {"id": "con_strong", "threshold": 3})
        first, second = self.somebody(data), self.somebody(data)
        self.give(command(data.draw(plays("con_strong"))), first)
        self.give(command(data.draw(st.just(tighten) | plays("con_strong"))), second)
        self.walk(Undo(on_conflict=mode), first)
        if again:
            self.walk(Redo(on_conflict=mode), first)
            self.walk(Undo(on_conflict="reject"), first)

    @rule(data=st.data(), mode=MODES, what=st.sampled_from([Undo, Undo, Redo]))
    def somebody_walks_in_history(self, data: Any, mode: Any, what: type[Undo | Redo]) -> None:
        self.walk(what(on_conflict=mode), self.somebody(data))

    def walk(self, step: Undo | Redo, who: str) -> None:
        owners, before = self.study.owners, self.study
        events = self.give(step, who)
        if isinstance(step, Undo) and step.on_conflict != "force":
            for op in (op for event in events for op in event.patch):
                assert theirs(owners, op) <= {who}, f"{who} took back what {op} says"
        if not events:
            assert self.study == before

    @precondition(lambda self: self.study.undo)
    @rule(data=st.data(), mode=MODES, times=st.integers(1, 5))
    def as_many_redos_as_undos_change_nothing(self, data: Any, mode: Any, times: int) -> None:
        who = data.draw(st.sampled_from(sorted(self.study.undo)))
        records, study = list(self.records), self.study
        done = 0
        while done < times and self.give(Undo(on_conflict=mode), who):
            done += 1
        for _ in range(done):
            assert self.give(Redo(on_conflict=mode), who), "what was undone can be made again"
        assert plain_text(self.study) == plain_text(study)
        if data.draw(st.booleans()):
            self.go_back(records, study)

    @rule(data=st.data())
    def a_replay_from_any_version_leads_to_the_same_study(self, data: Any) -> None:
        cut = data.draw(st.integers(0, len(self.records)))
        start = fold(self.records[:cut])
        assert fold(self.records[cut:], start) == self.study
        restored = STUDY.restore(STUDY.save(start))
        assert restored == start
        assert fold(self.records[cut:], restored) == self.study
        assert fold(self.records[:cut]) == start, "folding on left the earlier study alone"

    def teardown(self) -> None:
        replayed = fold(self.records)
        assert replayed == self.study
        assert text(replayed) == text(self.study)

    @invariant()
    def every_cell_has_an_owner_and_every_owner_a_cell(self) -> None:
        assert shape(self.study.owners) == shape(self.study.document)

    @invariant()
    def every_item_is_sound_and_every_reference_leads_to_one(self) -> None:
        require_references(self.study.document)
        ids = [i for kind in KINDS for i in self.study.document.get(kind, {})]
        assert len(ids) == len(set(ids))
        for kind, item in KINDS.items():
            for i, cells in self.study.cells(kind).items():
                as_item(item, cells, i)

    @rule(data=st.data())
    def a_version_is_restored_as_it_was(self, data: Any) -> None:
        version = data.draw(st.integers(1, self.study.version))
        self.give(RestoreVersion(version=version), self.somebody(data))
        assert self.study.document == fold(self.records[:version]).document

    @rule()
    def the_spec_of_a_study_is_no_edit_of_it(self) -> None:
        spec = json.loads(text(self.study))
        assert EditSpec(spec=spec).decide(self.study, knowing(self.records)) == []

    @invariant()
    def an_edit_is_counted_once(self) -> None:
        assert self.study.version == len(self.records)
        assert self.study.spec_version <= self.study.version
        assert max(self.study.revisions.values()) <= self.study.version

    def begin(self, records: list[Recorded[Event]]) -> None:
        self.records, self.study = records, fold(records)

    def go_back(self, records: list[Recorded[Event]], study: Study) -> None:
        self.records, self.study = records, study

    def somebody(self, data: Any) -> str:
        return str(data.draw(st.sampled_from(self.principals)))

    def give(self, given: Command, who: str, group: str = "") -> Sequence[Any]:
        """What comes of a command; what is refused leaves no trace."""
        kept = deepcopy(self.study.document)
        try:
            events = given.decide(self.study, knowing(self.records, who))
        except Refused as refusal:
            assert refusal.code in CODES
            assert refusal.message.endswith((".", "?"))
            events = []
        assert self.study.document == kept, "to decide changes nothing"
        self.record(events, who, group or f"command-{len(self.records)}")
        return events

    def record(self, events: Sequence[Event], who: str, group: str) -> None:
        said = by(who, *map(through_json, events), group=group)
        new: list[Recorded[Event]] = recorded([said], after=len(self.records))
        self.records += new
        for each in new:
            self.study = evolve(self.study, each)


class Alone(Histories):
    """Nobody interferes: everything can be taken back, down to the study as it was created."""

    principals = ("ann",)

    @rule()
    def to_take_everything_back_leaves_the_study_as_it_was_created(self) -> None:
        steps = len(self.study.undo.get("ann", ()))
        for _ in range(steps):
            assert self.give(Undo(), "ann"), "what nobody else touched can be taken back"
        created = fold(self.records[:1])
        assert (self.study.document, self.study.owners) == (created.document, created.owners)


def through_json(event: Event) -> Event:
    """An event as a store gives it back."""
    read = type(event).model_validate_json(event.model_dump_json())
    assert read == event
    return read


def theirs(owners: Any, op: Op) -> set[str]:
    """Who wrote last what an op is about to change."""
    here = owners
    for part in op.path:
        if part not in here:
            return set()
        here = here[part]
    return set(here.values()) if isinstance(here, dict) else {here}


def shape(tree: Any) -> Any:
    """The cells of a document without their values."""
    return {
        (kind, item): sorted(cells) for kind, items in tree.items() for item, cells in items.items()
    }


TestHistories = Histories.TestCase
TestHistories.settings = thorough(80, steps=30)
TestAlone = Alone.TestCase
TestAlone.settings = thorough(40, steps=30)
