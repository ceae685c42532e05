"""How fast what is recorded reaches those who watch, and what those who stop reading cost.

`python -m tests.bench.web [viewers ...]`; 1 and 100 viewers by default. Server, writer and viewers
are three processes. The clock starts when the commit of an event has returned to its writer.
"""

import asyncio
import multiprocessing
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles

from atomizer.adapters.web import GuardSettings, create_app
from atomizer.adapters.web.server import make_server
from atomizer.commands.store import open_store
from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.engine.files import Workspace
from atomizer.projections.opening import open_views

TOKEN = "benchmark-" * 5
SECONDS, EVENTS_A_SECOND, SENDS_A_SECOND = 6, 50, 5000
FLOOD, STALLED = 10_000, 100
GOALS = {1: "<= 15 / 50", 100: "<= 15 / 50", 1000: "<= 50 / 300"}
SPAWN = multiprocessing.get_context("spawn")


def main() -> None:
    """Print every figure."""
    counts = [int(word) for word in sys.argv[1:] if word.isdigit()] or [1, 100]
    for viewers in counts:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            latency(Path(folder), viewers)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stalled(Path(folder))


def latency(folder: Path, viewers: int) -> None:
    """From the commit in one process to the bytes of an event in another."""
    rate = min(EVENTS_A_SECOND, SENDS_A_SECOND // viewers)
    events = rate * SECONDS
    with _server(folder) as server:
        watching = Watching(server.port, viewers, events)
        committed = asyncio.run(watching.all_of(folder, 1 / rate))
        took = [
            (seen - committed[position]) / 1e6
            for one in watching.seen
            for position, seen in one.items()
        ]
        lag, megabytes, grown = server.figures()
    missed = viewers * events - len(took)
    p50, p99 = _percentiles(took)
    goal = GOALS.get(viewers, "")
    what = f"append -> viewer, {viewers} viewers, {rate} events/s, p50 / p99"
    _say(what, f"{p50:.1f} / {p99:.1f} ms", goal)
    _say(f"  missed events, {viewers} viewers", str(missed), "0")
    _say("  memory of the server", f"{megabytes:.0f} MB, {grown:.0f} MB more", "<= 150 at 1000")
    _say("  loop lag p99", f"{lag:.1f} ms", "")


def stalled(folder: Path) -> None:
    """Viewers that connect, ask for everything and never read, while much is recorded."""
    with _server(folder) as server:
        sockets = [_stall(server.port) for _ in range(STALLED)]
        began = time.monotonic()
        _writing(folder, FLOOD, 0.0)
        seconds = time.monotonic() - began
        time.sleep(0.5)
        lag, _, grown = server.figures()
        for each in sockets:
            each.close()
    _say(f"{STALLED} stalled viewers: loop lag p99", f"{lag:.1f} ms", "<= 100")
    _say("  memory each", f"{grown / STALLED * 1024:.0f} KiB", "<= 1024")
    _say(f"  {FLOOD} events recorded meanwhile in", f"{seconds:.1f} s", "")


# ---- the server, with a meter in its loop


@dataclass
class Served:
    """A server in a process of its own."""

    port: int
    pipe: Connection

    def figures(self) -> tuple[float, float, float]:
        """Loop lag p99 in ms, memory in MB, and what it has grown since the start."""
        self.pipe.send("figures")
        found: tuple[float, float, float] = self.pipe.recv()
        return found


@contextmanager
def _server(folder: Path) -> Iterator[Served]:
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(folder, there))
    process.start()
    try:
        yield Served(here.recv(), here)
    finally:
        here.send("stop")
        process.join(15)
        process.terminate()


def _serve(folder: Path, pipe: Connection) -> None:
    asyncio.run(_metered(folder, pipe))


async def _metered(folder: Path, pipe: Connection) -> None:
    workspace = Workspace(folder)
    workspace.own.mkdir(exist_ok=True)
    studies = Studies(open_store(workspace.store_url))
    studies.handle("bench", parse("create_study", {"name": "Bench"}))
    views = open_views(workspace.own / "views.db", studies.store)
    app = create_app(studies, workspace, GuardSettings({TOKEN: "view"}), views, viewers=1000)
    server = make_server(app, "127.0.0.1", 0, pipe.send)
    serving = asyncio.create_task(server.serve())
    lags: list[float] = []
    meter = asyncio.create_task(_measure(lags))
    before = _megabytes()
    while (asked := await asyncio.to_thread(pipe.recv)) != "stop":
        assert asked == "figures"
        pipe.send((_percentiles(lags)[1], _megabytes(), _megabytes() - before))
    meter.cancel()
    server.should_exit = True
    await serving
    studies.close()


async def _measure(lags: list[float]) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append((time.perf_counter() - start - 0.005) * 1e3)


def _megabytes() -> float:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096 / 1e6


# ---- the writer


def _writing(folder: Path, count: int, pause: float) -> dict[int, int]:
    """Have a process record events; position -> when the commit had returned."""
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=_write, args=(folder, count, pause, there))
    process.start()
    found: dict[int, int] = here.recv()
    process.join()
    return found


def _write(folder: Path, count: int, pause: float, pipe: Connection) -> None:
    studies = Studies(open_store(Workspace(folder).store_url))
    committed = {}
    for number in range(count):
        answer = studies.handle("bench", parse("rename_study", {"name": f"Bench {number}"}))
        committed[answer.events[-1].position] = time.monotonic_ns()
        time.sleep(pause)
    pipe.send(committed)
    studies.close()


# ---- the viewers


@dataclass
class Watching:
    """Viewers in this process, each with a connection of its own."""

    port: int
    viewers: int
    events: int
    seen: list[dict[int, int]] = field(default_factory=list)

    async def all_of(self, folder: Path, pause: float) -> dict[int, int]:
        """Watch while a writer records its events."""
        self.seen = [{} for _ in range(self.viewers)]
        streams = [await self._connect() for _ in range(self.viewers)]
        tasks = [
            asyncio.create_task(self._note(reader, seen))
            for (reader, _), seen in zip(streams, self.seen, strict=True)
        ]
        committed = await asyncio.to_thread(_writing, folder, self.events, pause)
        await asyncio.wait(tasks, timeout=5)
        for (_, writer), task in zip(streams, tasks, strict=True):
            task.cancel()
            writer.close()
        return committed

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        writer.write(_request(self.port, ""))
        await reader.readuntil(b"event: ready")
        return reader, writer

    async def _note(self, reader: asyncio.StreamReader, seen: dict[int, int]) -> None:
        while len(seen) < self.events:
            line = await reader.readline()
            if line.startswith(b"id: "):
                seen[int(line[4:].partition(b"-")[0])] = time.monotonic_ns()


def _stall(port: int) -> socket.socket:
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect(("127.0.0.1", port))
    stalled.sendall(_request(port, "?after=0"))
    return stalled


def _request(port: int, query: str) -> bytes:
    return (
        f"GET /api/events{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Authorization: Bearer {TOKEN}\r\n\r\n"
    ).encode()


def _percentiles(values: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    cuts = quantiles(values, n=100) if len(values) > 1 else [0.0] * 99
    return cuts[49], cuts[98]


def _say(what: str, value: str, goal: str) -> None:
    sys.stdout.write(f"{what:58} {value:>26}   {goal}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
