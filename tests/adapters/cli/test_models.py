import math
from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal
from tests.adapters.rods import ROD


@pytest.fixture
def rod(tmp_path: Path) -> Path:
    deck = tmp_path / "rod.bdf"
    deck.write_text(ROD, encoding="ascii")
    return deck


def test_a_deck_is_solved_and_told_as_one_document(atomizer: Terminal, rod: Path) -> None:
    said = atomizer("solve", str(rod), "--json")
    assert said.code == 0
    assert said.json["solution"] == 101
    assert said.json["subcases"][0]["max_displacement"] == pytest.approx(0.04)
    assert said.json["subcases"][0]["reaction_sum"][0] == pytest.approx(-10.0)
    assert Path(said.json["op2"]).is_file() and Path(said.json["f06"]).is_file()
    assert {"solver", "version", "seconds", "frequencies", "buckling_factors"} <= said.json.keys()


@pytest.mark.parametrize("command", ["solve", "sensitivity"])
def test_an_unknown_solver_is_refused_with_those_there_are(
    atomizer: Terminal, rod: Path, command: str
) -> None:
    said = atomizer(command, str(rod), "--solver", "oracle")
    assert said.code == 2
    assert "No solver is named 'oracle'. Installed: calculix, embedded" in said.err
    assert "Traceback" not in said.err


def test_results_go_where_they_are_asked_to(atomizer: Terminal, rod: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "result.op2"
    assert atomizer("solve", str(rod), "-o", str(target)).code == 0
    assert target.is_file()


def test_natural_frequencies_are_told_in_a_table(atomizer: Terminal, rod: Path) -> None:
    """Half of the rod's mass on its spring: sqrt(250 / 1.5) / 2 pi Hz."""
    text = ROD.replace("SOL 101\nCEND", "SOL 103\nCEND\nMETHOD = 9").replace("\nLOAD = 1", "")
    rod.write_text(text.replace("BEGIN BULK", "BEGIN BULK\nEIGRL,9,,,1"), encoding="ascii")
    said = atomizer("solve", str(rod))
    assert said.code == 0
    assert "natural frequency, Hz" in said.out and "2.0546" in said.out
    assert "Mass 3" in said.out


def test_what_the_print_warns_of_is_told(atomizer: Terminal, rod: Path) -> None:
    rod.write_text(ROD.replace("PARAM,POST,-1", "PARAM,OUGCORD,BASIC"), encoding="ascii")
    warning = "USER WARNING MESSAGE, PARAM OUGCORD HAS NO EFFECT IN THE EMBEDDED SOLVER."
    assert f"*** {warning}" in atomizer("solve", str(rod), "--json").json["warnings"]
    assert "OUGCORD" in atomizer("solve", str(rod)).out


def test_the_peaks_of_a_response_are_told_and_extracted(atomizer: Terminal, rod: Path) -> None:
    """Half of the rod's mass on its spring, F / (k - w^2 m) with k = 250 and m = 1.5."""
    head = "SOL 111\nCEND\nDLOAD = 7\nFREQUENCY = 8\nMETHOD = 9"
    cards = "BEGIN BULK\nRLOAD1,7,1,,,1.\nFREQ,8,0.,.5\nEIGRL,9,,,1"
    deck = ROD.replace("SOL 101\nCEND", head).replace("\nLOAD = 1", "")
    rod.write_text(deck.replace("BEGIN BULK", cards), encoding="ascii")
    said = atomizer("solve", str(rod), "--json")
    (peak,) = said.json["responses"]
    assert (peak["id"], peak["over"], peak["quantity"]) == (1, "frequency", "displacement")
    assert (peak["at"], peak["node"]) == (0.5, 2)
    follows = 10 / (250 - math.pi**2 * 1.5)
    assert peak["peak"] == pytest.approx(follows, rel=1e-5)
    assert "Peaks of the responses" in atomizer("solve", str(rod)).out
    found = atomizer("extract", said.json["op2"], "frequency_response_peak", "--json")
    assert found.json["frequency_response_peak"]["peak"] == pytest.approx(follows, rel=1e-5)


def test_numbers_are_extracted_from_a_result(atomizer: Terminal, rod: Path) -> None:
    op2 = atomizer("solve", str(rod), "--json").json["op2"]
    said = atomizer("extract", op2, "mass", "displacement:component=x", "bar_stress", "--json")
    assert said.json["mass"]["mass"] == pytest.approx(3.0)
    assert said.json["displacement"]["max_displacement"] == pytest.approx(0.04)
    assert said.json["bar_stress"]["max_stress"] == pytest.approx(20.0)


def test_numbers_out_of_results_that_do_not_add_up_come_with_a_note(
    atomizer: Terminal, rod: Path
) -> None:
    """The deck pulls ten times as hard as the one that was solved."""
    op2 = atomizer("solve", str(rod), "--json").json["op2"]
    assert "warnings" not in atomizer("extract", op2, "displacement", "--json").json
    rod.write_text(ROD.replace("FORCE,1,2,0,10.", "FORCE,1,2,0,100."), encoding="ascii")
    note = "The reactions of subcase 1 do not balance the loads of the deck."
    assert note in atomizer("extract", op2, "displacement", "--json").json["warnings"]
    assert f"Note: {note}" in atomizer("extract", op2, "displacement").out


def test_one_value_is_a_list_of_one_where_an_option_is_a_list(
    atomizer: Terminal, rod: Path
) -> None:
    op2 = atomizer("solve", str(rod), "--json").json["op2"]
    said = atomizer("extract", op2, "displacement:nodes=2", "--json")
    assert said.code == 0
    assert set(said.json) == {"displacement"}


def test_an_option_it_does_not_take_is_refused_with_those_it_takes(
    atomizer: Terminal, rod: Path
) -> None:
    op2 = atomizer("solve", str(rod), "--json").json["op2"]
    said = atomizer("extract", op2, "displacement:colour=red")
    assert said.code == 2
    assert "colour" in said.err and "subcase" in said.err
    assert "Traceback" not in said.err


def test_an_unknown_extractor_is_refused_with_those_there_are(
    atomizer: Terminal, rod: Path
) -> None:
    op2 = atomizer("solve", str(rod), "--json").json["op2"]
    said = atomizer("extract", op2, "colour")
    assert said.code == 2
    assert "displacement" in said.err


def test_a_model_is_looked_into(atomizer: Terminal, rod: Path) -> None:
    said = atomizer("introspect", str(rod), "--json")
    assert said.json["solution"] == 101
    assert said.json["candidates"][0]["name"] == "AREA"
    assert "AREA" in atomizer("introspect", str(rod)).out


def test_an_unsupported_model_says_what_is_supported(atomizer: Terminal, tmp_path: Path) -> None:
    part = tmp_path / "bracket.prt"
    part.write_bytes(b"binary")
    said = atomizer("introspect", str(part))
    assert said.code == 2
    assert ".bdf" in said.err


def test_a_thermal_deck_is_told_by_its_temperatures_and_its_heat(
    atomizer: Terminal, tmp_path: Path
) -> None:
    """A rod of conductance k A / L = 2 takes 10 W at its end: 5 degrees above what holds it."""
    lines = ["SOL 153", "CEND", "ANALYSIS = HEAT", "SPC = 1", "LOAD = 1", "BEGIN BULK"]
    lines += ["GRID,1,,0.,0.,0.", "GRID,2,,2.,0.,0.", "CROD,1,1,1,2", "PROD,1,1,.5", "MAT4,1,8."]
    deck = tmp_path / "rod.bdf"
    bulk = [*lines, "SPC,1,1,1,20.", "SLOAD,1,2,10.", "ENDDATA", ""]
    deck.write_text("\n".join(bulk), encoding="ascii")
    said = atomizer("solve", str(deck), "--json")
    (thermal,) = said.json["thermal"]
    assert (thermal["min_temperature"], thermal["max_temperature"]) == pytest.approx((20.0, 25.0))
    assert (thermal["applied_heat"], thermal["constraint_heat"]) == pytest.approx((10.0, -10.0))
    assert said.json["subcases"] == []
    assert "highest" in atomizer("solve", str(deck)).out


def test_a_singular_model_names_grid_and_component(atomizer: Terminal, rod: Path) -> None:
    loose = ROD.replace("GRID,1,,0.,0.,0.,,123456", "GRID,1,,0.,0.,0.,,23456")
    rod.write_text(loose.replace("SPC1,1,1,1", "SPC1,1,2,1"), encoding="ascii")
    said = atomizer("solve", str(rod))
    assert said.code == 2
    assert "FATAL" in said.err
