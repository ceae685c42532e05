"""A model of NX is told of by NX, else by what lies beside it, and the answer says which."""

import json
import sys
from pathlib import Path

import pytest

from atomizer.engine.deck import DeckRejected
from atomizer.engine.nx.looking import introspect_nx
from tests.engine.nx.models import DECK, SIM, install_nx, write_model

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")


@pytest.fixture
def sim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("ATOMIZER_NX", "UGII_BASE_DIR", "UGII_ROOT_DIR", "FAKE_NX_ILL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return write_model(tmp_path / "model")


def test_nx_tells_names_values_units_and_formulas(sim: Path, tmp_path: Path) -> None:
    install_nx(tmp_path / "bin")
    before = {path.name: path.stat().st_mtime_ns for path in sim.parent.iterdir()}
    of_the_mesh = {"youngs": (1000.0, "", "")}
    for path, more in ((sim, of_the_mesh), (sim.with_name("bracket.prt"), {})):
        found = introspect_nx(path)
        assert found.told_by == "NX V2306."
        told = {one.name: (one.value, one.units, one.formula) for one in found.parameters}
        assert told == {
            "width": (0.5, "MilliMeter", ""),
            "thickness": (1.0, "MilliMeter", ""),
            "area": (0.5, "SquareMilliMeter", "width*thickness"),
            "p173": (3000.0, "Gram", "6000*area"),
            "holes": (4.0, "", ""),
            "p12": (3.0, "MilliMeter", ""),
            **more,
        }
    assert {path.name: path.stat().st_mtime_ns for path in sim.parent.iterdir()} == before


def test_what_was_named_and_is_free_makes_a_candidate(sim: Path, tmp_path: Path) -> None:
    install_nx(tmp_path / "bin")
    found = introspect_nx(sim)
    assert [(one.name, one.units) for one in found.candidates] == [
        ("width", "MilliMeter"),
        ("thickness", "MilliMeter"),
    ]
    assert found.candidates[0].suggested_bounds.min == 0.25


def test_names_that_several_parts_have_come_with_their_part(sim: Path, tmp_path: Path) -> None:
    install_nx(tmp_path / "bin")
    idealized = sim.with_name("bracket_fem1_i.prt")
    own = {"expressions": [{"name": "width", "formula": "7"}]}
    idealized.write_text(json.dumps(json.loads(idealized.read_text()) | own))
    names = {one.name for one in introspect_nx(sim).parameters}
    assert {"bracket::width", "bracket_fem1_i::width", "thickness"} <= names


def test_without_nx_an_exported_file_tells(sim: Path) -> None:
    text = "[mm]rib_width=10\narea=rib_width*2\n"
    (sim.parent / "bracket.exp").write_text(text)
    (sim.parent / "other.exp").write_text("a=1\n")
    found = introspect_nx(sim)
    assert [(one.name, one.value, one.units) for one in found.parameters] == [
        ("rib_width", 10.0, "mm")
    ]
    assert found.told_by.startswith("The expressions in bracket.exp")
    assert "run_journal is not on PATH" in found.told_by
    assert "only NX can work them out: area" in found.told_by


def test_a_session_that_fails_is_told_with_the_file_that_took_its_place(
    sim: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_nx(tmp_path / "bin")
    monkeypatch.setenv("FAKE_NX_ILL", "deny")
    (sim.parent / "bracket_fem1.exp").write_text("[mm]width=10\n")
    assert "All available licenses" in introspect_nx(sim).told_by


def test_without_both_the_deck_of_the_last_solve_tells(sim: Path) -> None:
    deck = sim.with_name("bracket_fem1_sim1-solution_1.dat")
    deck.write_text(DECK.format(area=0.5, youngs=1000.0), encoding="ascii")
    found = introspect_nx(sim)
    assert (found.path, found.solution, found.grids) == (sim, 101, 2)
    assert found.told_by.startswith(f"The deck {deck.name} beside it: its parameters are fields")


def test_with_nothing_beside_it_the_answer_says_what_to_do(sim: Path) -> None:
    with pytest.raises(DeckRejected, match=r"cannot be looked into.*\.exp beside it.*\.bdf"):
        introspect_nx(sim.with_name(SIM))
