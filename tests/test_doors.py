"""One definition, every door: command line, HTTP, a hand-edited file and Python say the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from atomizer.adapters.cli.app import main
from atomizer.adapters.cli.office import Office
from atomizer.adapters.web import GuardSettings, create_app
from atomizer.commands.vocabulary import COMMANDS, parse
from atomizer.domain.spec import as_spec
from atomizer.domain.values import Refused

NAME = "set_budget"
ARGUMENTS = {"max_trials": 7, "timeout_hours": 2.5}
TOKEN = "t" * 43
Door = Callable[[], None]


def by_python() -> None:
    with Office.open() as office:
        office.give("box", parse(NAME, ARGUMENTS))


def by_command_line() -> None:
    words = ("do", "box", "set-budget", "--max-trials", "7", "--timeout-hours", "2.5")
    assert main(words, {}) == 0


def by_http() -> None:
    with client() as http:
        assert http.post(f"/api/studies/box/commands/{NAME}", json=ARGUMENTS).status_code == 200


def by_file() -> None:
    with Office.open() as office:
        path = office.folder("box") / "atomizer_spec.json"
    spec = json.loads(path.read_text(encoding="utf-8"))
    spec["optimization"]["budget"] = ARGUMENTS
    path.write_text(json.dumps(spec), encoding="utf-8")
    with Office.open():
        pass  # opening takes hand edits in


class client:
    """An HTTP client with its token, in front of the workspace."""

    def __enter__(self) -> TestClient:
        self._open = Office.open()
        office = self._open.__enter__()
        settings = GuardSettings({TOKEN: "run"}, frozenset({"testserver"}), office.author.principal)
        app = create_app(office.studies, office.workspace, settings, office.views)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return TestClient(app, headers=headers)

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATOMIZER_WORKSPACE", str(tmp_path))
    with Office.open() as office:
        office.give("box", parse("create_study", {"name": "Box"}))


@pytest.mark.parametrize("door", [by_python, by_command_line, by_http, by_file])
def test_every_door_reaches_the_same_study(door: Door) -> None:
    door()
    with Office.open() as office:
        budget = as_spec(office.studies.study("box"))["optimization"]["budget"]
        sources = [r.envelope.source for r in office.studies.history("box")]
    assert budget == ARGUMENTS
    assert len(sources) == 2


@pytest.mark.parametrize("door", [by_python, by_command_line, by_http, by_file])
def test_what_came_through_a_door_is_taken_back_by_undo(door: Door) -> None:
    with Office.open() as office:
        before = as_spec(office.studies.study("box"))["optimization"]
    door()
    with Office.open() as office:
        office.give("box", parse("undo", {}))
        assert as_spec(office.studies.study("box"))["optimization"] == before


def test_a_refusal_reads_the_same_at_every_door(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refused) as python:
        parse(NAME, {"max_trial": 7})
    with client() as http:
        answer = http.post(f"/api/studies/box/commands/{NAME}", json={"max_trial": 7}).json()
    assert main(("do", "box", "undo", "--json"), {}) == 2
    nothing = json.loads(capsys.readouterr().err)
    with client() as http:
        same = http.post("/api/studies/box/commands/undo", json={}).json()
    assert answer == python.value.as_json()
    assert nothing == same == {"code": "E014", "message": "There is nothing to undo.", "hint": ""}


def test_the_schema_that_http_serves_is_the_one_of_the_vocabulary() -> None:
    with client() as http:
        served = http.get("/api/schema").json()["commands"]
    assert served.keys() == COMMANDS.keys()
    for name, command in COMMANDS.items():
        fields = served[name]["arguments"].get("properties", {})
        assert fields.keys() == command.model_fields.keys()
