"""Studies over HTTP: unpack what was asked, hand it to `Studies`, pack what comes back."""

import re
from typing import Literal

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from starlette.datastructures import Headers
from starlette.responses import Response

from atomizer.adapters.web import shapes, views
from atomizer.adapters.web.asking import Asked, Nothing
from atomizer.adapters.web.scopes import require
from atomizer.commands.plugins import validate
from atomizer.commands.studies import Delivery, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.recorded import Author
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, Value, explain

AUTHOR = Author(source="http")
HISTORY_PAGE = 1000
_KEY = re.compile(r"[!-~]{1,128}")
_EXPECT: TypeAdapter[dict[str, int]] = TypeAdapter(dict[str, int])


class At(Value):
    """Which state of a study; the newest without either."""

    version: int | None = Field(default=None, ge=1, description="A version of the study.")
    at: AwareDatetime | None = Field(default=None, description="A moment, with its time zone.")


class Since(Value):
    """Which part of a history."""

    after: int = Field(default=0, ge=0, description="Only events after this version.")
    limit: int = Field(default=HISTORY_PAGE, ge=1, le=HISTORY_PAGE, description="At most so many.")


class Table(Value):
    """Which trials, and how they are written."""

    run: str | None = Field(default=None, description="As run-1; the latest when not given.")
    format: Literal["columns", "json", "csv"] = "columns"


class StudyPages:
    """What there is to ask of studies, and the one way to change them."""

    def __init__(self, studies: Studies) -> None:
        self._studies = studies

    def all(self, _: Asked[Nothing]) -> shapes.StudyList:
        """Every study with its state."""
        return shapes.StudyList(studies=tuple(views.study_rows(self._studies)))

    def one(self, asked: Asked[At]) -> shapes.StudyAnswer:
        """The spec of a study, now, at a version or at a moment."""
        study = self._at(asked)
        return shapes.StudyAnswer(
            id=study.id,
            version=study.version,
            spec_version=study.spec_version,
            revisions=study.revisions,
            spec=as_spec(study),
        )

    def command(self, asked: Asked[Nothing]) -> shapes.CommandAnswer:
        """Give a command to a study."""
        study_id, delivery = asked.path["id"], delivery_of(asked.headers)
        command = parse(asked.path["name"], asked.body)
        require(asked.granted, command.scope)
        given = self._studies.handle(study_id, command, AUTHOR, delivery)
        study = self._studies.study(study_id)
        return shapes.CommandAnswer(
            version=given.version or study.version,
            spec_version=study.spec_version,
            repeated=given.repeated,
            events=tuple(map(shapes.event_line, given.events)),
        )

    def history(self, asked: Asked[Since]) -> shapes.History:
        """The events of a study as sentences."""
        records = self._studies.history(asked.path["id"], asked.query.after)
        version = self._studies.study(asked.path["id"]).version
        lines = views.history_lines(records[: asked.query.limit])
        return shapes.History(version=version, lines=tuple(lines))

    def trials(self, asked: Asked[Table]) -> Response:
        """The trials of a run, as columns, as objects or for a spreadsheet."""
        study = self._studies.study(asked.path["id"])
        table = views.trial_table(self._studies, study, asked.query.run)
        return views.written(table, asked.query.format)

    def problems(self, asked: Asked[Nothing]) -> shapes.Problems:
        """What is wrong with a study, those of its plugins included."""
        study = self._studies.study(asked.path["id"])
        found = validate(study)
        ready = all(problem.severity != "error" for problem in found)
        return shapes.Problems(version=study.version, ready=ready, problems=tuple(found))

    def _at(self, asked: Asked[At]) -> Study:
        study_id, query = asked.path["id"], asked.query
        if query.version is not None and query.at is not None:
            raise Refused("E011", "Give a version or a moment, not both.", field="at")
        if query.version is not None:
            return self._studies.at(study_id, query.version)
        if query.at is not None:
            return self._studies.at_time(study_id, query.at)
        return self._studies.study(study_id)


DELIVERY_HEADERS = {
    "Idempotency-Key": "Names the command; sent again, the first answer comes back.",
    "X-Atomizer-Expect": "JSON object kind/id -> revision you saw; 409 when one changed since.",
    "X-Atomizer-Expect-Version": "Version of the study you saw; 409 when there is another.",
    "X-Atomizer-Group": "Undo step the command belongs to; a step of its own without.",
}


def delivery_of(headers: Headers) -> Delivery:
    """How a command is delivered, from its headers; refuses one that is malformed."""
    return Delivery(
        command_id=_key(headers, "Idempotency-Key"),
        group=_key(headers, "X-Atomizer-Group"),
        expect=_expected(headers),
        expected_version=_number(headers, "X-Atomizer-Expect-Version"),
    )


def _key(headers: Headers, name: str) -> str:
    value = headers.get(name, "")
    if value and not _KEY.fullmatch(value):
        raise Refused("E011", f"{name}: 1 to 128 visible ASCII characters.", field=name)
    return value


def _number(headers: Headers, name: str) -> int | None:
    value = headers.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Refused("E011", f"{name} must be a whole number.", field=name)
    return int(value)


def _expected(headers: Headers) -> dict[str, int]:
    name = "X-Atomizer-Expect"
    try:
        return _EXPECT.validate_json(headers.get(name, "{}"), strict=True)
    except ValidationError as error:
        what = f"{name} must be a JSON object of kind/id: revision; {explain(error)}."
        raise Refused("E011", what, field=name) from error
