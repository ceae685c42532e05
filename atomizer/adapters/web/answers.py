"""What goes back: JSON, and refusals that say the same sentence and code as every other door."""

import json
import sqlite3
from collections.abc import Mapping

from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from atomizer.commands.store import StoreUnavailable
from atomizer.domain.values import Refused

STATUS: Mapping[str, int] = {
    "E001": 404,
    "E002": 404,
    "E003": 403,
    "E010": 404,
    "E012": 404,
    "E013": 409,
    "E014": 409,
    "E020": 409,
    "E023": 503,
    "E040": 403,
    "E041": 413,
}
"""Statuses by error code; a code that is not here is 422."""
DEFECT = "E000"
"""Our own mistake; its details are in the log, never in an answer."""


class Denied(Refused):
    """A refusal by the door itself, with a status that its code alone does not give."""

    def __init__(
        self, status: int, code: str, message: str, hint: str = "", retry_after: int = 0
    ) -> None:
        super().__init__(code, message, hint)
        self.status, self.retry_after = status, retry_after


def answer(value: object, status: int = 200) -> Response:
    """A value as JSON; numbers that JSON does not have become null."""
    body = to_json(value, inf_nan_mode="null")
    return Response(body, status, media_type="application/json")


def refusal(refused: Refused) -> Response:
    """A refusal as JSON with its status; plain ASCII, so that no text can break it."""
    status = refused.status if isinstance(refused, Denied) else STATUS.get(refused.code, 422)
    response = Response(json.dumps(refused.as_json()), status, media_type="application/json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response.headers["Retry-After"] = str(getattr(refused, "retry_after", 0) or 1)
    return response


def defect() -> Denied:
    """What is said of our own mistakes."""
    return Denied(500, DEFECT, "Atomizer made a mistake.", "Its log on stderr says which.")


async def on_refused(_: Request, error: Exception) -> Response:
    """Answer a refusal."""
    assert isinstance(error, Refused), "registered for Refused"
    return refusal(error)


async def on_defect(_: Request, __: Exception) -> Response:
    """Answer our own mistake; the guard logs it."""
    return refusal(defect())


async def on_unavailable(_: Request, error: Exception) -> Response:
    """Answer a store, or a file of views, that has no time or no disk; nothing was recorded."""
    text = f"The store is not available just now: {error}"
    return refusal(Denied(503, "E013", text, "Nothing was recorded. Try again.", 1))


async def on_http(request: Request, error: Exception) -> Response:
    """Answer a path that is not there, and a method it does not have."""
    assert isinstance(error, HTTPException), "registered for HTTPException"
    response = refusal(Denied(error.status_code, "E011", _sentence(request, error), _MAP))
    response.headers.update(error.headers or {})
    return response


def _sentence(request: Request, error: HTTPException) -> str:
    path = request.url.path
    if error.status_code == 404:
        return f"There is nothing at {path}."
    if error.status_code == 405:
        return f"{path} does not take {request.method}."
    return error.detail


_MAP = "GET /api/openapi.json lists everything there is."
HANDLERS = {
    Refused: on_refused,
    StoreUnavailable: on_unavailable,
    sqlite3.OperationalError: on_unavailable,
    HTTPException: on_http,
    Exception: on_defect,
}
