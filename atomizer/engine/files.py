"""Where things lie on disk, and the one gate through which a name becomes a path.

A workspace is the folder that holds `studies/` and `.atomizer/` (event store, views, token,
locks). A study lies in `studies/[<category>/]<id>/` with `1_setup/`, `2_iterations/`,
`3_results/` and its spec.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from atomizer.domain.study import Study
from atomizer.domain.values import Refused

SETUP, ITERATIONS, RESULTS = "1_setup", "2_iterations", "3_results"
SPEC = "atomizer_spec.json"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder Atomizer works in."""

    root: Path

    @property
    def own(self) -> Path:
        """What is Atomizer's alone: event store, views, token, locks."""
        return self.root / ".atomizer"

    @property
    def scripts(self) -> Path:
        """The scripts that were allowed to run on this machine."""
        return self.own / "scripts"

    @property
    def store_url(self) -> str:
        """Where the event store lies unless the settings say otherwise."""
        return f"sqlite:///{(self.own / 'events.db').as_posix()}"

    @property
    def studies(self) -> Path:
        """The folder of all studies."""
        return self.root / "studies"

    def folder(self, study: Study) -> Path:
        """The folder of a study."""
        return self.studies / study.category / study.id

    def prepare(self, study: Study) -> Path:
        """Make the folders of a study, if they are not there."""
        folder = self.folder(study)
        for part in (SETUP, ITERATIONS, RESULTS):
            (folder / part).mkdir(parents=True, exist_ok=True)
        return folder


def inside(folder: Path, name: str) -> Path:
    """The path of a file below a folder, wherever links lead.

    Raises:
        Refused: E042, the name leads out of the folder.
    """
    root = folder.resolve()
    path = (root / name.replace("\\", "/")).resolve()
    if "\0" in name or not path.is_relative_to(root):
        raise Refused("E042", f"{name!r} leads out of {folder.name}.", "Name a file inside it.")
    return path


def existing(folder: Path, name: str) -> Path:
    """Likewise, of a regular file that must be there; refuses with E012 when it is not."""
    path = inside(folder, name)
    if not path.is_file():
        raise Refused("E012", f"There is no file {name!r} in {folder}.", "Put it there first.")
    return path


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old or the new one, never a part; synced.

    Nobody but its owner can read it before it has its `mode`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename inside a folder durable; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
