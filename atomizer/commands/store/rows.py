"""What a store is made of, below events: rows of bytes, and how they are locked and counted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from atomizer.commands.store.codec import Codec
from atomizer.commands.store.port import EventStore, Frame, Head, Snapshot

EVERYTHING = 1 << 62


class Rows(ABC):
    """The stored rows as the holder of the write lock sees them, and may add to them."""

    @abstractmethod
    def page(self, stream: str, after: int, up_to: int, limit: int) -> list[Frame]:
        """Rows of a stream beyond a version, oldest first."""

    @abstractmethod
    def head_of(self, stream: str) -> Head:
        """Where a stream ends."""

    @abstractmethod
    def answer(self, stream: str, command_id: str) -> list[Frame]:
        """The rows that a command left."""

    @abstractmethod
    def insert(self, stream: str, rows: Sequence[tuple[int, str, bytes]], command: str) -> int:
        """Add (version, type, state) rows, each with its receipt; the position of the last one."""


class Census(NamedTuple):
    """Three numbers that are equal unless something was deleted or moved.

    Attributes:
        present: Events that are there.
        highest: The highest position among them.
        given: The last position that was ever given.
    """

    present: int
    highest: int
    given: int


class Storage(EventStore):
    """An event store as the parts that work on rows see it.

    Attributes:
        codec: Reads and writes the states.
    """

    codec: Codec

    @abstractmethod
    def locked(self) -> AbstractContextManager[Rows]:
        """The rows under the write lock; committed and synced when the block ends."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Rows]:
        """The rows without a lock, to look at only."""

    @abstractmethod
    def receipts(self, stream: str) -> dict[int, str]:
        """version -> the command id under which it would be found again."""

    @abstractmethod
    def census(self) -> Census:
        """How many events there are and were."""

    @abstractmethod
    def damage(self) -> list[str]:
        """What the database itself finds wrong with its file."""

    @abstractmethod
    def kept(self, stream: str) -> tuple[Snapshot, str] | None:
        """The snapshot of a stream as it is stored, with its seal."""

    @abstractmethod
    def keep(self, snapshot: Snapshot, seal: str) -> None:
        """Store a snapshot in place of an older one."""
