"""Nothing passes the guard that is not ours to the letter."""

import asyncio
import json
import logging
import stat
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from atomizer.adapters.web import GuardSettings, new_token, write_token
from atomizer.adapters.web.guard import Guard
from atomizer.adapters.web.logs import JsonLines
from atomizer.adapters.web.scopes import BODY_LIMIT
from atomizer.commands.base import Scope
from tests.adapters.web.site import HOST, Site

COMMAND = "/api/studies/bracket/commands/create_study"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:80000",
        "localhost.evil.example:8000",
        "127.0.0.1:8000.evil.example",
        "user@127.0.0.1:8000",
        "0.0.0.0:8000",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/health", "/api/studies"])
def test_another_host_name_is_refused_everywhere(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "E040")


@pytest.mark.parametrize("host", [HOST, "localhost:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_the_names_of_the_loopback_are_served(client: TestClient, host: str) -> None:
    assert client.get("/api/studies", headers={"Host": host}).status_code == 200


def test_a_name_from_the_settings_is_served_also_with_https(site: Site) -> None:
    token = new_token()
    settings = GuardSettings({token: "view"}, hosts=frozenset({"atomizer.example.org"}))
    guard = Guard(site.app.router, settings, ())
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://atomizer.example.org"}
    client = TestClient(guard, base_url="http://atomizer.example.org", headers=headers)
    assert client.get("/api/studies").status_code == 200


def test_two_host_headers_are_refused(client: TestClient) -> None:
    headers = [("Host", HOST), ("Host", "evil.example")]
    assert client.get("/api/health", headers=headers).status_code == 421


@pytest.mark.parametrize(
    "origin",
    ["null", "http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1:8000", "file://", ""],
)
def test_another_origin_is_refused_even_with_the_token(client: TestClient, origin: str) -> None:
    answer = client.post(COMMAND, json={"name": "B"}, headers={"Origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "E040")
    assert client.get("/", headers={"Origin": origin}).status_code == 403


def test_our_own_origin_and_none_are_served(client: TestClient) -> None:
    own = {"Origin": f"http://{HOST}"}
    assert client.post(COMMAND, json={"name": "B"}, headers=own).status_code == 200
    assert client.get("/api/studies").status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic TOKEN"},
        {"Authorization": "TOKEN"},
        {"Authorization": "Bearer TOKENx"},
        {"Authorization": "Bearer tok\u00e9n"},
        {"Cookie": "token=TOKEN"},
        {"X-Token": "TOKEN"},
    ],
)
def test_without_the_token_there_is_nothing(site: Site, given: dict[str, str]) -> None:
    token = site.tokens["run"]
    headers = {n.encode(): v.replace("TOKEN", token).encode() for n, v in given.items()}
    client = site.client(None)
    for path in ("/api/studies", "/api/events", "/nowhere", f"/api/studies?token={token}"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "E040")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_two_tokens_at_once_are_none(site: Site) -> None:
    both = [("Authorization", f"Bearer {site.tokens['run']}"), ("Authorization", "Bearer x")]
    assert site.client(None).get("/api/studies", headers=both).status_code == 401


def test_health_tells_nothing_but_that_it_is_up(site: Site) -> None:
    assert site.client(None).get("/api/health").json() == {"status": "up"}


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonp",
        "",
    ],
)
def test_a_body_that_is_not_json_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post(COMMAND, content=b'{"name":"B"}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "E011")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post(COMMAND, content=b" " * (BODY_LIMIT + 1), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "E041")


def test_the_size_is_counted_and_not_believed(site: Site) -> None:
    sent: list[dict[str, object]] = []
    chunks = iter([b" " * 65536] * 1000)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": next(chunks), "more_body": True}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    headers = {"Host": HOST, "Authorization": f"Bearer {site.tokens['run']}"}
    headers |= JSON | {"Transfer-Encoding": "chunked"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": COMMAND,
        "query_string": b"",
        "server": ("127.0.0.1", 8000),
        "headers": [(n.lower().encode(), v.encode()) for n, v in headers.items()],
    }
    asyncio.run(site.app(scope, receive, send))
    assert sent[0]["status"] == 413
    assert sum(1 for _ in chunks) > 1000 - 20, "it stopped reading at the limit"


@pytest.mark.parametrize("length", ["-1", "1e3", "99999999999999999999", "\u00b2"])
def test_a_length_that_is_no_length_is_refused(client: TestClient, length: str) -> None:
    headers = {b"Content-Type": b"application/json", b"Content-Length": length.encode()}
    assert client.post(COMMAND, content=b"{}", headers=headers).status_code in (400, 413)


@pytest.mark.parametrize("path", ["/", "/page.js", "/api/health", "/api/studies", "/nowhere"])
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    for client in (site.client(), site.client(None)):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] in ("no-store", "no-cache")
        assert not path.startswith("/api") or headers["Cache-Control"] == "no-store"


def test_a_websocket_is_closed(site: Site) -> None:
    with pytest.raises(WebSocketDisconnect) as closed:
        site.client().websocket_connect("/api/atomizer/ws").__enter__()
    assert closed.value.code == 4404


class _Kept(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__()
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    """What is logged, however logging is set up."""
    records: list[logging.LogRecord] = []
    handler = _Kept(records)
    logger = logging.getLogger("atomizer.web")
    logger.addHandler(handler)
    yield records
    logger.removeHandler(handler)


def test_a_mistake_of_ours_is_logged_and_not_shown(
    site: Site, monkeypatch: pytest.MonkeyPatch, logged: list[logging.LogRecord]
) -> None:
    def broken(_: str) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(site.studies, "study", broken)
    answer = site.client().get("/api/studies/bracket")
    assert (answer.status_code, answer.json()["code"]) == (500, "E000")
    assert "secret" not in answer.text and "Traceback" not in answer.text
    (record,) = logged
    line = json.loads(JsonLines().format(record))
    assert line["message"] == "GET '/api/studies/bracket' failed"
    assert "a secret detail" in line["traceback"]


def test_query_strings_stay_out_of_the_log(
    site: Site, monkeypatch: pytest.MonkeyPatch, logged: list[logging.LogRecord]
) -> None:
    monkeypatch.setattr(site.studies, "study", lambda _: 1 / 0)
    assert site.client().get("/api/studies/b?version=").status_code == 422
    assert site.client().get("/api/models/browse?study=hunter2").status_code == 500
    (record,) = logged
    assert "hunter2" not in JsonLines().format(record)


def test_the_token_file_is_for_its_owner_alone(site: Site) -> None:
    path = write_token(site.workspace, site.tokens["run"])
    assert path == site.root / ".atomizer" / "token"
    assert path.read_text() == site.tokens["run"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_tokens_are_long_new_and_not_shown() -> None:
    one, other = new_token(), new_token()
    assert one != other and len(one) == 43
    assert one not in repr(GuardSettings({one: "run"}))
    weak_ones: tuple[dict[str, Scope], ...] = ({}, {"short": "run"})
    for weak in weak_ones:
        with pytest.raises(ValueError, match="32"):
            GuardSettings(weak)
