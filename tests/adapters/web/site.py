"""A small site for the tests: studies in memory, the application, and a server on the loopback."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx2
from starlette.testclient import TestClient

from atomizer.adapters.web import Application, GuardSettings, create_app, new_token
from atomizer.adapters.web.models import Introspect, in_a_child
from atomizer.adapters.web.server import Server, make_server
from atomizer.commands.base import Scope
from atomizer.commands.store import EventStore, open_store
from atomizer.commands.studies import Answer, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.values import Json
from atomizer.engine.files import Workspace
from atomizer.projections.opening import open_views

HOST = "127.0.0.1:8000"


@dataclass
class Site:
    """Studies, and the application in front of them."""

    root: Path
    store: EventStore = field(default_factory=lambda: open_store("memory:"))
    introspect: Introspect = in_a_child
    viewers: int = 64

    def __post_init__(self) -> None:
        scopes: tuple[Scope, ...] = ("view", "edit", "run")
        self.tokens = {scope: new_token() for scope in scopes}
        self.workspace = Workspace(self.root)
        self.studies = Studies(self.store)
        granted = {token: scope for scope, token in self.tokens.items()}
        self.app: Application = create_app(
            self.studies,
            self.workspace,
            GuardSettings(granted),
            open_views(self.workspace.own / "views.db", self.store),
            self.introspect,
            self.viewers,
        )

    def client(self, scope: Scope | None = "run") -> TestClient:
        """A client that holds the token of a scope."""
        headers = {"Authorization": f"Bearer {self.tokens[scope]}"} if scope else {}
        return TestClient(self.app, base_url=f"http://{HOST}", headers=headers)

    def say(self, study: str, command: str, /, **arguments: object) -> Answer:
        """Give a command without HTTP."""
        return self.studies.handle(study, parse(command, arguments))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The site on a free port of the loopback, as long as the block lasts; its address."""
        ports: list[int] = []
        server: Server = make_server(self.app, "127.0.0.1", 0, ports.append)
        thread = Thread(target=server.run)
        thread.start()
        try:
            until(lambda: bool(ports))
            yield f"http://127.0.0.1:{ports[0]}"
        finally:
            server.should_exit = True
            thread.join(10)
        assert not thread.is_alive(), "the server did not stop"


def until(ready: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something to become true."""
    end = monotonic() + seconds
    while not ready():
        assert monotonic() < end, "it did not happen"
        sleep(0.005)


@dataclass(frozen=True)
class Seen:
    """An event as a viewer got it."""

    id: str
    event: str
    data: Json

    @property
    def position(self) -> int:
        return int(self.id.partition("-")[0])


class Viewer:
    """Watches the events of a served site; iterate over what comes."""

    def __init__(self, address: str, token: str, query: str = "", last: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": last} if last else {})
        self._client = httpx2.Client(base_url=address, headers=headers, timeout=10)
        request = self._client.build_request("GET", f"/api/events{query}")
        self.response = self._client.send(request, stream=True)
        if self.response.status_code != 200:
            said = self.response.read().decode()
            self.__exit__()
            raise AssertionError(said)
        self._events = self._parsed(self.response.iter_raw())

    def __enter__(self) -> "Viewer":
        return self

    def __exit__(self, *_: object) -> None:
        self.response.close()
        self._client.close()

    def __iter__(self) -> Iterator[Seen]:
        return self._events

    def take(self, count: int) -> list[Seen]:
        return [next(self._events) for _ in range(count)]

    @staticmethod
    def _parsed(chunks: Iterator[bytes]) -> Iterator[Seen]:
        rest = b""
        for chunk in chunks:
            *whole, rest = (rest + chunk).split(b"\n\n")
            yield from filter(None, map(parsed, whole))


def parsed(text: bytes) -> Seen | None:
    """One SSE event; None for a comment."""
    lines = [line for line in text.decode().split("\n") if line and not line.startswith(":")]
    fields = dict(line.split(": ", 1) for line in lines)
    return Seen(fields["id"], fields["event"], json.loads(fields["data"])) if fields else None
