"""Solves that are used again: a repeated design costs a read, not a solve.

A solve is known by what it depends on: the bytes of the deck, the solver with its version, and
its options. For each there is one small file in `2_iterations/solves/` that names the trial which
did it. It is only a hint: the trial's folder must say itself that it is this solve, and its files
must have their hashes, so a lost, stale or torn entry costs a solve and never gives a wrong
number. Because responses are extracted anew, a changed extractor, objective or limit re-scores
without solving.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from atomizer.domain.values import Json, Refused, Value
from atomizer.engine.attempt import Sealed, read_sealed
from atomizer.engine.files import inside


class Entry(Value):
    """Where a solve lies: the folder of a trial inside `2_iterations/`."""

    folder: str


@dataclass(frozen=True)
class Found:
    """An earlier solve whose files are what they were."""

    folder: Path
    sealed: Sealed

    def bring(self, folder: Path) -> None:
        """Link its results and its print into another folder, or copy them."""
        for name in filter(None, (*self.sealed.results, self.sealed.printed)):
            _link(self.folder / name, folder)


@dataclass(frozen=True)
class Solves:
    """The solves of a study, noted in a folder of `2_iterations/`."""

    root: Path

    def find(self, key: str) -> Found | None:
        """An earlier solve, if there is one that can be relied on."""
        try:
            entry = Entry.model_validate_json((self.root / key).read_bytes())
            folder = inside(self.root.parent, entry.folder)
        except (OSError, ValidationError, Refused):
            return None
        sealed = read_sealed(folder)
        return Found(folder, sealed) if sealed and sealed.solve == key else None

    def file(self, key: str, folder: Path) -> None:
        """Note which sealed folder holds a solve."""
        self.root.mkdir(parents=True, exist_ok=True)
        place = folder.relative_to(self.root.parent).as_posix()
        torn = self.root / f".{key}-{os.getpid()}"
        torn.write_text(Entry(folder=place).model_dump_json(), encoding="utf-8")
        torn.replace(self.root / key)


def solve_key(deck_sha256: str, version: str, options: Json) -> str:
    """What a solve depends on, as one SHA-256."""
    text = json.dumps([deck_sha256, version, options], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _link(path: Path, folder: Path) -> None:
    target = folder / path.name
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(path, target)
