"""The guard: nothing of an outside solver outlives its run, its limits or its runner."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from atomizer.engine.guard.client import Guarded, environment, guarded
from atomizer.engine.guard.order import Ended, Order

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("daemon", "w").close()
        time.sleep(60)
    os._exit(0)
while not os.path.exists("daemon"):
    time.sleep(0.01)
"""
"""Starts a daemon: another session, another parent."""
SLEEP = "import time; open('started', 'w').close(); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"


class Bench:
    """A folder, a mark that every process of a program carries, and orders for both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = folder, uuid4().hex

    def order(self, code: str, **limits: float) -> Order:
        given = {"grace": 0.3, **limits}
        return Order(
            argv=(sys.executable, "-c", code),
            folder=str(self.folder),
            output=str(self.folder / "out.log"),
            environment=environment(GUARD_MARK=self.mark),
            **given,  # type: ignore[arg-type]  # of numbers, each of its kind
        )

    def run(self, code: str, **limits: float) -> Ended:
        return guarded(self.order(code, **limits))

    def output(self) -> bytes:
        return (self.folder / "out.log").read_bytes()

    def left(self) -> list[int]:
        """Processes that carry the mark."""
        mark = f"GUARD_MARK={self.mark}".encode()
        return [int(entry.name) for entry in Path("/proc").iterdir() if _carries(entry, mark)]

    def wait_for(self, name: str) -> None:
        until = time.monotonic() + 10
        while not (self.folder / name).exists():
            assert time.monotonic() < until, name
            time.sleep(0.01)


def _carries(entry: Path, mark: bytes) -> bool:
    try:
        return entry.name.isdigit() and mark in (entry / "environ").read_bytes()
    except OSError:
        return False


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_program_runs_in_its_folder_and_its_output_is_kept(bench: Bench) -> None:
    ended = bench.run("import os, sys; print(os.getcwd()); sys.stderr.write('e'); sys.exit(3)")
    assert (ended.why, ended.code) == ("exited", 3)
    said = bench.output()
    assert str(bench.folder).encode() in said
    assert b"e" in said


def test_a_program_that_is_not_there_is_not_started(bench: Bench) -> None:
    ended = guarded(Order(("/no/such/nastran",), str(bench.folder), str(bench.folder / "o")))
    assert ended.why == "not_started"
    assert "No such file" in ended.message


def test_a_signal_that_ends_a_program_is_its_code(bench: Bench) -> None:
    assert bench.run("import os; os.kill(os.getpid(), 11)").code == -11


@pytest.mark.parametrize("code", [SLEEP, STUBBORN + SLEEP, DAEMON + SLEEP])
def test_the_time_limit_ends_the_whole_tree(bench: Bench, code: str) -> None:
    ended = bench.run(code, seconds=0.5)
    assert ended.why == "timeout"
    assert ended.seconds < 5
    assert bench.left() == []


def test_a_daemon_does_not_outlive_the_program_that_started_it(bench: Bench) -> None:
    ended = bench.run(STUBBORN + DAEMON)
    assert (ended.why, ended.code) == ("exited", 0)
    assert bench.left() == []


def test_a_program_that_forks_without_end_is_ended(bench: Bench) -> None:
    forks = "import os, time\nfor _ in range(30):\n    os.fork() or (os.setsid(), time.sleep(60))\n"
    assert bench.run(STUBBORN + forks + "time.sleep(60)", seconds=0.5).why == "timeout"
    assert bench.left() == []


def test_output_without_end_keeps_its_first_and_last_part(bench: Bench) -> None:
    spam = "print('first')\nfor n in range(200000): print('x' * 50, n)\nprint('last')"
    assert bench.run(spam, output_cap=100_000).why == "exited"
    said = bench.output()
    assert said.startswith(b"first\n")
    assert said.endswith(b"last\n")
    assert b"bytes of the output are left out" in said
    assert len(said) < 250_000


def test_a_folder_that_fills_up_is_noticed(bench: Bench) -> None:
    many = "for n in range(10**6): open(f'scratch{n}', 'wb').write(b'0' * 200_000)"
    assert bench.run(many, disk=3_000_000, seconds=20).why == "disk"


def test_one_file_cannot_grow_beyond_the_disk_limit(bench: Bench) -> None:
    one = "f = open('scratch', 'wb')\nwhile True: f.write(b'0' * 1_000_000)"
    assert bench.run(one, disk=3_000_000, seconds=20).why == "disk"
    assert (bench.folder / "scratch").stat().st_size <= 3_000_000


def test_memory_beyond_the_limit_is_refused_to_the_program(bench: Bench) -> None:
    assert bench.run("x = bytearray(10**9)", memory=400_000_000).code == 1
    assert b"MemoryError" in bench.output()


def test_it_ends_when_it_is_asked_to(bench: Bench) -> None:
    with Guarded(bench.order(SLEEP)) as running:
        bench.wait_for("started")
        running.end()
        ended = running.wait()
    assert (ended.why, ended.code) == ("asked", -signal.SIGTERM)


def test_letting_go_of_the_guard_ends_the_program(bench: Bench) -> None:
    with Guarded(bench.order(STUBBORN + SLEEP)):
        bench.wait_for("started")
        assert bench.left()
    assert bench.left() == []


def test_a_guard_that_is_killed_is_lost_and_takes_the_program_along(bench: Bench) -> None:
    with Guarded(bench.order(SLEEP)) as running:
        bench.wait_for("started")
        os.kill(running.pid, signal.SIGKILL)
        assert running.wait().why == "lost"
    _until_nothing_is_left(bench)


@pytest.mark.parametrize("code", [SLEEP, STUBBORN + DAEMON + SLEEP])
def test_a_runner_that_is_killed_leaves_nothing_behind(bench: Bench, code: str) -> None:
    order = bench.order(code).line()
    runner = (
        "from atomizer.engine.guard.client import guarded\n"
        "from atomizer.engine.guard.order import read_order\n"
        f"guarded(read_order({order!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", runner], start_new_session=True) as process:
        bench.wait_for("started")
        os.killpg(process.pid, signal.SIGKILL)
    _until_nothing_is_left(bench)


def _until_nothing_is_left(bench: Bench) -> None:
    until = time.monotonic() + 10
    while bench.left():
        assert time.monotonic() < until, bench.left()
        time.sleep(0.02)
