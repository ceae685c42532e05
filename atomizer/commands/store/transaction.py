"""The one way to append, whatever the rows are kept in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from atomizer.commands.store.canonical import normal
from atomizer.commands.store.codec import Codec, Written, seal, sealed
from atomizer.commands.store.port import Head, Transaction, VersionTaken
from atomizer.commands.store.rows import EVERYTHING, Rows
from atomizer.domain.events import Event
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.values import Refused

_STREAM = re.compile(r"[a-z]+-[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}")


class LockedTransaction(Transaction):
    """Encodes, chains and appends under the write lock."""

    def __init__(self, rows: Rows, codec: Codec) -> None:
        self._held: Rows | None = rows
        self._codec = codec
        self._heads: dict[str, Head] = {}

    def records(self, stream: str, after: int = 0) -> list[Recorded[Event]]:
        """The events of a stream, those of this transaction included."""
        frames = self.rows.page(stream, after, EVERYTHING, EVERYTHING)
        return [self._codec.decode(frame) for frame in frames]

    def head_of(self, stream: str) -> Head:
        """Where a stream ends now; version 0 when it has no events."""
        head = self._heads.get(stream)
        if head is None:
            head = self._heads[stream] = self.rows.head_of(checked(stream))
        return head

    def answered(self, stream: str, command_id: str) -> list[Recorded[Event]]:
        """What an earlier run of that command recorded; empty when there was none."""
        frames = self.rows.answer(stream, normal(command_id))
        return [self._codec.decode(frame) for frame in frames]

    def append(
        self, stream: str, after_version: int, envelope: Envelope, events: Sequence[Event]
    ) -> list[Recorded[Event]]:
        """Record events at the end of a stream, as one answer to the envelope's command."""
        head = self.head_of(stream)
        if head.version != after_version:
            raise VersionTaken(f"{stream} is at version {head.version}, not {after_version}.")
        if "\0" in envelope.command_id:
            raise Refused("E011", "The id of a command cannot hold a NUL.", field="command_id")
        if not events:
            return []
        return self._append(stream, head, self._codec.encode(envelope, events))

    def take(self, stream: str, written: Written) -> Recorded[Event]:
        """Append one event that was encoded before, as an import does."""
        return self._append(stream, self.head_of(stream), [written])[0]

    @property
    def rows(self) -> Rows:
        """The rows, as long as the lock is held."""
        if self._held is None:
            raise RuntimeError("The transaction has ended; open another with writing().")
        return self._held

    def end(self) -> None:
        """Make a later use of this transaction an error."""
        self._held = None

    def _append(self, stream: str, head: Head, written: Sequence[Written]) -> list[Recorded[Event]]:
        version, hash_ = head
        rows, records = [], []
        for body, envelope, event in written:
            version += 1
            hash_ = seal(hash_, stream, version, event.type, body)
            rows.append((version, event.type, sealed(hash_, body)))
            records.append((version, hash_, envelope, event))
        last = self.rows.insert(stream, rows, written[0].envelope.command_id)
        self._heads[stream] = Head(version, hash_)
        first = last - version
        return [Recorded(stream, v, meta, e, first + v, h) for v, h, meta, e in records]


def checked(stream: str) -> str:
    """The name of a stream, if it is one."""
    if not _STREAM.fullmatch(stream):
        raise ValueError(f"{stream!r} is not the name of a stream: study-<id>, run-<id>, ...")
    return stream
