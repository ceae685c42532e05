"""The newest events, rendered once for all viewers, and what a viewer wants of them."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from atomizer.commands.store import Frame
from atomizer.commands.streams import RUN, STUDY
from atomizer.domain.values import Refused

EVENTS = 8192
BYTES = 32 * 1024 * 1024
CHUNK_EVENTS = 50
CHUNK_BYTES = 64 * 1024
"""A viewer that stops reading holds back one chunk, not more."""


class Rendered(NamedTuple):
    """An event as viewers get it."""

    position: int
    study: str
    type: str
    text: bytes


def study_of(stream: str) -> str:
    """The study a stream belongs to: `study-bracket` and `run-bracket.1` are of `bracket`."""
    if stream.startswith(STUDY.prefix):
        return stream.removeprefix(STUDY.prefix)
    return (
        stream.removeprefix(RUN.prefix).partition(".")[0] if stream.startswith(RUN.prefix) else ""
    )


def render(frame: Frame) -> Rendered:
    """An event as SSE; the stored bytes are JSON on one line and go out as they are."""
    position, stream, version, kind, state = frame
    place = b'{"position":%d,"stream":"%b","type":"%b","version":%d,' % (
        position,
        stream.encode(),
        kind.encode(),
        version,
    )
    text = b"id: %b\nevent: %b\ndata: %b%b\n\n" % (
        mark(frame).encode(),
        kind.encode(),
        place,
        state[1:],
    )
    return Rendered(position, study_of(stream), kind, text)


class Mark(NamedTuple):
    """The id of an event for viewers: where it is, and the seal of its history up to there."""

    position: int
    hash: str = ""


def read_mark(text: str) -> Mark:
    """A mark as viewers send it; `0` is the beginning of the log."""
    found = re.fullmatch(r"0|([1-9]\d{0,17})-([0-9a-f]{8})", text)
    if not found:
        hint = "Send the id of the last event you have, as 12-0a1b2c3d, or 0 for everything."
        raise Refused("E011", f"{text[:60]!r} is not the id of an event.", hint)
    return Mark(int(found[1] or 0), found[2] or "")


def mark(frame: Frame | None) -> str:
    """The mark of an event as text; without one, of the beginning."""
    return f"{frame.position}-{frame.hash[:8]}" if frame else "0"


def ready(frame: Frame | None) -> bytes:
    """What a viewer is told first: the event it has, and that all that follow will come."""
    position = frame.position if frame else 0
    return b'id: %b\nevent: ready\ndata: {"position":%d}\n\n' % (mark(frame).encode(), position)


def reset(head: Frame | None) -> bytes:
    """Likewise, to one whose last event is not in this log: read everything anew, from here on."""
    position = head.position if head else 0
    return b'id: %b\nevent: reset\ndata: {"head":%d}\n\n' % (mark(head).encode(), position)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a viewer wants; all of them where nothing is named."""

    studies: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    def admits(self, event: Rendered) -> bool:
        """Whether this is one of them."""
        return (not self.studies or event.study in self.studies) and (
            not self.types or event.type in self.types
        )


@dataclass(slots=True)
class Ring:
    """The newest events under consecutive numbers; the oldest go when there are too many.

    Attributes:
        head: Position up to which everything is in the ring or was.
        first: Number of the oldest event that is still here.
        end: Number that the next event will get.
    """

    head: int = 0
    first: int = 0
    end: int = 0
    limit: int = EVENTS
    _events: dict[int, Rendered] = field(default_factory=dict)
    _bytes: int = 0
    _before: int = 0

    def start(self, head: int) -> None:
        """Begin behind a position."""
        self.head = self._before = head

    def add(self, events: Iterable[Rendered]) -> None:
        """Take in events that follow those that are here."""
        for event in events:
            self._events[self.end] = event
            self._bytes += len(event.text)
            self.end += 1
            self.head = event.position
        while len(self._events) > self.limit or self._bytes > BYTES:
            gone = self._events.pop(self.first)
            self._bytes -= len(gone.text)
            self._before = gone.position
            self.first += 1

    def number_after(self, position: int) -> int | None:
        """Number of the first event beyond a position; None when events beyond it are gone."""
        if position < self._before:
            return None
        numbers = range(self.first, self.end)
        return self.first + bisect_right(numbers, position, key=lambda n: self._events[n].position)

    def chunk(self, number: int, wanted: Wanted) -> tuple[int, bytes]:
        """The next events from a number on: the position of the last one, and their text."""
        taken: list[bytes] = []
        size = position = 0
        for each in range(number, min(self.end, number + CHUNK_EVENTS)):
            event = self._events[each]
            position = event.position
            if wanted.admits(event):
                taken.append(event.text)
                size += len(event.text)
            if size >= CHUNK_BYTES:
                break
        return position, b"".join(taken)
