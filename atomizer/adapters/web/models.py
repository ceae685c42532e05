"""Models over HTTP: which files a study has, and what is in one. Only `1_setup` is looked at."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import Semaphore

from pydantic import Field, ValidationError
from starlette.responses import Response

from atomizer.adapters.web.answers import answer
from atomizer.adapters.web.asking import Asked, Nothing
from atomizer.adapters.web.shapes import ModelFile, ModelFiles
from atomizer.commands.studies import Studies
from atomizer.domain.items import Model
from atomizer.domain.values import Json, Refused, StudyId, Value, explain
from atomizer.engine.failure import SolveFailed
from atomizer.engine.files import SETUP, Workspace, existing

LISTED = 1000
SECONDS = 60.0
CHILDREN = 2
"""Models that are looked into at the same time; others wait."""
Introspect = Callable[[Path], Json]
"""Looks into a model in a process of its own: reading a foreign file is never safe here."""


class Browse(Value):
    """Whose models."""

    study: StudyId


class Look(Value):
    """Which model to look into."""

    study: StudyId
    path: str = Field(
        default="",
        max_length=1024,
        description="A file below 1_setup, as 1_setup/model.bdf; the study's model when not given.",
    )


class ModelPages:
    """The files below the setup folders of studies."""

    def __init__(self, studies: Studies, workspace: Workspace, introspect: Introspect) -> None:
        self._studies, self._workspace, self._introspect = studies, workspace, introspect
        self._turns = Semaphore(CHILDREN)

    def browse(self, asked: Asked[Browse]) -> ModelFiles:
        """The files that could be the model of a study."""
        setup = self._setup(asked.query.study)
        found = list(islice(_files(setup), LISTED + 1))
        return ModelFiles(files=tuple(found[:LISTED]), complete=len(found) <= LISTED)

    def introspect(self, asked: Asked[Nothing]) -> Response:
        """What is in a model: counts, load cases, parameters a study could vary."""
        try:
            look = Look.model_validate(asked.body)
        except ValidationError as error:
            raise Refused("E011", f"{explain(error)}.", "It takes: study, path.") from error
        name = (look.path or self._model(look.study)).replace("\\", "/")
        path = _below(self._setup(look.study), name)
        with self._turns:
            found = self._introspect(path)
        return answer(found | {"path": name})

    def _setup(self, study_id: str) -> Path:
        return self._workspace.folder(self._studies.study(study_id)) / SETUP

    def _model(self, study_id: str) -> str:
        model = self._studies.study(study_id).single(Model)
        if model is None:
            text = f"{study_id} has no model yet."
            raise Refused("E012", text, "Give a path, or set one with set_model.", field="path")
        return model.path


def _below(setup: Path, name: str) -> Path:
    """The file of that name below the setup folder; refuses all others."""
    if not name.startswith(f"{SETUP}/"):
        text = f"{name!r} is not below {SETUP}."
        raise Refused("E042", text, f"Name a file as {SETUP}/model.bdf.", field="path")
    try:
        return existing(setup, name.removeprefix(f"{SETUP}/"))
    except (OSError, ValueError) as error:
        raise Refused("E012", f"{name!r} cannot be the name of a file.", field="path") from error


def _files(setup: Path) -> Iterator[ModelFile]:
    root = setup.resolve()
    for path in sorted(setup.rglob("*")) if setup.is_dir() else ():
        if path.is_file() and path.resolve().is_relative_to(root):
            name = f"{SETUP}/{path.relative_to(setup).as_posix()}"
            yield ModelFile(path=name, bytes=path.stat().st_size)


def in_a_child(path: Path) -> Json:
    """What is in a deck or a model of NX, found out by a process that may die of it.

    Raises:
        Refused: E011, it cannot be read; quotes what the reader said.
    """
    from atomizer.engine.nx import is_nx  # the deck reader takes a second to import
    from atomizer.engine.nx.looking import PATIENCE
    from atomizer.engine.pool import call
    from atomizer.engine.tasks import INTROSPECT, DeckFile

    seconds = PATIENCE if is_nx(path) else SECONDS
    try:
        return call(INTROSPECT, DeckFile(path=path), seconds).model_dump(mode="json")
    except SolveFailed as failed:
        text = f"{path.name} cannot be looked into: {failed.message}"
        raise Refused(
            "E011", text, "Is it a Nastran bulk data deck, or a model of NX?", "path"
        ) from failed
