"""Exports carry their seals; imports take all of a sound file, or nothing and say why."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.commands.store import EventStore, open_store
from atomizer.commands.store.canonical import canonical
from atomizer.commands.store.codec import seal
from atomizer.domain.values import Refused
from tests.commands.store.examples import added, record, story

Lines = list[str]


def exported() -> Lines:
    with open_store("memory:") as store:
        story(store)
        return list(store.export())


EXPORT = exported()


def test_an_export_is_one_json_line_an_event(store: EventStore) -> None:
    story(store)
    lines = list(store.export())
    assert lines == EXPORT
    assert json.loads(lines[-1]) == {"events": 20}
    first = json.loads(lines[1])
    assert first["state"]["hash"] == store.log()[0].hash
    assert (first["stream"], first["version"], first["type"]) == (
        "study-bracket",
        1,
        "study_created",
    )


def test_an_import_makes_the_same_store(store: EventStore) -> None:
    assert store.import_lines(EXPORT) == 20
    assert list(store.export()) == EXPORT
    assert store.verify().ok
    with store.writing() as transaction:
        assert transaction.answered("study-bracket", "study-bracket-2")[0].version == 2


def test_importing_twice_changes_nothing(store: EventStore) -> None:
    store.import_lines(EXPORT)
    assert store.import_lines(EXPORT) == 0
    assert list(store.export()) == EXPORT


def test_only_what_is_new_is_taken(store: EventStore) -> None:
    store.import_lines([*EXPORT[:6], '{"events":5}'])
    assert store.import_lines(line + "\n" for line in EXPORT) == 15


def test_one_stream_can_be_exported(store: EventStore) -> None:
    story(store)
    lines = list(store.export(["run-bracket-run-1"]))
    assert len(lines) == 6
    with open_store("memory:") as other:
        assert other.import_lines(lines) == 4
        assert other.head() == 4


def test_an_import_wakes_those_who_wait(store: EventStore) -> None:
    rung = store.bell._rung
    store.import_lines(EXPORT)
    assert store.bell._rung > rung


def test_another_event_in_the_same_place_is_refused(store: EventStore) -> None:
    record(store, "study-bracket", added(1))
    with pytest.raises(Refused, match=r"Line 2: .*another version 1") as refused:
        store.import_lines(EXPORT)
    assert refused.value.code == "E013"
    assert store.head() == 1


def changed(line: int, **changes: object) -> Lines:
    lines = list(EXPORT)
    lines[line] = json.dumps(json.loads(lines[line]) | changes, ensure_ascii=False)
    return lines


def resealed(line: int, **changes: object) -> Lines:
    """A line whose author knows how to seal."""
    lines = list(EXPORT)
    found = json.loads(lines[line])
    before = json.loads(lines[line - 1])["state"]["hash"] if line > 1 else "0" * 32
    state = {**found["state"], **changes}
    kind = state.pop("kind", found["type"])
    del state["hash"]
    body = canonical(state)
    hash_ = seal(before, found["stream"], found["version"], kind, body)
    state = {"hash": hash_, **state}
    lines[line] = json.dumps({**found, "type": kind, "state": state}, ensure_ascii=False)
    return lines


def state_of(line: int) -> dict:
    return json.loads(EXPORT[line])["state"]


HOSTILE: dict[str, tuple[Callable[[], Lines], str]] = {
    "nothing": (lambda: [], "last line is missing"),
    "another file": (lambda: ["%PDF-1.7"], "Line 1: this is no export"),
    "cut short": (lambda: EXPORT[:-1], "cut short"),
    "cut in the middle": (lambda: [*EXPORT[:3], EXPORT[3][:99]], "Line 4: not JSON"),
    "a line left out": (lambda: [*EXPORT[:3], *EXPORT[4:]], "Line 4: .*version 3 is missing"),
    "a line twice in a row": (lambda: [*EXPORT[:3], *EXPORT[2:]], "20 events .*21 are here"),
    "two lines exchanged": (
        lambda: [EXPORT[0], EXPORT[2], EXPORT[1], *EXPORT[3:]],
        "Line 2: .*version 1 is missing",
    ),
    "something behind": (lambda: [*EXPORT, EXPORT[1]], "Line 23: .*behind the last line"),
    "a wrong count": (lambda: [*EXPORT[:-1], '{"events":19}'], "19 events were written, 20"),
    "not an object": (lambda: [EXPORT[0], "[1]"], "Line 2: "),
    "not a number": (lambda: [EXPORT[0], EXPORT[1].replace("false", "NaN")], "Line 2: .*NaN"),
    "deep garbage": (lambda: [EXPORT[0], '{"state":' + "[" * 100_000], "Line 2: not JSON"),
    "another payload": (
        lambda: [s.replace("Bügel", "Bogen") for s in EXPORT],
        "Line 2: the seal",
    ),
    "another stream": (lambda: changed(1, stream="study-x"), "Line 2: the seal"),
    "another type": (lambda: changed(1, type="item_added"), "Line 2: the seal"),
    "a stream of no form": (lambda: changed(1, stream="../x"), "Line 2: stream"),
    "version nought": (lambda: changed(1, version=0), "Line 2: version"),
    "a version as text": (lambda: changed(1, version="1"), "Line 2: version"),
    "an unknown field": (lambda: changed(1, more=1), "Line 2: more"),
    "a state that is none": (lambda: changed(1, state={}), "Line 2: the seal"),
    "an unknown type, sealed": (
        lambda: resealed(1, kind="os:system"),
        "Line 2: .*no event is called 'os:system'",
    ),
    "a poisoned payload, sealed": (lambda: resealed(1, data={"meta": 5}), "Line 2: "),
    "a payload of another event, sealed": (lambda: resealed(1, data={"kind": "model"}), "Line 2"),
    "no envelope, sealed": (lambda: resealed(1, meta={}), "Line 2: "),
    "a version nobody knows, sealed": (lambda: resealed(1, v=7), "Line 2: .*v7 of study_created"),
    "a version that is none, sealed": (lambda: resealed(1, v="x"), "Line 2: "),
    "numbers as text, sealed": (
        lambda: resealed(10, data={**state_of(10)["data"], "to": "3"}),
        "Line 10: the seal|Line 11: ",
    ),
    "too large, sealed": (
        lambda: resealed(1, data={"meta": {"x": "y" * 300_000}}),
        "Line 2: .*at most 262144",
    ),
    "too deep, sealed": (
        lambda: resealed(1, data={"meta": {"x": json.loads("[" * 40 + "]" * 40)}}),
        "Line 2: .*deeper than 32",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_line_and_nothing_is_taken(what: str) -> None:
    make, said = HOSTILE[what]
    with open_store("memory:") as store:
        with pytest.raises(Refused, match=said):
            store.import_lines(make())
        assert store.head() == 0
        assert store.streams() == []


def test_a_refused_import_leaves_every_store_as_it_was(store: EventStore) -> None:
    record(store, "study-mine", added(1))
    with pytest.raises(Refused, match="cut short"):
        store.import_lines(EXPORT[:-1])
    assert store.head() == 1
    assert record(store, "study-mine", added(2))[0].position == 2
    assert store.verify().ok


@settings(max_examples=60)
@given(st.data())
def test_whatever_byte_is_changed_the_import_is_refused_or_the_same(data: st.DataObject) -> None:
    text = "\n".join(EXPORT)
    place = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(exclude_categories=["Cs"]))
    lines = (text[:place] + char + text[place + 1 :]).split("\n")
    with open_store("memory:") as store:
        try:
            store.import_lines(lines)
        except Refused:
            assert store.head() == 0
        else:
            assert list(store.export()) == EXPORT
