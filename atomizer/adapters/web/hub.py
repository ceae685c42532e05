"""Live events: one thread follows the log for everybody, each viewer has but a place in it.

A viewer that keeps up reads the ring; one that lags, or comes back after a while, reads the store
in pages until it has caught up. There is no queue per viewer, so one that stops reading costs the
chunk it is being sent and nothing more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from atomizer.adapters.web.answers import Denied
from atomizer.adapters.web.ring import Mark, Rendered, Ring, Wanted, ready, render, reset
from atomizer.commands.store import EventStore, Frame, StoreUnavailable
from atomizer.commands.streams import run_stream, study_stream

PAGE = 200
READERS = 4
"""Threads that read the store for viewers who lag; commands have others."""
WAIT = 0.1
"""Seconds after which the thread looks whether it should end."""
REST = 0.005
"""Seconds between two looks at the log: what comes quickly reaches all viewers in fewer steps."""
T = TypeVar("T")
logger = logging.getLogger("atomizer.web")


class Hub:
    """Shows the log to many viewers as it grows."""

    def __init__(self, store: EventStore, viewers: int = 64, ring: Ring | None = None) -> None:
        self._store, self._limit, self._ring = store, viewers, ring or Ring()
        self._seats = 0
        self._news, self._starting = asyncio.Event(), asyncio.Lock()
        self._closed = Event()
        self._thread: Thread | None = None
        self._readers = CapacityLimiter(READERS)

    @property
    def viewers(self) -> int:
        """How many are watching."""
        return self._seats

    @contextmanager
    def seat(self) -> Iterator[None]:
        """A place for one viewer.

        Raises:
            Denied: 503, all places are taken, or the server is about to stop.
        """
        if self._closed.is_set():
            raise Denied(503, "E041", "The server is stopping.", "Try again later.", 5)
        if self._seats >= self._limit:
            text = f"{self._limit} viewers are watching; there is no room for another."
            raise Denied(503, "E041", text, "Close one of them.", 5)
        self._seats += 1
        try:
            yield
        finally:
            self._seats -= 1

    async def watch(self, last: Mark | None, wanted: Wanted) -> AsyncIterator[bytes]:
        """What a viewer gets, in chunks of whole events, until the hub is closed.

        Args:
            last: The last event it has; without one it gets what comes from now on.
            wanted: Which events it wants.
        """
        await self._follow()
        position, greeting = await self._off_loop(self._place, last)
        yield greeting
        while not self._closed.is_set():
            news = self._news
            number = self._ring.number_after(position)
            if number == self._ring.end:
                await news.wait()
                continue
            position, text = await self._next(position, number, wanted)
            if text:
                yield text
            await asyncio.sleep(0)  # a viewer whose sends never block must not hold the loop

    def close(self) -> None:
        """End every stream; on the event loop."""
        self._closed.set()
        self._news.set()

    async def stop(self) -> None:
        """End every stream and the thread that follows the log."""
        self.close()
        if self._thread is not None:
            await to_thread.run_sync(self._thread.join)

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        return await to_thread.run_sync(call, *arguments, limiter=self._readers)

    async def _follow(self) -> None:
        async with self._starting:
            if self._thread is None:
                self._ring.start(await self._off_loop(self._store.head))
                loop = asyncio.get_running_loop()
                self._thread = Thread(target=self._tail, args=(loop,), name="tail", daemon=True)
                self._thread.start()

    def _place(self, last: Mark | None) -> tuple[int, bytes]:
        """Where a viewer begins, and what it is told about that."""
        if last is None:
            now = self._event_at(self._store.head())
            return (now.position if now else 0), ready(now)
        known = self._event_at(last.position)
        if last.position == 0 or (known and known.hash.startswith(last.hash)):
            return last.position, ready(known)
        now = self._event_at(self._store.head())
        return (now.position if now else 0), reset(now)

    def _event_at(self, position: int) -> Frame | None:
        found = self._store.frames(position - 1, 1) if position else []
        return found[0] if found and found[0].position == position else None

    async def _next(self, position: int, number: int | None, wanted: Wanted) -> tuple[int, bytes]:
        """What follows a position, and the position to go on from."""
        if number is not None:
            return self._ring.chunk(number, wanted)
        return await self._off_loop(self._page, position, wanted)

    def _page(self, position: int, wanted: Wanted) -> tuple[int, bytes]:
        """Likewise, from the store; what was recorded while it is read comes with the next page."""
        head = self._store.head()
        streams = self._streams(wanted)
        if wanted.studies and not streams:
            return head, b""
        frames = self._store.frames(position, PAGE, streams, wanted.types)
        text = b"".join(render(frame).text for frame in frames if frame.position <= head)
        full = len(frames) == PAGE and frames[-1].position <= head
        return (frames[-1].position if full else head), text

    def _streams(self, wanted: Wanted) -> list[str]:
        runs = [name for s in wanted.studies for name in self._store.streams(run_stream(s, ""))]
        return [*map(study_stream, wanted.studies), *runs]

    def _tail(self, loop: asyncio.AbstractEventLoop) -> None:
        """Follow the log; every event is rendered here, once."""
        position = self._ring.head
        with suppress(RuntimeError):  # the loop has ended, and nobody watches any more
            try:
                while not self._closed.is_set():
                    if events := self._new(position):
                        position = events[-1].position
                        loop.call_soon_threadsafe(self._publish, events)
                        self._closed.wait(REST)
            finally:
                loop.call_soon_threadsafe(self.close)

    def _new(self, position: int) -> list[Rendered]:
        try:
            if self._store.wait(position, WAIT):
                return list(map(render, self._store.frames(position)))
        except StoreUnavailable as error:
            logger.warning("The log cannot be followed just now: %s", error)
            self._closed.wait(1.0)
        return []

    def _publish(self, events: list[Rendered]) -> None:
        self._ring.add(events)
        news, self._news = self._news, asyncio.Event()
        news.set()
