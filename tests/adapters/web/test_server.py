"""The server as a process: it says where it listens, stops when asked, and logs JSON."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import httpx2
import pytest

from atomizer.adapters.web import address, events, serve
from atomizer.domain.values import Refused
from tests.adapters.web.site import Site, Viewer, until

TOKEN = "t" * 43
PROGRAM = """
import sys
from pathlib import Path
from atomizer.adapters.web import GuardSettings, create_app, serve
from atomizer.commands.store import open_store
from atomizer.commands.studies import Studies
from atomizer.engine.files import Workspace
from atomizer.projections.opening import open_views

class Broken(Studies):
    def study(self, study_id):
        raise ZeroDivisionError("a secret detail")

root, token, studies = Path(sys.argv[1]), sys.argv[2], Broken(open_store("memory:"))
views = open_views(root / "views.db", studies.store)
app = create_app(studies, Workspace(root), GuardSettings({token: "run"}), views)
serve(app, port=0, ready=lambda port: sys.stdout.write(f"{port}\\n") and sys.stdout.flush())
sys.stdout.write("stopped\\n")
"""


@contextmanager
def _program(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    arguments = [sys.executable, "-c", PROGRAM, str(folder), TOKEN]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, text=True, stdout=pipe, stderr=pipe) as process:
        try:
            assert process.stdout
            yield process, f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal to one process there")
def test_it_logs_json_and_stops_at_ctrl_c_with_open_streams(tmp_path: Path) -> None:
    with _program(tmp_path) as (process, site), Viewer(site, TOKEN) as viewer:
        viewer.take(1)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        broken = httpx2.get(f"{site}/api/studies/bracket?version=7", headers=headers)
        assert (broken.status_code, broken.json()["code"]) == (500, "E000")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=8)
        assert list(viewer) == []
    assert (process.returncode, out) == (0, "stopped\n")
    (line,) = err.splitlines()
    logged = json.loads(line)
    assert (logged["level"], logged["message"]) == ("error", "GET '/api/studies/bracket' failed")
    assert "ZeroDivisionError" in logged["traceback"] and "version=7" not in line
    assert "secret" not in broken.text


def test_a_viewer_that_reads_nothing_is_let_go_and_others_notice_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "SEND_TIMEOUT", 1.0)
    site = Site(tmp_path)
    site.say("a", "create_study", name="A")
    writer = Thread(target=_large, args=(site, 400))
    with site.serving() as where, Viewer(where, site.tokens["view"]) as viewer:
        viewer.take(1)
        with closing(_stall(int(where.rpartition(":")[2]), site.tokens["view"])):
            until(lambda: site.app.hub.viewers == 2)
            writer.start()
            assert [event.position for event in viewer.take(400)] == list(range(2, 402))
            writer.join()
            until(lambda: site.app.hub.viewers == 1)


def _large(site: Site, count: int) -> None:
    """Record events of 20 kB each."""
    for number in range(count):
        text = f"{number}" + "x" * 20_000
        site.say("a", "update_spec_field", path="meta.description", value=text)


def _stall(port: int, token: str) -> socket.socket:
    """A viewer that never reads what it asked for."""
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect(("127.0.0.1", port))
    host, authorization = f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {token}"
    stalled.sendall(f"GET /api/events HTTP/1.1\r\n{host}\r\n{authorization}\r\n\r\n".encode())
    return stalled


def test_a_port_that_is_taken_is_refused_in_words(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"listen at 127.0.0.1:{port}") as refused:
            serve(Site(tmp_path).app, port=port)
    assert (refused.value.code, "--port" in refused.value.hint) == ("E021", True)


def test_the_address_carries_the_token_behind_the_hash() -> None:
    assert address("127.0.0.1", 8765, "abc") == "http://127.0.0.1:8765/#t=abc"
    assert address("::1", 8765, "abc") == "http://[::1]:8765/#t=abc"
