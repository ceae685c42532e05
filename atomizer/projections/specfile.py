"""`atomizer_spec.json` of every study: written when the study changes, read when a hand did.

The SHA-256 of what was written last is kept beside the views: a file with another one was saved
by somebody, and is taken in before anything may be written over it. Nothing that was saved is
ever lost: what cannot be taken in stays, or lies in `atomizer_spec.rejected-<n>.json` when a
newer spec had to be written, and `atomizer_spec.error.txt` says what is wrong.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from threading import Lock

from watchfiles import watch

from atomizer.commands.studies import Studies
from atomizer.domain.recorded import Author
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, StudyId, Value
from atomizer.engine.files import SETUP, SPEC, Workspace, write_whole
from atomizer.projections.hand_edit import read_hand_edit, take_in
from atomizer.projections.views import PATIENCE, Views

ERROR = "atomizer_spec.error.txt"
REJECTED = "atomizer_spec.rejected-{}.json"
SETTLE_MS = 200
"""An editor that saves in several steps is left alone so long."""


class Trouble(Value):
    """A spec file that was not taken in.

    Attributes:
        kept: Where the text lies now, inside the study's folder.
    """

    study: StudyId
    code: str
    message: str
    hint: str
    kept: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was written last: the version of the study and the digest of the file."""

    version: int | None = None
    sha256: str = ""


class SpecFiles:
    """The spec files of a workspace."""

    def __init__(self, workspace: Workspace, studies: Studies, views: Views, user: str) -> None:
        self._workspace, self._studies, self._views = workspace, studies, views
        self._author = Author(actor=user, principal=user, source="file")
        self._turn = Lock()

    def sync(self) -> list[Trouble]:
        """Take in every hand edit and write every file that is out of date.

        Returns:
            What could not be taken in; the same is written beside the file.
        """
        due = [
            study for study, version, written in self._index() if self._due(study, version, written)
        ]
        return [trouble for study in due if (trouble := self._settle_safely(study.id))]

    def watch(self, stop: Flag, tell: Callable[[Trouble], None]) -> None:
        """Do so whenever a spec file is saved, until `stop` is set."""
        while not stop.is_set():
            for trouble in self.sync():
                tell(trouble)
            folders = self._folders()
            if not folders:
                stop.wait(PATIENCE)
                continue
            for trouble in self._watched(folders, stop):
                tell(trouble)

    def _watched(self, folders: list[Path], stop: Flag) -> Iterator[Trouble]:
        """Troubles as they come, until other folders are to be watched."""
        for changes in watch(
            *folders,
            watch_filter=lambda _, path: Path(path).name == SPEC,
            debounce=SETTLE_MS,
            rust_timeout=int(PATIENCE * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            recursive=False,
        ):
            if changes:
                yield from self.sync()
            if self._folders() != folders:
                return

    def _folders(self) -> list[Path]:
        folders = [self._workspace.folder(study) for study, _, _ in self._index()]
        return [folder for folder in folders if folder.is_dir()]

    def _index(self) -> list[tuple[Study, int, Written]]:
        """Where each study lies, its version, and what was written of it."""
        with self._views.current() as connection:
            found = connection.execute(
                "SELECT id, category, studies.version, spec_files.version, sha256 FROM studies"
                " LEFT JOIN spec_files ON study = id ORDER BY id"
            ).fetchall()
        return [
            (Study(id=i, category=category), version, Written(written, sha256 or ""))
            for i, category, version, written, sha256 in found
        ]

    def _due(self, study: Study, version: int, written: Written) -> bool:
        folder = self._workspace.folder(study)
        if version != written.version or (folder / ERROR).exists():
            return True
        return digest(_content(folder / SPEC)) != written.sha256

    def _settle_safely(self, study: StudyId) -> Trouble | None:
        try:
            with self._turn:
                return self._settle(study)
        except OSError as error:
            text = f"The spec file of {study} cannot be read or written: {error}."
            return Trouble(study=study, code="E012", message=text, hint="", kept=SPEC)

    def _settle(self, name: StudyId) -> Trouble | None:
        """Bring a study and its file together; what is saved meanwhile is taken in too."""
        study, written = self._studies.study(name), self._written(name)
        folder = self._prepared(study, written)
        content, trouble = _content(folder / SPEC), None
        saved = content if digest(content) != written.sha256 else None
        while True:
            if saved is not None:
                trouble = self._take_in(name, saved, written)
            study = self._studies.study(name)
            wanted = as_text(study)
            if trouble and saved is not None:
                if saved == content and digest(wanted) == written.sha256:
                    return _told(folder, trouble)
                trouble = _told(folder, _set_aside(folder, saved, trouble))
            elif not trouble:
                _mend(folder, edited=saved is not None)
            saved = exchange(folder / SPEC, content, wanted)
            written = self._remember(study, wanted)
            if saved is None:
                return trouble
            content = wanted

    def _take_in(self, name: StudyId, saved: bytes, written: Written) -> Trouble | None:
        try:
            take_in(self._studies, name, read_hand_edit(saved), self._author, written.version)
        except Refused as no:
            return Trouble(study=name, code=no.code, message=no.message, hint=no.hint, kept=SPEC)
        return None

    def _prepared(self, study: Study, written: Written) -> Path:
        """The folder of a study; that of a new copy gets the model files of its source."""
        folder = self._workspace.prepare(study)
        if written.version is None and study.cloned_from:
            source = self._workspace.folder(self._studies.study(study.cloned_from))
            _copy_once(source / SETUP, folder / SETUP)
        return folder

    def _written(self, study: StudyId) -> Written:
        with self._views.reading() as connection:
            found = connection.execute(
                "SELECT version, sha256 FROM spec_files WHERE study = ?", (study,)
            ).fetchone()
        return Written(*found) if found else Written()

    def _remember(self, study: Study, wanted: bytes) -> Written:
        written = Written(study.version, digest(wanted))
        with self._views.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO spec_files VALUES (?, ?, ?)",
                (study.id, study.version, written.sha256),
            )
        return written


def as_text(study: Study) -> bytes:
    """The spec of a study as its file holds it."""
    return json.dumps(as_spec(study), indent=2, ensure_ascii=False).encode() + b"\n"


def digest(content: bytes | None) -> str:
    """The SHA-256 of a file; empty for none."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def exchange(path: Path, expected: bytes | None, wanted: bytes) -> bytes | None:
    """Write a file, unless it holds that already.

    Returns:
        What was replaced, if it was not what was expected: somebody saved at that very moment.
    """
    if expected == wanted:
        return None
    replaced = path.with_name(f".{path.name}.replaced")
    replaced.unlink(missing_ok=True)
    try:
        os.link(path, replaced)
    except OSError:
        write_whole(path, wanted)
        return None
    write_whole(path, wanted)
    found = replaced.read_bytes()
    replaced.unlink()
    return None if found in (expected, wanted) else found


def _content(path: Path) -> bytes | None:
    if path.exists() and not path.is_file():
        raise OSError(f"{path.name} is not a regular file")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _set_aside(folder: Path, saved: bytes, trouble: Trouble) -> Trouble:
    number = 1
    while (folder / REJECTED.format(number)).exists():
        number += 1
    write_whole(folder / REJECTED.format(number), saved)
    return trouble.model_copy(update={"kept": REJECTED.format(number)})


def _told(folder: Path, trouble: Trouble) -> Trouble:
    """Say beside the file what is wrong with it."""
    kept = f"What was saved is in {trouble.kept}."
    text = "\n".join(filter(None, (f"{trouble.code}: {trouble.message}", trouble.hint, kept)))
    if _content(folder / ERROR) != f"{text}\n".encode():
        write_whole(folder / ERROR, f"{text}\n".encode())
    return trouble


def _mend(folder: Path, *, edited: bool) -> None:
    """Take the error away: a good edit came, or the file is ours and nothing was set aside."""
    if edited or not any(folder.glob(REJECTED.format("*"))):
        (folder / ERROR).unlink(missing_ok=True)


def _copy_once(source: Path, target: Path) -> None:
    """Copy the model files of a study, if the copy has none; all of them, or none."""
    if not source.is_dir() or any(target.iterdir()):
        return
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part, symlinks=True)
    target.rmdir()
    part.rename(target)
