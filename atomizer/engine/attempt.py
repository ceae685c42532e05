"""The folder of an attempt at a trial, from its first file to its last name.

    trial-0007.attempt-1.partial    at work, or left by a process that died
    trial-0007                      sealed: synced, hashed, renamed in one step
    trial-0007.attempt-1.failed     what is worth keeping of a failure: its F06 and log

A sealed folder is never written again. Only one attempt at a trial is alive at a time, which is
for the log of the run to see to; so what another attempt left unfinished is removed.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from atomizer.domain.events import Parameters
from atomizer.domain.run import Outputs, Provenance
from atomizer.domain.values import Value
from atomizer.engine.files import sync_folder

RESULT = "result.json"
KEPT_SUFFIXES = (".f06", ".log")
KEPT_BYTES = 1 << 20
"""Of a file of a failure its last part is kept: the FATAL stands at the end."""


class Sealed(Value):
    """What `result.json` holds: the outcome of a trial and what it rests on.

    Attributes:
        solve: Key of the solve, as `solves` has it.
        files: The files of the deck, the main one first.
        result: The result file.
        printed: What the solver printed, if it did.
        deck: The deck that was solved, if the solver wrote it itself.
        expressions: The expressions of the model that was solved, if it has such.
    """

    number: int
    attempt: int
    parameters: Parameters
    solve: str
    files: tuple[str, ...]
    result: str
    printed: str | None
    deck: str | None = None
    expressions: str | None = None
    outputs: Outputs
    provenance: Provenance

    @property
    def results(self) -> tuple[str, ...]:
        """The files that outputs are measured from, the result file first."""
        return measured_from(self.result, self.deck, self.expressions)

    @property
    def solved_deck(self) -> str:
        """The deck that the result file belongs to."""
        return self.deck or self.files[0]


@dataclass(frozen=True)
class Attempt:
    """One attempt at a trial: `folder` is where it will lie when it is sealed."""

    folder: Path
    number: int

    @property
    def partial(self) -> Path:
        """Where it works."""
        return self._beside("partial")

    @property
    def failed(self) -> Path:
        """What is left of it when it fails."""
        return self._beside("failed")

    def begin(self) -> Path:
        """An empty folder to work in; what dead attempts left is removed."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for left in self.folder.parent.glob(f"{self.folder.name}.attempt-*.partial"):
            shutil.rmtree(left)
        self.partial.mkdir()
        return self.partial

    def seal(self, sealed: Sealed) -> None:
        """Make everything durable, then give the folder its name; an unusable one steps aside."""
        (self.partial / RESULT).write_text(sealed.model_dump_json(indent=2), encoding="utf-8")
        _sync(self.partial)
        if self.folder.exists():
            self.folder.rename(self._beside("replaced"))
        self.partial.rename(self.folder)
        sync_folder(self.folder.parent)

    def fail(self) -> None:
        """Keep the F06 and the log. What cannot be removed now is removed by the next attempt."""
        with contextlib.suppress(OSError):
            _cut(self.partial)
            shutil.rmtree(self.failed, ignore_errors=True)
            self.partial.rename(self.failed)

    def _beside(self, state: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.attempt-{self.number}.{state}")


def read_sealed(folder: Path) -> Sealed | None:
    """What a sealed folder says, if its files still are what they were when it was sealed."""
    try:
        sealed = Sealed.model_validate_json((folder / RESULT).read_bytes())
        deck = digest(folder / name for name in sealed.files)
        result = digest(folder / name for name in sealed.results)
    except (OSError, ValidationError):
        return None
    made = sealed.provenance
    return sealed if (deck, result) == (made.deck_sha256, made.result_sha256) else None


def measured_from(result: str, deck: str | None, expressions: str | None) -> tuple[str, ...]:
    """The files of a solve that outputs are measured from and that its hash is of."""
    return tuple(filter(None, (result, deck, expressions)))


def digest(files: Iterable[Path]) -> str:
    """SHA-256 of files put one after the other; of one file it is the usual one."""
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            hashlib.file_digest(file, lambda: found)
    return found.hexdigest()


def _sync(folder: Path) -> None:
    for path in (path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    sync_folder(folder)


def _cut(folder: Path) -> None:
    """Remove everything but the last part of what the solver printed."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix.lower() not in KEPT_SUFFIXES:
            path.unlink()
        elif path.stat().st_size > KEPT_BYTES:
            _keep_end(path)


def _keep_end(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-KEPT_BYTES, os.SEEK_END)
        end = file.read()
    path.write_bytes(end)
