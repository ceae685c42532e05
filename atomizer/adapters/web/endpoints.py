"""What a route is: path, who may use it, what it takes and gives. Everything else follows.

The router, the guard's public paths and the OpenAPI document are made from these, so that none of
them can forget a route.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atomizer.adapters.web.answers import answer
from atomizer.adapters.web.asking import Asked, Nothing, read_body, read_query
from atomizer.adapters.web.guard import GRANTED
from atomizer.adapters.web.scopes import Policy, require
from atomizer.domain.values import Value

Handler = Callable[[Asked[Any]], Value | Response]
"""Runs on a thread, so it may read the store; gives a value that is sent as JSON, or a response."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path.

    Attributes:
        policy: Who may use it; `command` leaves that to the command in the path.
        handler: Answers it, on a thread.
        summary: One sentence.
        query: The parameters of its query string.
        headers: Header -> what it is for, beside those every request has.
        body: Shape of what is sent, if it is not a command.
        returns: Shapes the answer can have, where it is JSON.
        media: Other kinds of answer.
        stream: Answers on the event loop in place of `handler`, and may take for ever.
    """

    method: Literal["GET", "POST"]
    path: str
    policy: Policy
    summary: str
    handler: Handler | None = None
    query: type[Value] = Nothing
    headers: dict[str, str] = field(default_factory=dict)
    body: type[Value] | None = None
    returns: tuple[type[Value], ...] = ()
    media: tuple[str, ...] = ()
    stream: Callable[[Asked[Any]], Awaitable[Response]] | None = None

    @property
    def name(self) -> str:
        """Its name in the OpenAPI document."""
        words = [word.strip("{}") for word in self.path.split("/") if word not in ("", "api")]
        return "_".join([self.method.lower(), *(words or ["page"])]).replace(".", "_")

    def route(self) -> Route:
        """The endpoint as Starlette knows it."""
        return Route(self.path, self._respond, methods=[self.method], name=self.name)

    async def _respond(self, request: Request) -> Response:
        asked = await self._ask(request)
        if self.stream is not None:
            return await self.stream(asked)
        assert self.handler is not None, "an endpoint has a handler or a stream"
        found = await run_in_threadpool(self.handler, asked)
        return found if isinstance(found, Response) else answer(found)

    async def _ask(self, request: Request) -> Asked[Any]:
        granted = request.scope.get(GRANTED, "view")
        require(granted, self.policy)
        return Asked(
            path=request.path_params,
            query=read_query(self.query, request.query_params),
            headers=request.headers,
            body=await read_body(request) if self.method == "POST" else {},
            granted=granted,
        )
