"""Results over HTTP: a solved trial as a binary, kept by its hash, and refusals in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from atomizer.adapters.web.answers import Denied
from atomizer.adapters.web.reading import WORKERS, WarmReader
from atomizer.commands.runner import CompleteTrial, FailTrial, StartTrial
from atomizer.engine.fields.asking import FieldsJob
from atomizer.engine.fields.binary import decode
from atomizer.engine.files import ITERATIONS
from atomizer.engine.trial import TrialJob, TrialResult, run_trial
from tests.adapters.rods import ROD
from tests.adapters.web.site import Site

STRESS = {"extractor_id": "ext", "output_key": "max_stress"}
BUILD: list[tuple[str, dict[str, Any]]] = [
    ("create_study", {"name": "Rod"}),
    ("set_model", {"path": "1_setup/model.bdf"}),
    ("set_solver", {"solver": "embedded"}),
    ("add_design_variable", {"id": "dv", "name": "area", "expression_name": "AREA",
                             "bounds": {"min": 0.1, "max": 2.0}, "baseline": 0.5}),
    ("add_extractor", {"id": "ext", "name": "Stress", "type": "bar_stress"}),
    ("add_objective", {"id": "obj", "name": "Stress", "source": STRESS}),
    ("add_constraint", {"id": "con", "name": "Yield", "threshold": 50.0, "units": "MPa",
                        "source": STRESS}),
    ("start_optimization", {"max_trials": 3}),
]  # fmt: skip


@dataclass(frozen=True)
class Solved:
    """A site whose study `rod` has a solved trial 0, a failed trial 1 and an open trial 2."""

    site: Site
    folder: Path
    sha256: str


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    site = Site(tmp_path_factory.mktemp("site"))
    for command, arguments in BUILD:
        if command == "start_optimization":
            setup = site.workspace.prepare(site.studies.study("rod")) / "1_setup"
            (setup / "model.bdf").write_text(ROD, encoding="ascii")
        site.say("rod", command, **arguments)
    folder = site.workspace.folder(site.studies.study("rod"))
    for number in range(3):
        start = StartTrial(
            number=number, attempt=1, parameters={"dv": 0.5}, runner="r", cause="proposed"
        )
        site.studies.report(("rod", "run-1"), start)
    result = _solve(folder)
    done = CompleteTrial(
        **result.model_dump(exclude={"status"}),
        objectives={"obj": 20.0},
        margins={"con": -0.9},
        feasible=True,
    )
    site.studies.report(("rod", "run-1"), done)
    failed = FailTrial(number=1, attempt=1, kind="fatal", reason="singular", by_design=True)
    site.studies.report(("rod", "run-1"), failed)
    place = folder / ITERATIONS / "run-1" / "trial-0000"
    return Solved(site, place, result.provenance.result_sha256)


def _solve(folder: Path) -> TrialResult:
    job = TrialJob(
        number=0,
        attempt=1,
        deck=folder / "1_setup/model.bdf",
        parameters={"AREA": 0.5},
        solver="embedded",
        extractors={"ext": ("bar_stress", {})},
        folder=folder / ITERATIONS / "run-1" / "trial-0000",
    )
    result = run_trial(job)
    assert isinstance(result, TrialResult)
    return result


@pytest.fixture
def client(solved: Solved) -> Iterator[TestClient]:
    with solved.site.client("view") as client:
        yield client


def test_a_trial_is_shown_with_its_first_field(solved: Solved, client: TestClient) -> None:
    answer = client.get("/api/trials/rod.run-1.0/result")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/octet-stream")
    header, scene = decode(answer.content)
    about = header.about
    assert (about.field, about.case.subcase, about.unit) == ("normal_stress", 1, "MPa")
    assert (about.max.value, about.max.id) == (pytest.approx(20.0), 1)
    assert header.result_sha256 == solved.sha256
    assert scene.values == pytest.approx([20.0, 20.0])
    assert scene.deformation[:, 0] == pytest.approx([0.0, 0.04])


def test_a_field_is_asked_for_by_name(client: TestClient) -> None:
    answer = client.get("/api/trials/rod.run-1.0/result?field=displacement_x&subcase=1")
    _, scene = decode(answer.content)
    assert scene.values == pytest.approx([0.0, 0.04])
    assert scene.nodes.tolist() == [1, 2]


def test_the_fields_are_listed(solved: Solved, client: TestClient) -> None:
    said = client.get("/api/trials/rod.run-1.0/fields").json()
    assert {"displacement", "normal_stress", "axial_stress"} <= {f["name"] for f in said["fields"]}
    assert (said["units"], said["result_sha256"]) == ({"stress": "MPa"}, solved.sha256)


def test_what_is_known_already_is_not_sent_again(solved: Solved, client: TestClient) -> None:
    path = "/api/trials/rod.run-1.0/result?field=displacement"
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{path}_x", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_an_address_that_names_the_result_is_kept_for_ever(
    solved: Solved, client: TestClient
) -> None:
    answer = client.get(f"/api/trials/rod.run-1.0/result?result={solved.sha256}")
    assert "immutable" in answer.headers["Cache-Control"]
    other = client.get(f"/api/trials/rod.run-1.0/result?result={'0' * 64}")
    assert (other.status_code, other.json()["field"]) == (404, "result")
    assert "immutable" not in other.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status", "code", "said"),
    [
        ("rod.run-1.0/result?field=colour", 422, "E011", "no field 'colour'"),
        ("rod.run-1.0/result?subcase=2", 422, "E011", "not there in subcase 2, but in: 1"),
        ("rod.run-1.0/result?mode=1", 422, "E011", "which have no modes"),
        ("rod.run-1.0/result?mode=0", 422, "E011", "does not fit"),
        ("rod.run-1.0/result?colour=red", 422, "E011", "colour"),
        ("rod.run-1.1/result", 404, "E012", "it failed (fatal)"),
        ("rod.run-1.2/result", 404, "E012", "it is not finished"),
        ("rod.run-1.3/result", 404, "E012", "has no trial 3, but 3"),
        ("rod.run-2.0/result", 404, "E012", "has no run 'run-2'. There is: run-1"),
        ("rope.run-1.0/result", 404, "E010", "rope"),
        ("rod/result", 404, "E012", "As bracket.run-1.7"),
        ("rod.run-1.0%2f../result", 404, "E011", "nothing at"),
        ("rod.run-1.x/fields", 404, "E012", "No trial is called"),
    ],
)
def test_what_is_not_there_is_refused(
    client: TestClient, path: str, status: int, code: str, said: str
) -> None:
    answer = client.get(f"/api/trials/{path}")
    refusal = answer.json()
    assert (answer.status_code, refusal["code"]) == (status, code)
    assert said in f"{refusal['message']} {refusal['hint']}"


def test_a_result_that_was_changed_since_is_not_shown(solved: Solved, client: TestClient) -> None:
    op2 = next(solved.folder.glob("*.op2"))
    whole = op2.read_bytes()
    try:
        op2.write_bytes(whole[:-100] + bytes(100))
        answer = client.get("/api/trials/rod.run-1.0/result")
    finally:
        op2.write_bytes(whole)
    assert answer.status_code == 404
    assert "not what they were when it was sealed" in answer.json()["message"]


def test_a_file_that_kills_its_reader_leaves_the_server_at_work(
    solved: Solved, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a file whose seal is right may be hostile: its reader is a process of its own."""
    monkeypatch.setattr("atomizer.projections.results.MEMORY", 1 << 20)  # too little to live
    answer = client.get("/api/trials/rod.run-1.0/result")
    assert (answer.status_code, answer.json()["code"]) == (422, "E024")
    monkeypatch.undo()
    solved.site.app.reader.close()  # its workers keep their limit
    assert client.get("/api/trials/rod.run-1.0/result").status_code == 200


def test_the_readers_are_gone_when_the_server_is(solved: Solved) -> None:
    with solved.site.client("view") as client:
        assert client.get("/api/trials/rod.run-1.0/fields").status_code == 200
        readers = solved.site.app.reader._readers
        assert readers is not None
        worker, _ = readers._free.queue[-1]
        assert worker is not None and worker.is_alive
    assert not worker.is_alive


def test_a_request_that_gets_no_turn_is_told_to_come_again(solved: Solved) -> None:
    reader = WarmReader(patience=0.01)
    readers = reader._started()
    held = [readers._free.get() for _ in range(WORKERS)]
    job = FieldsJob(op2=solved.folder, deck=solved.folder, folder=solved.folder, wishes=())
    with pytest.raises(Denied, match="2 results are being read") as denied:
        reader(job)
    assert (denied.value.status, denied.value.retry_after) == (503, 5)
    assert len(held) == WORKERS
