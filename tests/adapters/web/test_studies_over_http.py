"""Studies read and changed over HTTP."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from atomizer.adapters.web.spreadsheet import _harmless
from atomizer.commands.runner import CompleteTrial, FailTrial, StartTrial
from atomizer.commands.store import StoreUnavailable
from atomizer.domain.events import RunStarted
from atomizer.domain.recorded import Envelope
from atomizer.domain.run import Provenance
from tests.adapters.web.site import Site

STUDY = "/api/studies/bracket"


def _command(
    client: TestClient, command: str, headers: dict[str, str] | None = None, /, **body: object
) -> Response:
    return client.post(f"{STUDY}/commands/{command}", json=body, headers=headers)


@pytest.fixture(autouse=True)
def bracket(site: Site) -> None:
    site.say("bracket", "create_study", name="Bracket")


def test_a_command_answers_with_its_events_and_versions(client: TestClient) -> None:
    answer = _command(client, "add_objective", name="Mass").json()
    assert (answer["version"], answer["spec_version"], answer["repeated"]) == (2, 2, False)
    (event,) = answer["events"]
    assert (event["type"], event["stream"], event["version"]) == ("item_added", "study-bracket", 2)
    assert event["data"]["id"] == "obj_mass"
    assert event["meta"]["source"] == "http"


def test_a_command_that_changes_nothing_has_no_events(client: TestClient) -> None:
    answer = _command(client, "rename_study", name="Bracket").json()
    assert (answer["version"], answer["events"]) == (1, [])


def test_a_repeated_key_gets_the_first_answer(client: TestClient) -> None:
    key = {"Idempotency-Key": "7f3d"}
    first = _command(client, "add_objective", key, name="Mass").json()
    again = _command(client, "add_objective", key, name="Mass").json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["events"] == first["events"]
    assert client.get(STUDY).json()["version"] == 2


def test_what_somebody_changed_since_is_a_conflict(client: TestClient) -> None:
    _command(client, "add_objective", name="Mass")
    seen = client.get(STUDY).json()["revisions"]["objective/obj_mass"]
    expect = {"X-Atomizer-Expect": f'{{"objective/obj_mass": {seen}}}'}
    assert _command(client, "change_objective", expect, id="Mass", weight=2).status_code == 200
    late = _command(client, "change_objective", expect, id="Mass", weight=3)
    assert (late.status_code, late.json()["code"]) == (409, "E013")
    assert late.json()["field"] == "objective/obj_mass"


def test_another_version_is_a_conflict(client: TestClient) -> None:
    right, wrong = ({"X-Atomizer-Expect-Version": v} for v in ("1", "7"))
    assert _command(client, "rename_study", wrong, name="X").status_code == 409
    assert _command(client, "rename_study", right, name="X").status_code == 200


def test_a_group_is_undone_at_once(client: TestClient) -> None:
    turn = {"X-Atomizer-Group": "turn-1"}
    _command(client, "add_objective", turn, name="Mass")
    _command(client, "add_objective", turn, name="Stress")
    assert _command(client, "undo").status_code == 200
    assert client.get(STUDY).json()["spec"]["objectives"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": "two words"},
        {"Idempotency-Key": "x" * 129},
        {"X-Atomizer-Group": "\t"},
        {"X-Atomizer-Expect": "[]"},
        {"X-Atomizer-Expect": '{"a": "b"}'},
        {"X-Atomizer-Expect": '{"a": true}'},
        {"X-Atomizer-Expect": "{"},
        {"X-Atomizer-Expect-Version": "-1"},
        {"X-Atomizer-Expect-Version": "one"},
        {"X-Atomizer-Expect-Version": "9" * 30},
    ],
)
def test_a_malformed_header_is_refused_by_its_name(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = _command(client, "rename_study", headers, name="X")
    if answer.status_code != 200:
        assert (answer.status_code, answer.json()["field"]) == (422, next(iter(headers)))
    else:
        assert headers == {"X-Atomizer-Group": "\t"}, "white space around a value is no value"


@pytest.mark.parametrize(
    ("study", "name", "body", "status", "code"),
    [
        ("brackt", "rename_study", {"name": "X"}, 404, "E010"),
        ("bracket", "create_study", {"name": "X"}, 409, "E013"),
        ("bracket", "undo", {}, 409, "E014"),
        ("bracket", "rename_studdy", {"name": "X"}, 422, "E011"),
        ("bracket", "finish_run", {"run": "run-1", "reason": "failed"}, 422, "E011"),
        ("bracket", "complete_trial", {}, 422, "E011"),
        ("bracket", "rename_study", {"nme": "X"}, 422, "E011"),
        ("bracket", "set_model", {"path": "../../etc/passwd"}, 422, "E042"),
        ("Bracket", "create_study", {"name": "X"}, 422, "E042"),
        ("con", "create_study", {"name": "X"}, 422, "E042"),
        ("..", "create_study", {"name": "X"}, 404, "E011"),
        ("bracket", "start_optimization", {}, 404, "E012"),
        ("bracket", "stop_optimization", {}, 422, "E021"),
    ],
)
def test_every_refusal_has_its_status_and_code(
    client: TestClient, study: str, name: str, body: dict[str, str], status: int, code: str
) -> None:
    answer = client.post(f"/api/studies/{study}/commands/{name}", json=body)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert said["message"] and "hint" in said


def test_a_busy_store_asks_to_come_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise StoreUnavailable("the database is locked")

    monkeypatch.setattr(site.studies, "handle", busy)
    answer = _command(site.client(), "undo")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "locked" in answer.json()["message"]


def test_a_study_can_be_read_as_it_was(site: Site, client: TestClient) -> None:
    _command(client, "rename_study", name="New")
    assert client.get(f"{STUDY}?version=1").json()["spec"]["meta"]["study_name"] == "Bracket"
    created = site.studies.history("bracket")[0].envelope.at
    past = client.get(STUDY, params={"at": created.isoformat()}).json()
    assert (past["version"], past["spec"]["meta"]["study_name"]) == (1, "Bracket")


@pytest.mark.parametrize(
    "query",
    [
        "version=0",
        "version=9",
        "version=x",
        "at=yesterday",
        "at=2030-01-01T00:00:00",
        "v=1",
        "version=1&version=1",
        "version=1&at=2030-01-01T00:00:00Z",
    ],
)
def test_a_query_that_does_not_fit_is_refused_in_words(client: TestClient, query: str) -> None:
    answer = client.get(f"{STUDY}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "E011")


def test_before_it_was_created_there_is_no_study(client: TestClient) -> None:
    before = datetime.now(UTC) - timedelta(days=1)
    assert client.get(STUDY, params={"at": before.isoformat()}).status_code == 404


def test_history_comes_in_sentences_and_pages(client: TestClient) -> None:
    for name in ("A", "B", "C"):
        _command(client, "rename_study", name=name)
    whole = client.get(f"{STUDY}/history").json()
    assert whole["version"] == 4
    assert [line["version"] for line in whole["happenings"]] == [4, 3, 2, 1]
    assert "renamed the study from 'B' to 'C'" in whole["happenings"][0]["text"]
    page = client.get(f"{STUDY}/history?after=1&before=4&limit=1").json()
    assert [line["version"] for line in page["happenings"]] == [3]


def test_problems_say_what_a_run_lacks(client: TestClient) -> None:
    said = client.get(f"{STUDY}/problems").json()
    assert said["ready"] is False
    assert {"E012", "E031"} <= {problem["code"] for problem in said["problems"]}


@pytest.mark.parametrize("path", ["", "/history", "/trials", "/problems"])
def test_a_study_that_is_not_there_is_404_with_the_nearest(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/studies/brackett{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "E010")
    assert "bracket" in answer.json()["hint"]


def _with_run(site: Site) -> None:
    """A run with one trial that holds, one that does not, one that failed and one at work."""
    site.say("bracket", "add_extractor", name="Mass", type="mass", id="ext_mass")
    source = {"extractor_id": "ext_mass", "output_key": "mass"}
    site.say("bracket", "add_objective", name="Mass", source=source)
    started = RunStarted(
        run="run-1",
        version=3,
        spec_version=3,
        max_trials=9,
        timeout_hours=None,
        seed=0,
        solver="embedded",
        algorithm="TPE",
    )
    envelope = Envelope(
        at=datetime.now(UTC),
        command_id="c",
        actor="user:local",
        principal="user:local",
        source="test",
        command="start_optimization",
        group="c",
    )
    with site.store.writing() as transaction:
        transaction.append("study-bracket", 3, envelope, [started])
    found = Provenance(deck_sha256="d", solver="embedded", result_sha256="r", seconds=0.5)
    run = ("bracket", "run-1")
    for number in range(4):
        start = StartTrial(
            number=number,
            attempt=1,
            parameters={"dv_t": 1.0 + number, "dv_grade": "=S235"},
            runner="r",
            cause="proposed",
        )
        site.studies.report(run, start)
    for number, feasible in ((0, True), (1, False)):
        done = CompleteTrial(
            number=number,
            attempt=1,
            outputs={"ext_mass": {"mass": 2.0 - number}},
            objectives={"obj_mass": 2.0 - number},
            margins={"con_stress": -0.1 if feasible else 0.3},
            feasible=feasible,
            provenance=found,
        )
        site.studies.report(run, done)
    failed = FailTrial(number=2, attempt=1, kind="fatal", reason="FATAL 9050", by_design=True)
    site.studies.report(run, failed)


def test_the_list_shows_state_trials_and_the_best_feasible(site: Site, client: TestClient) -> None:
    _with_run(site)
    (row,) = client.get("/api/studies").json()["studies"]
    assert (row["name"], row["run"], row["run_state"]) == ("Bracket", "run-1", "running")
    assert (row["trials"], row["done"], row["failed"]) == (4, 3, 1)
    assert (row["best_trial"], row["best_objective"]) == (0, 2.0)


def test_trials_come_as_columns_objects_and_a_table(site: Site, client: TestClient) -> None:
    _with_run(site)
    columns = client.get(f"{STUDY}/trials").json()
    assert columns["run"] == "run-1"
    assert columns["columns"]["state"] == ["feasible", "infeasible", "failed", "running"]
    assert columns["columns"]["objectives"]["obj_mass"] == [2.0, 1.0, None, None]
    objects = client.get(f"{STUDY}/trials?format=json&run=run-1").json()["trials"]
    assert objects[2]["reason"] == "FATAL 9050"
    table = client.get(f"{STUDY}/trials?format=csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="bracket-run-1.csv"' in table.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["outputs.ext_mass.mass"] for row in rows] == ["2.0", "1.0", "", ""]
    assert rows[0]["parameters.dv_grade"] == "'=S235", "no spreadsheet takes it for a formula"


@pytest.mark.parametrize(
    ("which", "numbers"),
    [("best", [0]), ("pareto", [0]), ("failed", [2]), ("recent", [0, 1, 2, 3])],
)
def test_trials_are_selected(
    site: Site, client: TestClient, which: str, numbers: list[int]
) -> None:
    _with_run(site)
    found = client.get(f"{STUDY}/trials?format=json&which={which}").json()["trials"]
    assert [trial["number"] for trial in found] == numbers


def test_a_study_without_a_run_has_no_trials(client: TestClient) -> None:
    empty = client.get(f"{STUDY}/trials").json()
    assert (empty["run"], empty["columns"]["number"]) == (None, [])
    assert client.get(f"{STUDY}/trials?format=csv").text.startswith("number,state,")


def test_a_run_or_format_that_is_not_there_is_refused(client: TestClient) -> None:
    for query in ("run=run-7", "format=xml", "format=json&which=worst"):
        assert client.get(f"{STUDY}/trials?{query}").status_code == 422


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "\r"])
def test_text_that_looks_like_a_formula_is_marked(cell: str) -> None:
    assert _harmless(cell) == f"'{cell}"
    assert _harmless(-1.0) == -1.0
