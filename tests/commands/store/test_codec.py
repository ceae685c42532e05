"""Events become canonical bytes and come back the same; everything else is refused in words."""

import json
from hashlib import blake2b
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer import domain
from atomizer.commands.store import Frame, Unreadable, open_store
from atomizer.commands.store.canonical import MAX_BYTES, canonical, depth
from atomizer.commands.store.catalogue import EVENTS, UPCASTERS, table
from atomizer.commands.store.codec import CODEC, Codec, body_of, seal, sealed
from atomizer.domain import events, run
from atomizer.domain.events import Event, ItemAdded, NodesMoved, StudyCreated
from atomizer.domain.values import Refused
from tests.commands.store.examples import RUN, STUDY, added, envelope, record

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def stored(event: Event, name: str = "study-a") -> Frame:
    """An event as the first of a stream."""
    body = CODEC.encode(envelope(), (event,))[0].body
    return Frame(1, name, 1, event.type, sealed(seal("0" * 32, name, 1, event.type, body), body))


def subclasses(of: type[Event]) -> set[type[Event]]:
    return {c for c in of.__subclasses__() if c.__module__.startswith(domain.__name__)}


def test_every_event_of_the_domain_is_in_the_table() -> None:
    assert {events, run}
    assert set(EVENTS.values()) == subclasses(Event)
    assert all(name == cls.type for name, cls in EVENTS.items())


def test_two_events_cannot_share_a_name() -> None:
    class Other(Event):
        type = "item_added"

    with pytest.raises(ValueError, match="Two events are called 'item_added'"):
        table((ItemAdded, Other))


@pytest.mark.parametrize("event", STUDY + RUN, ids=lambda event: event.type)
def test_each_event_comes_back_as_it_was(event: Event) -> None:
    recorded = CODEC.decode(stored(event))
    assert recorded.event == event
    assert recorded.envelope == envelope()


def test_the_stored_text_is_canonical() -> None:
    state = stored(added(1, "é")).state
    text = state.decode()
    assert text.startswith('{"hash":"') and text[41:43] == '",'
    loaded = json.loads(text)
    hash_ = loaded.pop("hash")
    body = json.dumps(loaded, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert body_of(state) == body
    place = "\0".join(("0" * 32, "study-a", "1", "item_added", ""))
    assert hash_ == blake2b(place.encode() + body, digest_size=16).hexdigest()


def test_order_of_writing_does_not_change_the_text() -> None:
    one = ItemAdded(kind="model", id="model", values={"a": 1, "b": {"c": 2, "d": 3}})
    other = ItemAdded(kind="model", id="model", values={"b": {"d": 3, "c": 2}, "a": 1})
    assert stored(one) == stored(other)


@given(st.dictionaries(texts, values, max_size=4))
def test_any_json_comes_back_in_normal_form(payload: dict) -> None:
    keys = [normalize("NFC", key) for key in _keys(payload)]
    event = StudyCreated(meta=payload)
    try:
        recorded = CODEC.decode(stored(event))
    except Refused:
        assert len(set(keys)) < len(keys)  # two names that differ only in their accents
        return
    assert canonical(recorded.event.model_dump()) == canonical(event.model_dump())
    again = CODEC.encode(recorded.envelope, (recorded.event,))[0]
    assert again.body == body_of(stored(event).state)
    assert again.event == recorded.event


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for inner in value.values() for key in _keys(inner))]
    return [key for inner in value for key in _keys(inner)] if isinstance(value, list) else []


def test_an_accent_has_one_spelling() -> None:
    composed, decomposed = added(1, "\u00e9"), added(1, "e\u0301")
    assert stored(composed) == stored(decomposed)
    assert CODEC.decode(stored(decomposed)).event == composed


def test_a_line_end_before_an_accent_survives() -> None:
    event = added(1, "\n\u0303 e\u0301")
    assert CODEC.decode(stored(event)).event.values["note"] == "\n\u0303 \u00e9"


def test_names_that_differ_in_the_spelling_of_an_accent_are_refused() -> None:
    with pytest.raises(Refused, match="accents"):
        stored(StudyCreated(meta={"\u00e9": 1, "e\u0301": 2}))


@pytest.mark.parametrize("keys", [("_type_", "_data_"), ("_type_",), ("hash",), ("v", "meta")])
def test_no_name_is_special_in_a_payload(keys: tuple[str, ...]) -> None:
    """The library's transcoder would save this one and then fail at every replay."""
    event = StudyCreated(
        meta={"inner": dict.fromkeys(keys, "tuple_as_list"), **dict.fromkeys(keys)}
    )
    with open_store("memory:") as store:
        record(store, "study-a", event)
        assert next(store.read("study-a")).event == event


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_are_finite(number: float) -> None:
    with pytest.raises(Refused, match="finite") as refused:
        stored(StudyCreated.model_construct(meta={"x": number}))
    assert refused.value.code == "E011"


def test_a_number_that_is_not_finite_is_found_between_nulls() -> None:
    stored(StudyCreated(meta={"x": [None, {"y": [None, 1.5]}], "z": "null"}))
    with pytest.raises(Refused, match="finite"):
        stored(StudyCreated.model_construct(meta={"x": [None, {"y": [1.5, float("inf")]}]}))


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1])
def test_integers_have_64_bits(number: int) -> None:
    with pytest.raises(Refused, match="64-bit range"):
        stored(StudyCreated(meta={"x": number}))


def test_what_is_too_large_is_refused_with_its_size() -> None:
    stored(added(1, "x" * (MAX_BYTES - 1000)))
    with pytest.raises(Refused, match="at most 262144 are kept") as refused:
        stored(added(1, "x" * MAX_BYTES))
    assert refused.value.code == "E041"


def test_what_is_too_deep_is_refused() -> None:
    def nested(levels: int) -> StudyCreated:
        value: object = 1
        for _ in range(levels):
            value = {"a": [value]} if levels < 1000 else [value]
        return StudyCreated.model_construct(meta={"x": value}, category="", cloned_from="")

    stored(nested(15))
    for levels in (16, 200, 100_000):
        with pytest.raises(Refused):
            stored(nested(levels))


def test_depth_counts_objects_and_lists() -> None:
    assert [depth(v) for v in (1, {}, {"a": 1}, {"a": [1]}, [[], {"a": {}}])] == [0, 1, 1, 2, 3]


def test_many_shallow_parts_are_not_deep() -> None:
    stored(StudyCreated(meta={"x": [{} for _ in range(100)]}))


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(Refused, match="not valid UTF-8"):
        stored(StudyCreated.model_construct(meta={"x": "\ud800"}, category="", cloned_from=""))


@pytest.mark.parametrize("meta", [{"x": (1, 2)}, {"x": {1, 2}}, {1: "x"}, {"x": object()}])
def test_what_would_come_back_different_is_refused(meta: dict) -> None:
    with pytest.raises(Refused):
        stored(StudyCreated.model_construct(meta=meta, category="", cloned_from=""))


def test_a_type_is_never_imported_but_refused_by_name() -> None:
    foreign = stored(added())._replace(type="os:system")
    with pytest.raises(Unreadable, match="no event is called 'os:system'"):
        CODEC.decode(foreign)


@pytest.mark.parametrize(
    "state",
    [b"", b"{}", b"null", b'{"hash":"x","data":{},"meta":{},"v":1}', b"\xff\xfe", b"[" * 5000],
)
def test_a_state_that_is_none_is_unreadable(state: bytes) -> None:
    with pytest.raises(Unreadable, match="study-a version 1"):
        CODEC.decode(stored(added())._replace(state=state))


class Grown(Event):
    """A test's own event, in its third version."""

    type = "grown"
    v = 3
    size: int
    unit: str


UP = {
    ("grown", 1): lambda data: {"size": data["length"]},
    ("grown", 2): lambda data: {**data, "unit": "mm"},
}


def old(v: int, data: dict) -> Frame:
    meta = envelope().model_dump(mode="json")
    body = canonical({"data": data, "meta": meta, "v": v})
    return Frame(
        1, "study-a", 1, "grown", sealed(seal("0" * 32, "study-a", 1, "grown", body), body)
    )


@pytest.mark.parametrize(
    ("v", "data"), [(1, {"length": 5}), (2, {"size": 5}), (3, {"size": 5, "unit": "mm"})]
)
def test_events_of_old_versions_are_read_as_the_newest(v: int, data: dict) -> None:
    codec = Codec({"grown": Grown}, UP)
    recorded = codec.decode(old(v, data))
    assert recorded.event == Grown(size=5, unit="mm")
    assert recorded.envelope == envelope()


def test_an_old_version_travels_to_another_store_unchanged() -> None:
    codec = Codec({"grown": Grown}, UP)
    frame = old(1, {"length": 5})
    line = '{"position":1,"stream":"study-a","type":"grown","version":1,"state":'
    lines = ['{"atomizer":"events","v":1}', line + frame.state.decode() + "}", '{"events":1}']
    with open_store("memory:", codec) as store:
        assert store.import_lines(lines) == 1
        assert store.frames()[0].state == frame.state
        assert list(store.export()) == lines
        assert store.verify().ok


@pytest.mark.parametrize("v", [0, 4])
def test_a_version_nobody_knows_is_refused(v: int) -> None:
    with pytest.raises(Unreadable, match=f"v{v} of grown is not known here; this program reads v3"):
        Codec({"grown": Grown}, UP).decode(old(v, {"size": 5}))


def test_every_version_since_the_first_has_an_upcaster() -> None:
    wanted = {(name, v) for name, cls in EVENTS.items() for v in range(1, cls.v)}
    assert set(UPCASTERS) == wanted


def test_positions_are_floats_however_they_are_given() -> None:
    event = NodesMoved(positions={"a": (1, 2)})
    assert CODEC.decode(stored(event)).event == event
    assert CODEC.decode(stored(event))._replace(position=0).version == 1
