"""The shapes of the answers; the documents at /api/openapi.json are made from them."""

from typing import Literal

from pydantic import Field

from atomizer.commands.base import Scope
from atomizer.domain.checks import Problem
from atomizer.domain.events import Event
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.values import Json, Value
from atomizer.engine.fields.asking import FieldEntry
from atomizer.projections.activity import Happening
from atomizer.projections.studies import StudyEntry
from atomizer.projections.trial_table import Column, TrialRow


class Refusal(Value):
    """Why something was refused, the same at every door."""

    code: str = Field(description="Stable, for programs: E010, E013 ...")
    message: str = Field(description="What is wrong and what there is.")
    hint: str = Field(description="What to do instead.")
    field: str | None = Field(default=None, description="What it is about.")


class Health(Value):
    """The server is up; nothing else is told without the token."""

    status: Literal["up"] = "up"


class StudyList(Value):
    """All studies, archived ones too; the one that was changed last first."""

    studies: tuple[StudyEntry, ...]


class StudyAnswer(Value):
    """A study at a version."""

    id: str
    version: int = Field(description="Number of its events up to here.")
    spec_version: int = Field(description="Number of those that changed the spec.")
    revisions: dict[str, int] = Field(description="kind/id -> version of its last change.")
    spec: Json = Field(description="As atomizer_spec.json, version 2.0.")


class EventLine(Value):
    """An event, as the stream of events shows it too."""

    position: int = Field(description="Its place in the whole log.")
    stream: str
    version: int = Field(description="Its place in the stream.")
    type: str
    v: int = Field(description="Version of the shape of `data`.")
    hash: str = Field(description="Seals the stream up to here.")
    data: Json
    meta: Envelope


class CommandAnswer(Value):
    """What came of a command."""

    version: int
    spec_version: int
    repeated: bool = Field(description="Whether that Idempotency-Key had been answered before.")
    events: tuple[EventLine, ...] = Field(description="What happened; empty when nothing changed.")


class History(Value):
    """What happened to a study and its runs, the latest first."""

    version: int = Field(description="Of the study now.")
    happenings: tuple[Happening, ...]


class Fields(Value):
    """What a result can be looked at in."""

    trial: str
    result_sha256: str = Field(description="Of the sealed result file.")
    units: dict[str, str] = Field(description="What is measured -> its unit, where it is known.")
    fields: tuple[FieldEntry, ...]


class TrialRows(Value):
    """Trials as objects."""

    study: str
    run: str | None
    trials: tuple[TrialRow, ...]


class TrialColumns(Value):
    """The trials of a run, one list a column; what a trial does not have is null there."""

    study: str
    run: str | None
    columns: dict[str, Column | dict[str, Column]] = Field(
        description="parameters, objectives, margins and outputs have one list a name."
    )


class Problems(Value):
    """What is wrong with a study."""

    version: int
    ready: bool = Field(description="Whether a run could be started.")
    problems: tuple[Problem, ...]


class ModelFile(Value):
    """A file below the setup folder of a study."""

    path: str = Field(description="Inside the study, as set_model takes it.")
    bytes: int


class ModelFiles(Value):
    """The files that could be the model of a study."""

    files: tuple[ModelFile, ...]
    complete: bool = Field(description="False when there are more than are listed.")


class CommandSchema(Value):
    """A command: what it does, what it takes, who may give it."""

    description: str
    scope: Scope
    creates: bool = Field(description="Whether it brings a study into being.")
    arguments: Json = Field(description="JSON Schema.")


class PluginSchema(Value):
    """An installed plugin."""

    description: str
    options: Json = Field(description="JSON Schema.")
    outputs: tuple[str, ...] = ()


class Schemas(Value):
    """Everything that can be said to Atomizer."""

    commands: dict[str, CommandSchema]
    items: dict[str, Json]
    plugins: dict[str, dict[str, PluginSchema]]


def event_line(recorded: Recorded[Event]) -> EventLine:
    """A recorded event as it goes over the wire."""
    return EventLine(
        position=recorded.position,
        stream=recorded.stream,
        version=recorded.version,
        type=recorded.event.type,
        v=recorded.event.v,
        hash=recorded.hash,
        data=recorded.event.model_dump(mode="json"),
        meta=recorded.envelope,
    )
