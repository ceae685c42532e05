"""The stream of events as Server-Sent Events."""

from pydantic import Field
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from atomizer.adapters.web.asking import Asked
from atomizer.adapters.web.hub import Hub
from atomizer.adapters.web.ring import Mark, Wanted, read_mark
from atomizer.domain.values import Value

PING, SEND_TIMEOUT = 15, 20
NAMED = 200
LAST = "Last-Event-ID"


class Watch(Value):
    """Which events."""

    studies: str = Field(default="", description="Ids with commas between; all when not given.")
    types: str = Field(default="", description="Names of events, likewise.")
    after: str = Field(default="", description=f"As {LAST}, for the first request.")


class EventPages:
    """The log as it grows."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def stream(self, asked: Asked[Watch]) -> Response:
        """Every event, as soon as it is recorded; resumes exactly behind the last one seen."""
        last = asked.headers.get(LAST.lower(), "") or asked.query.after
        wanted = Wanted(_named(asked.query.studies), _named(asked.query.types))
        return Watching(self._hub, read_mark(last) if last else None, wanted)


class Watching(Response):
    """A viewer's stream; takes its seat when the stream begins and leaves it however it ends."""

    def __init__(self, hub: Hub, last: Mark | None, wanted: Wanted) -> None:
        super().__init__()
        self._hub, self._last, self._wanted = hub, last, wanted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the viewer or the server goes; a viewer that does not read is let go."""
        with self._hub.seat():
            stream = EventSourceResponse(
                self._hub.watch(self._last, self._wanted),
                ping=PING,
                ping_message_factory=lambda: ServerSentEvent(comment="ping", sep="\n"),
                send_timeout=SEND_TIMEOUT,
                sep="\n",
            )
            try:
                await stream(scope, receive, send)
            except SendTimeoutError:
                return


def _named(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(",")[:NAMED]))
