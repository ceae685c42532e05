"""Only what lies below the setup folder of a study can be seen."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atomizer.domain.values import Json
from tests.adapters.web.site import Site


def _look(path: Path) -> Json:
    return {"text": path.read_text()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, introspect=_look)
    site.say("bracket", "create_study", name="Bracket", category="brackets")
    folder = site.workspace.prepare(site.studies.study("bracket"))
    (folder / "1_setup" / "parts").mkdir()
    (folder / "1_setup" / "model.bdf").write_text("CEND")
    (folder / "1_setup" / "parts" / "lug.bdf").write_text("GRID")
    (folder / "2_iterations" / "secret.bdf").write_text("secret")
    (tmp_path / "outside.bdf").write_text("secret")
    (folder / "1_setup" / "link.bdf").symlink_to(tmp_path / "outside.bdf")
    (folder / "1_setup" / "folder").symlink_to(tmp_path)
    return site


def _introspect(site: Site, path: object) -> tuple[int, Json]:
    body = json.dumps({"study": "bracket", "path": path})
    kind = {"Content-Type": "application/json"}
    answer = site.client("view").post("/api/models/introspect", content=body, headers=kind)
    return answer.status_code, answer.json()


def test_the_files_of_a_study_are_listed_and_links_out_of_it_are_not(site: Site) -> None:
    found = site.client("view").get("/api/models/browse?study=bracket").json()
    assert found == {
        "files": [
            {"path": "1_setup/model.bdf", "bytes": 4},
            {"path": "1_setup/parts/lug.bdf", "bytes": 4},
        ],
        "complete": True,
    }


def test_a_study_without_folders_has_no_files(site: Site) -> None:
    site.say("empty", "create_study", name="Empty")
    answer = site.client().get("/api/models/browse?study=empty").json()
    assert answer == {"files": [], "complete": True}


@pytest.mark.parametrize("query", ["", "?study=", "?study=../x", "?study=nowhere"])
def test_files_of_no_study_are_refused(site: Site, query: str) -> None:
    assert site.client().get(f"/api/models/browse{query}").status_code in (404, 422)


def test_a_model_is_looked_into(site: Site) -> None:
    assert _introspect(site, "1_setup/parts/lug.bdf") == (
        200,
        {"path": "1_setup/parts/lug.bdf", "text": "GRID"},
    )


def test_without_a_path_it_is_the_model_of_the_study(site: Site) -> None:
    assert _introspect(site, "")[1]["code"] == "E012"
    site.say("bracket", "set_model", path="1_setup/model.bdf")
    assert _introspect(site, "") == (200, {"path": "1_setup/model.bdf", "text": "CEND"})


@pytest.mark.parametrize(
    "path",
    [
        "1_setup/../2_iterations/secret.bdf",
        "1_setup/../../../../outside.bdf",
        "1_setup/link.bdf",
        "1_setup/folder/outside.bdf",
        "1_setup\\..\\2_iterations\\secret.bdf",
        "2_iterations/secret.bdf",
        "/etc/passwd",
        "1_setup//etc/passwd",
        "C:\\Windows\\win.ini",
        "1_setup/C:\\Windows\\win.ini",
        "1_setup",
        "1_setup/",
        "1_setup/parts",
        "1_setup/nothing.bdf",
        "1_setup/\0",
        "1_setup/" + "x" * 300,
        "1_setup/" + "x/" * 500,
        "1_setup/\ud800",
        7,
        None,
        ["1_setup/model.bdf"],
    ],
)
def test_nothing_else_is(site: Site, path: object) -> None:
    status, said = _introspect(site, path)
    assert status in (404, 422), said
    assert said["code"] in ("E011", "E012", "E042")
    assert "secret" not in said or "text" not in said


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=st.lists(st.sampled_from(["..", ".", "1_setup", "parts", "~", "link.bdf", "", "\\"])))
def test_no_path_leads_out(site: Site, parts: list[str]) -> None:
    for path in ("/".join(["1_setup", *parts, "outside.bdf"]), "\\".join(["1_setup", *parts])):
        status, said = _introspect(site, path)
        assert status in (404, 422) and "text" not in said, path


DECK = """SOL 101
CEND
BEGIN BULK
GRID,1,,0.,0.,0.
GRID,2,,1.,0.,0.
MAT1,1,2.1+5,,0.3
PROD,1,1,10.
CROD,1,1,1,2
ENDDATA
"""


def test_a_deck_is_looked_into_by_a_process_of_its_own(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.say("truss", "create_study", name="Truss")
    setup = site.workspace.prepare(site.studies.study("truss")) / "1_setup"
    (setup / "truss.bdf").write_text(DECK)
    (setup / "broken.bdf").write_text("BEGIN BULK\nINCLUDE '/etc/hostname'\n")
    site.say("truss", "set_model", path="1_setup/truss.bdf")
    look = site.client("view")
    found = look.post("/api/models/introspect", json={"study": "truss"}).json()
    assert (found["path"], found["grids"], found["solution"]) == ("1_setup/truss.bdf", 2, 101)
    assert found["parameters"][0]["name"] == "PROD:1:A"
    broken = {"study": "truss", "path": "1_setup/broken.bdf"}
    refused = look.post("/api/models/introspect", json=broken)
    assert (refused.status_code, refused.json().get("code")) == (422, "E011"), refused.text
    assert str(tmp_path) not in refused.text
