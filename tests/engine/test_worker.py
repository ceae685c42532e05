import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.pool import call
from atomizer.engine.tasks import EXTRACT, INTROSPECT, SOLVE, DeckFile, ExtractJob, SolveJob
from atomizer.engine.warm import ONE_THREAD, Worker
from atomizer.engine.worker import answer
from tests.engine.conftest import MakeJob
from tests.plugins_installed import DECK

COMMAND = [sys.executable, "-P", "-m", "atomizer.engine.worker"]


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "model.bdf"
    path.write_text(DECK, encoding="ascii")
    return path


def test_one_line_is_asked_and_one_line_answered(make_job: MakeJob) -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin
        assert worker.stdout
        for number in (3, 4):
            job = make_job(number).model_dump_json()
            worker.stdin.write(f"trial {job}\n".encode())
            worker.stdin.flush()
            word, said = worker.stdout.readline().split(b" ", 1)
            assert (word, json.loads(said)["number"]) == (b"ok", number)
        worker.stdin.close()
        assert worker.stdout.read() == b""
    assert worker.returncode == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"os.system {}", "KeyError: b'os.system'"),
        (b"trial {}", "ValidationError"),
        (b"trial {", "ValidationError"),
        (b"", "KeyError"),
        (b"\xff {}", "UnicodeDecodeError"),
    ],
)
def test_what_is_no_task_is_answered_in_one_line(
    line: bytes, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    word, said = answer(line).split(b" ", 1)
    assert word == b"failed"
    assert said.count(b"\n") == 1
    assert json.loads(said)["kind"] == "crash"
    assert message.split(":")[0] in json.loads(said)["message"]
    assert "Traceback" in capfd.readouterr().err


def test_a_deck_is_looked_into_by_a_process_of_its_own(deck: Path) -> None:
    found = call(INTROSPECT, DeckFile(path=deck), 30.0)
    assert [(p.name, p.value) for p in found.parameters] == [("X1", 0.5), ("X2", 0.5)]


def test_a_failure_in_the_other_process_is_the_same_failure_here(tmp_path: Path) -> None:
    (tmp_path / "model.txt.exe").write_bytes(b"MZ")
    with pytest.raises(SolveFailed, match="not a Nastran bulk data deck") as caught:
        call(INTROSPECT, DeckFile(path=tmp_path / "model.txt.exe"), 30.0)
    assert caught.value.kind == "deck"


def test_a_call_takes_no_longer_than_it_may(deck: Path, plugins: None) -> None:
    options = {"ills": {"hang": [0.0, 10.0]}}
    job = SolveJob(deck=deck, folder=deck.parent, solver="instant", options=options)
    with pytest.raises(SolveFailed, match=r"ended after 0\.5 s") as caught:
        call(SOLVE, job, 0.5)
    assert caught.value.kind == "timeout"


def test_a_deck_is_solved_as_it_is_and_its_results_measured(deck: Path, plugins: None) -> None:
    worker = Worker()
    try:
        job = SolveJob(deck=deck, folder=deck.parent, solver="instant")
        solved = worker.ask(SOLVE, job, 30.0)
        assert solved.version == "instant 1"
        job = ExtractJob(op2=solved.op2, deck=deck, extractors={"ext_probe": ("probe", {})})
        extracted = worker.ask(EXTRACT, job, 30.0)
        assert extracted.outputs == {"ext_probe": {"weight": 1.0, "stress": 4.0}}
    finally:
        worker.close()


def test_a_worker_gets_one_thread_a_library_and_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary")
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    worker = Worker()
    try:
        found = Path(f"/proc/{worker._process.pid}/environ")
        if not found.exists():
            pytest.skip("no /proc here")
        while not (said := found.read_text()):  # empty until the kernel has laid it out
            assert worker.is_alive
        given = dict(entry.split("=", 1) for entry in said.split("\0") if "=" in entry)
    finally:
        worker.close()
    assert "canary" not in given.values()
    assert given.items() >= ONE_THREAD.items()
    assert given["PATH"] == os.environ["PATH"]


def test_the_first_task_settles_a_worker_once() -> None:
    look = "import gc; from atomizer.engine.worker import settle; counts = []\n"
    look += "for _ in range(2):\n    settle(); counts.append(gc.get_freeze_count())\n"
    look += "    kept = [[] for _ in range(1000)]\n"
    look += "assert counts[0] == counts[1] > 0, counts"
    subprocess.run([sys.executable, "-c", look], check=True)
