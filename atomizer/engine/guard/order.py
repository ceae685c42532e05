"""What the guard is told and what it answers: one line of JSON each."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Why = Literal[
    "exited",  # the program ended by itself
    "timeout",  # the time limit passed
    "disk",  # the folder grew beyond its limit
    "asked",  # somebody asked for it
    "orphaned",  # the runner is gone
    "not_started",  # there is no such program, or it cannot be run
    "lost",  # the guard itself was killed
]

OUTPUT_CAP = 16 << 20


@dataclass(frozen=True)
class Order:
    """One program to run.

    Attributes:
        argv: The program and its arguments.
        folder: Where it runs; its size is what the disk limit is about.
        output: Path of the file that takes stdout and stderr.
        environment: All of it.
        seconds: Wall time; 0 is no limit.
        memory: The most bytes one process may allocate; 0 is no limit. Not on macOS.
        disk: The most bytes in the folder; 0 is no limit.
        output_cap: The most bytes kept of the output: its first and its last half.
        grace: Seconds between asking the tree to end and killing it.
    """

    argv: tuple[str, ...]
    folder: str
    output: str
    environment: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    memory: int = 0
    disk: int = 0
    output_cap: int = OUTPUT_CAP
    grace: float = 5.0

    def line(self) -> bytes:
        """As one line of JSON."""
        return _line(asdict(self))


@dataclass(frozen=True)
class Ended:
    """How it ended.

    Attributes:
        why: What ended it.
        code: Its exit code, or minus the signal; None if it was not seen to end.
        seconds: Wall time.
        message: Why it could not be started.
    """

    why: Why
    code: int | None = None
    seconds: float = 0.0
    message: str = ""

    def line(self) -> bytes:
        """As one line of JSON."""
        return _line(asdict(self))


def read_order(line: bytes) -> Order:
    """An order from its line."""
    given = json.loads(line)
    return Order(**{**given, "argv": tuple(given["argv"])})


def read_ended(line: bytes) -> Ended:
    """An answer from its line; without one the guard is lost."""
    return Ended(**json.loads(line)) if line.endswith(b"\n") else Ended("lost")


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode() + b"\n"
