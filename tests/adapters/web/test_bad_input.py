"""Whatever is sent, the answer is words: never a 5xx, never something half done."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from atomizer.adapters.web.asking import MAX_DEPTH, parse_json
from atomizer.commands.vocabulary import COMMANDS
from atomizer.domain.values import Refused
from tests.adapters.web.site import HOST, Site

RENAME = "/api/studies/bracket/commands/rename_study"
JSON = {"Content-Type": "application/json"}
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def bracket(site: Site) -> None:
    site.say("bracket", "create_study", name="Bracket")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "E011"),
        (b"name=X", "E011"),
        (b"[]", "E011"),
        (b"null", "E011"),
        (b'"X"', "E011"),
        (b'{"name": NaN}', "E011"),
        (b'{"name": -Infinity}', "E011"),
        (b'{"name": 1e999}', "E011"),
        (b'{"name": "A", "name": "B"}', "E011"),
        (b'{"name": "\xff"}', "E011"),
        (b'\xef\xbb\xbf{"name": "A"}', "E011"),
        (b'{"name": ' + b"9" * 5000 + b"}", "E011"),
        (b'{"name": "\\ud800"}', "E011"),
        (b'{"name": true}', "E011"),
        (b'{"name": "A"} x', "E011"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "E041"),
        (b"[" * 200_000, "E041"),
    ],
)
def test_a_bad_body_is_refused_in_words(client: TestClient, body: bytes, code: str) -> None:
    answer = client.post(RENAME, content=body, headers=JSON)
    assert answer.status_code in (413, 422), answer.text
    assert answer.json()["code"] == code
    assert client.get("/api/studies/bracket").json()["version"] == 1


def test_an_empty_body_is_no_arguments(client: TestClient) -> None:
    assert client.post("/api/studies/bracket/commands/tidy_layout").status_code == 200
    assert client.post(RENAME).json()["message"].startswith("rename_study: name")


def test_depth_is_counted_to_the_last_level() -> None:
    def nested(levels: int) -> bytes:
        return b'{"a":' * levels + b"1" + b"}" * levels

    assert parse_json(nested(MAX_DEPTH))
    with pytest.raises(Refused, match="64"):
        parse_json(nested(MAX_DEPTH + 1))


numbers = st.integers(-(10**400), 10**400) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@QUICK
@given(name=st.sampled_from(sorted(COMMANDS)), data=st.data())
def test_no_body_of_a_command_is_our_mistake(
    client: TestClient, name: str, data: st.DataObject
) -> None:
    fields = st.sampled_from(sorted(COMMANDS[name].model_fields) or ["none"])
    body = data.draw(st.dictionaries(fields, anything, max_size=6))
    answer = client.post(f"/api/studies/bracket/commands/{name}", json=body)
    assert answer.status_code < 500, (name, body, answer.text)
    if answer.status_code != 200:
        assert {"code", "message", "hint"} <= set(answer.json())


@QUICK
@given(body=st.binary(max_size=200) | st.text(alphabet='{}[]":,\\u01eE+-.ntf ').map(str.encode))
def test_no_bytes_are_our_mistake(client: TestClient, body: bytes) -> None:
    answer = client.post(RENAME, content=body, headers=JSON)
    assert answer.status_code < 500, answer.text


@QUICK
@given(parts=st.lists(st.text(max_size=12), min_size=1, max_size=5), query=st.text(max_size=30))
def test_no_path_or_query_is_our_mistake(client: TestClient, parts: list[str], query: str) -> None:
    path = "/".join(quote(part, safe="%./") for part in parts)
    for prefix in ("/", "/api/studies/", "/api/studies/bracket/"):
        prefix = f"http://{HOST}{prefix}"
        answer = client.get(prefix + path, params={query: query, "version": query})
        assert answer.status_code < 500, answer.text


@QUICK
@given(value=anything)
def test_strict_json_reads_what_json_writes(value: object) -> None:
    text = json.dumps(value)
    try:
        assert parse_json(text.encode()) == value
    except Refused as refused:
        assert "limit" in refused.message or "finite" in refused.message


@pytest.mark.parametrize("path", ["/nowhere", "/api", "/api/studies/", "/static/page.js", "/..%2f"])
def test_what_is_not_there_is_404_in_the_same_shape(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, set(answer.json())) == (404, {"code", "message", "hint"})


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE"])
def test_a_wrong_method_is_405_in_the_same_shape(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/studies")
    assert (answer.status_code, set(answer.json())) == (405, {"code", "message", "hint"})
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("method", ["CONNECT", "BREW", "get"])
def test_an_odd_method_is_no_mistake_of_ours(client: TestClient, method: str) -> None:
    assert client.request(method, "/api/studies").status_code < 500
