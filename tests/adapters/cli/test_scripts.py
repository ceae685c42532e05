"""A measure of the study's own: written, refused, read and allowed, run."""

import json
from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal

TRUSS = Path(__file__).parents[3] / "studies" / "truss10"
SCRIPT = """
def measure(results, options):
    vertical = results.displacement[..., 1]
    return {"mean_sag": float(-vertical[vertical < 0].mean())}
"""


@pytest.fixture
def truss(atomizer: Terminal) -> Terminal:
    """A terminal with the study `truss10` and a script in its folder."""
    assert atomizer("replay", str(TRUSS / "commands.jsonl")).code == 0
    (_script(atomizer)).write_text(SCRIPT, encoding="utf-8")
    return atomizer


def _script(terminal: Terminal) -> Path:
    (model,) = terminal.workspace.glob("studies/**/1_setup/model.bdf")
    return model.with_name("sag.py")


def _measure_with(terminal: Terminal, sha256: str) -> None:
    output = {"unit_kind": "length", "description": "The mean sag of the points that sink."}
    config = {"file": "1_setup/sag.py", "sha256": sha256, "outputs": {"mean_sag": output}}
    given = ("--name", "Sag", "--id", "ext_sag", "--type", "script", "--config", json.dumps(config))
    assert terminal("do", "truss10", "add-extractor", *given).code == 0


def test_a_script_that_is_allowed_measures_every_trial(truss: Terminal) -> None:
    allowed = truss("allow", "truss10", "1_setup/sag.py", "--yes", "--json")
    assert allowed.code == 0
    _measure_with(truss, allowed.json["sha256"])
    assert truss("run", "truss10", "--trials", "2", "--json").json["status"] == "completed"
    (sealed, *_) = sorted(truss.workspace.glob("studies/**/trial-0000/*.json"))
    assert "mean_sag" in sealed.read_text(encoding="utf-8")


def test_a_run_whose_script_nobody_allowed_ends_and_says_so(truss: Terminal) -> None:
    _measure_with(truss, "a" * 64)
    said = truss("run", "truss10", "--trials", "2")
    assert said.code == 2
    assert "not allowed to run on this machine" in said.err
    assert "atomizer allow" in said.err


def test_nobody_allows_a_script_without_reading_it(truss: Terminal) -> None:
    said = truss("allow", "truss10", "1_setup/sag.py")
    assert said.code == 2
    assert "def measure" in said.err
    assert "--yes" in said.err


def test_what_leads_out_of_the_study_is_not_allowed(truss: Terminal) -> None:
    assert truss("allow", "truss10", "../../../x.py", "--yes").code == 2
    _script(truss).write_bytes(b"\xff\xfe")
    assert "UTF-8" in truss("allow", "truss10", "1_setup/sag.py", "--yes").err
