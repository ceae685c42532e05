"""The ring keeps the newest events, and says when it has lost what somebody asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.adapters.web import ring as ring_module
from atomizer.adapters.web.ring import (
    CHUNK_EVENTS,
    Mark,
    Rendered,
    Ring,
    Wanted,
    read_mark,
    render,
    study_of,
)
from atomizer.commands.store import Frame
from atomizer.domain.values import Refused

ALL = Wanted()


def _event(position: int, study: str = "a", kind: str = "item_added", size: int = 3) -> Rendered:
    return Rendered(position, study, kind, b"%d;" % position + b"x" * (size - 3))


def _filled(limit: int, count: int, start: int = 0) -> Ring:
    ring = Ring(limit=limit)
    ring.start(start)
    ring.add(_event(start + n + 1) for n in range(count))
    return ring


def test_a_frame_goes_out_as_it_was_stored() -> None:
    state = b'{"hash":"0123456789abcdef0123456789abcdef","data":{},"meta":{},"v":1}'
    text = render(Frame(12, "run-a.1", 3, "trial_started", state)).text
    assert text == (
        b"id: 12-01234567\n"
        b"event: trial_started\n"
        b'data: {"position":12,"stream":"run-a.1","type":"trial_started","version":3,'
        b'"hash":"0123456789abcdef0123456789abcdef","data":{},"meta":{},"v":1}\n\n'
    )


@pytest.mark.parametrize(
    ("stream", "study"),
    [("study-bracket", "bracket"), ("run-bracket.1", "bracket"), ("run-a-b_c.12", "a-b_c")],
)
def test_runs_belong_to_their_study(stream: str, study: str) -> None:
    assert study_of(stream) == study


@given(
    limit=st.integers(1, 9),
    gaps=st.lists(st.integers(1, 3), max_size=30),
    start=st.integers(0, 5),
    after=st.integers(0, 80),
)
def test_it_gives_exactly_what_follows_or_says_that_it_cannot(
    limit: int, gaps: list[int], start: int, after: int
) -> None:
    positions, position = [], start
    for gap in gaps:
        positions.append(position := position + gap)
    ring = Ring(limit=limit)
    ring.start(start)
    ring.add(map(_event, positions))
    lost = [start, *positions[:-limit]][-1]
    number = ring.number_after(after)
    if after < lost:
        assert number is None
        return
    assert number is not None
    expected = [p for p in positions if p > after][:CHUNK_EVENTS]
    last, text = ring.chunk(number, ALL)
    assert text == b"".join(b"%d;" % p for p in expected)
    assert last == (expected[-1] if expected else 0)


def test_a_chunk_is_small_however_much_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _filled(9999, 500).chunk(0, ALL)[0] == CHUNK_EVENTS
    monkeypatch.setattr(ring_module, "CHUNK_BYTES", 5)
    assert _filled(9999, 500).chunk(0, ALL) == (3, b"1;2;3;")


def test_it_keeps_no_more_bytes_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring_module, "BYTES", 1000)
    ring = Ring()
    ring.start(0)
    ring.add(_event(n + 1, size=100) for n in range(50))
    assert ring.number_after(39) is None
    assert ring.number_after(40) is not None


def test_what_is_not_wanted_is_passed_over() -> None:
    ring = Ring()
    ring.start(0)
    ring.add([_event(1, "a"), _event(2, "b"), _event(3, "a", "undone"), _event(4, "b", "undone")])
    assert ring.chunk(0, Wanted(frozenset({"a"}))) == (4, b"1;3;")
    assert ring.chunk(0, Wanted(types=frozenset({"undone"}))) == (4, b"3;4;")
    assert ring.chunk(0, Wanted(frozenset({"b"}), frozenset({"undone"}))) == (4, b"4;")


def test_marks_are_read_back() -> None:
    assert read_mark("12-0a1b2c3d") == Mark(12, "0a1b2c3d")
    assert read_mark("0") == Mark(0)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "12",
        "12-",
        "0-0a1b2c3d",
        "-1",
        "12-0A1B2C3D",
        "12-0a1b2c3d4",
        "9" * 30,
        "\u0661-0a1b2c3d",
    ],
)
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="id of"):
        read_mark(text)
