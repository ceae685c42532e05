"""Every route has a policy, and nothing is open that is not meant to be."""

import pytest
from starlette.routing import Route

from atomizer.adapters.web.scopes import ORDER
from atomizer.commands.base import Scope
from atomizer.commands.vocabulary import COMMANDS
from tests.adapters.web.site import Site

POLICIES = {
    "GET /": "public",
    "GET /page.js": "public",
    "GET /page.css": "public",
    "GET /icon.svg": "public",
    "GET /api/health": "public",
    "GET /api/studies": "view",
    "GET /api/studies/{id}": "view",
    "POST /api/studies/{id}/commands/{name}": "command",
    "GET /api/studies/{id}/history": "view",
    "GET /api/studies/{id}/trials": "view",
    "GET /api/studies/{id}/problems": "view",
    "GET /api/models/browse": "view",
    "POST /api/models/introspect": "view",
    "GET /api/trials/{id}/fields": "view",
    "GET /api/trials/{id}/result": "view",
    "GET /api/events": "view",
    "GET /api/schema": "view",
    "GET /api/openapi.json": "view",
}


def _walk(site: Site) -> dict[str, Route]:
    found = {}
    for route in site.app.router.routes:
        assert isinstance(route, Route), f"{route!r} hides what is behind it"
        for method in (route.methods or set()) - {"HEAD"}:
            found[f"{method} {route.path}"] = route
    return found


def test_the_router_has_exactly_the_routes_whose_policies_are_stated(site: Site) -> None:
    stated = {f"{e.method} {e.path}": e.policy for e in site.app.endpoints}
    assert stated == POLICIES
    assert set(_walk(site)) == set(POLICIES)


@pytest.mark.parametrize("route", [r for r, policy in POLICIES.items() if policy != "public"])
def test_what_is_not_public_needs_the_token(site: Site, route: str) -> None:
    method, path = route.split()
    methods = (method, "HEAD", "OPTIONS", "PUT", "DELETE")
    assert {site.client(None).request(m, path).status_code for m in methods} == {401}


@pytest.mark.parametrize("granted", ["view", "edit", "run"])
def test_a_command_needs_its_scope(site: Site, granted: Scope) -> None:
    with site.client(granted) as client:
        for name, command in COMMANDS.items():
            answer = client.post(f"/api/studies/none/commands/{name}", json={})
            if not command.model_json_schema().get("required"):
                enough = ORDER.index(granted) >= ORDER.index(command.scope)
                assert (answer.status_code == 403) == (not enough), name
            assert answer.status_code in (403, 404, 422), name


def test_looking_is_not_editing(site: Site) -> None:
    site.say("bracket", "create_study", name="Bracket")
    refused = site.client("view").post(
        "/api/studies/bracket/commands/rename_study", json={"name": "X"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "E040")
    assert "edit" in refused.json()["message"]
    assert site.client("view").get("/api/studies/bracket").status_code == 200
