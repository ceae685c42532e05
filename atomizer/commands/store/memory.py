"""A store in memory: the same rules on plain lists, gone when the process ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from atomizer.commands.store.base import RowStore
from atomizer.commands.store.codec import CODEC, Codec
from atomizer.commands.store.port import Frame, Head, Snapshot
from atomizer.commands.store.rows import Census, Rows


class Tables:
    """The lists a store is made of; a transaction has its own, which join these on commit."""

    def __init__(self) -> None:
        self.log: list[Frame] = []
        self.streams: defaultdict[str, list[Frame]] = defaultdict(list)
        self.answers: defaultdict[tuple[str, str], list[Frame]] = defaultdict(list)

    def add(self, frame: Frame, command: str) -> None:
        """Put a row where it will be looked for."""
        self.answers[frame.stream, command].append(frame)
        self.streams[frame.stream].append(frame)
        self.log.append(frame)


class MemoryRows(Rows):
    """What is committed, and what this transaction adds to it."""

    def __init__(self, kept: Tables) -> None:
        self._kept = kept
        self._new: list[tuple[Frame, str]] = []

    def page(self, stream: str, after: int, up_to: int, limit: int) -> list[Frame]:
        """Rows of a stream beyond a version, oldest first."""
        kept = self._kept.streams.get(stream, [])
        rows = kept[after:up_to] if len(kept) > after else []
        new = [f for f, _ in self._new if f.stream == stream and after < f.version <= up_to]
        return (rows + new)[:limit]

    def head_of(self, stream: str) -> Head:
        """Where a stream ends."""
        kept = self._kept.streams.get(stream, [])
        last = next((f for f, _ in reversed(self._new) if f.stream == stream), None)
        last = last or (kept[-1] if kept else None)
        return Head(last.version, last.hash) if last else Head()

    def answer(self, stream: str, command_id: str) -> list[Frame]:
        """The rows that a command left."""
        new = [f for f, command in self._new if (f.stream, command) == (stream, command_id)]
        return self._kept.answers.get((stream, command_id), []) + new

    def insert(self, stream: str, rows: Sequence[tuple[int, str, bytes]], command: str) -> int:
        """Add (version, type, state) rows, each with its receipt; the position of the last one."""
        position = len(self._kept.log) + len(self._new)
        for version, kind, state in rows:
            position += 1
            self._new.append((Frame(position, stream, version, kind, state), command))
        return position

    def commit(self) -> None:
        """Make the new rows everybody's."""
        for frame, command in self._new:
            self._kept.add(frame, command)


class MemoryStore(RowStore):
    """A store in memory."""

    def __init__(self, codec: Codec = CODEC) -> None:
        super().__init__(codec)
        self._lock = Lock()
        self._tables = Tables()
        self._snapshots: dict[str, tuple[Snapshot, str]] = {}

    @contextmanager
    def locked(self) -> Iterator[Rows]:
        """The rows under the write lock."""
        with self._lock:
            rows = MemoryRows(self._tables)
            yield rows
            rows.commit()

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """The rows without a lock."""
        yield MemoryRows(self._tables)

    def frames(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Frame]:
        """Undecoded events beyond a position, in the order of the log; empty means all."""
        found = (
            frame
            for frame in self._tables.log[after:]
            if (not streams or frame.stream in streams) and (not types or frame.type in types)
        )
        return [frame for frame, _ in zip(found, range(limit), strict=False)]

    def head(self) -> int:
        """The last position; 0 when nothing was ever recorded."""
        return len(self._tables.log)

    def streams(self, prefix: str = "") -> list[str]:
        """The names of all streams that begin so, sorted."""
        return sorted(name for name in list(self._tables.streams) if name.startswith(prefix))

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until something is recorded beyond a position."""
        return self.bell.wait(self.head, after, timeout, pause=timeout)

    def receipts(self, stream: str) -> dict[int, str]:
        """version -> the command id under which it would be found again."""
        answers = self._tables.answers.items()
        return {f.version: command for (s, command), fs in answers if s == stream for f in fs}

    def census(self) -> Census:
        """How many events there are and were."""
        return Census(*(3 * (len(self._tables.log),)))

    def damage(self) -> list[str]:
        """Nothing: there is no file."""
        return []

    def kept(self, stream: str) -> tuple[Snapshot, str] | None:
        """The snapshot of a stream as it is stored, with its seal."""
        return self._snapshots.get(stream)

    def keep(self, snapshot: Snapshot, seal: str) -> None:
        """Store a snapshot in place of an older one."""
        with self._lock:
            old = self._snapshots.get(snapshot.stream)
            if old is None or old[0].version < snapshot.version:
                self._snapshots[snapshot.stream] = snapshot, seal

    def backup(self, target: Path) -> None:
        """Write a copy of the whole store to a new SQLite file."""
        from atomizer.commands.store.backup import copy_of

        copy_of(self, target)

    def close(self) -> None:
        """Wake those who wait."""
        self.bell.close()
