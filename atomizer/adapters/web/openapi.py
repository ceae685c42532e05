"""The OpenAPI 3.1 document, made from the routes and from the models they take and give."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from atomizer.adapters.web.endpoints import Endpoint
from atomizer.adapters.web.schema import said
from atomizer.adapters.web.shapes import Refusal
from atomizer.commands.vocabulary import COMMANDS

_Part = dict[str, Any]
_Key = tuple[type[BaseModel], JsonSchemaMode]
_References = Mapping[Any, _Part]
_REFUSALS = {
    "400": "The request is not HTTP as it should be.",
    "401": "The token is missing or wrong.",
    "403": "The token does not grant that, or another origin asks.",
    "404": "There is no such study, run or file.",
    "409": "Somebody changed it since, or it cannot be done in this state.",
    "413": "Too large or nested too deep.",
    "415": "The body is not JSON.",
    "421": "Another host name is asked for.",
    "422": "Refused, in words.",
    "503": "Busy or full; try again after Retry-After seconds.",
}


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The whole document; each command is a path of its own."""
    every = [one for endpoint in endpoints for one in _spread(endpoint)]
    references, schemas = models_json_schema(
        sorted(set(_models(every)), key=lambda key: (key[0].__name__, key[1])),
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, _Part] = {}
    for endpoint in every:
        operation = _operation(endpoint, references)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Atomizer",
            "version": version("atomizer"),
            "description": "Studies of structural optimization: read them, command them, watch.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _spread(endpoint: Endpoint) -> Iterator[Endpoint]:
    """An endpoint for any command as one for each command."""
    if endpoint.policy != "command":
        yield endpoint
        return
    for name, command in COMMANDS.items():
        path = endpoint.path.replace("{name}", name)
        yield replace(
            endpoint, path=path, policy=command.scope, summary=said(command), body=command
        )


def _models(endpoints: Sequence[Endpoint]) -> Iterator[_Key]:
    yield Refusal, "serialization"
    for endpoint in endpoints:
        if endpoint.body:
            yield endpoint.body, "validation"
        for shape in endpoint.returns:
            yield shape, "serialization"


def _operation(endpoint: Endpoint, references: _References) -> _Part:
    operation: _Part = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*_path(endpoint), *_query(endpoint), *_headers(endpoint)],
        "responses": _responses(endpoint, references),
        "x-scope": endpoint.policy,
    }
    if endpoint.policy == "public":
        operation["security"] = []
    if endpoint.body:
        schema = references[endpoint.body, "validation"]
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation


def _path(endpoint: Endpoint) -> Iterator[_Part]:
    for name in re.findall(r"{(\w+)}", endpoint.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(endpoint: Endpoint) -> Iterator[_Part]:
    schema = endpoint.query.model_json_schema()
    for name, field in schema.get("properties", {}).items():
        needed = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": needed, "schema": field}


def _headers(endpoint: Endpoint) -> Iterator[_Part]:
    for name, what in endpoint.headers.items():
        schema = {"type": "string"}
        yield {"name": name, "in": "header", "description": what, "schema": schema}


def _responses(endpoint: Endpoint, references: _References) -> _Part:
    content: _Part = {media: {"schema": {"type": "string"}} for media in endpoint.media}
    shapes = [references[shape, "serialization"] for shape in endpoint.returns]
    if len(shapes) > 1:
        content["application/json"] = {"schema": {"anyOf": shapes}}
    elif shapes or not content:
        content["application/json"] = {"schema": next(iter(shapes), {"type": "object"})}
    refused = {"application/json": {"schema": references[Refusal, "serialization"]}}
    refusals = {
        status: {"description": what, "content": refused} for status, what in _REFUSALS.items()
    }
    return {"200": {"description": "As asked.", "content": content}, **refusals}
