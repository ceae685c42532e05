"""A request, read: path, query and headers as models, the body as plain JSON, or a refusal."""

import asyncio
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Never, TypeVar

from pydantic import ValidationError
from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, Request

from atomizer.adapters.web.answers import Denied
from atomizer.commands.base import Scope
from atomizer.domain.values import Json, Refused, Value, explain

MAX_DEPTH = 64
BODY_SECONDS = 30.0


class Nothing(Value):
    """No parameters."""


Query = TypeVar("Query", bound=Value)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Query]):
    """What a handler gets to know of a request.

    Attributes:
        path: The variable parts of the path.
        query: The query string, read.
        headers: All headers.
        body: What was sent; empty for a request without a body.
        granted: What the token allows.
    """

    path: Mapping[str, str]
    query: Query
    headers: Headers
    body: Json
    granted: Scope


def read_query(model: type[Query], given: QueryParams) -> Query:
    """The query string as a model; refuses what is unknown, repeated or of the wrong kind."""
    pairs = given.multi_items()
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refused("E011", "A query parameter is given twice.", "Give each of them once.")
    try:
        return model.model_validate_strings(fields)
    except ValidationError as error:
        takes = ", ".join(model.model_fields) or "none"
        text = f"The query does not fit: {explain(error)}."
        raise Refused("E011", text, f"Parameters: {takes}.") from error


async def read_body(request: Request) -> Json:
    """The body as a JSON object; an empty body is an empty object."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await request.body()
    except TimeoutError:
        raise Denied(408, "E011", "The body did not come in time.", "Send it again.") from None
    except ClientDisconnect:
        raise Denied(400, "E011", "The connection ended before the body did.") from None
    value = parse_json(raw) if raw else {}
    if not isinstance(value, dict):
        raise Refused("E011", f"The body must be an object, not {type(value).__name__}.")
    return value


def parse_json(raw: bytes) -> Any:
    """Strict JSON: UTF-8, finite numbers, no name twice, at most 64 levels.

    Raises:
        Refused: E011 or, nested too deep, E041.
    """
    try:
        value = _decoder.decode(raw.decode())
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise Refused("E011", f"The body is not JSON: {_said(error)}.") from error
    _require_shallow(value)
    return value


def _said(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    return str(error)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is not a finite number")
    return number


def _no_constant(text: str) -> Never:
    raise ValueError(f"{text} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is used twice in an object")
    return found


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant
)


def _require_shallow(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise _too_deep()


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def _too_deep() -> Refused:
    return Refused("E041", f"JSON may be nested {MAX_DEPTH} levels deep, not more.")
