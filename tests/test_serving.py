"""The server as a user starts it: an address with a token, runs worked off, a clean end."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from atomizer.engine.files import Workspace
from tests.plugins_installed import plugins_installed
from tests.projections.running import build

PATIENCE = 90.0


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ATOMIZER_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("ATOMIZER_USER", "ann")
    with plugins_installed():
        Workspace(tmp_path).own.mkdir()
        studies, _ = build(tmp_path, f"sqlite:///{(tmp_path / '.atomizer/events.db').as_posix()}")
        studies.close()
        yield tmp_path


@contextmanager
def server(log: Path) -> Iterator[tuple["subprocess.Popen[bytes]", httpx2.Client]]:
    command = [sys.executable, "-m", "atomizer", "serve", "--port", "0", "--no-browser"]
    with log.open("wb") as file:
        process = subprocess.Popen(command, stderr=file, stdout=file)
    try:
        address, token = _address(process, log)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx2.Client(base_url=address, headers=headers, timeout=30.0) as client:
            yield process, client
    finally:
        process.kill()
        process.wait()


def _address(process: "subprocess.Popen[bytes]", log: Path) -> tuple[str, str]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"(http://[^/]+)/#t=(\S+)", log.read_text(encoding="utf-8")):
            return found[1], found[2]
        time.sleep(0.05)
    pytest.fail(log.read_text(encoding="utf-8"))


def _study(client: httpx2.Client) -> dict[str, Any]:
    [study] = client.get("/api/studies").json()["studies"]
    return study


def test_a_run_started_over_http_is_worked_off_and_seen(workspace: Path) -> None:
    with server(workspace / "server.log") as (_, client):
        started = client.post(
            "/api/studies/box/commands/start_optimization", json={"max_trials": 3}
        )
        assert started.status_code == 200, started.text
        end = time.monotonic() + PATIENCE
        while _study(client)["run_state"] != "completed" and time.monotonic() < end:
            time.sleep(0.2)
        study = _study(client)
        assert (study["run_state"], study["done"]) == ("completed", 3)
        history = client.get("/api/studies/box/history").json()
        assert "Ann (http) started run-1" in str(history)


def test_the_token_is_needed_and_lies_in_a_file_of_the_owner(workspace: Path) -> None:
    with server(workspace / "server.log") as (_, client):
        token = workspace / ".atomizer" / "token"
        assert f"Bearer {token.read_text(encoding='ascii')}" == client.headers["authorization"]
        if sys.platform != "win32":
            assert token.stat().st_mode & 0o777 == 0o600
        assert client.get("/api/studies", headers={"Authorization": ""}).status_code == 401


def test_a_spec_saved_by_hand_is_taken_in_while_the_server_runs(workspace: Path) -> None:
    with server(workspace / "server.log") as (_, client):
        path = workspace / "studies" / "box" / "atomizer_spec.json"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"study_name": "Box"', '"study_name": "Crate"'), "utf-8")
        end = time.monotonic() + PATIENCE
        while _study(client)["name"] != "Crate" and time.monotonic() < end:
            time.sleep(0.2)
        assert _study(client)["name"] == "Crate"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_the_server_ends_cleanly_while_somebody_watches_and_a_run_goes_on(workspace: Path) -> None:
    log = workspace / "server.log"
    with server(log) as (process, client):
        slow = {"solver": "instant", "options": {"seconds": 30.0}}
        client.post("/api/studies/box/commands/set_solver", json=slow)
        client.post("/api/studies/box/commands/start_optimization", json={"max_trials": 3})
        with client.stream("GET", "/api/events") as stream:
            next(stream.iter_lines())
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 0
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert not (workspace / ".atomizer" / "token").exists()


def test_an_address_that_others_see_needs_a_proxy(workspace: Path) -> None:
    command = [sys.executable, "-m", "atomizer", "serve", "--host", "0.0.0.0", "--no-browser"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert b"--behind-proxy" in done.stderr


def test_only_what_the_vocabulary_names_can_be_asked_over_http(workspace: Path) -> None:
    with server(workspace / "server.log") as (_, client):
        answer = client.post("/api/studies/box/commands/complete_trial", json={})
    assert answer.status_code == 422
    assert answer.json()["code"] == "E011"
