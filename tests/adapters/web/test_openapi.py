"""The documents that describe this door are complete and hold together."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from atomizer import registry
from atomizer.adapters.web import schema, shapes
from atomizer.commands.vocabulary import COMMANDS
from atomizer.domain.items import KINDS
from atomizer.domain.values import Value
from tests.adapters.web.site import Site

Document = dict[str, Any]


@pytest.fixture
def document(client: TestClient) -> Document:
    found: Document = client.get("/api/openapi.json").json()
    return found


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(found := value.get("$ref"), str):
            yield found
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def test_it_is_an_openapi_document(document: Document) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"] == "Atomizer"
    assert document["info"]["version"]


def test_every_route_and_every_command_is_in_it(site: Site, document: Document) -> None:
    wanted = {(e.method.lower(), e.path) for e in site.app.endpoints if e.policy != "command"}
    wanted |= {("post", f"/api/studies/{{id}}/commands/{name}") for name in COMMANDS}
    assert {(method, path) for path, method, _ in _operations(document)} == wanted


def test_every_reference_leads_somewhere(document: Document) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) <= known


def test_every_operation_has_a_name_of_its_own_and_its_path_parameters(document: Document) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(names) == len(set(names))
    for path, _, operation in _operations(document):
        stated = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert stated == set(re.findall(r"{(\w+)}", path))
        assert operation["summary"]
        assert "200" in operation["responses"] and "422" in operation["responses"]


def test_the_body_of_a_command_is_its_model(document: Document) -> None:
    operation = document["paths"]["/api/studies/{id}/commands/add_objective"]["post"]
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    body = document["components"]["schemas"][reference.rpartition("/")[2]]
    assert set(body["properties"]) == set(COMMANDS["add_objective"].model_fields)
    assert body["required"] == ["name"]
    assert operation["x-scope"] == "edit"


def test_only_what_is_public_asks_for_no_token(document: Document) -> None:
    assert document["security"] == [{"token": []}]
    free = {path for path, _, operation in _operations(document) if "security" in operation}
    assert free == {"/", "/page.js", "/page.css", "/icon.svg", "/api/health"}


def test_the_schema_has_every_command_item_and_plugin(client: TestClient) -> None:
    said = client.get("/api/schema").json()
    assert set(said["commands"]) == set(COMMANDS)
    assert set(said["items"]) == set(KINDS)
    for group in schema.GROUPS:
        assert tuple(said["plugins"][group]) == registry.names(group)
    for name, command in said["commands"].items():
        assert command["description"] and command["scope"] == COMMANDS[name].scope
        assert command["arguments"]["type"] == "object"


def test_every_installed_plugin_loads_and_an_extractor_says_what_it_gives(
    client: TestClient,
) -> None:
    plugins = client.get("/api/schema").json()["plugins"]
    for group, named in plugins.items():
        for name, plugin in named.items():
            assert plugin["options"], f"{group} {name}: {plugin['description']}"
            declared = plugin["outputs"] or "outputs" in plugin["options"]["properties"]
            assert group != "extractors" or declared, name


def test_a_plugin_that_cannot_be_loaded_does_not_hide_the_others(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(group: registry.Group, name: str) -> object:
        raise registry.PluginError("no module named lost")

    monkeypatch.setattr(registry, "load", broken)
    monkeypatch.setattr(registry, "names", lambda group: ("lost",))
    said = client.get("/api/schema").json()
    assert "no module named lost" in said["plugins"]["solvers"]["lost"]["description"]


def test_answers_have_the_shapes_that_are_promised(site: Site, client: TestClient) -> None:
    site.say("bracket", "create_study", name="Bracket")
    promised: dict[str, type[Value]] = {
        "/api/health": shapes.Health,
        "/api/studies": shapes.StudyList,
        "/api/studies/bracket": shapes.StudyAnswer,
        "/api/studies/bracket/history": shapes.History,
        "/api/studies/bracket/problems": shapes.Problems,
        "/api/models/browse?study=bracket": shapes.ModelFiles,
        "/api/schema": shapes.Schemas,
    }
    for path, shape in promised.items():
        shape.model_validate_json(client.get(path).text)
    shapes.Refusal.model_validate_json(client.get("/api/studies/none").text)
