"""What a command of the terminal works with: workspace, studies, views, and the one who asks.

Opening it takes in hand edits of spec files first; closing it brings views and files up to date.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from rich.console import Console

from atomizer.adapters.cli.settings import Settings
from atomizer.commands.base import Command
from atomizer.commands.store import open_store
from atomizer.commands.studies import Answer, Delivery, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.recorded import Author
from atomizer.domain.values import Refused, slug
from atomizer.engine.files import SETUP, Workspace
from atomizer.projections.opening import open_views
from atomizer.projections.specfile import SpecFiles, Trouble
from atomizer.projections.views import Views

COMMANDS_FILE = "commands.jsonl"


@dataclass(frozen=True)
class Office:
    """An open workspace."""

    settings: Settings
    workspace: Workspace
    studies: Studies
    views: Views
    files: SpecFiles
    author: Author

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """Open the workspace that the settings name."""
        settings = Settings()
        workspace = Workspace(settings.workspace.resolve())
        user = f"user:{settings.user}"
        workspace.own.mkdir(parents=True, exist_ok=True)
        with (
            closing(Studies(open_store(settings.store or workspace.store_url))) as studies,
            closing(open_views(workspace.own / "views.db", studies.store)) as views,
        ):
            files = SpecFiles(workspace, studies, views, user)
            author = Author(actor=user, principal=user)
            office = cls(settings, workspace, studies, views, files, author)
            office.bring_up_to_date()
            try:
                yield office
            finally:
                office.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        """Take in hand edits of spec files, say which could not be, and write what changed."""
        for trouble in self.files.sync():
            self.tell(trouble)

    @staticmethod
    def tell(trouble: Trouble) -> None:
        """Say on stderr which spec file could not be taken in, and why."""
        text = f"{trouble.study}: {trouble.message} {trouble.hint} Kept as {trouble.kept}."
        Console(stderr=True, soft_wrap=True).print(text, markup=False, highlight=False)

    def give(self, study_id: str, command: Command, delivery: Delivery | None = None) -> Answer:
        """Give a command as the one who sits at this terminal."""
        return self.studies.handle(study_id, command, self.author, delivery)

    def find(self, study: str) -> str:
        """The id of a study, named by its id or its folder.

        An example named by its folder is built the first time it is asked for.

        Raises:
            Refused: E010, with the nearest id there is.
        """
        known = self.studies.ids()
        if study in known:
            return study
        folder = Path(study)
        if folder.name in known and self._is_folder_of(folder, folder.name):
            return folder.name
        if (folder / COMMANDS_FILE).is_file():
            built = slug(folder.resolve().name)
            if built in known and self._is_built_from(folder / COMMANDS_FILE, built):
                return built
            return self.build(folder / COMMANDS_FILE)
        self.studies.study(study)
        return study

    def build(self, commands: Path, study_id: str = "") -> str:
        """Build a study from a file of commands, with the setup files that lie beside it."""
        steps = list(read_commands(commands))
        study_id = study_id or self.free_id(slug(commands.resolve().parent.name))
        for number, (name, arguments) in enumerate(steps):
            self.give(study_id, parse(name, arguments), Delivery(group=f"build/{study_id}"))
            if number == 0:
                self._bring_setup(commands.resolve().parent / SETUP, study_id)
        return study_id

    def free_id(self, wanted: str) -> str:
        """An id near the wanted one that no study has."""
        known, number, new = set(self.studies.ids()), 2, wanted
        while new in known:
            new, number = f"{wanted}-{number}", number + 1
        return new

    def folder(self, study_id: str) -> Path:
        """The folder of a study."""
        return self.workspace.folder(self.studies.study(study_id))

    def _bring_setup(self, source: Path, study_id: str) -> None:
        target = self.workspace.prepare(self.studies.study(study_id)) / SETUP
        if source.is_dir() and source.resolve() != target.resolve():
            shutil.copytree(source, target, dirs_exist_ok=True)

    def _is_built_from(self, commands: Path, study_id: str) -> bool:
        """Whether a study began as these commands begin: under the same name."""
        _, arguments = next(iter(read_commands(commands)), ("", {}))
        first = self.studies.at(study_id, 1).document["meta"]["meta"]
        return bool(first["name"] == arguments.get("name"))

    def _is_folder_of(self, folder: Path, study_id: str) -> bool:
        return folder.resolve() == self.folder(study_id).resolve()


def read_commands(file: Path) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The commands of a file, one JSON object a line: `{"command": ..., "arguments": {...}}`."""
    if not file.is_file():
        raise Refused("E012", f"There is no file {file}.", "Name a .jsonl file of commands.")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            yield entry["command"], entry.get("arguments", {})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            text = f"{file.name}, line {number} is not a command: {error}."
            raise Refused("E011", text, 'As {"command": "undo", "arguments": {}}.') from error
