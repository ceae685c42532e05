"""What the rest of the program knows of the event store: streams, one total order, transactions.

A stream is the history of one thing (`study-bracket`, `run-3`); a version counts its events from
1 without a gap. A position is an event's place in the whole log, from 1 without a gap either.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from atomizer.domain.events import Event
from atomizer.domain.recorded import Envelope, Recorded

HASH_AT = slice(9, 41)
"""Where a stored state carries its hash: right behind `{"hash":"`."""
NOTHING = "0" * 32
"""The hash before the first event of a stream."""


class StoreUnavailable(Exception):
    """The store cannot be opened, read or written just now; nothing that was accepted is lost."""


class VersionTaken(Exception):
    """Somebody else appended to the stream first: read again, decide again."""


class Unreadable(Exception):
    """What is stored is not what was written, or is of a kind this program does not know."""


class Frame(NamedTuple):
    """An event as it is stored: undecoded, unchecked."""

    position: int
    stream: str
    version: int
    type: str
    state: bytes

    @property
    def hash(self) -> str:
        """The seal of the stream up to here."""
        return self.state[HASH_AT].decode("ascii", "replace")


class Head(NamedTuple):
    """The end of a stream: number of its events and the seal of the last one."""

    version: int = 0
    hash: str = NOTHING


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folded state, kept to load faster; it can be thrown away at any time.

    Attributes:
        hash: Seal of the event it was folded up to.
        schema: Names the shape of `state`; a snapshot of another shape is not used.
    """

    stream: str
    version: int
    hash: str
    schema: str
    state: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written.

    Attributes:
        stream: Empty when it concerns the whole store.
        version: The first bad one; 0 when it concerns no single event.
    """

    stream: str
    version: int
    what: str

    def __str__(self) -> str:
        where = f"{self.stream} version {self.version}: " if self.version else ""
        return where + self.what


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along every chain found."""

    events: int
    streams: int
    faults: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.faults


class Transaction(ABC):
    """What may be done while the write lock is held; all of it is kept, or none."""

    @abstractmethod
    def records(self, stream: str, after: int = 0) -> list[Recorded[Event]]:
        """The events of a stream, those of this transaction included."""

    @abstractmethod
    def head_of(self, stream: str) -> Head:
        """Where a stream ends now; version 0 when it has no events."""

    @abstractmethod
    def answered(self, stream: str, command_id: str) -> list[Recorded[Event]]:
        """What an earlier run of that command recorded; empty when there was none."""

    @abstractmethod
    def append(
        self, stream: str, after_version: int, envelope: Envelope, events: Sequence[Event]
    ) -> list[Recorded[Event]]:
        """Record events at the end of a stream, as one answer to the envelope's command.

        Returns:
            The events read back from what was stored: fold these, they are what a replay sees.

        Raises:
            VersionTaken: the stream does not end at `after_version`.
            Refused: an event is too large, too deep or cannot be read back.
        """


class EventStore(ABC):
    """Where events are kept for ever: appended, read, never changed and never deleted."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction under the write lock.

        Committed and synced when the block ends, undone when it raises. Several appends share
        one commit (group commit). It is not re-entrant.
        """

    @abstractmethod
    def read(
        self, stream: str, after: int = 0, up_to: int | None = None
    ) -> Iterator[Recorded[Event]]:
        """The events of a stream, oldest first, page by page."""

    @abstractmethod
    def frames(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Frame]:
        """Undecoded events beyond a position, in the order of the log; empty means all."""

    @abstractmethod
    def log(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Recorded[Event]]:
        """Events beyond a position, in the order of the log; empty means all."""

    @abstractmethod
    def head(self) -> int:
        """The last position; 0 when nothing was ever recorded."""

    @abstractmethod
    def streams(self, prefix: str = "") -> list[str]:
        """The names of all streams that begin so, sorted."""

    @abstractmethod
    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until something is recorded beyond a position, by any process.

        Returns:
            False when `timeout` seconds passed first, or the store was closed.
        """

    @abstractmethod
    def load_snapshot(self, stream: str, schema: str) -> Snapshot | None:
        """The kept state, unless it has another shape or does not fit the stream's events."""

    @abstractmethod
    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a state in place of an older one."""

    @abstractmethod
    def verify(self, streams: Collection[str] = ()) -> Verdict:
        """Walk the chains; without names all of them, and the store itself."""

    @abstractmethod
    def export(self, streams: Collection[str] = ()) -> Iterator[str]:
        """One JSON line an event, between a first and a last line; without names everything.

        Raises:
            Unreadable: an event is not what was written.
        """

    @abstractmethod
    def import_lines(self, lines: Iterable[str]) -> int:
        """Take in what `export` wrote: all of it or nothing. What is there already is skipped.

        Returns:
            How many events were new.

        Raises:
            Refused: a line is not what an export contains; the message has its number.
        """

    @abstractmethod
    def backup(self, target: Path) -> None:
        """Write a copy of the whole store to a new SQLite file, while others go on writing."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files, connections and waiters; closing twice is fine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
