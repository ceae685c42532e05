"""`kill -9` at random moments: nothing acknowledged is lost, nothing retried is doubled."""

import os
import random
import signal
import struct
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from atomizer.commands.store.sqlite import SqliteStore
from tests.commands.store.examples import added, envelope

STREAM = "study-killed"
ACK = struct.Struct("<I")
VERIFY_EVERY = 50


def killed_appends(count: int, folder: Path) -> dict[str, int]:
    """Kill a writer `count` times; `lost`, `torn` and `faults` must be 0."""
    path, dice = folder / "killed.db", random.Random(count)
    tally = Counter(kills=0, acknowledged=0, unanswered=0, lost=0, torn=0, faults=0)
    version = 0
    for number in range(count):
        writer, answers = _fork(lambda pipe: _write_on(path, pipe))
        first = os.read(answers, ACK.size) if dice.random() < 0.8 else b""
        time.sleep(dice.random() ** 2 * 0.03)
        said = first + _kill(writer, answers)
        acknowledged = ACK.unpack_from(said, len(said) - ACK.size)[0] if said else version
        with SqliteStore(path) as store:
            versions = [r.version for r in store.read(STREAM, version)]
            tally["torn"] += versions != [*range(version + 1, version + 1 + len(versions))]
            found = versions[-1] if versions else version
            tally["lost"] += max(0, acknowledged - found)
            tally["unanswered"] += max(0, found - acknowledged)
            tally["acknowledged"] += acknowledged - version
            tally["kills"] += 1
            version = found
            if number % VERIFY_EVERY == 0 or number == count - 1:
                tally["faults"] += len(store.verify().faults)
    return dict(tally)


def killed_retries(count: int, folder: Path) -> dict[str, int]:
    """Send `count` commands, each until it is answered, while the writer is killed."""
    path, dice = folder / "retried.db", random.Random(count)
    tally = Counter(commands=count, retries=0, doubled=0, missing=0)
    SqliteStore(path).close()
    for number in range(count):
        while not _answered(path, f"c-{number}", dice):
            tally["retries"] += 1
    with SqliteStore(path) as store:
        seen = Counter(r.envelope.command_id for r in store.read(STREAM))
        tally["doubled"] = sum(times > 1 for times in seen.values())
        tally["missing"] = count - len(seen)
    return dict(tally)


def _answered(path: Path, command_id: str, dice: random.Random) -> bool:
    writer, answers = _fork(lambda pipe: _obey(path, pipe, command_id))
    os.read(answers, 1)
    if dice.random() < 0.7:
        time.sleep(dice.random() * 0.004)
        return b"A" in _kill(writer, answers)
    answer = os.read(answers, 1)
    _kill(writer, answers)
    return answer == b"A"


def _write_on(path: Path, pipe: int) -> None:
    """Append batches for ever; acknowledge each when it is committed."""
    dice = random.Random(os.getpid())
    store = SqliteStore(path)
    while True:
        events = [added(1, "x" * dice.choice((10, 1000, 6000))) for _ in range(dice.choice((1, 3)))]
        with store.writing() as transaction:
            version = transaction.head_of(STREAM).version
            transaction.append(STREAM, version, envelope(f"{version}"), events)
        os.write(pipe, ACK.pack(version + len(events)))


def _obey(path: Path, pipe: int, command_id: str) -> None:
    """Carry out a command once, however often it is sent, and answer."""
    store = SqliteStore(path)
    os.write(pipe, b"R")
    with store.writing() as transaction:
        if not transaction.answered(STREAM, command_id):
            version = transaction.head_of(STREAM).version
            transaction.append(STREAM, version, envelope(command_id), [added(version)])
    os.write(pipe, b"A")
    time.sleep(10)


def _fork(work: Callable[[int], None]) -> tuple[int, int]:
    answers, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        _in_child(work, pipe)
    os.close(pipe)
    return child, answers


def _in_child(work: Callable[[int], None], pipe: int) -> NoReturn:
    try:
        work(pipe)
    finally:
        os._exit(3)


def _kill(child: int, answers: int) -> bytes:
    """Everything it still said."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(answers, "rb") as rest:
        return rest.read()
