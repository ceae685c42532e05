"""The parts put together: the table of routes, the guard in front of it, the hub beside it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from atomizer.adapters.web import events, models, results, shapes, studies
from atomizer.adapters.web.answers import HANDLERS, answer
from atomizer.adapters.web.endpoints import Endpoint, Handler
from atomizer.adapters.web.guard import Guard
from atomizer.adapters.web.hub import Hub
from atomizer.adapters.web.openapi import document
from atomizer.adapters.web.pages import page_endpoints
from atomizer.adapters.web.reading import WarmReader
from atomizer.adapters.web.schema import read_schemas
from atomizer.adapters.web.scopes import GuardSettings
from atomizer.commands.studies import Studies
from atomizer.domain.values import Json, Value
from atomizer.engine.files import Workspace
from atomizer.projections.views import Views

VIEWERS = 64


@dataclass(frozen=True, slots=True)
class Application:
    """The ASGI application.

    Attributes:
        guard: What every request has to pass.
        router: What is behind it.
        endpoints: Everything it answers.
        hub: Its streams; a server has to close it before it waits for its connections.
        reader: Its readers of results, likewise.
    """

    guard: Guard
    router: Starlette
    endpoints: tuple[Endpoint, ...]
    hub: Hub
    reader: WarmReader

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.guard(scope, receive, send)


def create_app(
    service: Studies,
    workspace: Workspace,
    settings: GuardSettings,
    views: Views,
    introspect: models.Introspect = models.in_a_child,
    viewers: int = VIEWERS,
) -> Application:
    """The application for the studies of a workspace.

    Args:
        service: The one door to all studies.
        workspace: Where their files lie.
        settings: Tokens, host names, limits, and whom the tokens stand for.
        views: What lists, histories and trials come from.
        introspect: Looks into a model file, in a process of its own.
        viewers: How many may watch the events at the same time.
    """
    hub, reader = Hub(service.store, viewers), WarmReader()
    endpoints = (
        *page_endpoints(),
        _health(),
        *_of_studies(studies.StudyPages(service, views, settings.user)),
        *_of_models(models.ModelPages(service, workspace, introspect)),
        *_of_results(results.ResultPages(service, workspace, reader)),
        _of_events(events.EventPages(hub)),
    )
    endpoints = (*endpoints, *_of_itself(endpoints))
    router = _router(endpoints, hub, reader)
    guard = Guard(router, settings, _public(endpoints))
    return Application(guard, router, endpoints, hub, reader)


def _router(endpoints: Sequence[Endpoint], hub: Hub, reader: WarmReader) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await hub.stop()
        await run_in_threadpool(reader.close)

    routes = [endpoint.route() for endpoint in endpoints]
    app = Starlette(routes=routes, exception_handlers=HANDLERS, lifespan=lifespan)
    app.router.redirect_slashes = False
    return app


def _public(endpoints: Sequence[Endpoint]) -> list[str]:
    return [endpoint.path for endpoint in endpoints if endpoint.policy == "public"]


def _get(path: str, summary: str, handler: Handler, returns: type[Value]) -> Endpoint:
    return Endpoint("GET", path, "view", summary, handler, returns=(returns,))


def _health() -> Endpoint:
    summary = "Say that the server is up."
    said = shapes.Health
    return Endpoint("GET", "/api/health", "public", summary, lambda _: said(), returns=(said,))


def _of_studies(pages: studies.StudyPages) -> list[Endpoint]:
    study = "/api/studies/{id}"
    command = Endpoint(
        "POST",
        f"{study}/commands/{{name}}",
        "command",
        "Give a command to a study.",
        pages.command,
        headers=studies.DELIVERY_HEADERS,
        returns=(shapes.CommandAnswer,),
    )
    trials = Endpoint(
        "GET",
        f"{study}/trials",
        "view",
        "Read the trials of a run, as columns, as objects or for a spreadsheet.",
        pages.trials,
        query=studies.Table,
        returns=(shapes.TrialColumns, shapes.TrialRows),
        media=("text/csv",),
    )
    one = _get(study, "Read a study, now or as it was.", pages.one, shapes.StudyAnswer)
    past = _get(f"{study}/history", "Read what happened.", pages.history, shapes.History)
    return [
        _get("/api/studies", "List the studies.", pages.all, shapes.StudyList),
        replace(one, query=studies.At),
        command,
        replace(past, query=studies.Part),
        trials,
        _get(f"{study}/problems", "Say what is wrong.", pages.problems, shapes.Problems),
    ]


def _of_models(pages: models.ModelPages) -> list[Endpoint]:
    at = "/api/models"
    browse = _get(f"{at}/browse", "List model files.", pages.browse, shapes.ModelFiles)
    look = "Look into a model."
    return [
        replace(browse, query=models.Browse),
        Endpoint("POST", f"{at}/introspect", "view", look, pages.introspect, body=models.Look),
    ]


def _of_results(pages: results.ResultPages) -> list[Endpoint]:
    at = "/api/trials/{id}"
    shown = "Read a field on the mesh of a trial, as one binary."
    return [
        _get(f"{at}/fields", "List the fields of a result.", pages.fields, shapes.Fields),
        Endpoint(
            "GET",
            f"{at}/result",
            "view",
            shown,
            pages.result,
            query=results.Look,
            headers={"If-None-Match": "ETag of an earlier answer; 304 when it still holds."},
            media=(results.MEDIA,),
        ),
    ]


def _of_events(pages: events.EventPages) -> Endpoint:
    return Endpoint(
        "GET",
        "/api/events",
        "view",
        "Watch events as they are recorded.",
        query=events.Watch,
        headers={events.LAST: "Id of the last event seen; exactly what follows it comes."},
        media=("text/event-stream",),
        stream=pages.stream,
    )


def _of_itself(endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    at, summary = "/api/openapi.json", "Read this document."

    @cache
    def described() -> Json:
        return document([*endpoints, *itself])

    itself = [
        _get("/api/schema", "Read all that can be said.", read_schemas, shapes.Schemas),
        Endpoint("GET", at, "view", summary, lambda _: answer(described())),
    ]
    return itself
