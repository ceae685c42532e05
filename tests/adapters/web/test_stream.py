"""What is recorded reaches every viewer: in order, once, however often the line breaks."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from time import perf_counter

import pytest

from atomizer.adapters.web.hub import Hub
from atomizer.adapters.web.ring import CHUNK_EVENTS, Mark, Ring, Wanted, mark, read_mark
from atomizer.commands.runner import StartTrial
from atomizer.commands.store import open_store
from tests.adapters.web.site import Seen, Site, Viewer, parsed, until


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.say("a", "create_study", name="A")
    site.say("b", "create_study", name="B")
    return site


def _positions(seen: list[Seen]) -> list[int]:
    return [event.position for event in seen]


def _rename(site: Site, study: str, count: int) -> None:
    for n in range(count):
        site.say(study, "rename_study", name=f"{study} {n} of {count}")


def _trial(site: Site, study: str, number: int) -> None:
    start = StartTrial(number=number, attempt=1, parameters={}, runner="r", cause="proposed")
    site.studies.report((study, "run-1"), start)


def _mark(site: Site, position: int) -> str:
    return mark(site.store.frames(position - 1, 1)[0])


def test_a_viewer_is_told_where_it_begins_and_then_what_happens(site: Site) -> None:
    with site.serving() as address, Viewer(address, site.tokens["view"]) as viewer:
        (ready,) = viewer.take(1)
        assert (ready.event, ready.data, ready.id) == ("ready", {"position": 2}, _mark(site, 2))
        site.say("a", "rename_study", name="New")
        (event,) = viewer.take(1)
        assert (event.event, event.position) == ("item_changed", 3)
        assert event.data["stream"] == "study-a" and event.data["version"] == 2
        assert event.data["data"]["after"] == {"name": "New"}
        assert event.id == _mark(site, 3)


def test_the_stream_has_the_headers_of_a_stream(site: Site) -> None:
    with site.serving() as address, Viewer(address, site.tokens["view"]) as viewer:
        headers = viewer.response.headers
        assert headers["Content-Type"].startswith("text/event-stream")
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Accel-Buffering"] == "no"


@pytest.mark.parametrize("how", ["header", "query"])
def test_it_resumes_exactly_behind_the_last_event(site: Site, how: str) -> None:
    _rename(site, "a", 10)
    last = _mark(site, 7)
    query, header = ("", last) if how == "header" else (f"?after={last}", "")
    with site.serving() as address, Viewer(address, site.tokens["view"], query, header) as viewer:
        ready, *rest = viewer.take(6)
        assert (ready.event, ready.id) == ("ready", last)
        assert _positions(rest) == [8, 9, 10, 11, 12]


def test_from_zero_comes_everything(site: Site) -> None:
    with site.serving() as address, Viewer(address, site.tokens["view"], "?after=0") as viewer:
        assert _positions(viewer.take(3)) == [0, 1, 2]


@pytest.mark.parametrize("last", ["2-00000000", "99-0a1b2c3d"])
def test_a_foreign_history_is_reset_to_the_head(site: Site, last: str) -> None:
    with site.serving() as address, Viewer(address, site.tokens["view"], last=last) as viewer:
        (reset,) = viewer.take(1)
        assert (reset.event, reset.data, reset.id) == ("reset", {"head": 2}, _mark(site, 2))
        site.say("a", "rename_study", name="New")
        assert _positions(viewer.take(1)) == [3]


def test_an_id_that_is_none_is_refused(site: Site) -> None:
    client = site.client("view")
    assert client.get("/api/events", headers={"Last-Event-ID": "seven"}).status_code == 422
    assert client.get("/api/events?after=12").status_code == 422
    assert client.get("/api/events?since=12").status_code == 422


FILTERS = {
    "": [1, 2, 3, 4, 5, 6],
    "studies=a": [1, 3, 5],
    "studies=b": [2, 4, 6],
    "studies=a,b&types=trial_started": [5, 6],
    "types=study_created": [1, 2],
    "studies=b&types=item_changed,trial_started": [4, 6],
    "studies=none": [],
}


def test_a_viewer_gets_what_it_asked_for_old_and_new(site: Site) -> None:
    site.say("a", "rename_study", name="A1")
    site.say("b", "rename_study", name="B1")
    token = site.tokens["view"]
    with site.serving() as address, ExitStack() as stack:
        live = {q: stack.enter_context(Viewer(address, token, f"?{q}")) for q in FILTERS}
        assert {viewer.take(1)[0].event for viewer in live.values()} == {"ready"}
        _trial(site, "a", 0)
        _trial(site, "b", 0)
        for query, expected in FILTERS.items():
            new = [position for position in expected if position > 4]
            assert _positions(live[query].take(len(new))) == new, query
            with Viewer(address, token, f"?{query}&after=0") as late:
                assert _positions(late.take(1 + len(expected)))[1:] == expected, query


def test_random_disconnects_under_concurrent_writes_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path, store=open_store(f"sqlite:///{tmp_path / 'events.db'}"))
    site.app.hub._ring.limit = 40
    site.say("a", "create_study", name="A")
    site.say("b", "create_study", name="B")
    writers = [Thread(target=_rename, args=(site, study, 150)) for study in ("a", "b")]
    end = 302
    seen: dict[int, list[int]] = {}

    def watch(number: int, address: str) -> None:
        chance, last = random.Random(number), "0"
        seen[number] = []
        while not seen[number] or seen[number][-1] < end:
            with Viewer(address, site.tokens["view"], last=last) as viewer:
                assert viewer.take(1)[0].id == last
                for _ in range(chance.randrange(60)):
                    if seen[number] and seen[number][-1] == end:
                        break
                    (event,) = viewer.take(1)
                    seen[number].append(event.position)
                    last = event.id

    with site.serving() as address:
        viewers = [Thread(target=watch, args=(n, address)) for n in range(4)]
        for thread in (*writers, *viewers):
            thread.start()
        for thread in (*writers, *viewers):
            thread.join(20)
    site.store.close()
    assert all(positions == list(range(1, end + 1)) for positions in seen.values())
    assert len(seen) == 4


def test_a_viewer_that_vanishes_leaves_its_seat(site: Site) -> None:
    hub = site.app.hub
    with site.serving() as address:
        for _ in range(3):
            with Viewer(address, site.tokens["view"]) as viewer:
                viewer.take(1)
                assert hub.viewers == 1
            until(lambda: hub.viewers == 0)
    assert hub.viewers == 0


def test_beyond_the_last_seat_it_is_said_in_words(tmp_path: Path) -> None:
    site = Site(tmp_path, viewers=1)
    with site.serving() as address, Viewer(address, site.tokens["view"]) as viewer:
        viewer.take(1)
        with pytest.raises(AssertionError, match="1 viewers are watching"):
            Viewer(address, site.tokens["view"])


def test_open_streams_do_not_keep_the_server_from_stopping(site: Site) -> None:
    started = perf_counter()
    with site.serving() as address:
        viewers = [Viewer(address, site.tokens["view"]) for _ in range(3)]
        for viewer in viewers:
            viewer.take(1)
    for viewer in viewers:
        assert list(viewer) == [], "the stream ended as a stream ends"
        viewer.__exit__()
    assert perf_counter() - started < 5


def test_an_empty_log_can_be_watched(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with site.serving() as address, Viewer(address, site.tokens["view"]) as viewer:
        assert viewer.take(1)[0].id == "0"
        site.say("a", "create_study", name="A")
        assert _positions(viewer.take(1)) == [1]


# ---- without a network: what the loop and the memory of the process see


Send = Callable[[bytes], Awaitable[None]]


async def _watch(hub: Hub, send: Send, last: Mark | None) -> None:
    async for chunk in hub.watch(last, Wanted()):
        await send(chunk)


async def _follow(hub: Hub, site: Site, events: int) -> None:
    """Have the hub follow the log while events are recorded."""
    ready = asyncio.Event()

    async def seen(chunk: bytes) -> None:
        ready.set()

    watching = asyncio.create_task(_watch(hub, seen, None))
    await ready.wait()
    await asyncio.to_thread(_rename, site, "a", events)
    watching.cancel()


def test_sends_that_never_block_do_not_hold_the_loop(site: Site) -> None:
    """A vanished viewer's sends return at once; others must get their turn all the same."""
    turns_of_others: list[int] = []
    received = 0

    async def never_blocks(chunk: bytes) -> None:
        nonlocal received
        received += chunk.count(b"\n\n")
        turns_of_others.append(0)

    async def main() -> None:
        ring = Ring()
        hub = Hub(site.store, ring=ring)
        await _follow(hub, site, 1000)
        while ring.head < 1002:
            await asyncio.sleep(0.01)
        watching = asyncio.create_task(_watch(hub, never_blocks, _mark_of(site, 2)))
        while received < 1001:
            await asyncio.sleep(0)
            if turns_of_others:
                turns_of_others[-1] += 1
        await hub.stop()
        await watching

    asyncio.run(main())
    assert len(turns_of_others) == 1 + 1000 // CHUNK_EVENTS, "small chunks"
    assert all(turns > 0 for turns in turns_of_others[1:-1]), "somebody else runs between two"


def _mark_of(site: Site, position: int) -> Mark:
    return read_mark(_mark(site, position))


def test_a_stalled_viewer_holds_back_one_chunk_and_goes_on_from_the_store(site: Site) -> None:
    got: list[bytes] = []

    async def main() -> None:
        ring = Ring(limit=20)
        hub = Hub(site.store, ring=ring)
        gate, stalled = asyncio.Event(), asyncio.Event()

        async def stalls(chunk: bytes) -> None:
            got.append(chunk)
            stalled.set()
            await gate.wait()

        watching = asyncio.create_task(_watch(hub, stalls, None))
        await stalled.wait()
        await asyncio.to_thread(_rename, site, "a", 500)
        while ring.head < 502:
            await asyncio.sleep(0.01)
        assert len(got) == 1, "nothing is queued for it"
        assert ring.end - ring.first == 20
        gate.set()
        while sum(chunk.count(b"\n\n") for chunk in got) < 501:
            await asyncio.sleep(0.01)
        await hub.stop()
        await watching

    asyncio.run(main())
    events = [parsed(text) for chunk in got for text in chunk.split(b"\n\n") if text]
    assert [event.position for event in events if event] == list(range(2, 503))
