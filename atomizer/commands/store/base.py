"""What all stores share: reading in pages, snapshots that are never trusted, the commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from threading import get_ident

from atomizer.commands.store.audit import audit
from atomizer.commands.store.bell import Bell
from atomizer.commands.store.codec import CODEC, Codec
from atomizer.commands.store.port import Snapshot, StoreUnavailable, Transaction, Verdict
from atomizer.commands.store.rows import EVERYTHING, Storage
from atomizer.commands.store.transaction import LockedTransaction
from atomizer.commands.store.transfer import taken_in, written_out
from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded

PAGE = 256
"""Events read at a time: no reader holds a database open for long, or more than a page."""


class Alone:
    """Keeps a thread that holds the write lock from waiting for itself."""

    def __init__(self) -> None:
        self._threads: set[int] = set()

    def __enter__(self) -> None:
        me = get_ident()
        if me in self._threads:
            raise RuntimeError("This thread holds the write lock already; use its transaction.")
        self._threads.add(me)

    def __exit__(self, *_: object) -> None:
        self._threads.discard(get_ident())


class RowStore(Storage):
    """A store made of rows; subclasses say how rows are kept and locked."""

    def __init__(self, codec: Codec = CODEC) -> None:
        self.codec = codec
        self.bell = Bell()
        self._alone = Alone()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction under the write lock."""
        with self._alone, self.locked() as rows:
            transaction = LockedTransaction(rows, self.codec)
            try:
                yield transaction
            finally:
                transaction.end()
        self.bell.ring()

    def read(
        self, stream: str, after: int = 0, up_to: int | None = None
    ) -> Iterator[Recorded[Event]]:
        """The events of a stream, oldest first, page by page."""
        decode = self.codec.decode
        end = EVERYTHING if up_to is None else up_to
        while True:
            with self.reading() as rows:
                page = rows.page(stream, after, end, PAGE)
            yield from map(decode, page)
            if len(page) < PAGE:
                return
            after = page[-1].version

    def log(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Recorded[Event]]:
        """Events beyond a position, in the order of the log; empty means all."""
        return [self.codec.decode(frame) for frame in self.frames(after, limit, streams, types)]

    def verify(self, streams: Collection[str] = ()) -> Verdict:
        """Walk the chains; without names all of them, and the store itself."""
        return audit(self, streams)

    def export(self, streams: Collection[str] = ()) -> Iterator[str]:
        """One JSON line an event, between a first and a last line; without names everything."""
        return written_out(self, streams)

    def import_lines(self, lines: Iterable[str]) -> int:
        """Take in what `export` wrote: all of it or nothing. What is there already is skipped."""
        with self._alone, self.locked() as rows:
            count = taken_in(LockedTransaction(rows, self.codec), self.codec, lines)
        self.bell.ring()
        return count

    def load_snapshot(self, stream: str, schema: str) -> Snapshot | None:
        """The kept state, unless it has another shape or does not fit the stream's events."""
        try:
            found = self.kept(stream)
        except StoreUnavailable:  # a damaged cache is no reason to fail: the events are read next
            return None
        if not found or found[0].schema != schema or found[1] != _seal(found[0]):
            return None
        snapshot = found[0]
        with self.reading() as rows:
            page = rows.page(stream, snapshot.version - 1, snapshot.version, 1)
        return snapshot if page and page[0].hash == snapshot.hash else None

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a state in place of an older one."""
        with self._alone:
            self.keep(snapshot, _seal(snapshot))


def _seal(snapshot: Snapshot) -> str:
    place = snapshot.stream, snapshot.version, snapshot.hash, snapshot.schema, snapshot.state
    return blake2b(repr(place).encode(), digest_size=16).hexdigest()
