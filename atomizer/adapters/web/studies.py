"""Studies over HTTP: unpack what was asked, hand it to `Studies`, pack what comes back."""

import re
from typing import Literal

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from starlette.datastructures import Headers
from starlette.responses import Response

from atomizer.adapters.web import shapes
from atomizer.adapters.web.answers import answer
from atomizer.adapters.web.asking import Asked, Nothing
from atomizer.adapters.web.scopes import require
from atomizer.adapters.web.spreadsheet import as_csv
from atomizer.commands.plugins import validate
from atomizer.commands.studies import Delivery, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.recorded import Author
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, Value, explain
from atomizer.projections.activity import happenings
from atomizer.projections.studies import entries
from atomizer.projections.trial_table import Selection, TrialTable
from atomizer.projections.views import Views

_KEY = re.compile(r"[!-~]{1,128}")
_EXPECT: TypeAdapter[dict[str, int]] = TypeAdapter(dict[str, int])


class At(Value):
    """Which state of a study; the newest without either."""

    version: int | None = Field(default=None, ge=1, description="A version of the study.")
    at: AwareDatetime | None = Field(default=None, description="A moment, with its time zone.")


class Part(Value):
    """Which part of what happened; pages are cut by position in the log."""

    before: int | None = Field(default=None, ge=1, description="Only before this position.")
    after: int = Field(default=0, ge=0, description="Only after this position.")
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many, the latest.")


class Table(Value):
    """Which trials, and how they are written."""

    run: str | None = Field(default=None, description="As run-1; the latest when not given.")
    format: Literal["columns", "json", "csv"] = "columns"
    which: Selection = Field(default="all", description="For format=json only.")


class StudyPages:
    """What there is to ask of studies, and the one way to change them."""

    def __init__(self, studies: Studies, views: Views, user: str) -> None:
        self._studies, self._views = studies, views
        self._author = Author(actor=user, principal=user, source="http")

    def all(self, _: Asked[Nothing]) -> shapes.StudyList:
        """Every study with the state of its latest run."""
        with self._views.current() as connection:
            return shapes.StudyList(studies=tuple(entries(connection)))

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
        given = self._studies.handle(study_id, command, self._author, delivery)
        study = self._studies.study(study_id)
        return shapes.CommandAnswer(
            version=given.version or study.version,
            spec_version=study.spec_version,
            repeated=given.repeated,
            events=tuple(map(shapes.event_line, given.events)),
        )

    def history(self, asked: Asked[Part]) -> shapes.History:
        """What happened to a study and its runs, in sentences."""
        study = self._studies.study(asked.path["id"])
        with self._views.current() as connection:
            found = happenings(connection, study.id, **asked.query.model_dump())
        return shapes.History(version=study.version, happenings=tuple(found))

    def trials(self, asked: Asked[Table]) -> Value | Response:
        """The trials of a run, as columns, as objects or for a spreadsheet."""
        study, query = self._studies.study(asked.path["id"]).id, asked.query
        with self._views.current() as connection:
            table = TrialTable(connection, study)
            run = table.run(query.run)
            name = run.run if run else None
            if query.format == "json":
                rows = table.select(query.which, name)
                return shapes.TrialRows(study=study, run=name, trials=tuple(rows))
            columns = table.columns(name)
        if query.format == "csv":
            return _file(f"{study}-{name}.csv", as_csv(columns))
        return answer({"study": study, "run": name, "columns": columns})

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


def _file(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


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
